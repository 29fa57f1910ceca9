// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Makes plans: a graph, the version rows of a database and a target give steps. Pure functions; any thread.
// Rules: Alembic's script/revision.py (_collect_upgrade_revisions, _collect_downgrade_revisions,
// _topological_sort) and runtime/migration.py (HeadMaintainer). Errors are ErrorKind::Identifier or Graph
// with a code of their class.

#include "core/plan.h"
#include "core/result.h"
#include "core/revisionmap.h"

namespace athanor {

/// \a rows: version_num values in the order the database returned them. \a target as in `alembic upgrade`.
[[nodiscard]] Result<Plan> planUpgrade(const RevisionMap& map, const QStringList& rows,
                                       const QString& target);
[[nodiscard]] Result<Plan> planDowngrade(const RevisionMap& map, const QStringList& rows,
                                         const QString& target);
/// \a purge: forget all rows first; the only way past a row that the project does not know.
[[nodiscard]] Result<Plan> planStamp(const RevisionMap& map, const QStringList& rows,
                                     const QStringList& targets, bool purge = false);
/// One of the three, by \a direction; \a targets has one element unless stamping.
[[nodiscard]] Result<Plan> makePlan(const RevisionMap& map, Direction direction, const QStringList& rows,
                                    const QStringList& targets, bool purge = false);

/// Offline: start and target come from "FROM:TO" (or "TO" = from base, upgrade only).
[[nodiscard]] Result<Plan> planOffline(const RevisionMap& map, Direction direction,
                                       const QStringList& targets, bool purge = false);

/// Indexes of revisions `upgrade heads` would run from \a rows; unknown rows are ignored.
[[nodiscard]] QList<int> pendingRevisions(const RevisionMap& map, const QStringList& rows);
/// A flag per index: applied in a database with these rows (a row or anything below one).
[[nodiscard]] QList<bool> appliedRevisions(const RevisionMap& map, const QStringList& rows);

} // namespace athanor
