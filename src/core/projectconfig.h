// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads a project's configuration file into ProjectSettings. Reading blocks; any thread.
//
// A key is looked up in the chosen section of the ini file, in its section [alembic] when that names the
// chosen one in "databases", in [tool.alembic] of pyproject.toml, then in the section [athanor] of an Alembic
// project's ini file. What cannot be interpolated is an error only where it is needed: env.py may complete
// it.
//
// Relative paths are relative to the configuration file's folder. Where version_locations is not set, the
// revisions are in "versions" inside of script_location; an SQL project without script_location keeps them in
// "revisions" beside its athanor.ini.

#include "core/projectsettings.h"
#include "core/result.h"

namespace athanor {

/// The settings in \a configFile (absolute path). \a section: ini section, empty for the usual one. \a
/// otherFile: the pyproject.toml that goes with an ini file or the other way round; empty: the one beside it,
/// if any. Errors (ErrorKind::Project) name the file and where possible the line; they never hold
/// sqlalchemy.url.
[[nodiscard]] Result<ProjectSettings> readProjectSettings(const QString& configFile, const QString& section,
                                                          const QString& otherFile = {});

/// The names in the setting "databases" of a project with several databases.
[[nodiscard]] QStringList databaseNames(const QString& databases);

/// Whether the TOML file \a path has a table [tool.alembic].
[[nodiscard]] bool isAlembicPyproject(const QString& path);

/// An Error of ErrorKind::Project about \a file.
[[nodiscard]] Error projectError(const QString& file, int line, const QString& message, const QString& hint);

} // namespace athanor
