// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/connectionchoice.h"
#include "cli/offlinesql.h"
#include "cli/projectaccess.h"
#include "cli/text.h"
#include "db/versiontable.h"

namespace athanor {

namespace {

Result<ExitCode> tell(Context& context, const VersionTablePlace& place, bool created)
{
    const VersionTable& table = place.table;
    if (context.output.json()) {
        context.output.document({{QStringLiteral("schema"), table.schema},
                                 {QStringLiteral("version_table"), table.name},
                                 {QStringLiteral("created"), created}});
        return ExitCode::Done;
    }
    const QString name = printableLine(
        table.schema.isEmpty() ? table.name : QStringLiteral("%1.%2").arg(table.schema, table.name));
    context.output.log(created ? Cli::tr("Created the version table %1").arg(name)
                               : Cli::tr("The version table %1 is there already").arg(name));
    return ExitCode::Done;
}

} // namespace

Result<ExitCode> runCommand(Context& context, const EnsureVersionOptions& options)
{
    // The revisions are not needed, and may be broken.
    const Result<Project> project = openProject(context.common);
    if (!project)
        return fail(project.error());
    const VersionTable table = VersionTable::of(project->settings());
    if (options.sql) {
        const QString sql = createVersionTableSql(table);
        if (context.output.json())
            context.output.document({{QStringLiteral("sql"), sql}});
        else
            context.output.script(sql);
        return ExitCode::Done;
    }
    const Result<ConnectionChoice> choice = chooseConnection(context.common, project->settings());
    if (!choice)
        return fail(choice.error());
    const Result<std::unique_ptr<Session>> session = connectTo(context, *choice);
    if (!session)
        return fail(session.error());
    const Result<VersionTablePlace> place = locateVersionTable(**session, table);
    if (!place)
        return fail(place.error());
    if (place->exists)
        return tell(context, *place, false);
    if (const Result<> allowed = checkRecordable(**session, *place); !allowed)
        return fail(allowed.error());
    if (const Result<> created = ensureVersionTable(**session, place->table); !created)
        return fail(created.error());
    return tell(context, *place, true);
}

} // namespace athanor
