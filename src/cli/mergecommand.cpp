// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/newfile.h"
#include "cli/text.h"

namespace athanor {

Result<ExitCode> runCommand(Context& context, const MergeOptions& options)
{
    const Result<OpenProject> open = loadProject(context, PythonConsent::ByCommand);
    if (!open)
        return fail(open.error());
    NewRevision revision;
    for (const QString& identifier : options.revisions) {
        const Result<QStringList> ids = idsOf(open->map, identifier);
        if (!ids)
            return fail(ids.error());
        for (const QString& id : *ids) {
            if (!revision.parents.contains(id))
                revision.parents.append(id);
        }
    }
    if (revision.parents.size() < 2) {
        Error error;
        error.kind = ErrorKind::Usage;
        error.code = QStringLiteral("nothing_to_merge");
        error.message = revision.parents.isEmpty()
            ? Cli::tr("A merge needs two revisions; none were named")
            : Cli::tr("A merge needs two revisions; only %1 was named").arg(revision.parents.first());
        error.hint = Cli::tr("\"athanor-cli heads\" lists the heads");
        return fail(error);
    }
    revision = mergeRevision(revision.parents, options.message);
    revision.id = options.revisionId;
    revision.splice = options.splice;
    if (!options.branchLabel.isEmpty())
        revision.branchLabels = options.branchLabel.split(QLatin1Char(','), Qt::SkipEmptyParts);
    return writeRevision(context, *open, revision, options.sql);
}

} // namespace athanor
