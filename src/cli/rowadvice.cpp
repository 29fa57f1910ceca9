// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/rowadvice.h"

#include "cli/text.h"
#include "core/gitsightings.h"
#include "core/rowproblems.h"

namespace athanor {

void adviseOnRows(Error& error, const Context& context, const OpenProject& open, const QStringList& rows)
{
    if (error.code != QLatin1String("unknown_database_revision"))
        return;
    QStringList unknown;
    for (const RowProblem& problem : findRowProblems(open.map, rows)) {
        if (problem.kind == RowProblem::Kind::Unknown)
            unknown.append(problem.row);
    }
    const auto sightings = findInGit(open.project.settings(), unknown, context.cancel);
    if (!sightings || sightings->isEmpty())
        return;
    for (const GitSighting& sighting : *sightings) {
        const QString line
            = Cli::tr("Branch %1 has revision %2: %3").arg(sighting.branch, sighting.revision, sighting.file);
        error.detail += error.detail.isEmpty() ? line : QLatin1Char('\n') + line;
    }
    error.hint = Cli::tr("Merge or check out branch %1, then run this again").arg(sightings->first().branch);
}

} // namespace athanor
