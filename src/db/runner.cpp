// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/runner.h"

#include "core/planner.h"
#include "db/aftermath.h"
#include "db/databaselock.h"
#include "db/livesteps.h"
#include "db/stepexecutor.h"

#include <algorithm>

namespace athanor {

namespace {

using Clock = std::chrono::steady_clock;

Milliseconds since(Clock::time_point start)
{
    return std::chrono::duration_cast<Milliseconds>(Clock::now() - start);
}

QStringList sorted(QStringList rows)
{
    rows.sort();
    return rows;
}

/// The order of rows means nothing in a table.
bool samePlan(const Plan& shown, const Plan& now)
{
    return shown.direction == now.direction && shown.steps == now.steps
        && sorted(shown.versionRowsBefore) == sorted(now.versionRowsBefore);
}

/// What was shown is what runs, or nothing does.
Result<> checkAsShown(const PreparedPlan& shown, const PreparedPlan& now)
{
    Error error{.kind = ErrorKind::PlanChanged,
                .code = QStringLiteral("plan_changed"),
                .message = QStringLiteral("The database or the revisions changed since the plan was shown; "
                                          "nothing was run"),
                .hint = QStringLiteral("Look at the new plan and start again")};
    if (!samePlan(shown.plan, now.plan))
        return fail(std::move(error));
    for (qsizetype i = 0; i < now.scripts.size(); ++i) {
        const Script& script = now.scripts.at(i);
        if (script == shown.scripts.value(i))
            continue;
        error.code = QStringLiteral("script_changed");
        error.message
            = QStringLiteral("The file of revision %1 changed since the plan was shown; nothing was run")
                  .arg(script.revision);
        error.file = script.file;
        return fail(std::move(error));
    }
    return {};
}

Error liveStepError(const Script& script, const QString& code, const QString& message)
{
    return {.kind = ErrorKind::Statement,
            .code = code,
            .message = message,
            .detail
            = script.throughEnvPy ? QString() : QStringLiteral("It needs a live connection: ") + script.live,
            .file = script.sourceFile.isEmpty() ? script.file : script.sourceFile};
}

Result<> checkLiveSteps(const QList<Script>& scripts, const RunRequest& request)
{
    const auto live = std::find_if(scripts.cbegin(), scripts.cend(),
                                   [](const Script& script) { return !script.live.isEmpty(); });
    if (live == scripts.cend() || request.liveRunner)
        return {};
    Error error = liveStepError(
        *live, QStringLiteral("needs_connection"),
        QStringLiteral("Revision %1 cannot be run without the project's Python").arg(live->revision));
    error.hint = QStringLiteral("Run it with Alembic; both use the same version table");
    return fail(error);
}

Result<> checkOneTransaction(const QList<Script>& scripts)
{
    for (const Script& script : scripts) {
        if (!script.live.isEmpty()) {
            Error error
                = liveStepError(script, QStringLiteral("live_step"),
                                QStringLiteral("Revision %1 runs in Python on a connection of its own, so "
                                               "the run cannot be one transaction")
                                    .arg(script.revision));
            error.hint = QStringLiteral("Use a transaction for each revision");
            return fail(error);
        }
        if (!script.transactional)
            return fail(
                {.kind = ErrorKind::Statement,
                 .code = QStringLiteral("outside_transaction"),
                 .message = QStringLiteral("Revision %1 must run outside a transaction, so the run cannot "
                                           "be one transaction")
                                .arg(script.revision),
                 .detail = script.outsideTransactionReason,
                 .hint = QStringLiteral("Run up to the revision before it, then it alone, then the rest; "
                                        "or use a transaction for each revision"),
                 .file = script.file});
    }
    return {};
}

Result<PreparedPlan> planAndLoad(Session& session, const VersionTablePlace& place, const RevisionMap& map,
                                 const RunRequest& request, const CancelToken& cancel)
{
    PreparedPlan prepared;
    auto state = readVersionState(session, place);
    if (!state)
        return fail(state.error());
    prepared.state = std::move(*state);
    auto plan = makePlan(map, request.direction, prepared.state.rows, request.targets, request.purge);
    if (!plan)
        return fail(plan.error());
    prepared.plan = std::move(*plan);
    auto scripts = request.loadScripts ? request.loadScripts(map, prepared.plan, cancel)
                                       : loadScripts(map, prepared.plan);
    if (!scripts)
        return fail(scripts.error());
    prepared.scripts = std::move(*scripts);
    if (request.transaction == TransactionMode::All) {
        if (const auto one = checkOneTransaction(prepared.scripts); !one)
            return fail(one.error());
    }
    return prepared;
}

/// One call of run().
class Run {
public:
    Run(Session& session, const VersionTable& table, const RevisionMap& map, const RunRequest& request,
        const EventSink& sink, const CancelToken& cancel)
        : m_session(session)
        , m_table(table)
        , m_map(map)
        , m_request(request)
        , m_sink(sink)
        , m_cancel(cancel)
        , m_executor(session, table, request, sink)
        , m_liveSteps(session, sink, m_cancel)
    {
    }

    [[nodiscard]] Result<RunSummary> execute();

private:
    [[nodiscard]] Result<DatabaseLock> lock();
    [[nodiscard]] Result<> prepareUnderLock();
    [[nodiscard]] Result<> runSteps();
    [[nodiscard]] Result<> runStep(int index);
    [[nodiscard]] Result<> runLiveStep(int index);
    [[nodiscard]] Error notMoved(int index, const QStringList& rows) const;
    void cleanUp();
    void describeFailure(Error& error);
    void describeLoss(Error& error);
    void describeKept(Error& error, const Script& script) const;
    [[nodiscard]] QStringList rowsBefore(int index) const;

    Session& m_session;
    VersionTable m_table; ///< with its schema once it was found
    const RevisionMap& m_map;
    const RunRequest& m_request;
    const EventSink& m_sink;
    CancelToken m_cancel;
    StepExecutor m_executor;
    LiveSteps m_liveSteps;
    PreparedPlan m_prepared;
    RunFinished m_finished;
    int m_step = -1; ///< that runs
    bool m_lost = false;
    const Clock::time_point m_start = Clock::now();
};

Result<DatabaseLock> Run::lock()
{
    return DatabaseLock::acquire(m_session, m_request.runLockTimeout, m_cancel,
                                 [this](const LockHolder& holder) {
                                     m_sink(RunWaiting{holder, since(m_start)});
                                 });
}

Result<> Run::prepareUnderLock()
{
    const auto place = locateVersionTable(m_session, m_table);
    if (!place)
        return fail(place.error());
    m_table = place->table;
    m_executor.setPlace(*place);
    auto prepared = planAndLoad(m_session, *place, m_map, m_request, m_cancel);
    if (!prepared)
        return fail(prepared.error());
    m_prepared = std::move(*prepared);
    if (m_request.shown) {
        if (const auto same = checkAsShown(*m_request.shown, m_prepared); !same)
            return same;
    }
    if (const auto runnable = checkLiveSteps(m_prepared.scripts, m_request); !runnable)
        return runnable;
    const auto& steps = m_prepared.plan.steps;
    const bool records = std::any_of(steps.cbegin(), steps.cend(),
                                     [](const Step& step) { return !step.rowChanges.isEmpty(); });
    return records ? checkRecordable(m_session, *place) : Result<>();
}

Error Run::notMoved(int index, const QStringList& rows) const
{
    const QString revision = m_prepared.plan.steps.at(index).revision;
    const Script script = m_prepared.scripts.value(index);
    const auto text = [](const QStringList& ids) {
        return ids.isEmpty() ? QStringLiteral("none") : sorted(ids).join(QStringLiteral(", "));
    };
    Error error = liveStepError(script, QStringLiteral("rows_not_moved"), {});
    error.kind = ErrorKind::Database;
    if (sorted(rows) == sorted(rowsBefore(index)))
        error.message = QStringLiteral("Revision %1 ran, but the version rows did not move").arg(revision);
    else
        error.message
            = QStringLiteral("Revision %1 ran, but the version rows are not those of the plan").arg(revision);
    error.detail = QStringLiteral("Planned: %1. Found in %2: %3")
                       .arg(text(m_prepared.plan.steps.at(index).versionRowsAfter), m_table.name, text(rows));
    error.hint = script.throughEnvPy
        ? QStringLiteral("Likely the project's env.py worked on another database or version table, never "
                         "called run_migrations(), or rolled back; look at its url and its "
                         "context.configure()")
        : QStringLiteral("Likely the revision ended the transaction it ran in, or changed the version table "
                         "itself; look for commit(), rollback() and %1 in its file")
              .arg(m_table.name);
    return error;
}

/// Runs a step in the project's Python, then looks whether the version rows are the plan's.
Result<> Run::runLiveStep(int index)
{
    const Step& step = m_prepared.plan.steps.at(index);
    const auto start = Clock::now();
    const auto place = locateVersionTable(m_session, m_table);
    if (!place)
        return fail(place.error());
    auto done = m_liveSteps.run(*m_request.liveRunner, index,
                                {.step = step,
                                 .script = m_prepared.scripts.at(index),
                                 .versionRowsBefore = rowsBefore(index),
                                 .parameters = m_session.parameters(),
                                 .place = *place,
                                 .lockHolder = m_session.server().backendPid,
                                 .lockTimeout = m_request.lockTimeout,
                                 .statementTimeout = m_request.statementTimeout});
    if (!m_session.isOpen() || !m_liveSteps.isSettled())
        return done; // where the database stands is found out, or is not known
    const auto rows = readBack(m_session, m_table);
    if (!rows)
        return done
            ? fail(
                {.kind = ErrorKind::Database,
                 .message
                 = QStringLiteral("Revision %1 ran, but the version rows cannot be read").arg(step.revision)})
            : done;
    const bool applied = sorted(*rows) == sorted(step.versionRowsAfter);
    if (applied) {
        ++m_finished.stepsApplied;
        m_sink(StepFinished{index, true, *rows, since(start)});
        if (!done)
            done.error().message += QStringLiteral("; it was applied");
    } else if (done) {
        done = fail(notMoved(index, *rows));
    }
    return done;
}

Result<> Run::runStep(int index)
{
    const Step& step = m_prepared.plan.steps.at(index);
    const int last = int(m_prepared.plan.steps.size()) - 1;
    const bool all = m_request.transaction == TransactionMode::All;
    const Script script = m_prepared.scripts.value(index);
    const auto start = Clock::now();
    m_sink(StepStarted{index, script.transactional});
    if (!script.live.isEmpty())
        return runLiveStep(index);
    const auto done = script.transactional
        ? m_executor.runInTransaction(index, step, script, !all || index == 0, !all || index == last)
        : m_executor.runAlone(index, step, script);
    if (!done)
        return done;
    if (!all)
        ++m_finished.stepsApplied;
    else if (index == last)
        m_finished.stepsApplied = last + 1;
    m_sink(StepFinished{index, !all || index == last, step.versionRowsAfter, since(start)});
    return {};
}

Result<> Run::runSteps()
{
    m_sink(RunStarted{m_prepared.plan, m_prepared.scripts, m_session.server()});
    m_session.setNoticeHandler([this](const Notice& notice) {
        m_sink(NoticeReceived{m_step, m_executor.statement(), notice});
    });
    if (!m_prepared.plan.steps.isEmpty())
        m_executor.watchClient();
    for (m_step = 0; m_step < int(m_prepared.plan.steps.size()); ++m_step) {
        if (const auto done = runStep(m_step); !done)
            return done;
    }
    m_step = -1;
    return {};
}

void Run::cleanUp()
{
    m_session.setNoticeHandler({});
    const Session::CancelShield shield(m_session);
    if (m_session.isOpen() && !m_liveSteps.isSettled()) {
        m_finished.versionRowsKnown = false;
        return;
    }
    if (m_session.isOpen()) {
        m_session.rollback();
        [[maybe_unused]] const auto reset = m_executor.resetSession();
        if (auto rows = readBack(m_session, m_table)) {
            m_finished.versionRows = std::move(*rows);
            return;
        }
    }
    m_finished.versionRowsKnown = false;
    m_lost = !m_session.isOpen();
    if (!m_lost)
        return;
    if (auto rows = readBackAfterLoss(m_session.parameters(), m_table)) {
        m_finished.versionRowsKnown = true;
        m_finished.versionRows = std::move(*rows);
    }
}

QStringList Run::rowsBefore(int index) const
{
    const bool first = index == 0 || m_request.transaction == TransactionMode::All;
    return first ? m_prepared.plan.versionRowsBefore : m_prepared.plan.steps.at(index - 1).versionRowsAfter;
}

void Run::describeLoss(Error& error)
{
    const Step& step = m_prepared.plan.steps.at(m_step);
    const bool committing = m_executor.isCommitting();
    const QString what = m_request.transaction == TransactionMode::All
        ? QStringLiteral("the run's one transaction")
        : QStringLiteral("revision %1").arg(step.revision.isEmpty() ? QStringLiteral("base") : step.revision);
    const QStringList rows = sorted(m_finished.versionRows);
    if (error.kind != ErrorKind::Cancelled)
        error.message = (committing ? QStringLiteral("The connection was lost during the COMMIT of %1")
                                    : QStringLiteral("The connection was lost during %1"))
                            .arg(what);
    if (!m_finished.versionRowsKnown) {
        error.message += QStringLiteral("; whether it was applied is unknown");
        error.hint
            = QStringLiteral("The database could not be reached again; look at its current revision before "
                             "anything else");
    } else if (committing && rows == sorted(step.versionRowsAfter) && rows != sorted(rowsBefore(m_step))) {
        error.message += QStringLiteral("; it was applied");
        error.hint = QStringLiteral("The COMMIT had reached the server; run again for what is left");
        m_finished.stepsApplied = m_step + 1;
        m_sink(StepFinished{m_step, true, m_finished.versionRows, {}});
    } else if (rows == sorted(rowsBefore(m_step))) {
        error.message += QStringLiteral("; it was not applied");
        if (error.hint.isEmpty())
            error.hint = QStringLiteral("The server rolled it back; run again when the connection holds");
    } else {
        error.message += QStringLiteral("; something else changed the version table meanwhile");
    }
}

void Run::describeFailure(Error& error)
{
    if (m_step < 0)
        return;
    m_finished.failedStep = m_step;
    m_finished.failedStatement = m_executor.statement();
    if (m_lost)
        describeLoss(error);
    const Script script = m_prepared.scripts.value(m_step);
    if (!script.live.isEmpty() && m_liveSteps.committedEarly() && m_finished.stepsApplied <= m_step) {
        m_finished.committedEarly = true;
        const QString stays
            = QStringLiteral("The revision had committed some of its work by itself; that stays");
        error.hint = error.hint.isEmpty() ? stays : stays + QStringLiteral(". ") + error.hint;
    }
    if (script.transactional) {
        if (error.kind == ErrorKind::Cancelled && script.live.isEmpty() && !m_lost) {
            error.message = m_request.transaction == TransactionMode::All
                ? QStringLiteral("Cancelled; the whole run was rolled back")
                : QStringLiteral("Cancelled; revision %1 was rolled back").arg(script.revision);
        }
        return;
    }
    m_finished.statementsKept = m_executor.statementsDone();
    if (m_finished.stepsApplied <= m_step)
        describeKept(error, script);
}

/// Of a step outside a transaction: what stays, and the two ways on from there.
void Run::describeKept(Error& error, const Script& script) const
{
    const auto add = [](QString& text, const QString& line) {
        text = text.isEmpty() ? line : text + QLatin1Char('\n') + line;
    };
    add(error.detail,
        QStringLiteral("%1 of %2 statements took effect; revision %3 is not recorded")
            .arg(QString::number(m_finished.statementsKept), QString::number(script.statements.size()),
                 script.revision));
    const SqlStatement failed = script.statements.value(m_finished.failedStatement);
    if (failed.outsideTransactionReason.contains(QLatin1String("INDEX CONCURRENTLY"))
        && failed.outsideTransactionReason.contains(QLatin1String("CREATE")))
        add(error.hint,
            QStringLiteral(
                "PostgreSQL keeps an index that it could not build, marked INVALID: drop it (DROP INDEX "
                "CONCURRENTLY) before this runs again"));
    if (m_finished.statementsKept == 0)
        return;
    const Step& step = m_prepared.plan.steps.at(m_step);
    const QString target = step.direction == Direction::Upgrade ? step.revision
        : step.versionRowsAfter.isEmpty()                       ? QStringLiteral("base")
                                          : step.versionRowsAfter.join(QLatin1Char(' '));
    add(error.hint,
        QStringLiteral("Undo by hand what took effect and run again, or finish by hand and record it: "
                       "athanor-cli stamp %1")
            .arg(target));
}

Result<RunSummary> Run::execute()
{
    m_session.setCancelToken(m_cancel);
    Result<> outcome;
    {
        const auto held = lock();
        outcome = held ? prepareUnderLock() : Result<>(fail(held.error()));
        if (outcome)
            outcome = runSteps();
        cleanUp();
    }
    m_finished.succeeded = outcome.has_value();
    if (!outcome) {
        describeFailure(outcome.error());
        m_finished.error = outcome.error();
    }
    m_finished.elapsed = since(m_start);
    m_sink(m_finished);
    if (!outcome)
        return fail(outcome.error());
    return RunSummary{std::move(m_prepared.plan), m_finished.versionRows, m_finished.elapsed};
}

} // namespace

Result<RunSummary> run(Session& session, const VersionTable& table, const RevisionMap& map,
                       const RunRequest& request, const EventSink& sink, const CancelToken& cancel)
{
    return Run(session, table, map, request, sink, cancel).execute();
}

Result<PreparedPlan> prepare(Session& session, const VersionTable& table, const RevisionMap& map,
                             const RunRequest& request, const CancelToken& cancel)
{
    const auto place = locateVersionTable(session, table);
    return place ? planAndLoad(session, *place, map, request, cancel) : fail(place.error());
}

} // namespace athanor
