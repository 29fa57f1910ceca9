// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/databaserows.h"
#include "cli/documents.h"
#include "cli/projectaccess.h"
#include "cli/revisiontext.h"
#include "cli/text.h"
#include "core/identifiers.h"

#include <algorithm>

namespace athanor {

namespace {

/// Whether the database stands at every head: all heads that count dependencies are among its rows.
bool atAllHeads(const RevisionMap& map, const QStringList& rows)
{
    const QList<int>& heads = map.effectiveHeads();
    return std::all_of(heads.begin(), heads.end(), [&](int head) { return rows.contains(map.at(head).id); });
}

} // namespace

Result<ExitCode> runCommand(Context& context, const CurrentOptions& options)
{
    const Result<OpenProject> open = loadProject(context);
    if (!open)
        return fail(open.error());
    DatabaseRows database;
    database.state.rows = options.at.value_or(QStringList());
    if (!options.at) {
        const Result<DatabaseRows> read = readRows(context, open->project.settings());
        if (!read)
            return fail(read.error());
        database = *read;
    }
    const Result<QList<int>> current = currentRevisions(open->map, database.state.rows);
    if (!current)
        return fail(current.error());
    const bool atHeads = atAllHeads(open->map, database.state.rows);
    const ExitCode code = options.checkHeads && !atHeads ? ExitCode::No : ExitCode::Done;
    if (context.output.json()) {
        QJsonObject document = revisionsDocument(open->map, *current, open->warnings, database.state.rows);
        document.insert(QStringLiteral("version_rows"), QJsonArray::fromStringList(database.state.rows));
        document.insert(QStringLiteral("at_heads"), atHeads);
        if (!options.at) {
            document.insert(QStringLiteral("database"), serverObject(database.server));
            document.insert(QStringLiteral("version_table_exists"), database.state.tableExists);
        }
        context.output.document(document);
        return code;
    }
    if (options.verbose && !options.at)
        context.output.answer(Cli::tr("Current revision(s) for %1:").arg(printableLine(database.address)));
    const RevisionText text(open->map, &context.output);
    for (const int index : *current)
        context.output.answer(text.entry(index, options.verbose, {}));
    if (current->isEmpty() && !options.at) {
        context.output.note(database.state.tableExists
                                ? Cli::tr("No revision is applied: the version table is empty")
                                : Cli::tr("No revision is applied: there is no version table yet"));
    }
    if (code == ExitCode::No)
        context.output.log(Cli::tr("The database is not at all heads"));
    return code;
}

} // namespace athanor
