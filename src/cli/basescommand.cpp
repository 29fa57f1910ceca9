// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/projectaccess.h"
#include "cli/revisiontext.h"

namespace athanor {

Result<ExitCode> runCommand(Context& context, const BasesOptions& options)
{
    const Result<OpenProject> open = loadProject(context);
    if (!open)
        return fail(open.error());
    if (context.output.json()) {
        context.output.document(revisionsDocument(open->map, open->map.bases(), open->warnings, options.at));
        return ExitCode::Done;
    }
    const RevisionText text(open->map, &context.output);
    RevisionLine what;
    what.labels = true;
    for (const int base : open->map.bases())
        context.output.answer(text.entry(base, options.verbose, what));
    return ExitCode::Done;
}

} // namespace athanor
