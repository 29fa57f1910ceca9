// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/databaserows.h"
#include "cli/documents.h"
#include "cli/projectaccess.h"
#include "cli/pythonside.h"
#include "cli/revisiontext.h"
#include "cli/text.h"
#include "core/errortext.h"
#include "core/identifiers.h"

namespace athanor {

namespace {

QString sqlText(const Result<Script>& script)
{
    if (!script && script.error().code == QLatin1String("irreversible"))
        return Cli::tr("-- cannot be downgraded");
    if (!script)
        return QStringLiteral("-- ") + printableLine(errorLine(script.error()));
    if (!script->live.isEmpty())
        return Cli::tr("-- needs a live connection: %1").arg(printableLine(script->live));
    QStringList statements;
    for (const SqlStatement& statement : script->statements)
        statements.append(printable(statement.text) + QLatin1Char(';'));
    return statements.isEmpty() ? Cli::tr("-- nothing") : statements.join(QStringLiteral("\n\n"));
}

/// The SQL of both directions.
Result<> tellSql(Context& context, const OpenProject& open, RenderedScripts& scripts,
                 const Revision& revision)
{
    if (revision.format == RevisionFormat::Python && !mayRunPython(open.project.settings()))
        return fail(notTrusted(open.project.settings(), QStringLiteral("show --sql")));
    const auto both
        = scripts.load({{revision, Direction::Upgrade}, {revision, Direction::Downgrade}}, context.cancel);
    context.output.answer(
        Cli::tr("-- Upgrade\n\n%1\n\n-- Downgrade\n\n%2\n").arg(sqlText(both.at(0)), sqlText(both.at(1))));
    for (const auto& script : both) {
        if (!script && script.error().code != QLatin1String("irreversible"))
            return fail(script.error());
    }
    return {};
}

} // namespace

Result<ExitCode> runCommand(Context& context, const ShowOptions& options)
{
    const Result<OpenProject> open = loadProject(context);
    if (!open)
        return fail(open.error());
    std::optional<QStringList> rows = options.at;
    if (!rows && options.revision == QLatin1String("current")) {
        const Result<QStringList> read = rowsFrom(context, rows, open->project.settings());
        if (!read)
            return fail(read.error());
        rows = *read;
    }
    const Result<QList<int>> shown
        = resolveForShow(open->map, rows.value_or(QStringList()), options.revision);
    if (!shown)
        return fail(shown.error());
    if (context.output.json()) {
        context.output.document(revisionsDocument(open->map, *shown, open->warnings, rows));
        return ExitCode::Done;
    }
    const RevisionText text(open->map, &context.output);
    const auto scripts = scriptsOf(open->project.settings(), context.common);
    for (const int index : *shown) {
        context.output.answer(text.block(index, rows && rows->contains(open->map.at(index).id)));
        if (!options.sql)
            continue;
        const Result<> told = tellSql(context, *open, *scripts, open->map.at(index));
        if (!told)
            return fail(told.error());
    }
    return ExitCode::Done;
}

} // namespace athanor
