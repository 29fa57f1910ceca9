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

/// Where a version table is, or would be made, and what may be done with it.
struct VersionTablePlace {
    VersionTable table; ///< with its schema, whatever the search path becomes later
    bool exists = false;
    bool mayCreate = false; ///< when it does not exist
    bool mayRead = false; ///< these two when it exists
    bool mayWrite = false;
};

/// Finds the table; changes nothing. A table of another shape is an error (code "version_table_shape") that
/// says what was found.
[[nodiscard]] Result<VersionTablePlace> locateVersionTable(Session& session, const VersionTable& table);
/// The error when versions cannot be recorded at \a place (code "version_table_rights" or "no_schema"),
/// before anything runs.
[[nodiscard]] Result<> checkRecordable(Session& session, const VersionTablePlace& place);
/// Reads the rows of a table that was found.
[[nodiscard]] Result<VersionState> readVersionState(Session& session, const VersionTablePlace& place);
/// Finds the table and reads the rows; changes nothing, also when there is no table.
[[nodiscard]] Result<VersionState> readVersionState(Session& session, const VersionTable& table);
/// The statement that creates the table, as Alembic writes it.
[[nodiscard]] QString versionTableDefinition(const VersionTable& table);
/// Creates the table when it is missing.
[[nodiscard]] Result<> ensureVersionTable(Session& session, const VersionTable& table);
/// Makes one change; an UPDATE or DELETE that does not touch exactly one row is an error (code
/// "version_row").
[[nodiscard]] Result<> applyRowChange(Session& session, const VersionTable& table,
                                      const VersionRowChange& change);

} // namespace athanor
