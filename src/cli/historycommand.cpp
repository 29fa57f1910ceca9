// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/databaserows.h"
#include "cli/documents.h"
#include "cli/projectaccess.h"
#include "cli/revisiontext.h"
#include "cli/text.h"
#include "core/identifiers.h"

namespace athanor {

namespace {

bool asksForCurrent(const HistoryOptions& options)
{
    const QStringList ends = options.range.trimmed().split(QLatin1Char(':'));
    return options.indicateCurrent || ends.contains(QLatin1String("current"));
}

} // namespace

Result<ExitCode> runCommand(Context& context, const HistoryOptions& options)
{
    const Result<OpenProject> open = loadProject(context);
    if (!open)
        return fail(open.error());
    std::optional<QStringList> rows = options.at;
    if (!rows && asksForCurrent(options)) {
        const Result<QStringList> read = rowsFrom(context, rows, open->project.settings());
        if (!read)
            return fail(read.error());
        rows = *read;
    }
    const Result<QList<int>> revisions = historyRange(open->map, rows.value_or(QStringList()), options.range);
    if (!revisions)
        return fail(revisions.error());
    if (context.output.json()) {
        context.output.document(revisionsDocument(open->map, *revisions, open->warnings, rows));
        return ExitCode::Done;
    }
    const RevisionText text(open->map, &context.output);
    RevisionLine what;
    what.parents = true;
    what.labels = true;
    what.message = true;
    for (const int index : *revisions) {
        what.current = options.indicateCurrent && rows && rows->contains(open->map.at(index).id);
        context.output.answer(text.entry(index, options.verbose, what));
    }
    if (open->map.isEmpty()) {
        context.output.note(
            Cli::tr("The project has no revisions yet; athanor-cli revision -m \"...\" makes the first"));
    } else if (revisions->isEmpty()) {
        context.output.note(Cli::tr("No revision is in this range"));
    }
    return ExitCode::Done;
}

} // namespace athanor
