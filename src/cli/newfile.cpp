// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/newfile.h"

#include "bridge/revisionwriter.h"
#include "cli/pythonside.h"
#include "cli/revisiontext.h"
#include "cli/text.h"
#include "core/identifiers.h"

namespace athanor {

namespace {

/// Writes the file and runs the project's hooks over it.
Result<QString> writeFile(Context& context, const OpenProject& open, const NewRevision& revision)
{
    const auto output = [&context](const QString& line) {
        context.output.stopProgress();
        context.output.log(printableLine(line));
    };
    const RevisionWriting writing{open.project, open.map,
                                  revision,     bridgeTo(open.project.settings(), context.common),
                                  output,       context.cancel};
    if (!revision.amongPython && usualFormat(open.project, open.map) == RevisionFormat::Python)
        context.output.startProgress(Cli::tr("Filling in script.py.mako"));
    Result<QString> path = writeNewRevision(writing);
    context.output.stopProgress();
    return path;
}

} // namespace

Result<QStringList> idsOf(const RevisionMap& map, const QString& identifier)
{
    const Result<QList<int>> indexes = resolveRevisions(map, identifier);
    if (!indexes)
        return fail(indexes.error());
    QStringList ids;
    for (const int index : *indexes)
        ids.append(map.at(index).id);
    return ids;
}

Result<QStringList> dependencyNames(const RevisionMap& map, const QStringList& identifiers)
{
    QStringList names;
    for (const QString& identifier : identifiers) {
        if (map.indexOfLabel(identifier) >= 0) {
            names.append(identifier);
            continue;
        }
        const Result<int> index = resolveRevision(map, identifier);
        if (!index)
            return fail(index.error());
        names.append(map.at(*index).id);
    }
    return names;
}

Result<ExitCode> writeRevision(Context& context, const OpenProject& open, NewRevision revision, bool sql)
{
    if (revision.id.isEmpty())
        revision.id = nextRevisionId(open.project, open.map);
    revision.amongPython = sql;
    const Result<QString> path = writeFile(context, open, revision);
    if (!path) {
        Error error = path.error();
        if (error.code == QLatin1String("not_a_head"))
            error.hint = Cli::tr("Choose a head, or begin a new branch there with --splice");
        return fail(error);
    }
    if (context.output.json()) {
        context.output.document(
            {{QStringLiteral("revision"), revision.id},
             {QStringLiteral("down_revision"), QJsonArray::fromStringList(revision.parents)},
             {QStringLiteral("depends_on"), QJsonArray::fromStringList(revision.dependsOn)},
             {QStringLiteral("file"), *path}});
        return ExitCode::Done;
    }
    context.output.log(
        Cli::tr("New revision %1 -> %2").arg(baseOr(revision.parents), printableLine(revision.id)));
    context.output.answer(printableLine(*path));
    return ExitCode::Done;
}

} // namespace athanor
