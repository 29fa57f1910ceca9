// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/projectpython.h"
#include "cli/commands.h"
#include "cli/projectaccess.h"
#include "cli/pythonside.h"

#include <QJsonObject>

namespace athanor {

Result<ExitCode> runCommand(Context& context, const ModelsOptions&)
{
    const Result<Project> project = openProject(context.common);
    if (!project)
        return fail(project.error());
    const Result<QString> sql = modelsSql(*bridgeTo(project->settings(), context.common), context.cancel);
    if (!sql)
        return fail(sql.error());
    if (context.output.json())
        context.output.document({{QStringLiteral("sql"), *sql}});
    else
        context.output.script(*sql);
    return ExitCode::Done;
}

} // namespace athanor
