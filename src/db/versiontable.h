// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads and moves the rows of Alembic's version table. On the session's thread.
// Table and DDL as alembic/runtime/migration.py.

#include "core/plan.h"
#include "core/projectsettings.h"
#include "core/result.h"
#include "db/session.h"

namespace athanor {

struct VersionTable {
    QString schema; ///< empty: found by the search path
    QString name = QStringLiteral("alembic_version");

    [[nodiscard]] static VersionTable of(const ProjectSettings& settings);
};

struct VersionState {
    bool tableExists = false;
    QStringList rows; ///< as the database returns them

    bool operator==(const VersionState&) const = default;
};

/// Reads the rows; changes nothing, also when there is no table. A table of another shape is an error.
[[nodiscard]] Result<VersionState> readVersionState(Session& session, const VersionTable& table);
/// Creates the table when it is missing.
[[nodiscard]] Result<> ensureVersionTable(Session& session, const VersionTable& table);
/// Makes one change; an UPDATE or DELETE that does not touch exactly one row is an error.
[[nodiscard]] Result<> applyRowChange(Session& session, const VersionTable& table,
                                      const VersionRowChange& change);

} // namespace athanor
