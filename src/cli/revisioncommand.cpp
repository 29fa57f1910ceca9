// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/newfile.h"
#include "cli/revisiontext.h"
#include "cli/text.h"

namespace athanor {

namespace {

ExitCode listTemplates(Context& context)
{
    const QList<RevisionTemplate> templates = revisionTemplates();
    QJsonArray array;
    for (const RevisionTemplate& entry : templates) {
        array.append(QJsonObject{{QStringLiteral("name"), entry.name},
                                 {QStringLiteral("title"), entry.title},
                                 {QStringLiteral("description"), entry.description}});
        if (!context.output.json()) {
            context.output.answer(
                QStringLiteral("%1  %2").arg(printableLine(entry.name), -24).arg(printableLine(entry.title)));
        }
    }
    if (context.output.json())
        context.output.document({{QStringLiteral("templates"), array}});
    return ExitCode::Done;
}

Result<> useTemplate(NewRevision& revision, const QString& name)
{
    const QList<RevisionTemplate> templates = revisionTemplates();
    QStringList names;
    for (const RevisionTemplate& entry : templates) {
        names.append(entry.name);
        if (entry.name != name)
            continue;
        revision.upgradeSql = entry.upgradeSql;
        revision.downgradeSql = entry.downgradeSql;
        revision.upgradeTransactional = entry.upgradeTransactional;
        revision.downgradeTransactional = entry.downgradeTransactional;
        return {};
    }
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("unknown_template");
    error.message = Cli::tr("There is no template \"%1\"").arg(name);
    error.hint = Cli::tr("Templates: %1").arg(names.join(QLatin1String(", ")));
    return fail(error);
}

Error templateForSqlOnly()
{
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("usage");
    error.message
        = Cli::tr("--template is for SQL revisions; new revisions of this project are Python files");
    error.hint = Cli::tr("Add --sql, or leave out --template: the project's script.py.mako is used");
    return error;
}

/// The parents of a new revision: what --head names, else the one head, else none in an empty project.
Result<QStringList> parentsFor(const RevisionMap& map, const QString& head)
{
    if (!head.isEmpty())
        return idsOf(map, head);
    Result<QStringList> ids = idsOf(map, QStringLiteral("head"));
    if (!ids && ids.error().code == QLatin1String("multiple_heads")) {
        Error error = ids.error();
        error.hint = Cli::tr("Name the head to stand on with --head, or merge the heads first: "
                             "athanor-cli merge heads -m \"...\"");
        return fail(error);
    }
    return ids;
}

} // namespace

Result<ExitCode> runCommand(Context& context, const ListTemplatesOptions&)
{
    return listTemplates(context);
}

Result<ExitCode> runCommand(Context& context, const RevisionOptions& options)
{
    if (options.listTemplates)
        return listTemplates(context);
    if (!options.message) {
        Error error;
        error.kind = ErrorKind::Usage;
        error.code = QStringLiteral("message_required");
        error.message = Cli::tr("A revision needs a message that says what it does");
        error.hint = Cli::tr("athanor-cli revision -m \"add orders\"; -m \"\" makes one without");
        return fail(error);
    }
    const Result<OpenProject> open = loadProject(context, PythonConsent::ByCommand);
    if (!open)
        return fail(open.error());
    NewRevision revision;
    revision.id = options.revisionId;
    // Alembic's words for a revision without a message.
    revision.message = options.message->isEmpty() ? QStringLiteral("empty message") : *options.message;
    revision.versionPath = options.versionPath;
    revision.splice = options.splice;
    if (!options.branchLabel.isEmpty())
        revision.branchLabels = options.branchLabel.split(QLatin1Char(','), Qt::SkipEmptyParts);
    const Result<QStringList> parents = parentsFor(open->map, options.head);
    if (!parents)
        return fail(parents.error());
    revision.parents = *parents;
    const Result<QStringList> dependencies = dependencyNames(open->map, options.dependsOn);
    if (!dependencies)
        return fail(dependencies.error());
    revision.dependsOn = *dependencies;
    if (!options.templateName.isEmpty()) {
        if (!options.sql && usualFormat(open->project, open->map) == RevisionFormat::Python)
            return fail(templateForSqlOnly());
        if (const Result<> used = useTemplate(revision, options.templateName); !used)
            return fail(used.error());
        if (!revision.upgradeSql.isEmpty())
            context.output.log(
                Cli::tr("The SQL of the template is an example: edit the file before it runs"));
    }
    return writeRevision(context, *open, revision, options.sql);
}

} // namespace athanor
