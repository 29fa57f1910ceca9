// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/newfile.h"

#include "bridge/interpreter.h"
#include "bridge/newpythonrevision.h"
#include "bridge/writehooks.h"
#include "cli/pythonside.h"
#include "cli/revisiontext.h"
#include "cli/text.h"
#include "core/identifiers.h"
#include "core/pythonrevisionfile.h"

namespace athanor {

namespace {

Result<QString> writeFile(Context& context, const OpenProject& open, const NewRevision& revision,
                          RevisionFormat format)
{
    if (format == RevisionFormat::Sql)
        return createRevision(open.project, open.map, revision);
    const std::shared_ptr<Bridge> bridge = bridgeTo(open.project.settings(), context.common);
    context.output.startProgress(Cli::tr("Filling in script.py.mako"));
    Result<QString> path = createPythonRevision(*bridge, open.project, open.map, revision, context.cancel);
    context.output.stopProgress();
    return path;
}

/// Runs \a hooks over the new file, which must still be the revision afterwards.
Result<> finishFile(Context& context, const OpenProject& open, const QList<PostWriteHook>& hooks,
                    const QString& path, RevisionFormat format)
{
    const ProjectSettings& settings = open.project.settings();
    WriteHookRun run;
    run.hooks = hooks;
    run.file = path;
    run.interpreter = [&]() -> Result<QString> {
        const auto found = findInterpreter(settings, context.common.python);
        return found ? Result<QString>(found->path) : fail(found.error());
    };
    run.output = [&context](const QString& line) { context.output.log(printableLine(line)); };
    run.cancel = context.cancel;
    if (const Result<> done = runWriteHooks(run); !done)
        return fail(done.error());
    if (hooks.isEmpty() || format == RevisionFormat::Sql)
        return {};
    const Result<Revision> read = readPythonRevision(path);
    return read ? Result<>() : fail(read.error());
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
    const RevisionFormat format = sql ? RevisionFormat::Sql : usualFormat(open.project, open.map);
    const Result<QList<PostWriteHook>> hooks = readPostWriteHooks(open.project.settings());
    if (!hooks)
        return fail(hooks.error());
    const Result<QString> path = writeFile(context, open, revision, format);
    if (!path) {
        Error error = path.error();
        if (error.code == QLatin1String("not_a_head"))
            error.hint = Cli::tr("Choose a head, or begin a new branch there with --splice");
        return fail(error);
    }
    if (const Result<> finished = finishFile(context, open, *hooks, *path, format); !finished)
        return fail(finished.error());
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
