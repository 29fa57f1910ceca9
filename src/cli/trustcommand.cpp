// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/trust.h"
#include "cli/commands.h"
#include "cli/projectaccess.h"
#include "cli/text.h"

#include <QJsonArray>
#include <QJsonObject>

namespace athanor {

Result<ExitCode> runCommand(Context& context, const TrustOptions& options)
{
    const Trust trust;
    if (options.list) {
        const QStringList folders = trust.folders();
        if (context.output.json())
            context.output.document({{QStringLiteral("trusted"), QJsonArray::fromStringList(folders)}});
        for (const QString& folder : context.output.json() ? QStringList() : folders)
            context.output.answer(printableLine(folder));
        return ExitCode::Done;
    }
    const Result<Project> project = openProject(context.common);
    if (!project)
        return fail(project.error());
    const QString folder = project->folder();
    const Result<> changed = options.revoke ? trust.distrust(folder) : trust.trust(folder);
    if (!changed)
        return fail(changed.error());
    if (context.output.json()) {
        context.output.document(
            {{QStringLiteral("folder"), folder}, {QStringLiteral("trusted"), trust.isTrusted(folder)}});
    } else {
        context.output.answer((options.revoke
                                   ? Cli::tr("Python of %1 runs no more when the project is only looked at")
                                   : Cli::tr("Python of %1 may run when the project is looked at"))
                                  .arg(printableLine(folder)));
    }
    return ExitCode::Done;
}

} // namespace athanor
