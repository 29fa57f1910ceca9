// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/databaselock.h"
#include "db/runner.h"
#include "support/cuttingproxy.h"
#include "support/testproject.h"
#include "support/testserver.h"

#include <thread>

using namespace athanor;
using namespace athanor::test;

class TestRunner : public QObject {
    Q_OBJECT
private slots:
    void goesToHeadAndBackAndTellsEverything();
    void nothingToDoChangesNothing();
    void failureRollsBackTheStepAndReportsPosition();
    void aVerifyQueryThatIsNotTrueRollsBackTheStep_data();
    void aVerifyQueryThatIsNotTrueRollsBackTheStep();
    void oneTransactionForAllLeavesNothingOfAFailure();
    void oneTransactionForAllRefusesStepsOutsideOne();
    void aStepOutsideATransactionSaysWhatTookEffect();
    void anIndexThatCouldNotBeBuiltIsTold();
    void indexesAreBuiltConcurrently();
    void aFailedDeferredConstraintIsTheStepsError();
    void copyFromStdinNeverRuns();
    void theSessionIsResetBetweenRevisions();
    void aRevisionMayTakeOnARole();
    void nothingRunsWhenThePlanChanged();
    void nothingRunsWhenAFileChangedSinceItWasShown_data();
    void nothingRunsWhenAFileChangedSinceItWasShown();
    void nothingRunsWhenAShownFileIsGone();
    void nothingRunsWhenALaterFileIsGone();
    void nothingRunsWithoutRightsToRecord();
    void unknownRowsAreNamedAndPurged();
    void timeoutsAreSetAndGivenBack();
    void noticesBelongToTheirStatement();
    void cancelInterruptsAndRollsBack();
    void aSecondRunIsToldWhoHoldsTheDatabase();
    void aTerminatedBackendIsReportedAsItIs();
    void aRestartedServerIsReportedAsItIs();
    void aConnectionLostDuringCommitIsResolved_data();
    void aConnectionLostDuringCommitIsResolved();
    void aCommitThatTookEffectBeforeTheLossIsReportedSo();
    void aCommitThatNeverReachedTheServerIsReportedSo();
    void oneTransactionForAllThatTookEffectBeforeTheLossIsReportedSo();
    void previewChangesNothing();

private:
    struct Outcome {
        Result<RunSummary> result;
        QList<RunEvent> events;
        RunFinished finished;
    };

    static Outcome go(Session& session, const TestProject& project, RunRequest request,
                      const CancelToken& cancel = {}, const EventSink& also = {});
    static RunRequest up(const QString& target = QStringLiteral("head"));
    static RunRequest down(const QString& target);
    static QStringList rows(Session& session);
    template <typename Event> static QList<Event> all(const QList<RunEvent>& events);

    TestServer m_server;
};

TestRunner::Outcome TestRunner::go(Session& session, const TestProject& project, RunRequest request,
                                   const CancelToken& cancel, const EventSink& also)
{
    QList<RunEvent> events;
    auto result = run(
        session, {}, project.map(), request,
        [&](const RunEvent& event) {
            events << event;
            if (also)
                also(event);
        },
        cancel);
    const auto finished = std::get<RunFinished>(events.constLast());
    return {std::move(result), events, finished};
}

RunRequest TestRunner::up(const QString& target)
{
    RunRequest request;
    request.targets = {target};
    return request;
}

RunRequest TestRunner::down(const QString& target)
{
    RunRequest request = up(target);
    request.direction = Direction::Downgrade;
    return request;
}

QStringList TestRunner::rows(Session& session)
{
    const auto state = readVersionState(session, VersionTable{});
    return state ? state->rows : QStringList{state.error().message};
}

template <typename Event> QList<Event> TestRunner::all(const QList<RunEvent>& events)
{
    QList<Event> found;
    for (const auto& event : events) {
        if (const auto* one = std::get_if<Event>(&event))
            found << *one;
    }
    return found;
}

void TestRunner::goesToHeadAndBackAndTellsEverything()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a (x int); INSERT INTO a VALUES (1), (2);", "DROP TABLE a;");
    project.add("b2", "ALTER TABLE a ADD y int;", "ALTER TABLE a DROP y;");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    VERIFY_RESULT(outcome.result);
    QCOMPARE(rows(*session), QStringList{"b2"});
    QCOMPARE(outcome.finished.versionRows, QStringList{"b2"});
    QVERIFY(outcome.finished.succeeded);
    QCOMPARE(outcome.finished.stepsApplied, 2);
    QCOMPARE(all<RunStarted>(outcome.events).size(), 1);
    QCOMPARE(all<StepFinished>(outcome.events).size(), 2);
    const auto statements = all<StatementFinished>(outcome.events);
    QCOMPARE(statements.size(), 3);
    QCOMPARE(statements.at(1).commandTag, QStringLiteral("INSERT 0 2"));
    QCOMPARE(statements.at(1).rows, 2);
    QCOMPARE(scalar(*session,
                    "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = "
                    "'alembic_version'::regclass AND attname = 'version_num'"),
             QStringLiteral("character varying(32)"));
    VERIFY_RESULT(go(*session, project, down("base")).result);
    QCOMPARE(rows(*session), QStringList());
    QCOMPARE(scalar(*session, "SELECT to_regclass('a')"), QString());
}

void TestRunner::nothingToDoChangesNothing()
{
    TestProject project;
    project.add("a1", "SELECT 1;");
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(go(*session, project, down("base")).result);
    QCOMPARE(scalar(*session, "SELECT to_regclass('alembic_version')"), QString());
}

void TestRunner::failureRollsBackTheStepAndReportsPosition()
{
    TestProject project;
    for (const auto& id : {"r1", "r2", "r3", "r4"})
        project.add(id, QStringLiteral("CREATE TABLE %1 ();").arg(id));
    project.add("r5", "CREATE TABLE r5 ();\n-- \xc3\xa4\nSELECT '\xf0\x9f\x98\x80',\n  nothing FROM r5;");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    const Error& error = outcome.result.error();
    QCOMPARE(error.kind, ErrorKind::Database);
    QCOMPARE(error.sqlState, QStringLiteral("42703"));
    QCOMPARE(error.file, project.path("r5"));
    QCOMPARE(error.line, TestProject::upLine() + 3);
    QCOMPARE(error.column, 3);
    QCOMPARE(outcome.finished.error, error);
    QCOMPARE(outcome.finished.failedStep, 4);
    QCOMPARE(outcome.finished.failedStatement, 1);
    QCOMPARE(outcome.finished.stepsApplied, 4);
    QCOMPARE(rows(*session), QStringList{"r4"});
    QCOMPARE(scalar(*session, "SELECT to_regclass('r5')"), QString());
    QVERIFY(!session->inTransaction());
}

void TestRunner::aVerifyQueryThatIsNotTrueRollsBackTheStep_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("code");
    QTest::newRow("false") << "SELECT count(*) = 1 FROM r2"
                           << "verify_failed";
    QTest::newRow("null") << "SELECT NULL::boolean"
                          << "verify_failed";
    QTest::newRow("no rows") << "SELECT true FROM r2"
                             << "verify_failed";
    QTest::newRow("one row of several") << "SELECT i < 2 FROM generate_series(1, 2) i"
                                        << "verify_failed";
    QTest::newRow("not a boolean") << "SELECT 'true'"
                                   << "verify_failed";
    QTest::newRow("an error") << "SELECT 1/0"
                              << "";
}

void TestRunner::aVerifyQueryThatIsNotTrueRollsBackTheStep()
{
    QFETCH(const QString, query);
    QFETCH(const QString, code);
    TestProject project;
    project.add("r1", "CREATE TABLE r1 ();\n-- migrate:verify\nSELECT true;\nSELECT count(*) = 0 FROM r1;");
    project.add("r2",
                QStringLiteral("CREATE TABLE r2 ();\n-- migrate:verify\nSELECT true;\n  %1;").arg(query));
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    const Error& error = outcome.result.error();
    QCOMPARE(error.kind, ErrorKind::Database);
    QCOMPARE(error.code, code);
    QCOMPARE(error.file, project.path("r2"));
    QCOMPARE(error.line, TestProject::upLine() + 3);
    QVERIFY(error.column >= 3);
    QCOMPARE(outcome.finished.stepsApplied, 1);
    QCOMPARE(rows(*session), QStringList{"r1"});
    QCOMPARE(scalar(*session, "SELECT to_regclass('r2')"), QString());
}

void TestRunner::oneTransactionForAllLeavesNothingOfAFailure()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    project.add("b2", "CREATE TABLE a ();");
    const auto session = m_server.open(m_server.freshDatabase());
    auto request = up();
    request.transaction = TransactionMode::All;
    const auto outcome = go(*session, project, request);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.finished.stepsApplied, 0);
    QCOMPARE(scalar(*session, "SELECT to_regclass('a')"), QString());
    QCOMPARE(scalar(*session, "SELECT to_regclass('alembic_version')"), QString());
    const auto first = go(*session, project, [&] {
        auto one = request;
        one.targets = {"a1"};
        return one;
    }());
    VERIFY_RESULT(first.result);
    QCOMPARE(rows(*session), QStringList{"a1"});
}

void TestRunner::oneTransactionForAllRefusesStepsOutsideOne()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a (x int);");
    project.add("b2", "CREATE INDEX CONCURRENTLY i ON a (x);");
    const auto session = m_server.open(m_server.freshDatabase());
    auto request = up();
    request.transaction = TransactionMode::All;
    const auto outcome = go(*session, project, request);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().code, QStringLiteral("outside_transaction"));
    QVERIFY(outcome.result.error().message.contains("b2"));
    QCOMPARE(scalar(*session, "SELECT to_regclass('a')"), QString());
}

void TestRunner::aStepOutsideATransactionSaysWhatTookEffect()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a (); CREATE TABLE b ();\nCREATE TABLE a ();\nCREATE TABLE c ();",
                "SELECT 1;", " transaction:false");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    QVERIFY2(
        outcome.result.error().detail.endsWith("2 of 4 statements took effect; revision a1 is not recorded"),
        qPrintable(outcome.result.error().detail));
    QVERIFY2(outcome.result.error().hint.contains("athanor-cli stamp a1"),
             qPrintable(outcome.result.error().hint));
    QCOMPARE(outcome.result.error().line, TestProject::upLine() + 1);
    QCOMPARE(outcome.finished.statementsKept, 2);
    QVERIFY(!scalar(*session, "SELECT to_regclass('b')").isEmpty());
    QCOMPARE(rows(*session), QStringList());
}

void TestRunner::anIndexThatCouldNotBeBuiltIsTold()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a (x int); INSERT INTO a VALUES (1), (1);");
    project.add("b2", "CREATE UNIQUE INDEX CONCURRENTLY i ON a (x);");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    QVERIFY2(outcome.result.error().hint.contains("DROP INDEX CONCURRENTLY"),
             qPrintable(outcome.result.error().hint));
    QCOMPARE(scalar(*session, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"), "false");
}

void TestRunner::indexesAreBuiltConcurrently()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a (x int);", "DROP TABLE a;");
    project.add("b2", "CREATE INDEX CONCURRENTLY i ON a (x);", "DROP INDEX CONCURRENTLY i;");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    VERIFY_RESULT(outcome.result);
    QCOMPARE(all<StepStarted>(outcome.events).at(1).transactional, false);
    VERIFY_RESULT(go(*session, project, down("base")).result);
    QCOMPARE(rows(*session), QStringList());
}

void TestRunner::aFailedDeferredConstraintIsTheStepsError()
{
    TestProject project;
    project.add("a1",
                "CREATE TABLE p (x int PRIMARY KEY);"
                "CREATE TABLE c (x int REFERENCES p DEFERRABLE INITIALLY DEFERRED);");
    project.add("b2", "INSERT INTO c VALUES (1);");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().sqlState, QStringLiteral("23503"));
    QCOMPARE(outcome.result.error().file, project.path("b2"));
    QCOMPARE(outcome.finished.failedStep, 1);
    QCOMPARE(rows(*session), QStringList{"a1"});
}

void TestRunner::copyFromStdinNeverRuns()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a (x int);");
    project.add("b2", "COPY a FROM STDIN;");
    const auto session = m_server.open(m_server.freshDatabase());
    QVERIFY(!go(*session, project, up()).result);
    QCOMPARE(scalar(*session, "SELECT to_regclass('a')"), QString());
}

void TestRunner::theSessionIsResetBetweenRevisions()
{
    TestProject project;
    project.add("a1",
                "CREATE SCHEMA other; SELECT set_config('search_path', '', false); SET work_mem = '77kB';");
    project.add("b2", "CREATE TABLE here AS SELECT current_setting('work_mem') AS w;");
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(go(*session, project, up()).result);
    QVERIFY(scalar(*session, "SELECT w FROM public.here") != u"77kB");
    QCOMPARE(rows(*session), QStringList{"b2"});
}

void TestRunner::aRevisionMayTakeOnARole()
{
    TestProject project;
    project.add("a1", "CREATE ROLE little; SET ROLE little;", "DROP ROLE little;");
    project.add("b2", "CREATE TABLE mine ();");
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(go(*session, project, up()).result);
    QCOMPARE(scalar(*session, "SELECT tableowner FROM pg_tables WHERE tablename = 'mine'"),
             QStringLiteral("postgres"));
    VERIFY_RESULT(go(*session, project, down("base")).result);
}

void TestRunner::nothingRunsWhenThePlanChanged()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    project.add("b2", "CREATE TABLE b ();");
    const auto session = m_server.open(m_server.freshDatabase());
    auto request = up();
    const auto shown = prepare(*session, {}, project.map(), request);
    VERIFY_RESULT(shown);
    request.shown = *shown;
    VERIFY_RESULT(go(*session, project, up("a1")).result);
    const auto outcome = go(*session, project, request);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::PlanChanged);
    QCOMPARE(rows(*session), QStringList{"a1"});
    request.shown = *prepare(*session, {}, project.map(), request);
    VERIFY_RESULT(go(*session, project, request).result);
}

void TestRunner::nothingRunsWhenAFileChangedSinceItWasShown_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("other SQL") << QByteArray("TABLE b ()") << QByteArray("TABLE evil ()");
    QTest::newRow("a statement more") << QByteArray("TABLE b ();") << QByteArray("TABLE b (); SELECT 1;");
    QTest::newRow("outside a transaction")
        << QByteArray("migrate:up") << QByteArray("migrate:up transaction:false");
}

void TestRunner::nothingRunsWhenAFileChangedSinceItWasShown()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    project.add("b2", "CREATE TABLE b ();");
    const auto session = m_server.open(m_server.freshDatabase());
    auto request = up();
    const auto shown = prepare(*session, {}, project.map(), request);
    VERIFY_RESULT(shown);
    request.shown = *shown;
    QFile file(project.path("b2"));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray changed = file.readAll().replace(from, to);
    QVERIFY(file.resize(0) && file.seek(0) && file.write(changed) == changed.size());
    file.close();
    const auto outcome = go(*session, project, request);
    QVERIFY(!outcome.result);
    const Error& error = outcome.result.error();
    QCOMPARE(error.kind, ErrorKind::PlanChanged);
    QCOMPARE(error.code, QStringLiteral("script_changed"));
    QCOMPARE(error.file, project.path("b2"));
    QVERIFY2(error.message.contains("b2"), qPrintable(error.message));
    QCOMPARE(rows(*session), QStringList());
    QCOMPARE(scalar(*session, "SELECT to_regclass('a')::text"), QString());
    request.shown = *prepare(*session, {}, project.map(), request);
    VERIFY_RESULT(go(*session, project, request).result);
    QCOMPARE(rows(*session), QStringList{"b2"});
}

void TestRunner::nothingRunsWhenAShownFileIsGone()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    project.add("b2", "CREATE TABLE b ();");
    const auto session = m_server.open(m_server.freshDatabase());
    auto request = up();
    request.shown = *prepare(*session, {}, project.map(), request);
    QVERIFY(QFile::remove(project.path("b2")));
    const auto outcome = go(*session, project, request);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().file, project.path("b2"));
    QCOMPARE(rows(*session), QStringList());
}

void TestRunner::nothingRunsWhenALaterFileIsGone()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    project.add("b2", "CREATE TABLE b ();");
    QVERIFY(QFile::remove(project.path("b2")));
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().file, project.path("b2"));
    QCOMPARE(scalar(*session, "SELECT to_regclass('a')"), QString());
}

void TestRunner::nothingRunsWithoutRightsToRecord()
{
    TestProject project;
    project.add("a1", "SELECT 1;");
    auto parameters = m_server.freshDatabase();
    const auto owner = m_server.open(parameters);
    VERIFY_RESULT(owner->execute("CREATE ROLE visitor LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC"));
    parameters.keywords.insert("user", "visitor");
    const auto session = m_server.open(parameters);
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().code, QStringLiteral("version_table_rights"));
    QVERIFY(outcome.result.error().hint.contains("GRANT"));
    QVERIFY(all<StepStarted>(outcome.events).isEmpty());
    VERIFY_RESULT(go(*owner, project, up()).result);
    const auto second = go(*session, project, down("base"));
    QVERIFY(!second.result);
    QCOMPARE(rows(*owner), QStringList{"a1"});
}

void TestRunner::unknownRowsAreNamedAndPurged()
{
    TestProject project;
    project.add("a1", "SELECT 1;");
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(ensureVersionTable(*session, {}));
    VERIFY_RESULT(session->execute("INSERT INTO alembic_version VALUES ('of another project')"));
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    QVERIFY(outcome.result.error().message.contains("of another project"));
    QCOMPARE(outcome.finished.versionRows, QStringList{"of another project"});
    auto stamp = up("a1");
    stamp.direction = Direction::Stamp;
    stamp.purge = true;
    VERIFY_RESULT(go(*session, project, stamp).result);
    QCOMPARE(rows(*session), QStringList{"a1"});
}

void TestRunner::timeoutsAreSetAndGivenBack()
{
    TestProject project;
    project.add("a1", "SELECT pg_sleep(30);");
    const auto session = m_server.open(m_server.freshDatabase());
    auto request = up();
    request.statementTimeout = Milliseconds(50);
    const auto outcome = go(*session, project, request);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::Database);
    QCOMPARE(outcome.result.error().sqlState, QStringLiteral("57014"));
    QCOMPARE(scalar(*session, "SHOW statement_timeout"), QStringLiteral("0"));
}

void TestRunner::noticesBelongToTheirStatement()
{
    TestProject project;
    project.add("a1", "SELECT 1; DROP TABLE IF EXISTS nothing_here;");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    VERIFY_RESULT(outcome.result);
    const auto notices = all<NoticeReceived>(outcome.events);
    QCOMPARE(notices.size(), 1);
    QCOMPARE(notices.at(0).step, 0);
    QCOMPARE(notices.at(0).statement, 1);
    QCOMPARE(notices.at(0).notice.severity, QStringLiteral("NOTICE"));
}

void TestRunner::cancelInterruptsAndRollsBack()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    project.add("b2", "CREATE TABLE b (); SELECT pg_sleep(60);");
    const auto session = m_server.open(m_server.freshDatabase());
    const CancelToken cancel;
    std::thread canceller;
    const auto start = std::chrono::steady_clock::now();
    const auto outcome = go(*session, project, up(), cancel, [&](const RunEvent& event) {
        const auto* started = std::get_if<StatementStarted>(&event);
        if (started && started->step == 1 && started->statement == 1)
            canceller = std::thread([&] { cancel.cancel(); });
    });
    canceller.join();
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::Cancelled);
    QCOMPARE(outcome.result.error().message, QStringLiteral("Cancelled; revision b2 was rolled back"));
    QVERIFY(outcome.result.error().line > 0);
    QCOMPARE(outcome.result.error().column, 0);
    QVERIFY(outcome.finished.versionRowsKnown);
    QCOMPARE(outcome.finished.versionRows, QStringList{"a1"});
    QCOMPARE(outcome.finished.stepsApplied, 1);
    session->setCancelToken({});
    QCOMPARE(scalar(*session, "SELECT to_regclass('b')"), QString());
}

void TestRunner::aSecondRunIsToldWhoHoldsTheDatabase()
{
    TestProject project;
    project.add("a1", "SELECT 1;");
    auto parameters = m_server.freshDatabase();
    const auto session = m_server.open(parameters);
    parameters.keywords.insert("application_name", "the other");
    const auto other = m_server.open(parameters);
    {
        const auto lock = DatabaseLock::acquire(*other, {}, {});
        VERIFY_RESULT(lock);
        auto request = up();
        request.runLockTimeout = Milliseconds(120);
        const auto outcome = go(*session, project, request);
        QVERIFY(!outcome.result);
        QCOMPARE(outcome.result.error().kind, ErrorKind::Locked);
        QVERIFY2(outcome.result.error().detail.contains("the other"),
                 qPrintable(outcome.result.error().detail));
        const auto waiting = all<RunWaiting>(outcome.events);
        QVERIFY(waiting.size() >= 2);
        QCOMPARE(waiting.at(0).holder.pid, other->server().backendPid);
        QVERIFY(waiting.at(0).holder.since.isValid());
        const CancelToken cancelled;
        cancelled.cancel();
        QCOMPARE(go(*session, project, up(), cancelled).result.error().kind, ErrorKind::Cancelled);
    }
    VERIFY_RESULT(go(*session, project, up()).result);
}

void TestRunner::aTerminatedBackendIsReportedAsItIs()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    project.add("b2", "CREATE TABLE b (); SELECT pg_terminate_backend(pg_backend_pid());");
    const auto parameters = m_server.freshDatabase();
    const auto session = m_server.open(parameters);
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::Connection);
    QVERIFY2(outcome.result.error().message.contains("b2; it was not applied"),
             qPrintable(outcome.result.error().message));
    QVERIFY(outcome.finished.versionRowsKnown);
    QCOMPARE(outcome.finished.versionRows, QStringList{"a1"});
    QVERIFY(!session->isOpen());
    QCOMPARE(rows(*m_server.open(parameters)), QStringList{"a1"});
}

void TestRunner::aRestartedServerIsReportedAsItIs()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    project.add("b2", "CREATE TABLE b (); SELECT pg_sleep(60);");
    const auto session = m_server.open(m_server.freshDatabase());
    std::thread restarter;
    Result<> restarted;
    const auto outcome = go(*session, project, up(), {}, [&](const RunEvent& event) {
        const auto* started = std::get_if<StatementStarted>(&event);
        if (started && started->step == 1 && started->statement == 1)
            restarter = std::thread([&] { restarted = m_server.sandbox().restart(); });
    });
    restarter.join();
    VERIFY_RESULT(restarted);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::Connection);
    QVERIFY(outcome.finished.versionRowsKnown);
    QCOMPARE(outcome.finished.versionRows, QStringList{"a1"});
}

void TestRunner::aConnectionLostDuringCommitIsResolved_data()
{
    QTest::addColumn<QString>("trigger");
    QTest::addColumn<QStringList>("rows");
    // A deferred trigger runs inside COMMIT, before it takes effect.
    QTest::newRow("before it took effect")
        << QStringLiteral("PERFORM pg_terminate_backend(pg_backend_pid());") << QStringList{"a1"};
}

void TestRunner::aConnectionLostDuringCommitIsResolved()
{
    QFETCH(QString, trigger);
    QFETCH(QStringList, rows);
    TestProject project;
    project.add("a1",
                QStringLiteral("CREATE TABLE t (x int);"
                               "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN %1 RETURN "
                               "NULL; END$$;"
                               "CREATE CONSTRAINT TRIGGER c AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
                               "FOR EACH ROW EXECUTE FUNCTION f();")
                    .arg(trigger));
    project.add("b2", "INSERT INTO t VALUES (1);");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, project, up());
    QVERIFY(!outcome.result);
    QVERIFY2(outcome.result.error().message.contains("during the COMMIT of revision b2; it was not applied"),
             qPrintable(outcome.result.error().message));
    QCOMPARE(outcome.finished.versionRows, rows);
    QCOMPARE(outcome.finished.stepsApplied, 1);
}

void TestRunner::aCommitThatTookEffectBeforeTheLossIsReportedSo()
{
    TestProject project;
    for (const auto* id : {"a1", "b2", "c3"})
        project.add(id, QStringLiteral("CREATE TABLE t_%1 ();").arg(id));
    const CuttingProxy proxy(m_server.freshDatabase(), CuttingProxy::Cut::AfterCommit, 2);
    const auto session = m_server.open(proxy.parameters());
    const auto outcome = go(*session, project, up());
    QVERIFY(proxy.hasCut());
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::Connection);
    QVERIFY2(outcome.result.error().message.contains("during the COMMIT of revision b2; it was applied"),
             qPrintable(outcome.result.error().message));
    QVERIFY(outcome.finished.versionRowsKnown);
    QCOMPARE(outcome.finished.versionRows, QStringList{"b2"});
    QCOMPARE(outcome.finished.stepsApplied, 2);
    QCOMPARE(outcome.finished.failedStep, 1);
    QCOMPARE(all<StepFinished>(outcome.events).size(), 2);
    const auto later = m_server.open(proxy.parameters());
    QCOMPARE(scalar(*later, "SELECT to_regclass('t_b2')::text"), QStringLiteral("t_b2"));
    VERIFY_RESULT(go(*later, project, up()).result);
    QCOMPARE(rows(*later), QStringList{"c3"});
}

void TestRunner::aCommitThatNeverReachedTheServerIsReportedSo()
{
    TestProject project;
    for (const auto* id : {"a1", "b2", "c3"})
        project.add(id, QStringLiteral("CREATE TABLE t_%1 ();").arg(id));
    const CuttingProxy proxy(m_server.freshDatabase(), CuttingProxy::Cut::BeforeCommit, 2);
    const auto session = m_server.open(proxy.parameters());
    const auto outcome = go(*session, project, up());
    QVERIFY(proxy.hasCut());
    QVERIFY(!outcome.result);
    QVERIFY2(outcome.result.error().message.contains("during the COMMIT of revision b2; it was not applied"),
             qPrintable(outcome.result.error().message));
    QCOMPARE(outcome.finished.versionRows, QStringList{"a1"});
    QCOMPARE(outcome.finished.stepsApplied, 1);
    const auto later = m_server.open(proxy.parameters());
    QCOMPARE(scalar(*later, "SELECT to_regclass('t_b2')::text"), QString());
    VERIFY_RESULT(go(*later, project, up()).result);
}

void TestRunner::oneTransactionForAllThatTookEffectBeforeTheLossIsReportedSo()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    project.add("b2", "CREATE TABLE b ();");
    const CuttingProxy proxy(m_server.freshDatabase(), CuttingProxy::Cut::AfterCommit, 1);
    const auto session = m_server.open(proxy.parameters());
    auto request = up();
    request.transaction = TransactionMode::All;
    const auto outcome = go(*session, project, request);
    QVERIFY(!outcome.result);
    QVERIFY2(outcome.result.error().message.contains("the run's one transaction; it was applied"),
             qPrintable(outcome.result.error().message));
    QCOMPARE(outcome.finished.versionRows, QStringList{"b2"});
    QCOMPARE(outcome.finished.stepsApplied, 2);
}

void TestRunner::previewChangesNothing()
{
    TestProject project;
    project.add("a1", "CREATE TABLE a ();");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto prepared = prepare(*session, {}, project.map(), up());
    VERIFY_RESULT(prepared);
    QCOMPARE(prepared->plan.steps.size(), 1);
    QCOMPARE(prepared->scripts.at(0).statements.size(), 1);
    QVERIFY(!prepared->state.tableExists);
    QCOMPARE(scalar(*session, "SELECT to_regclass('alembic_version')"), QString());
}

QTEST_GUILESS_MAIN(TestRunner)
#include "tst_runner.moc"
