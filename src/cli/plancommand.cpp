// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/databaserows.h"
#include "cli/documents.h"
#include "cli/projectaccess.h"
#include "cli/pythonside.h"
#include "cli/queries.h"
#include "cli/revisiontext.h"
#include "cli/rowadvice.h"
#include "cli/text.h"

namespace athanor {

namespace {

/// A step with what it runs, as far as that can be told.
struct PlannedStep {
    Step step;
    std::optional<Script> script; ///< none for a stamp, and for a Python revision
    std::optional<Error> error; ///< why it cannot run
};

/// SQL of Python revisions is only there when the project is trusted.
QList<PlannedStep> plannedSteps(Context& context, const OpenProject& open, const Plan& plan, bool offline)
{
    QList<PlannedStep> steps;
    QList<RenderedScripts::Item> items;
    QList<qsizetype> places; ///< of the items in steps
    const bool python = mayRunPython(open.project.settings());
    for (const Step& step : plan.steps) {
        const int index = open.map.indexOf(step.revision);
        if (step.direction != Direction::Stamp && index >= 0
            && (python || open.map.at(index).format == RevisionFormat::Sql)) {
            items.append({open.map.at(index), step.direction});
            places.append(steps.size());
        }
        steps.append({step, {}, {}});
    }
    const auto purpose = offline ? RenderedScripts::Purpose::Offline : RenderedScripts::Purpose::Run;
    auto scripts = scriptsOf(open.project.settings(), context.common, purpose)->load(items, context.cancel);
    for (qsizetype i = 0; i < scripts.size(); ++i) {
        PlannedStep& planned = steps[places.at(i)];
        if (scripts.at(i))
            planned.script = *std::move(scripts[i]);
        else
            planned.error = scripts.at(i).error();
    }
    return steps;
}

QJsonObject document(const OpenProject& open, const Plan& plan, const QList<PlannedStep>& planned)
{
    QJsonObject object = planDocument(plan, open.warnings);
    QJsonArray steps;
    for (const PlannedStep& entry : planned) {
        QJsonObject step = stepObject(entry.step, entry.script ? &*entry.script : nullptr);
        if (entry.error)
            step.insert(QStringLiteral("error"), errorDocument(*entry.error).value(QLatin1String("error")));
        steps.append(step);
    }
    object.insert(QStringLiteral("steps"), steps);
    return object;
}

QString howItRuns(const PlannedStep& planned)
{
    if (planned.error)
        return Cli::tr("cannot run");
    if (planned.step.direction == Direction::Stamp)
        return Cli::tr("version table only");
    if (!planned.script)
        return Cli::tr("SQL is shown once the project's Python may run: athanor-cli trust");
    if (planned.script->throughEnvPy)
        return Cli::tr("runs in Python, through the project's env.py");
    if (!planned.script->live.isEmpty())
        return Cli::tr("needs a live connection: %1; runs in Python")
            .arg(printableLine(planned.script->live));
    if (planned.script->transactional)
        return Cli::tr("in a transaction");
    return Cli::tr("outside a transaction: %1").arg(printableLine(planned.script->outsideTransactionReason));
}

QString verificationText(qsizetype queries)
{
    return queries == 1 ? Cli::tr("; 1 query verifies it") : Cli::tr("; %1 queries verify it").arg(queries);
}

void tellSql(Output& output, const QList<SqlStatement>& statements)
{
    for (const SqlStatement& statement : statements) {
        const QStringList lines = printable(statement.text).split(QLatin1Char('\n'));
        output.answer(QString());
        for (qsizetype i = 0; i < lines.size(); ++i)
            output.answer(QStringLiteral("     ") + lines.at(i)
                          + (i + 1 == lines.size() ? QStringLiteral(";") : QString()));
    }
}

void tellStep(Output& output, const RevisionMap& map, const PlannedStep& planned, int number, bool verbose)
{
    const Step& step = planned.step;
    QString line = QStringLiteral("%1  %2").arg(number, 3).arg(stepRoute(map, step));
    if (!step.message.isEmpty())
        line += QStringLiteral(", ") + printableLine(step.message);
    output.answer(line);
    QString how = howItRuns(planned);
    if (step.direction == Direction::Upgrade && !step.reversible)
        how += Cli::tr("; cannot be downgraded");
    if (planned.script && !planned.script->verifications.isEmpty())
        how += verificationText(planned.script->verifications.size());
    output.answer(QStringLiteral("     %1").arg(planned.error ? output.styled(how, Style::Bad) : how));
    if (!step.file.isEmpty())
        output.answer(QStringLiteral("     %1").arg(shortPath(step.file)));
    if (!verbose || !planned.script)
        return;
    tellSql(output, planned.script->statements);
    if (!planned.script->verifications.isEmpty()) {
        output.answer(QString());
        output.answer(Cli::tr("     then verified by:"));
        tellSql(output, planned.script->verifications);
    }
    output.answer(QString());
}

void tellPlan(Context& context, const OpenProject& open, const Plan& plan, const QList<PlannedStep>& planned,
              const PlanOptions& options)
{
    const RevisionText text(open.map, &context.output);
    for (const QString& warning : plan.warnings + plan.cautions)
        context.output.warning(warningText(warning));
    if (plan.steps.isEmpty()) {
        context.output.answer(Cli::tr("Nothing to do: at %1").arg(text.rows(plan.versionRowsBefore)));
        return;
    }
    context.output.answer(Cli::tr("From %1").arg(text.rows(plan.versionRowsBefore)));
    int number = 0;
    for (const PlannedStep& entry : planned)
        tellStep(context.output, open.map, entry, ++number, options.run.verbose);
    context.output.answer(Cli::tr("To %1").arg(text.rows(plan.versionRowsAfter)));
}

} // namespace

Result<ExitCode> runCommand(Context& context, const PlanOptions& options)
{
    const Result<OpenProject> open = loadProject(context);
    if (!open)
        return fail(open.error());
    PlanQuery query{options.run.direction, options.run.targets, {}, options.run.sql, options.run.purge};
    if (!query.sql) {
        const Result<QStringList> rows = rowsFrom(context, options.at, open->project.settings());
        if (!rows)
            return fail(rows.error());
        query.rows = *rows;
    }
    Result<Plan> plan = answerPlan(open->map, query);
    if (!plan) {
        adviseOnRows(plan.error(), context, *open, query.rows);
        return fail(plan.error());
    }
    const QList<PlannedStep> planned = plannedSteps(context, *open, *plan, query.sql);
    if (context.output.json())
        context.output.document(document(*open, *plan, planned));
    else
        tellPlan(context, *open, *plan, planned, options);
    ExitCode code = options.check && !plan->steps.isEmpty() ? ExitCode::No : ExitCode::Done;
    for (const PlannedStep& entry : planned) {
        if (!entry.error)
            continue;
        if (!context.output.json())
            context.output.error(*entry.error);
        code = exitCodeFor(*entry.error);
    }
    return code;
}

} // namespace athanor
