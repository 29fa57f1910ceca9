// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/projectaccess.h"
#include "cli/revisiontext.h"

namespace athanor {

Result<ExitCode> runCommand(Context& context, const HeadsOptions& options)
{
    const Result<OpenProject> open = loadProject(context);
    if (!open)
        return fail(open.error());
    const QList<int>& heads = options.resolveDependencies ? open->map.effectiveHeads() : open->map.heads();
    if (context.output.json()) {
        context.output.document(revisionsDocument(open->map, heads, open->warnings, options.at));
        return ExitCode::Done;
    }
    const RevisionText text(open->map, &context.output);
    RevisionLine what;
    what.labels = true;
    what.points = false;
    for (const int head : heads)
        context.output.answer(text.entry(head, options.verbose, what));
    return ExitCode::Done;
}

} // namespace athanor
