// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// upgrade, downgrade and stamp: one command in three directions.

#include "bridge/bridgelive.h"
#include "bridge/envpyscripts.h"
#include "cli/commands.h"
#include "cli/connectionchoice.h"
#include "cli/documents.h"
#include "cli/offlinesql.h"
#include "cli/projectaccess.h"
#include "cli/pythonside.h"
#include "cli/revisiontext.h"
#include "cli/rowadvice.h"
#include "cli/runprinter.h"
#include "cli/text.h"
#include "core/planner.h"

namespace athanor {

namespace {

/// The error for a revision that has no SQL before it runs.
Error cannotPrint(const Script& script)
{
    Error error;
    error.kind = ErrorKind::Statement;
    error.code = QStringLiteral("needs_connection");
    error.message = Cli::tr("Revision %1 has no SQL to print: %2").arg(script.revision, script.live);
    error.hint = Cli::tr("Run it on a database, or let it ask context.is_offline_mode()");
    error.file = script.sourceFile;
    return error;
}

Result<ExitCode> printSql(Context& context, const RunOptions& options, const OpenProject& open)
{
    const Result<Plan> plan = planOffline(open.map, options.direction, options.targets, options.purge);
    if (!plan)
        return fail(plan.error());
    OfflineScript script;
    script.plan = *plan;
    script.table = VersionTable::of(open.project.settings());
    script.transaction = options.transaction;
    script.purge = options.purge;
    auto scripts = scriptsOf(open.project.settings(), context.common, RenderedScripts::Purpose::Offline)
                       ->loadPlan(open.map, *plan, context.cancel);
    if (!scripts)
        return fail(scripts.error());
    for (const Script& part : std::as_const(*scripts)) {
        if (!part.live.isEmpty())
            return fail(cannotPrint(part));
    }
    script.scripts = *std::move(scripts);
    const Result<QString> sql = offlineSql(open.map, script);
    if (!sql)
        return fail(sql.error());
    if (context.output.json()) {
        QJsonObject document = planDocument(*plan, open.warnings);
        document.insert(QStringLiteral("sql"), *sql);
        context.output.document(document);
    } else {
        context.output.script(*sql);
    }
    return ExitCode::Done;
}

/// In production nothing is taken back or restamped by a slip of the hand: the database's name must be given.
Result<> checkConfirmation(const RunOptions& options, const ConnectionChoice& choice,
                           const ServerInfo& server)
{
    const bool needed = choice.production && options.direction != Direction::Upgrade;
    if (options.confirm.isEmpty() ? !needed : options.confirm == server.database)
        return {};
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("confirmation_required");
    error.message = options.confirm.isEmpty()
        ? Cli::tr("Connection \"%1\" belongs to production; a %2 there needs the name of its database")
              .arg(choice.profile, directionName(options.direction))
        : Cli::tr("--confirm names \"%1\", but the database is called \"%2\"")
              .arg(options.confirm, server.database);
    error.hint = Cli::tr("Add --confirm %1 when that is what you mean").arg(server.database);
    return fail(error);
}

RunRequest requestFor(const RunOptions& options, const ProjectSettings& settings, const CommonOptions& common)
{
    RunRequest request;
    request.direction = options.direction;
    request.targets = options.targets;
    request.purge = options.purge;
    request.transaction = options.transaction;
    request.runLockTimeout = options.wait;
    request.lockTimeout = options.lockTimeout;
    request.statementTimeout = options.statementTimeout;
    const auto bridge = bridgeTo(settings, common);
    request.loadScripts = RenderedScripts::loader(std::make_shared<RenderedScripts>(bridge));
    if (options.envPy)
        request.loadScripts = throughEnvPy(std::move(request.loadScripts));
    request.liveRunner = std::make_shared<BridgeLive>(bridge, options.tag);
    return request;
}

/// What is true after the run, whether it succeeded or not.
QJsonObject runDocument(const RunPrinter& printer, const RunOptions& options, const ServerInfo& server)
{
    const RunFinished& finished = printer.finished();
    QJsonObject document{
        {QStringLiteral("command"), directionName(options.direction)},
        {QStringLiteral("targets"), QJsonArray::fromStringList(options.targets)},
        {QStringLiteral("succeeded"), finished.succeeded},
        {QStringLiteral("database"), serverObject(server)},
        {QStringLiteral("version_rows_before"), QJsonArray::fromStringList(printer.plan().versionRowsBefore)},
        {QStringLiteral("version_rows"),
         finished.versionRowsKnown ? QJsonValue(QJsonArray::fromStringList(finished.versionRows))
                                   : QJsonValue()},
        {QStringLiteral("steps"), printer.steps()},
        {QStringLiteral("steps_planned"), static_cast<int>(printer.plan().steps.size())},
        {QStringLiteral("steps_applied"), finished.stepsApplied},
        {QStringLiteral("notices"), printer.notices()},
        {QStringLiteral("warnings"), QJsonArray::fromStringList(printer.plan().warnings)},
        {QStringLiteral("cautions"), QJsonArray::fromStringList(printer.plan().cautions)},
        {QStringLiteral("elapsed_ms"), static_cast<qint64>(finished.elapsed.count())},
    };
    if (finished.failedStep >= 0 && finished.failedStep < printer.plan().steps.size()) {
        document.insert(QStringLiteral("failed_revision"),
                        printer.plan().steps.at(finished.failedStep).revision);
    }
    if (finished.failedStatement >= 0)
        document.insert(QStringLiteral("failed_statement"), finished.failedStatement + 1);
    return document;
}

QString successText(Direction direction, qsizetype steps)
{
    if (steps == 0)
        return Cli::tr("Nothing to do");
    if (direction == Direction::Stamp)
        return Cli::tr("Stamped");
    const bool up = direction == Direction::Upgrade;
    if (steps == 1)
        return up ? Cli::tr("Upgraded 1 revision") : Cli::tr("Downgraded 1 revision");
    return (up ? Cli::tr("Upgraded %1 revisions") : Cli::tr("Downgraded %1 revisions")).arg(steps);
}

void tellSuccess(Context& context, const RunOptions& options, const RunSummary& summary,
                 const RevisionMap& map)
{
    context.output.log(Cli::tr("%1 in %2; the database stands at %3")
                           .arg(successText(options.direction, summary.plan.steps.size()),
                                durationText(summary.elapsed.count()),
                                RevisionText(map).rows(summary.versionRows)));
}

void tellFailure(Context& context, const RunPrinter& printer, const RevisionMap& map)
{
    const RunFinished& finished = printer.finished();
    if (!finished.versionRowsKnown) {
        context.output.log(Cli::tr("The database could not be asked where it stands now"));
        return;
    }
    context.output.log(Cli::tr("%1 of %2 steps were committed; the database stands at %3")
                           .arg(finished.stepsApplied)
                           .arg(printer.plan().steps.size())
                           .arg(RevisionText(map).rows(finished.versionRows)));
}

} // namespace

Result<ExitCode> runCommand(Context& context, const RunOptions& options)
{
    const Result<OpenProject> open = loadProject(context, PythonConsent::ByCommand);
    if (!open)
        return fail(open.error());
    if (options.sql)
        return printSql(context, options, *open);
    const ProjectSettings& settings = open->project.settings();
    const Result<ConnectionChoice> choice = chooseConnection(context.common, settings);
    if (!choice)
        return fail(choice.error());
    const Result<std::unique_ptr<Session>> session = connectTo(context, *choice);
    if (!session)
        return fail(session.error());
    const ServerInfo server = (*session)->server();
    if (const Result<> confirmed = checkConfirmation(options, *choice, server); !confirmed)
        return fail(confirmed.error());
    RunPrinter printer(context.output, open->map, options.verbose);
    const RunRequest request = requestFor(options, settings, context.common);
    Result<RunSummary> summary
        = run(**session, VersionTable::of(settings), open->map, request, std::ref(printer), context.cancel);
    if (!summary)
        adviseOnRows(summary.error(), context, *open, printer.finished().versionRows);
    if (context.output.json()) {
        QJsonObject document = runDocument(printer, options, server);
        if (!summary)
            document.insert(QStringLiteral("error"),
                            errorDocument(summary.error()).value(QLatin1String("error")));
        context.output.document(document);
    } else if (summary) {
        tellSuccess(context, options, *summary, open->map);
    } else {
        context.output.error(summary.error());
        if (!printer.plan().steps.isEmpty())
            tellFailure(context, printer, open->map);
    }
    return summary ? ExitCode::Done : exitCodeFor(summary.error());
}

} // namespace athanor
