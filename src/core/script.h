// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What one step of a plan runs: the statements of one direction of one revision. Reading blocks; any thread.

#include "core/plan.h"
#include "core/result.h"
#include "core/revision.h"
#include "core/statements.h"

namespace athanor {

struct Script {
    QString revision;
    Direction direction = Direction::Upgrade;
    QString file;
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

} // namespace athanor
