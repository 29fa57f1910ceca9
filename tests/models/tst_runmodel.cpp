// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/runmodel.h"

#include "models/modeltext.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

#include <memory>

using namespace athanor;
using namespace std::chrono_literals;
using test::modelText;
using State = RunModel::ItemState;

namespace {

Script script(const QString& revision, const QString& sql)
{
    Script result;
    result.revision = revision;
    result.file = QStringLiteral("/p/%1.sql").arg(revision);
    result.statements = splitStatements(sql, result.file, 10).value();
    return result;
}

RunStarted started()
{
    RunStarted event;
    for (const char* id : {"0001", "0002", "0003"}) {
        Step step;
        step.revision = QString::fromUtf8(id);
        step.message = QStringLiteral("message of\n") + step.revision;
        step.file = QStringLiteral("/p/%1.sql").arg(step.revision);
        event.plan.steps.append(step);
        event.scripts.append(script(step.revision, "CREATE TABLE t (\n  x int);\nINSERT INTO t SELECT 1"));
    }
    return event;
}

Notice notice(const QString& message)
{
    Notice result;
    result.severity = "NOTICE";
    result.message = message;
    return result;
}

Error failure()
{
    Error error;
    error.kind = ErrorKind::Database;
    error.message = "column \"y\" does not exist";
    error.hint = "Perhaps you meant x.";
    error.sqlState = "42703";
    error.file = "/p/0002.sql";
    error.line = 12;
    error.column = 22;
    return error;
}

QString statesOf(const RunModel& model, const QModelIndex& parent)
{
    constexpr QStringView kLetters = u"pRDFBC"; // in the order of ItemState
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row)
        text += kLetters[model.index(row, 0, parent).data(RunModel::StateRole).toInt()];
    return text;
}

} // namespace

class TestRunModel : public QObject {
    Q_OBJECT
private slots:
    void init();
    void showsARunThatSucceeds();
    void failureIsShownUnderItsStatement();
    void failureOutsideATransactionKeepsWhatWasDone();
    void aStepInPythonShowsWhatItPrints();
    void workCommittedEarlyIsNotCalledRolledBack();
    void aFailedStepThatWasAppliedStaysDone();
    void oneTransactionForAllIsSettledAtTheEnd_data();
    void oneTransactionForAllIsSettledAtTheEnd();
    void failureBeforeTheFirstStepIsShownUnderTheRun();
    void cancelledIsNotFailed();
    void lostConnectionDoesNotPretendToKnow();
    void waitingNamesTheHolder();
    void runsFollowEachOther();
    void clearKeepsARunThatIsNotFinished();
    void aMillionNoticesStayBounded();
    void ignoresEventsOutOfRange();
    void savesAsText();

private:
    void startRun();
    void finishStep(int step, bool committed = true);

    [[nodiscard]] QModelIndex run() const { return m_model->index(m_model->rowCount() - 1, 0); }

    std::unique_ptr<RunModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestRunModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<RunModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_model->setClock([] { return QDateTime(QDate(2026, 1, 10), QTime(12, 0), QTimeZone::utc()); });
}

void TestRunModel::startRun()
{
    m_model->beginRun("Upgrade staging-db to 0003, 3 revisions", "staging");
    m_model->append(started());
}

void TestRunModel::finishStep(int step, bool committed)
{
    m_model->append(StepStarted{.step = step});
    m_model->append(StatementStarted{.step = step, .statement = 0});
    m_model->append(StatementFinished{
        .step = step, .statement = 0, .commandTag = "CREATE TABLE", .rows = -1, .elapsed = 12ms});
    m_model->append(StatementStarted{.step = step, .statement = 1});
    m_model->append(StatementFinished{
        .step = step, .statement = 1, .commandTag = "INSERT 0 3", .rows = 3, .elapsed = 4ms});
    m_model->append(StepFinished{.step = step,
                                 .committed = committed,
                                 .versionRows = {QStringLiteral("000%1").arg(step + 1)},
                                 .elapsed = 20ms});
}

void TestRunModel::showsARunThatSucceeds()
{
    m_model->beginRun("Upgrade staging-db to 0003, 3 revisions", "staging");
    QCOMPARE(m_model->progress(), std::pair(0, 0));
    QCOMPARE(modelText(*m_model).join(u'\n'),
             "Upgrade staging-db to 0003, 3 revisions | started 2026-01-10 12:00:00 UTC");
    m_model->append(started());
    QCOMPARE(m_model->progress(), std::pair(0, 3));
    QCOMPARE(statesOf(*m_model, run()), "ppp");
    finishStep(0);
    m_model->append(StepStarted{.step = 1});
    m_model->append(StatementStarted{.step = 1, .statement = 0});
    m_model->append(NoticeReceived{.step = 1, .statement = 0, .notice = notice("relation\nexists")});
    QCOMPARE(m_model->progress(), std::pair(1, 3));
    QCOMPARE(statesOf(*m_model, run()), "DRp");
    QCOMPARE(modelText(*m_model).join(u'\n'),
             "Upgrade staging-db to 0003, 3 revisions | 1 of 3 steps\n"
             "  0001 message of 0001 | now at 0001 | 20 ms\n"
             "    CREATE TABLE t ( x int) | CREATE TABLE | 12 ms\n"
             "    INSERT INTO t SELECT 1 | 3 rows | 4 ms\n"
             "  0002 message of 0002\n"
             "    CREATE TABLE t ( x int)\n"
             "      NOTICE: relation exists\n"
             "    INSERT INTO t SELECT 1\n"
             "  0003 message of 0003\n"
             "    CREATE TABLE t ( x int)\n"
             "    INSERT INTO t SELECT 1");
    finishStep(1);
    finishStep(2);
    m_model->append(RunFinished{
        .succeeded = true, .error = {}, .stepsApplied = 3, .versionRows = {"0003"}, .elapsed = 1234ms});
    QCOMPARE(run().data(RunModel::StateRole).toInt(), int(State::Done));
    QCOMPARE(modelText(*m_model).first(), "Upgrade staging-db to 0003, 3 revisions | now at 0003 | 1.2 s");
    QCOMPARE(statesOf(*m_model, run()), "DDD");
    QVERIFY(!m_model->lastError().isValid());
    QCOMPARE(run().data(RunModel::EnvironmentRole).toString(), "staging");
    const QModelIndex statement = m_model->index(1, 0, m_model->index(0, 0, run()));
    QCOMPARE(statement.data(RunModel::KindRole).toInt(), int(RunModel::ItemKind::Statement));
    QCOMPARE(statement.data(RunModel::FilePathRole).toString(), "/p/0001.sql");
    QCOMPARE(statement.data(RunModel::LineRole).toInt(), 12);
    QCOMPARE(statement.data(RunModel::SqlRole).toString(), "INSERT INTO t SELECT 1");
}

void TestRunModel::failureIsShownUnderItsStatement()
{
    startRun();
    finishStep(0);
    m_model->append(StepStarted{.step = 1});
    m_model->append(StatementStarted{.step = 1, .statement = 0});
    m_model->append(StatementFinished{
        .step = 1, .statement = 0, .commandTag = "CREATE TABLE", .rows = -1, .elapsed = 1ms});
    m_model->append(StatementStarted{.step = 1, .statement = 1});
    m_model->append(RunFinished{.succeeded = false,
                                .error = failure(),
                                .failedStep = 1,
                                .failedStatement = 1,
                                .stepsApplied = 1,
                                .versionRows = {"0001"},
                                .elapsed = 50ms});
    QCOMPARE(statesOf(*m_model, run()), "DBp");
    const QModelIndex failed = m_model->index(1, 0, run());
    QCOMPARE(statesOf(*m_model, failed), "BF");
    const QModelIndex error = m_model->lastError();
    QCOMPARE(error.parent(), m_model->index(1, 0, failed));
    QCOMPARE(error.data(RunModel::KindRole).toInt(), int(RunModel::ItemKind::Error));
    QCOMPARE(error.data().toString(), "column \"y\" does not exist (0002.sql:12:22)");
    QCOMPARE(error.data(RunModel::LineRole).toInt(), 12);
    QCOMPARE(error.data(RunModel::ColumnRole).toInt(), 22);
    QCOMPARE(error.data(RunModel::ErrorRole).value<Error>(), failure());
    QCOMPARE(m_model->progress(), std::pair(1, 3));
    QCOMPARE(run().siblingAtColumn(1).data().toString(), "failed, now at 0001");
}

void TestRunModel::failureOutsideATransactionKeepsWhatWasDone()
{
    startRun();
    m_model->append(StepStarted{.step = 0, .transactional = false});
    QCOMPARE(m_model->index(0, 1, run()).data().toString(), "outside a transaction");
    m_model->append(StatementStarted{.step = 0, .statement = 0});
    m_model->append(StatementFinished{
        .step = 0, .statement = 0, .commandTag = "CREATE TABLE", .rows = -1, .elapsed = 1ms});
    m_model->append(StatementStarted{.step = 0, .statement = 1});
    m_model->append(RunFinished{
        .succeeded = false, .error = failure(), .failedStep = 0, .failedStatement = 1, .versionRows = {}});
    QCOMPARE(statesOf(*m_model, run()), "Fpp");
    QCOMPARE(statesOf(*m_model, m_model->index(0, 0, run())), "DF");
    QCOMPARE(m_model->index(0, 1, run()).data().toString(), "stopped: the statements that were done stay");
    QCOMPARE(run().siblingAtColumn(1).data().toString(), "failed, now at base");
}

void TestRunModel::aStepInPythonShowsWhatItPrints()
{
    RunStarted run = started();
    run.scripts[0].statements.clear();
    run.scripts[0].live = QStringLiteral("op.get_bind() at line 12");
    m_model->beginRun("Upgrade", {});
    m_model->append(run);
    m_model->append(StepStarted{.step = 0});
    m_model->append(LiveOutput{0, {"one", "<b>two</b>"}});
    const QModelIndex step = m_model->stepIndex(0);
    QCOMPARE(step.siblingAtColumn(RunModel::ResultColumn).data().toString(), "runs in Python");
    QCOMPARE(m_model->rowCount(step), 2);
    QCOMPARE(m_model->index(1, 0, step).data().toString(), "<b>two</b>");
    QCOMPARE(m_model->index(1, 0, step).data(RunModel::KindRole).toInt(), int(RunModel::ItemKind::Notice));
}

void TestRunModel::workCommittedEarlyIsNotCalledRolledBack()
{
    RunStarted run = started();
    run.scripts[0].live = QStringLiteral("op.get_bind() at line 12");
    m_model->beginRun("Upgrade", {});
    m_model->append(run);
    m_model->append(StepStarted{.step = 0});
    RunFinished finished;
    finished.error = failure();
    finished.failedStep = 0;
    finished.committedEarly = true;
    m_model->append(finished);
    QCOMPARE(m_model->stepIndex(0).siblingAtColumn(RunModel::ResultColumn).data().toString(),
             "stopped: what the revision committed by itself stays");
}

void TestRunModel::aFailedStepThatWasAppliedStaysDone()
{
    startRun();
    finishStep(0);
    RunFinished finished;
    finished.error = failure();
    finished.failedStep = 0;
    finished.stepsApplied = 1;
    m_model->append(finished);
    QCOMPARE(m_model->stepIndex(0).data(RunModel::StateRole).toInt(), int(RunModel::ItemState::Done));
    QCOMPARE(m_model->progress().first, 1);
}

void TestRunModel::oneTransactionForAllIsSettledAtTheEnd_data()
{
    QTest::addColumn<bool>("succeeded");
    QTest::addColumn<QString>("states");
    QTest::addColumn<QString>("result");
    QTest::addColumn<int>("done");
    QTest::newRow("committed") << true << "DDp"
                               << "committed" << 2;
    QTest::newRow("rolled back") << false << "BBF"
                                 << "rolled back" << 0;
}

void TestRunModel::oneTransactionForAllIsSettledAtTheEnd()
{
    QFETCH(bool, succeeded);
    QFETCH(QString, states);
    QFETCH(QString, result);
    QFETCH(int, done);
    startRun();
    finishStep(0, false);
    finishStep(1, false);
    QCOMPARE(m_model->index(0, 1, run()).data().toString(), "not committed yet");
    m_model->append(RunFinished{.succeeded = succeeded,
                                .error = succeeded ? Error{} : failure(),
                                .failedStep = succeeded ? -1 : 2,
                                .versionRows = {}});
    QCOMPARE(statesOf(*m_model, run()), states);
    QCOMPARE(m_model->index(0, 1, run()).data().toString(), result);
    QCOMPARE(m_model->progress(), std::pair(done, 3));
}

void TestRunModel::failureBeforeTheFirstStepIsShownUnderTheRun()
{
    m_model->beginRun("Upgrade", {});
    m_model->append(RunFinished{.succeeded = false, .error = failure(), .versionRows = {"0001"}});
    QCOMPARE(m_model->lastError().parent(), run());
    QCOMPARE(run().data(RunModel::StateRole).toInt(), int(State::Failed));
}

void TestRunModel::cancelledIsNotFailed()
{
    startRun();
    m_model->append(StepStarted{.step = 0});
    m_model->append(StatementStarted{.step = 0, .statement = 0});
    Error cancelled;
    cancelled.kind = ErrorKind::Cancelled;
    cancelled.message = "cancelled";
    m_model->append(RunFinished{
        .succeeded = false, .error = cancelled, .failedStep = 0, .failedStatement = 0, .versionRows = {}});
    QCOMPARE(run().data(RunModel::StateRole).toInt(), int(State::Cancelled));
    QCOMPARE(statesOf(*m_model, run()), "Bpp");
    QCOMPARE(statesOf(*m_model, m_model->index(0, 0, run())), "Cp");
    QCOMPARE(run().siblingAtColumn(1).data().toString(), "cancelled, now at base");
}

void TestRunModel::lostConnectionDoesNotPretendToKnow()
{
    startRun();
    m_model->append(StepStarted{.step = 0});
    m_model->append(RunFinished{.succeeded = false,
                                .error = failure(),
                                .failedStep = 0,
                                .versionRowsKnown = false,
                                .versionRows = {}});
    QVERIFY(run().siblingAtColumn(1).data().toString().contains("not known"));
    QCOMPARE(statesOf(*m_model, run()), "Fpp");
    QCOMPARE(m_model->index(0, 1, run()).data().toString(), "not known whether it was committed");
}

void TestRunModel::waitingNamesTheHolder()
{
    m_model->beginRun("Upgrade", {});
    m_model->append(RunWaiting{
        .holder = {.pid = 7, .user = "ann", .host = "10.0.0.1", .applicationName = "athanor", .since = {}},
        .waited = 1500ms});
    QCOMPARE(run().siblingAtColumn(1).data().toString(),
             "waiting for another run: ann on 10.0.0.1 with athanor, process 7, 1.5 s");
}

void TestRunModel::runsFollowEachOther()
{
    startRun();
    m_model->append(RunFinished{.succeeded = false, .error = failure(), .failedStep = 0, .versionRows = {}});
    m_model->beginRun("Again", "test");
    QVERIFY(!m_model->lastError().isValid());
    QCOMPARE(m_model->progress(), std::pair(0, 0));
    m_model->append(started());
    finishStep(0);
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(statesOf(*m_model, m_model->index(0, 0)), "Fpp");
    QCOMPARE(statesOf(*m_model, m_model->index(1, 0)), "Dpp");
}

void TestRunModel::clearKeepsARunThatIsNotFinished()
{
    startRun();
    m_model->append(RunFinished{.succeeded = true, .error = {}, .versionRows = {}});
    startRun();
    finishStep(0);
    m_model->clear();
    QCOMPARE(m_model->rowCount(), 1);
    m_model->clear();
    finishStep(1);
    QCOMPARE(statesOf(*m_model, run()), "DDp");
    m_model->append(RunFinished{.succeeded = true, .error = {}, .versionRows = {}});
    m_model->clear();
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->toText(), QString());
}

void TestRunModel::aMillionNoticesStayBounded()
{
    startRun();
    m_model->append(StepStarted{.step = 0});
    m_model->append(StatementStarted{.step = 0, .statement = 0});
    constexpr int kCount = 1'000'000;
    const QModelIndex statement = m_model->index(0, 0, m_model->index(0, 0, run()));
    const auto text = [&](int row) { return m_model->index(row, 0, statement).data().toString(); };
    const auto add = [&](int from, int to) {
        for (int i = from; i < to; ++i)
            m_model->append(NoticeReceived{.step = 0, .statement = 0, .notice = notice(QString::number(i))});
    };
    add(0, RunModel::kFirstNotices + RunModel::kLastNotices);
    QCOMPARE(m_model->rowCount(statement), RunModel::kFirstNotices + RunModel::kLastNotices);
    QCOMPARE(text(RunModel::kFirstNotices), "NOTICE: 500");
    m_tester.reset(); // it looks at everything after every change
    QElapsedTimer timer;
    timer.start();
    add(RunModel::kFirstNotices + RunModel::kLastNotices, kCount);
    qInfo("1,000,000 notices: %lld ms", qlonglong(timer.elapsed()));
    const int rows = m_model->rowCount(statement);
    QCOMPARE(rows, RunModel::kFirstNotices + 1 + RunModel::kLastNotices);
    QCOMPARE(text(0), "NOTICE: 0");
    QCOMPARE(text(RunModel::kFirstNotices - 1), "NOTICE: 499");
    QCOMPARE(text(RunModel::kFirstNotices), "999400 notices between these are not kept");
    QCOMPARE(text(RunModel::kFirstNotices + 1), "NOTICE: 999900");
    QCOMPARE(text(rows - 1), "NOTICE: 999999");
    m_model->append(RunFinished{
        .succeeded = false, .error = failure(), .failedStep = 0, .failedStatement = 0, .versionRows = {}});
    QCOMPARE(m_model->lastError().row(), rows);
}

void TestRunModel::ignoresEventsOutOfRange()
{
    m_model->append(NoticeReceived{.notice = notice("before everything")});
    startRun();
    m_model->append(StepStarted{.step = 9});
    m_model->append(StepStarted{.step = -1});
    m_model->append(StatementStarted{.step = 0, .statement = 9});
    m_model->append(StatementFinished{.step = 5, .statement = -1, .commandTag = {}});
    m_model->append(StepFinished{.step = 3, .versionRows = {}});
    m_model->append(NoticeReceived{.step = 0, .statement = 9, .notice = notice("of the step")});
    QCOMPARE(statesOf(*m_model, run()), "ppp");
    QCOMPARE(m_model->index(2, 0, m_model->index(0, 0, run())).data().toString(), "NOTICE: of the step");
    m_model->append(RunFinished{.succeeded = false, .error = failure(), .failedStep = 9, .versionRows = {}});
    QCOMPARE(m_model->lastError().parent(), run());
}

void TestRunModel::savesAsText()
{
    startRun();
    finishStep(0);
    m_model->append(StepStarted{.step = 1});
    m_model->append(StatementStarted{.step = 1, .statement = 0});
    m_model->append(NoticeReceived{.step = 1, .statement = 0, .notice = notice("hello")});
    m_model->append(RunFinished{.succeeded = false,
                                .error = failure(),
                                .failedStep = 1,
                                .failedStatement = 0,
                                .stepsApplied = 1,
                                .versionRows = {"0001"},
                                .elapsed = 50ms});
    const QString text = m_model->toText();
    QVERIFY(text.startsWith("Upgrade staging-db to 0003, 3 revisions  [failed, now at 0001]  50 ms\n"
                            "  0001 message of 0001  [now at 0001]  20 ms\n"
                            "    CREATE TABLE t ( x int)  [CREATE TABLE]  12 ms\n"
                            "    INSERT INTO t SELECT 1  [3 rows]  4 ms\n"
                            "  0002 message of 0002  [rolled back]\n"
                            "    CREATE TABLE t ( x int)\n"
                            "      NOTICE: hello\n"
                            "      "));
    QVERIFY(text.contains("column \"y\" does not exist"));
    QVERIFY(text.contains("Perhaps you meant x."));
    QVERIFY(text.endsWith("    INSERT INTO t SELECT 1\n"));
}

QTEST_GUILESS_MAIN(TestRunModel)
#include "tst_runmodel.moc"
