// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/text.h"
#include "core/project.h"

#include <QDir>

namespace athanor {

Result<ExitCode> runCommand(Context& context, const InitOptions& options)
{
    const QString folder = QDir::current().absoluteFilePath(options.folder);
    const Result<Project> project = Project::create(QDir::cleanPath(folder));
    if (!project)
        return fail(project.error());
    const ProjectSettings& settings = project->settings();
    if (context.output.json()) {
        context.output.document(
            {{QStringLiteral("config"), settings.configFile},
             {QStringLiteral("version_locations"), QJsonArray::fromStringList(settings.versionLocations)}});
        return ExitCode::Done;
    }
    context.output.answer(printableLine(settings.configFile));
    context.output.log(
        Cli::tr("Next: athanor-cli --project %1 revision -m \"...\"").arg(printableLine(options.folder)));
    return ExitCode::Done;
}

} // namespace athanor
