// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/projectaccess.h"
#include "cli/queries.h"
#include "cli/revisiontext.h"
#include "cli/text.h"

namespace athanor {

Result<ExitCode> runCommand(Context& context, const BranchesOptions& options)
{
    const Result<OpenProject> open = loadProject(context);
    if (!open)
        return fail(open.error());
    if (context.output.json()) {
        context.output.document(branchesDocument(open->map, open->warnings));
        return ExitCode::Done;
    }
    const RevisionText text(open->map, &context.output);
    RevisionLine point;
    point.labels = true;
    RevisionLine child = point;
    child.message = options.verbose;
    const QList<int> points = open->map.branchPoints();
    for (const int index : points) {
        context.output.answer(text.entry(index, options.verbose, point));
        const QString blank(printableLine(open->map.at(index).id).size(), QLatin1Char(' '));
        for (const int next : open->map.nextRevisions(index))
            context.output.answer(QStringLiteral("%1 -> %2").arg(blank, text.line(next, child)));
        context.output.answer(QString());
    }
    return ExitCode::Done;
}

} // namespace athanor
