// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads from a statement's parse tree what kind it is, what it names, and whether it may run in a
// transaction. Pure; any thread.

#include "core/parsetree.h"
#include "core/statements.h"

namespace athanor {

/// PostgreSQL's command tag (src/include/tcop/cmdtaglist.h) of \a tree's statement.
[[nodiscard]] QString commandTag(const ParseTree& tree);
/// Relations the statement names, in the order of the text; names that a WITH query defines are left out.
[[nodiscard]] QList<RelationName> relationsOf(const ParseTree& tree);
/// BEGIN, COMMIT, ROLLBACK, SAVEPOINT and their like; not COMMIT PREPARED and ROLLBACK PREPARED.
[[nodiscard]] bool isTransactionControl(const ParseTree& tree);
/// The form of the statement that PostgreSQL refuses in a transaction block, e.g. "CREATE INDEX
/// CONCURRENTLY"; empty when it may run in one.
[[nodiscard]] QString formRefusedInTransaction(const ParseTree& tree);
/// "COPY FROM STDIN" or "COPY TO STDOUT": data that go through the client; else empty.
[[nodiscard]] QString copyThroughClient(const ParseTree& tree);

} // namespace athanor
