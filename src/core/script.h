// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What one step of a plan runs: the statements of one direction of one revision. Reading blocks; any thread.

#include "core/canceltoken.h"
#include "core/plan.h"
#include "core/result.h"
#include "core/revisionmap.h"
#include "core/statements.h"

#include <functional>

namespace athanor {

struct Script {
    QString revision;
    Direction direction = Direction::Upgrade;
    QString file; ///< that positions refer to; of a Python revision: the SQL that was rendered from it
    QString sourceFile; ///< of a Python revision: the file it was rendered from; else empty
    QString live; ///< not empty: it needs a live connection, and why ("op.get_bind() at line 12"); the
                  ///< project's Python runs it, and there are no statements
    bool throughEnvPy = false; ///< of a live one: the project's env.py opens the connection
    QByteArray digest; ///< of a live one: tells whether its file is still the one that was read
    bool transactional = true;
    QString outsideTransactionReason; ///< for people, when not transactional: "transaction:false", or the
                                      ///< statement
    QList<SqlStatement> statements;
    QList<SqlStatement>
        verifications; ///< of an upgrade: queries that must each return true before it is recorded

    bool operator==(const Script&) const = default;
};

/// Reads and splits the section of \a revision for \a direction. A direction with a statement that PostgreSQL
/// refuses in a transaction is not transactional; transaction control in a transactional one is an error with
/// its position, as is a downgrade that does not exist (code "irreversible").
[[nodiscard]] Result<Script> loadScript(const Revision& revision, Direction direction);

/// Decides how the statements of \a script run, as loadScript() does: a statement that PostgreSQL refuses in
/// a transaction makes it not transactional; transaction control in a transactional one is an error.
[[nodiscard]] Result<Script> withTransactionMode(Script script);

/// One script for each step of \a plan, in its order; none for a stamp. The first that cannot be had is the
/// error.
[[nodiscard]] Result<QList<Script>> loadScripts(const RevisionMap& map, const Plan& plan);

/// The same by other means, for plans with steps that are not SQL files. Blocks; any thread.
using ScriptLoader = std::function<Result<QList<Script>>(const RevisionMap& map, const Plan& plan,
                                                         const CancelToken& cancel)>;

} // namespace athanor
