// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The SQL script of a plan, for `--sql`: what a run would send, with its transactions and version rows. Pure;
// any thread.

#include "core/plan.h"
#include "core/result.h"
#include "core/script.h"
#include "db/runner.h"
#include "db/versiontable.h"

namespace athanor {

struct OfflineScript {
    Plan plan;
    QList<Script> scripts; ///< one a step; empty for a stamp
    VersionTable table;
    TransactionMode transaction = TransactionMode::PerRevision;
    bool purge = false;
};

/// The statement that makes a missing version table.
[[nodiscard]] QString createVersionTableSql(const VersionTable& table);
/// Fails when one transaction for all is asked for and a step cannot run in one.
[[nodiscard]] Result<QString> offlineSql(const RevisionMap& map, const OfflineScript& script);

} // namespace athanor
