// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/filereader.h"
#include "core/newrevision.h"
#include "core/sqlrevisionfile.h"

#include <algorithm>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

/// Paragraphs of \a message; the first in one line.
QStringList headerLines(const QString& message)
{
    QStringList lines = message.trimmed().split(u'\n');
    const auto isBlank = [](const QString& line) { return line.trimmed().isEmpty(); };
    const auto end = std::find_if(lines.begin(), lines.end(), isBlank);
    QStringList result{QStringList(lines.begin(), end).join(u' ').simplified()};
    for (auto line = end; line != lines.end(); ++line)
        result.append(line->trimmed());
    return result;
}

QByteArray header(const NewRevision& revision, const QString& id, const QString& date)
{
    QStringList lines = headerLines(revision.message);
    lines.append(QString());
    for (const HeaderField& field : revision.fields) {
        const QStringList rows = field.value.split(u'\n');
        lines.append((field.name + u": "_s + rows.first().trimmed()).trimmed());
        for (const QString& row : rows.sliced(1)) {
            if (!row.trimmed().isEmpty())
                lines.append(u"  "_s + row.trimmed());
        }
    }
    if (!revision.fields.isEmpty())
        lines.append(QString());
    const QString separator = u", "_s;
    lines << u"Revision ID: "_s + id << u"Revises: "_s + revision.parents.join(separator)
          << u"Branch Labels: "_s + revision.branchLabels.join(separator)
          << u"Depends On: "_s + revision.dependsOn.join(separator) << u"Create Date: "_s + date;
    QString text;
    for (const QString& line : std::as_const(lines))
        text += (u"-- "_s + line).trimmed() + u'\n';
    return text.toUtf8();
}

QByteArray section(QByteArrayView word, QString sql, bool transactional)
{
    sql.replace("\r\n"_L1, "\n"_L1);
    if (!sql.isEmpty() && !sql.endsWith(u'\n'))
        sql += u'\n';
    QByteArray text = "\n-- migrate:" + word.toByteArray();
    text += transactional ? "\n" : " transaction:false\n";
    return text + sql.toUtf8();
}

bool hasFields(const Revision& revision, const QList<HeaderField>& fields)
{
    return std::all_of(fields.begin(), fields.end(), [&revision](const HeaderField& wanted) {
        return std::any_of(revision.fields.begin(), revision.fields.end(),
                           [&wanted](const HeaderField& field) { return field.name == wanted.name; });
    });
}

/// Whether the file says what was asked for: a message can read like a header line, a statement like a mark.
Result<> checkContent(const QByteArray& content, const QString& path, const NewRevision& revision,
                      const QString& id)
{
    const auto file = SqlRevisionFile::parse(content, path);
    const auto body = [&file](SqlMark::Kind kind) { return file->text(kind).trimmed(); };
    const bool same = file && file->revision().id == id && file->revision().downRevisions == revision.parents
        && file->revision().branchLabels == revision.branchLabels
        && file->revision().dependsOn == revision.dependsOn
        && file->revision().message == headerLines(revision.message).first()
        && hasFields(file->revision(), revision.fields) && file->sections().size() == 2
        && body(SqlMark::Kind::Upgrade) == QString(revision.upgradeSql).replace("\r\n"_L1, "\n"_L1).trimmed();
    if (same)
        return {};
    Error error
        = fileError({},
                    u"The revision cannot be written: its message, a field or its SQL would be read as "
                    "something else"_s,
                    u"Do not begin a line with a label such as \"Revises:\" or with a section mark"_s);
    if (!file)
        error.detail = file.error().message;
    return fail(error);
}

/// New revisions are SQL files, which Alembic does not see: only where such files stand in the project
/// already, or when asked for.
Result<> checkFormat(const Project& project, const RevisionMap& map, const NewRevision& revision)
{
    if (revision.amongPython || usualFormat(project, map) == RevisionFormat::Sql)
        return {};
    Error error;
    error.kind = ErrorKind::Project;
    error.code = u"alembic_project"_s;
    error.message
        = u"%1 is an Alembic project, and Alembic would not see a SQL revision"_s.arg(project.name());
    error.hint
        = u"Make it with \"athanor-cli revision\" or \"alembic revision\"; it shows up here by itself"_s;
    error.file = project.settings().configFile;
    return fail(error);
}

} // namespace

RevisionFormat usualFormat(const Project& project, const RevisionMap& map)
{
    const auto& revisions = map.revisions();
    const bool allSql = !revisions.isEmpty()
        && std::all_of(revisions.cbegin(), revisions.cend(),
                       [](const Revision& revision) { return revision.format == RevisionFormat::Sql; });
    return project.settings().kind == ProjectKind::Sql || allSql ? RevisionFormat::Sql
                                                                 : RevisionFormat::Python;
}

Result<QString> createRevision(const Project& project, const RevisionMap& map, const NewRevision& revision)
{
    if (const auto checked = checkFormat(project, map, revision); !checked)
        return fail(checked.error());
    const auto draft = draftRevision(project, map, revision, RevisionFormat::Sql);
    if (!draft)
        return fail(draft.error());
    const QByteArray content = header(revision, draft->id, draft->dateText)
        + section("up", revision.upgradeSql, revision.upgradeTransactional)
        + section("down", revision.downgradeSql, revision.downgradeTransactional);
    if (const auto checked = checkContent(content, draft->path, revision, draft->id); !checked)
        return fail(checked.error());
    if (const auto written = writeRevisionFile(draft->path, content); !written)
        return fail(written.error());
    return draft->path;
}

} // namespace athanor
