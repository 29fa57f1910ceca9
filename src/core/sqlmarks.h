// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds the section marks of a SQL revision file ("-- migrate:up transaction:false") and the header before
// them. Pure functions; any thread.
//
// A mark is a line that starts with "--", blanks, "migrate:" and up, down or verify, followed by nothing or
// by options: transaction:false or transaction:true on up and down, irreversible on down. What looks like a
// mark but is indented, in capitals or misspelt is an error rather than a comment: as a comment it would
// send the statements of one direction into the other.

#include "core/result.h"
#include "core/revisionheader.h"

#include <QVarLengthArray>

namespace athanor {

struct SqlMark {
    enum class Kind { Upgrade, Downgrade, Verify };
    Kind kind = Kind::Upgrade;
    bool transactional = true;
    bool irreversible = false;
    qsizetype offset = 0; ///< of the mark's line
    qsizetype bodyOffset = 0;
    qsizetype bodyEnd = 0;
};

using SqlMarks = QVarLengthArray<SqlMark, 3>;

/// The marks of \a text in order: up first, each at most once. Errors have \a path and the line; code
/// "no_marks" when there is none.
[[nodiscard]] Result<SqlMarks> findSqlMarks(QByteArrayView text, const QString& path);

/// Reads the comments of \a text (all that stands before the first mark). SQL among them is an error.
[[nodiscard]] Result<RevisionHeader> readSqlHeader(QByteArrayView text, const QString& path);

/// "up", "down" or "verify".
[[nodiscard]] QByteArrayView sqlMarkWord(SqlMark::Kind kind);

} // namespace athanor
