// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/project.h"

#include "core/projectconfig.h"
#include "core/revisionfiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <cerrno>
#include <sys/stat.h>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kNewProject(R"(# SPDX-License-Identifier: CC0-1.0
# Settings of this migration project. The names mean what they mean in Alembic.

[athanor]
# Folders with the revisions, relative to this file, in the order in which they are read.
version_locations = revisions
path_separator = os

# Names of new revision files; also %%(year)d %%(month).2d %%(day).2d %%(hour).2d %%(minute).2d %%(second).2d
file_template = %%(rev)s_%%(slug)s
# truncate_slug_length = 40
# recursive_version_locations = false

# Time zone of "Create Date", e.g. utc or Europe/Berlin; empty for local time.
timezone = utc

# Where the database keeps its revisions.
# version_table = alembic_version
# version_table_schema =

# The database, unless a connection or DATABASE_URL is given.
# sqlalchemy.url = postgresql://user@host/database
)");

/// The configuration file in \a folder itself, empty when it holds none.
QString configIn(const QDir& folder)
{
    for (const QString& name : {u"athanor.ini"_s, u"alembic.ini"_s}) {
        if (QFileInfo(folder.filePath(name)).isFile())
            return folder.filePath(name);
    }
    const QString toml = folder.filePath(u"pyproject.toml"_s);
    return QFileInfo(toml).isFile() && isAlembicPyproject(toml) ? toml : QString();
}

/// Whether nothing is at \a path; not when it only cannot be looked at.
bool isMissing(const QString& path)
{
    struct stat status;
    return ::stat(QFile::encodeName(path).constData(), &status) != 0 && errno == ENOENT;
}

} // namespace

Project::Project(ProjectSettings settings) : m_settings(std::move(settings)) { }

Result<Project> Project::open(const QString& path, const QString& section, const QString& otherFile)
{
    QFileInfo info(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
    if (!info.exists()) {
        return fail(projectError(info.filePath(), 0, u"The project does not exist"_s,
                                 u"Choose a folder with an athanor.ini, alembic.ini or pyproject.toml"_s));
    }
    QString configFile = info.filePath();
    if (info.isDir()) {
        configFile = configIn(QDir(configFile));
        if (configFile.isEmpty()) {
            return fail(
                projectError(info.filePath(), 0, u"The folder holds no migration project"_s,
                             u"Choose a folder with an athanor.ini, an alembic.ini or a pyproject.toml "
                             "with [tool.alembic], or make a new project"_s));
        }
    }
    const QString other
        = otherFile.isEmpty() ? QString() : QDir::cleanPath(QFileInfo(otherFile).absoluteFilePath());
    auto settings = readProjectSettings(configFile, section, other);
    if (!settings)
        return fail(settings.error());
    return Project(std::move(*settings));
}

QString Project::find(const QString& folder)
{
    QDir dir(QDir::cleanPath(QDir(folder).absolutePath()));
    do {
        if (const QString config = configIn(dir); !config.isEmpty())
            return config;
    } while (dir.cdUp());
    return {};
}

Result<Project> Project::create(const QString& folder)
{
    const QDir dir(QDir::cleanPath(QDir(folder).absolutePath()));
    const QString path = dir.filePath(u"athanor.ini"_s);
    if (const QString existing = configIn(dir); !existing.isEmpty()) {
        return fail(projectError(existing, 0, u"The folder holds a migration project already"_s,
                                 u"Open it, or choose another folder"_s));
    }
    if (!dir.mkpath(u"revisions"_s)) {
        return fail(projectError(dir.filePath(u"revisions"_s), 0, u"The folder cannot be made"_s,
                                 u"Check the permissions, or choose another folder"_s));
    }
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)
        || file.write(kNewProject.data(), kNewProject.size()) != kNewProject.size() || !file.flush()) {
        return fail(projectError(path, 0, u"The file cannot be written: %1"_s.arg(file.errorString()),
                                 u"Check the permissions, or choose another folder"_s));
    }
    file.close();
    return open(path);
}

QString Project::name() const
{
    const QString usual = m_settings.kind == ProjectKind::Sql ? u"athanor"_s : u"alembic"_s;
    const QString base = QDir(folder()).dirName();
    return m_settings.section == usual ? base : u"%1 [%2]"_s.arg(base, m_settings.section);
}

QString Project::folder() const
{
    return QFileInfo(m_settings.configFile).absolutePath();
}

Result<QStringList> Project::revisionFiles() const
{
    QStringList files;
    QSet<QString> seen;
    const bool standing = QFileInfo(m_settings.scriptLocation).isDir();
    for (const QString& location : m_settings.versionLocations) {
        // Git keeps no empty folders: one that is missing holds no revisions yet.
        if (standing && isMissing(location))
            continue;
        auto found = listRevisionFiles(location, m_settings.recursiveVersionLocations);
        if (!found) {
            Error error = found.error();
            error.context = u"version_locations of %1"_s.arg(m_settings.configFile);
            return fail(error);
        }
        if (m_settings.versionLocations.size() == 1)
            return found;
        for (const QString& file : std::as_const(*found)) {
            if (!seen.contains(file)) {
                seen.insert(file);
                files.append(file);
            }
        }
    }
    return files;
}

} // namespace athanor
