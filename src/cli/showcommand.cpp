// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/databaserows.h"
#include "cli/documents.h"
#include "cli/projectaccess.h"
#include "cli/revisiontext.h"
#include "core/identifiers.h"

namespace athanor {

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
    for (const int index : *shown)
        context.output.answer(text.block(index, rows && rows->contains(open->map.at(index).id)));
    return ExitCode::Done;
}

} // namespace athanor
