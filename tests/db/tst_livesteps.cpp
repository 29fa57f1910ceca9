// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/databaselock.h"
#include "db/runner.h"
#include "support/testproject.h"
#include "support/testserver.h"

#include <thread>

using namespace athanor;
using namespace athanor::test;
using namespace std::chrono_literals;

namespace {

/// Stands for the project's Python: does what a test says on a connection of its own.
class FakePython : public LiveRunner {
public:
    using Work
        = std::function<Result<>(Session&, const LiveStep&, const LiveListener&, const CancelToken& kill)>;

    explicit FakePython(Work work) : m_work(std::move(work)) { }

    Result<> runLive(const LiveStep& live, const LiveListener& listener, const CancelToken& kill) override
    {
        auto session = Session::open(live.parameters);
        if (!session)
            return fail(session.error());
        listener.connected((*session)->server().backendPid);
        return m_work(**session, live, listener, kill);
    }

private:
    Work m_work;
};

Result<> done(const Result<Session::StatementResult>& result)
{
    return result ? Result<>() : fail(result.error());
}

/// Runs \a sql and moves the rows, in one transaction.
Result<> apply(Session& session, const LiveStep& live, const QString& sql)
{
    Result<> result = session.begin();
    if (result)
        result = done(session.execute(sql));
    if (result && !live.place.exists)
        result = ensureVersionTable(session, live.place.table);
    for (const VersionRowChange& change : live.step.rowChanges) {
        if (result)
            result = applyRowChange(session, live.place.table, change);
    }
    if (result)
        result = session.commit();
    session.rollback();
    return result;
}

FakePython::Work applying(const QString& sql)
{
    return [sql](Session& session, const LiveStep& live, const LiveListener&, const CancelToken&) {
        return apply(session, live, sql);
    };
}

/// Loads SQL files, and says of "live" that it needs a connection.
Result<QList<Script>> load(const RevisionMap& map, const Plan& plan, const CancelToken&)
{
    auto scripts = loadScripts(map, plan);
    for (Script& script : *scripts) {
        if (script.revision != u"live")
            continue;
        script.statements.clear();
        script.live = QStringLiteral("op.get_bind() at line 12");
    }
    return scripts;
}

} // namespace

class TestLiveSteps : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void runAmongStepsOfSqlWhileTheLockIsHeld();
    void mayBeTheFirstToRecord();
    void getTheirOwnTimeouts();
    void whatTheyPrintComesInLines();
    void passwordsAreNotRepeated();
    void aFailureLeavesNothing();
    void rowsThatDidNotMoveAreAnError_data();
    void rowsThatDidNotMoveAreAnError();
    void whatWasCommittedEarlyIsSaid();
    void cancelInterruptsTheirStatement();
    void aCancelThatNobodyHearsKillsThem();
    void whatAKilledOneLeftOnTheServerIsEnded();
    void aLostLockStopsThem();
    void aLostAnswerToCommitIsResolved();
    void cannotBeOneTransactionWithOthers();
    void needSomebodyToRunThem();
    void nothingRunsWhenTheirFileChangedSinceItWasShown();

private:
    struct Outcome {
        Result<RunSummary> result;
        QList<RunEvent> events;
        RunFinished finished;
    };

    Outcome go(Session& session, FakePython::Work work, const CancelToken& cancel = {});
    static RunRequest request(FakePython::Work work);
    static QStringList rows(Session& session);
    QStringList printed(const QList<RunEvent>& events) const;

    TestServer m_server;
    TestProject m_project;
};

void TestLiveSteps::initTestCase()
{
    m_project.add("first", "CREATE TABLE first (x int);");
    m_project.add("live", "");
    m_project.add("last", "CREATE TABLE last (x int);");
}

RunRequest TestLiveSteps::request(FakePython::Work work)
{
    RunRequest request;
    request.targets = {QStringLiteral("head")};
    request.loadScripts = load;
    request.liveRunner = std::make_shared<FakePython>(std::move(work));
    return request;
}

TestLiveSteps::Outcome TestLiveSteps::go(Session& session, FakePython::Work work, const CancelToken& cancel)
{
    QList<RunEvent> events;
    auto result = run(
        session, {}, m_project.map(), request(std::move(work)),
        [&events](const RunEvent& event) { events << event; }, cancel);
    const auto finished = std::get<RunFinished>(events.constLast());
    return {std::move(result), events, finished};
}

QStringList TestLiveSteps::rows(Session& session)
{
    const auto state = readVersionState(session, VersionTable{});
    return state ? state->rows : QStringList{state.error().message};
}

QStringList TestLiveSteps::printed(const QList<RunEvent>& events) const
{
    QStringList lines;
    for (const RunEvent& event : events) {
        if (const auto* output = std::get_if<LiveOutput>(&event))
            lines << output->lines;
    }
    return lines;
}

void TestLiveSteps::runAmongStepsOfSqlWhileTheLockIsHeld()
{
    const auto parameters = m_server.freshDatabase();
    const auto session = m_server.open(parameters);
    std::optional<ErrorKind> otherRun;
    LiveStep seen;
    const auto outcome
        = go(*session, [&](Session& own, const LiveStep& live, const LiveListener&, const CancelToken&) {
              seen = live;
              const auto other = m_server.open(parameters);
              if (const auto lock = DatabaseLock::acquire(*other, 0ms, {}); !lock)
                  otherRun = lock.error().kind;
              return apply(own, live, QStringLiteral("CREATE TABLE made AS SELECT * FROM first"));
          });
    VERIFY_RESULT(outcome.result);
    QCOMPARE(otherRun, ErrorKind::Locked);
    QCOMPARE(seen.step.revision, "live");
    QCOMPARE(seen.versionRowsBefore, QStringList{"first"});
    QCOMPARE(seen.lockHolder, session->server().backendPid);
    QVERIFY(seen.place.exists);
    QCOMPARE(rows(*session), QStringList{"last"});
    QCOMPARE(outcome.finished.stepsApplied, 3);
    QStringList finishedAt;
    for (const RunEvent& event : outcome.events) {
        if (const auto* step = std::get_if<StepFinished>(&event))
            finishedAt << step->versionRows;
    }
    QCOMPARE(finishedAt, (QStringList{"first", "live", "last"}));
    QCOMPARE(scalar(*session, "SELECT to_regclass('made')"), "made");
}

void TestLiveSteps::mayBeTheFirstToRecord()
{
    TestProject project;
    project.add("live", "");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto done = run(*session, {}, project.map(), request(applying("CREATE TABLE made ()")),
                          [](const RunEvent&) {}, {});
    VERIFY_RESULT(done);
    QCOMPARE(rows(*session), QStringList{"live"});
}

void TestLiveSteps::getTheirOwnTimeouts()
{
    const auto session = m_server.open(m_server.freshDatabase());
    LiveStep seen;
    RunRequest wanted
        = request([&](Session& own, const LiveStep& live, const LiveListener&, const CancelToken&) {
              seen = live;
              return apply(own, live, QStringLiteral("SELECT 1"));
          });
    wanted.lockTimeout = 1234ms;
    wanted.statementTimeout = 5678ms;
    VERIFY_RESULT(run(*session, {}, m_project.map(), wanted, [](const RunEvent&) {}, {}));
    QCOMPARE(seen.lockTimeout, 1234ms);
    QCOMPARE(seen.statementTimeout, 5678ms);
}

void TestLiveSteps::whatTheyPrintComesInLines()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(
        *session, [](Session& own, const LiveStep& live, const LiveListener& listener, const CancelToken&) {
            listener.printed(QStringLiteral("one\ntw"));
            std::this_thread::sleep_for(30ms);
            listener.printed(QStringLiteral("o\n\nfour, without an end"));
            return apply(own, live, QStringLiteral("SELECT 1"));
        });
    VERIFY_RESULT(outcome.result);
    QCOMPARE(printed(outcome.events), (QStringList{"one", "two", "", "four, without an end"}));
}

void TestLiveSteps::passwordsAreNotRepeated()
{
    auto parameters = m_server.freshDatabase();
    parameters.keywords.insert(QStringLiteral("password"), QStringLiteral("p@ss word"));
    const auto session = m_server.open(parameters);
    const auto outcome
        = go(*session,
             [](Session&, const LiveStep&, const LiveListener& listener, const CancelToken&) -> Result<> {
                 listener.printed(QStringLiteral("p@ss word, p%40ss%20word, p%40ss+word\n"));
                 return fail({.kind = ErrorKind::File, .message = QStringLiteral("bad URL x:p@ss word@y")});
             });
    QCOMPARE(printed(outcome.events), QStringList{"***, ***, ***"});
    QCOMPARE(outcome.result.error().message, "bad URL x:***@y");
}

void TestLiveSteps::aFailureLeavesNothing()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(*session, applying("CREATE TABLE made (); SELECT 1 / 0"));
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().sqlState, "22012");
    QCOMPARE(outcome.finished.failedStep, 1);
    QCOMPARE(outcome.finished.stepsApplied, 1);
    QVERIFY(!outcome.finished.committedEarly);
    QCOMPARE(outcome.finished.versionRows, QStringList{"first"});
    QCOMPARE(rows(*session), QStringList{"first"});
    QCOMPARE(scalar(*session, "SELECT to_regclass('made')"), QString());
}

void TestLiveSteps::rowsThatDidNotMoveAreAnError_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("found");
    QTest::newRow("nothing recorded") << "SELECT 1"
                                      << "Revision live ran, but the version rows did not move"
                                      << "first";
    QTest::newRow("something else") << "UPDATE alembic_version SET version_num = 'other'"
                                    << "Revision live ran, but the version rows are not those of the plan"
                                    << "other";
}

void TestLiveSteps::rowsThatDidNotMoveAreAnError()
{
    QFETCH(QString, sql);
    QFETCH(QString, message);
    QFETCH(QString, found);
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome
        = go(*session, [sql](Session& own, const LiveStep&, const LiveListener&, const CancelToken&) {
              return done(own.execute(sql));
          });
    QVERIFY(!outcome.result);
    const Error error = outcome.result.error();
    QCOMPARE(error.code, "rows_not_moved");
    QCOMPARE(error.message, message);
    QCOMPARE(error.detail, QStringLiteral("Planned: live. Found in alembic_version: %1").arg(found));
    QVERIFY(error.hint.contains(QStringLiteral("commit()")));
    QCOMPARE(outcome.finished.versionRows, QStringList{found});
    QCOMPARE(outcome.finished.stepsApplied, 1);
}

void TestLiveSteps::whatWasCommittedEarlyIsSaid()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome
        = go(*session, [](Session& own, const LiveStep&, const LiveListener& listener, const CancelToken&) {
              const auto made = own.execute(QStringLiteral("CREATE TABLE made ()"));
              listener.committed();
              return made ? done(own.execute(QStringLiteral("SELECT 1 / 0"))) : done(made);
          });
    QVERIFY(!outcome.result);
    QVERIFY(outcome.finished.committedEarly);
    QVERIFY(outcome.result.error().hint.contains(QStringLiteral("that stays")));
    QCOMPARE(scalar(*session, "SELECT to_regclass('made')"), "made");
}

void TestLiveSteps::cancelInterruptsTheirStatement()
{
    const auto parameters = m_server.freshDatabase();
    const auto session = m_server.open(parameters);
    const CancelToken cancel;
    QString sqlState;
    std::thread user;
    const auto outcome = go(
        *session,
        [&](Session& own, const LiveStep& live, const LiveListener&, const CancelToken& kill) {
            user = std::thread([&cancel] {
                std::this_thread::sleep_for(200ms);
                cancel.cancel();
            });
            const auto applied
                = apply(own, live, QStringLiteral("CREATE TABLE made AS SELECT pg_sleep(60)::text"));
            sqlState = applied ? QString() : applied.error().sqlState;
            return kill.isCancelled() ? Result<>() : applied;
        },
        cancel);
    user.join();
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::Cancelled);
    QCOMPARE(sqlState, "57014");
    QCOMPARE(outcome.finished.versionRows, QStringList{"first"});
    QCOMPARE(scalar(*m_server.open(parameters), "SELECT to_regclass('made')"), QString());
}

void TestLiveSteps::aCancelThatNobodyHearsKillsThem()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const CancelToken cancel;
    const auto outcome = go(
        *session,
        [&](Session&, const LiveStep&, const LiveListener&, const CancelToken& kill) -> Result<> {
            cancel.cancel();
            for (int i = 0; i < 1000 && !kill.isCancelled(); ++i) // works for itself, not on the server
                std::this_thread::sleep_for(10ms);
            return fail({.kind = ErrorKind::System, .message = QStringLiteral("killed")});
        },
        cancel);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::Cancelled);
    QCOMPARE(outcome.finished.versionRows, QStringList{"first"});
}

void TestLiveSteps::whatAKilledOneLeftOnTheServerIsEnded()
{
    const auto parameters = m_server.freshDatabase();
    const auto session = m_server.open(parameters);
    std::unique_ptr<Session> left;
    std::thread sleeping;
    const auto outcome
        = go(*session,
             [&](Session&, const LiveStep&, const LiveListener& listener, const CancelToken&) -> Result<> {
                 left = m_server.open(parameters);
                 const auto begun = left->execute(QStringLiteral("BEGIN; CREATE TABLE made ()"));
                 listener.connected(left->server().backendPid);
                 std::this_thread::sleep_for(100ms);
                 sleeping = std::thread([&] { // as a server that has not noticed that its client is gone
                     const auto slept = left->execute(QStringLiteral("SELECT pg_sleep(60)"));
                 });
                 return begun
                     ? fail({.kind = ErrorKind::System, .message = QStringLiteral("ended by signal 9")})
                     : fail(begun.error());
             });
    sleeping.join();
    QVERIFY(!left->isOpen());
    QCOMPARE(outcome.result.error().message, "ended by signal 9");
    QVERIFY(outcome.finished.versionRowsKnown);
    QCOMPARE(outcome.finished.versionRows, QStringList{"first"});
    QCOMPARE(scalar(*session, "SELECT to_regclass('made')"), QString());
}

void TestLiveSteps::aLostLockStopsThem()
{
    const auto parameters = m_server.freshDatabase();
    const auto session = m_server.open(parameters);
    const auto outcome = go(
        *session,
        [&](Session& own, const LiveStep& live, const LiveListener&, const CancelToken& kill) -> Result<> {
            const auto ended
                = own.execute(QStringLiteral("SELECT pg_terminate_backend(%1)").arg(live.lockHolder));
            for (int i = 0; i < 1000 && !kill.isCancelled(); ++i)
                std::this_thread::sleep_for(10ms);
            return fail({.kind = ErrorKind::System, .message = QStringLiteral("killed")});
        });
    QVERIFY(!outcome.result);
    const Error error = outcome.result.error();
    QCOMPARE(error.kind, ErrorKind::Connection);
    QVERIFY2(error.message.endsWith(QStringLiteral("it was not applied")), qPrintable(error.message));
    QCOMPARE(outcome.finished.versionRows, QStringList{"first"});
}

void TestLiveSteps::aLostAnswerToCommitIsResolved()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(
        *session,
        [](Session& own, const LiveStep& live, const LiveListener&, const CancelToken&) -> Result<> {
            const auto applied = apply(own, live, QStringLiteral("CREATE TABLE made ()"));
            return applied
                ? fail({.kind = ErrorKind::System, .message = QStringLiteral("Python ended by signal 9")})
                : applied;
        });
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().message, "Python ended by signal 9; it was applied");
    QCOMPARE(outcome.finished.stepsApplied, 2);
    QCOMPARE(outcome.finished.versionRows, QStringList{"live"});
}

void TestLiveSteps::cannotBeOneTransactionWithOthers()
{
    const auto session = m_server.open(m_server.freshDatabase());
    RunRequest wanted = request(applying("SELECT 1"));
    wanted.transaction = TransactionMode::All;
    const auto refused = run(*session, {}, m_project.map(), wanted, [](const RunEvent&) {}, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, "live_step");
    QVERIFY(refused.error().message.contains(QStringLiteral("Revision live")));
    QCOMPARE(refused.error().detail, "It needs a live connection: op.get_bind() at line 12");
    QCOMPARE(scalar(*session, "SELECT to_regclass('first')"), QString());
}

void TestLiveSteps::needSomebodyToRunThem()
{
    const auto session = m_server.open(m_server.freshDatabase());
    RunRequest wanted = request({});
    wanted.liveRunner.reset();
    VERIFY_RESULT(prepare(*session, {}, m_project.map(), wanted));
    const auto refused = run(*session, {}, m_project.map(), wanted, [](const RunEvent&) {}, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, "needs_connection");
    QCOMPARE(scalar(*session, "SELECT to_regclass('first')"), QString());
}

void TestLiveSteps::nothingRunsWhenTheirFileChangedSinceItWasShown()
{
    const auto session = m_server.open(m_server.freshDatabase());
    RunRequest wanted = request(applying("SELECT 1"));
    auto shown = prepare(*session, {}, m_project.map(), wanted);
    VERIFY_RESULT(shown);
    shown->scripts[1].digest = "of another text";
    wanted.shown = *shown;
    const auto refused = run(*session, {}, m_project.map(), wanted, [](const RunEvent&) {}, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, "script_changed");
    QCOMPARE(scalar(*session, "SELECT to_regclass('first')"), QString());
}

QTEST_GUILESS_MAIN(TestLiveSteps)
#include "tst_livesteps.moc"
