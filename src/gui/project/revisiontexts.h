// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads the texts of revisions from their files. Blocks; not on the GUI thread.

#include "core/canceltoken.h"
#include "core/revisionmap.h"

#include <QHash>

#include <optional>

namespace athanor {

/// What a revision's file says to run.
struct RevisionTexts {
    QString revision;
    QString upgrade, downgrade, verify; ///< of an SQL file
    QString source; ///< of a Python file: all of it
    std::optional<Error> error;
};

[[nodiscard]] RevisionTexts readRevisionTexts(const Revision& revision);

/// The whole text of every file, in lower case, by revision id: for searching. Files that cannot be read are
/// left out.
[[nodiscard]] QHash<QString, QString> readContents(const RevisionMap& map, const CancelToken& cancel);

} // namespace athanor
