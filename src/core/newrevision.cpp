// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/newrevision.h"

#include "core/filereader.h"
#include "core/filetemplate.h"
#include "core/projectconfig.h"
#include "core/revisionheader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTimeZone>
#include <QUuid>

#include <algorithm>
#include <unistd.h>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaximumIdLength = 32; ///< of the column version_num
constexpr qsizetype kMaximumNumberLength = 18; ///< digits of a qint64

Error refused(const QString& code, const QString& message, const QString& hint)
{
    Error error;
    error.kind = ErrorKind::Identifier;
    error.code = code;
    error.message = message;
    error.hint = hint;
    return error;
}

Result<> checkId(const RevisionMap& map, const QString& id)
{
    if (const int other = map.indexOf(id); other >= 0) {
        return fail(refused(u"duplicate_revision"_s, u"The revision %1 exists already"_s.arg(id),
                            u"Choose another id; this one is in %1"_s.arg(map.at(other).filePath)));
    }
    if (map.indexOfLabel(id) >= 0) {
        return fail(refused(u"duplicate_branch_label"_s, u"\"%1\" is a branch label already"_s.arg(id),
                            u"Choose another id"_s));
    }
    const bool illegal = std::any_of(id.begin(), id.end(), [](QChar c) {
        return u"@-+:,"_s.contains(c) || c.category() == QChar::Other_Control;
    });
    if (illegal || id.isEmpty() || id.trimmed() != id) {
        return fail(
            refused(u"illegal_revision_id"_s, u"\"%1\" cannot be a revision id"_s.arg(id),
                    u"Use letters, digits and underscores: @ - + : and commas have a meaning in targets"_s));
    }
    if (id.toUcs4().size() > kMaximumIdLength) {
        return fail(refused(u"illegal_revision_id"_s,
                            u"The revision id is longer than %1 characters"_s.arg(kMaximumIdLength),
                            u"The column version_num of the version table holds no more"_s));
    }
    return {};
}

Result<> checkParents(const RevisionMap& map, const NewRevision& revision)
{
    QStringList seen;
    for (const QString& parent : revision.parents) {
        const int index = map.indexOf(parent);
        if (index < 0) {
            return fail(refused(u"unknown_revision"_s, u"The parent revision %1 does not exist"_s.arg(parent),
                                u"Name the full id of a revision"_s));
        }
        if (seen.contains(parent)) {
            return fail(refused(u"overlapping_targets"_s,
                                u"The parent revision %1 is named twice"_s.arg(parent),
                                u"Name each parent once"_s));
        }
        if (!revision.splice && !map.isHead(index)) {
            return fail(refused(u"not_a_head"_s, u"The revision %1 is not a head"_s.arg(parent),
                                u"Choose a head, or allow splicing to begin a new branch there"_s));
        }
        seen.append(parent);
    }
    for (const QString& dependency : revision.dependsOn) {
        if (map.indexOf(dependency) < 0 && map.indexOfLabel(dependency) < 0) {
            return fail(refused(u"missing_dependency"_s,
                                u"There is no revision or branch label %1 to depend on"_s.arg(dependency),
                                u"Name the full id of a revision, or a branch label"_s));
        }
    }
    return {};
}

Result<> checkLabels(const RevisionMap& map, const NewRevision& revision, const QString& id)
{
    for (const QString& label : revision.branchLabels) {
        const bool taken = map.indexOf(label) >= 0 || map.indexOfLabel(label) >= 0 || label == id
            || revision.branchLabels.count(label) > 1;
        if (taken) {
            return fail(refused(u"duplicate_branch_label"_s,
                                u"The branch label \"%1\" is in use already"_s.arg(label),
                                u"Choose another label"_s));
        }
        if (label.isEmpty() || label.trimmed() != label || label.contains(u'@') || label.contains(u',')) {
            return fail(refused(u"illegal_branch_label"_s, u"\"%1\" cannot be a branch label"_s.arg(label),
                                u"Use letters, digits and underscores"_s));
        }
    }
    return {};
}

/// The version location for the new file.
Result<QString> location(const Project& project, const RevisionMap& map, const NewRevision& revision)
{
    const QStringList& locations = project.settings().versionLocations;
    if (!revision.versionPath.isEmpty()) {
        // From where the command was started, as Alembic takes it, or from the configuration file.
        const QString wanted = QDir::cleanPath(QDir(project.folder()).absoluteFilePath(revision.versionPath));
        for (const QString& path :
             {QDir::cleanPath(QFileInfo(revision.versionPath).absoluteFilePath()), wanted}) {
            if (locations.contains(path))
                return path;
        }
        return fail(projectError(project.settings().configFile, 0,
                                 u"%1 is none of the project's version locations"_s.arg(wanted),
                                 u"Choose one of: %1"_s.arg(locations.join(", "_L1))));
    }
    QString best;
    const int parent = revision.parents.isEmpty() ? -1 : map.indexOf(revision.parents.first());
    for (const QString& candidate : locations) {
        const bool holdsParent = parent >= 0 && map.at(parent).filePath.startsWith(candidate + u'/');
        if (holdsParent && candidate.size() > best.size())
            best = candidate;
    }
    if (best.isEmpty() && locations.size() > 1 && project.settings().kind == ProjectKind::Alembic) {
        Error error = projectError(project.settings().configFile, 0,
                                   u"The project has several version locations, and no parent says which"_s,
                                   u"Choose one with --version-path: %1"_s.arg(locations.join(", "_L1)));
        error.code = u"version_path_required"_s;
        return fail(error);
    }
    return best.isEmpty() ? locations.first() : best;
}

Result<QDateTime> createDate(const ProjectSettings& settings)
{
    const QDateTime now = QDateTime::currentDateTime();
    if (settings.timezone.isEmpty())
        return now;
    if (settings.timezone.compare("utc"_L1, Qt::CaseInsensitive) == 0)
        return now.toUTC();
    for (const QString& name : {settings.timezone, settings.timezone.toUpper()}) { // as Alembic tries them
        const QTimeZone zone(name.toUtf8());
        if (zone.isValid())
            return now.toTimeZone(zone);
    }
    return fail(projectError(settings.configFile, 0, u"There is no time zone \"%1\""_s.arg(settings.timezone),
                             u"Write utc or a name such as Europe/Berlin as timezone"_s));
}

/// "2025-12-07 10:30:00+01:00"; without the offset in a project without time zone, as Alembic writes it.
QString dateText(const QDateTime& date, const ProjectSettings& settings)
{
    const QString text = date.toString(u"yyyy-MM-dd HH:mm:ss"_s);
    if (settings.timezone.isEmpty())
        return text;
    return text + utcOffsetText(date);
}

Result<QString> pathFor(const Project& project, const RevisionMap& map, const NewRevision& revision,
                        const QString& id, const QDateTime& date, RevisionFormat format)
{
    const ProjectSettings& settings = project.settings();
    const auto folder = location(project, map, revision);
    if (!folder)
        return fail(folder.error());
    const QString slug = revisionSlug(revision.message, settings.truncateSlugLength);
    const auto name = fillFileTemplate(settings.fileTemplate, id, slug, date);
    if (!name) {
        Error error = name.error();
        error.file = settings.configFile;
        return fail(error);
    }
    if (name->contains(u'/') && !settings.recursiveVersionLocations) {
        return fail(projectError(
            settings.configFile, 0, u"file_template makes folders that the project does not read"_s,
            u"Set recursive_version_locations = true, or remove the slash from file_template"_s));
    }
    return *folder + u'/' + *name + (format == RevisionFormat::Sql ? ".sql"_L1 : ".py"_L1);
}

} // namespace

QString nextRevisionId(const Project&, const RevisionMap& map)
{
    qint64 highest = -1;
    qsizetype width = 0;
    for (const Revision& revision : map.revisions()) {
        const bool isNumber = !revision.id.isEmpty() && revision.id.size() <= kMaximumNumberLength
            && std::all_of(revision.id.begin(), revision.id.end(),
                           [](QChar c) { return c >= u'0' && c <= u'9'; });
        if (!isNumber) {
            highest = -1;
            break;
        }
        if (const qint64 number = revision.id.toLongLong(); number > highest) {
            highest = number;
            width = revision.id.size();
        }
    }
    if (highest >= 0)
        return QString::number(highest + 1).rightJustified(width, u'0');
    QString id;
    do {
        id = QUuid::createUuid().toString(QUuid::Id128).right(12);
    } while (map.indexOf(id) >= 0 || map.indexOfLabel(id) >= 0);
    return id;
}

Result<RevisionDraft> draftRevision(const Project& project, const RevisionMap& map,
                                    const NewRevision& revision, RevisionFormat format)
{
    RevisionDraft draft;
    draft.id = revision.id.isEmpty() ? nextRevisionId(project, map) : revision.id;
    if (const auto checked = checkId(map, draft.id); !checked)
        return fail(checked.error());
    if (const auto checked = checkParents(map, revision); !checked)
        return fail(checked.error());
    if (const auto checked = checkLabels(map, revision, draft.id); !checked)
        return fail(checked.error());
    const auto date = createDate(project.settings());
    if (!date)
        return fail(date.error());
    draft.created = *date;
    draft.dateText = dateText(*date, project.settings());
    const auto path = pathFor(project, map, revision, draft.id, *date, format);
    if (!path)
        return fail(path.error());
    draft.path = *path;
    return draft;
}

Result<QString> newRevisionPath(const Project& project, const RevisionMap& map, const NewRevision& revision,
                                RevisionFormat format)
{
    const auto date = createDate(project.settings());
    if (!date)
        return fail(date.error());
    const QString id = revision.id.isEmpty() ? nextRevisionId(project, map) : revision.id;
    return pathFor(project, map, revision, id, *date, format);
}

// Writes beside the path and renames.
Result<> writeRevisionFile(const QString& path, const QByteArray& content)
{
    const QFileInfo info(path);
    const auto failure = [&path](const QString& reason) {
        return fail(fileError(path, u"The revision file cannot be written: %1"_s.arg(reason),
                              u"Check the permissions of the folder and the free space"_s));
    };
    if (!QDir().mkpath(info.path()))
        return failure(u"its folder cannot be made"_s);
    QFile file(info.path() + "/.athanor-"_L1 + QUuid::createUuid().toString(QUuid::Id128));
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return failure(file.errorString());
    const bool written = file.write(content) == content.size() && file.flush() && ::fsync(file.handle()) == 0;
    file.close();
    if (!written) {
        const QString reason = file.errorString();
        file.remove();
        return failure(reason);
    }
    if (!file.rename(path)) { // refuses to overwrite
        const bool exists = QFileInfo::exists(path);
        const QString reason = file.errorString();
        file.remove();
        if (!exists)
            return failure(reason);
        return fail(fileError(path, u"The file exists already"_s,
                              u"Choose another message, or put %%(rev)s into file_template"_s));
    }
    return {};
}

NewRevision mergeRevision(const QStringList& parents, const QString& message)
{
    NewRevision revision;
    revision.parents = parents;
    revision.message
        = message.isEmpty() ? QStringLiteral("merge %1").arg(parents.join(QLatin1String(" and "))) : message;
    return revision;
}

} // namespace athanor
