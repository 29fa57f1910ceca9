// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a project's configuration file says. A value; any thread. Names are Alembic's.

#include "core/error.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace athanor {

enum class ProjectKind {
    Sql, ///< athanor.ini: revisions are SQL files
    Alembic, ///< alembic.ini or pyproject.toml: revisions are Python files, SQL files may stand among them
};

struct ProjectSettings {
    ProjectKind kind = ProjectKind::Sql;
    QString configFile; ///< absolute path of the ini or toml file
    QString otherConfigFile; ///< the pyproject.toml or ini file that is read as well, when there is one
    QString section; ///< the ini section read ("athanor", "alembic", or the name given with -n)
    QString scriptLocation; ///< absolute path
    QStringList prependSysPath; ///< absolute paths
    QStringList versionLocations; ///< absolute paths, in the order that gives the load order
    bool recursiveVersionLocations = false;
    QString fileTemplate; ///< e.g. "%(rev)s_%(slug)s", interpolation of %% done
    int truncateSlugLength = 40;
    QString timezone; ///< IANA name, "utc", or empty for local time
    QString versionTable = QStringLiteral("alembic_version");
    QString versionTableSchema; ///< empty: the first schema of the search path
    QList<Error> versionTableDoubts; ///< why env.py may use another version table than these two say
    QString sqlalchemyUrl; ///< as written, interpolated; may hold a password: never print
    std::optional<Error> sqlalchemyUrlProblem; ///< why it cannot be read; holds no password
    QMap<QString, QString> options; ///< every other key of the section, interpolated

    bool operator==(const ProjectSettings&) const = default;
};

} // namespace athanor
