// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Revisions that need a live connection, run by the real Alembic on a real server.

#include "bridge/bridgelive.h"
#include "bridge/envpyscripts.h"
#include "db/runner.h"
#include "support/pythonproject.h"
#include "support/testserver.h"

#include <csignal>
#include <optional>

using namespace athanor;
using namespace athanor::test;

namespace {

/// As `alembic init` writes it, in short.
const auto kEnvPy = QStringLiteral(R"(from alembic import context
from sqlalchemy import engine_from_config, pool

config = context.config
engine = engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
)");

/// Says of every revision that it needs a connection.
Result<QList<Script>> allLive(const RevisionMap& map, const Plan& plan, const CancelToken& cancel)
{
    auto scripts = throughEnvPy({})(map, plan, cancel);
    for (Script& script : *scripts)
        script.throughEnvPy = false;
    return scripts;
}

} // namespace

class TestBridgeLive : public QObject {
    Q_OBJECT
private slots:
    void aRevisionMayAskTheDatabase();
    void aRevisionMayUseTheOrm();
    void goesBackToo();
    void aCommitOfItsOwnDoesNotLoseTheRevision_data();
    void aCommitOfItsOwnDoesNotLoseTheRevision();
    void aFailureMidwayLeavesNothing();
    void aFailureAfterACommitOfItsOwnSaysSo_data();
    void aFailureAfterACommitOfItsOwnSaysSo();
    void aSwallowedErrorDoesNotPassForSuccess();
    void whatItPrintsAndTheServersNoticesAreTold();
    void endingPythonIsAnErrorOfTheRevision();
    void timeoutsHold();
    void isCancelled_data();
    void isCancelled();
    void aKilledPythonIsReportedAsItIs();
    void theVersionTableMayBeInASchemaOfItsOwn();
    void runsThroughEnvPy();
    void anEnvPyInTheWrongPlaceRunsNothing_data();
    void anEnvPyInTheWrongPlaceRunsNothing();
    void anEnvPyThatRollsBackIsFoundOut();

private:
    struct Outcome {
        Result<RunSummary> result;
        QStringList printed;
        RunFinished finished;
    };

    struct Options {
        Direction direction = Direction::Upgrade;
        QString target = QStringLiteral("head");
        bool envPy = false;
        Milliseconds statementTimeout{0};
        CancelToken cancel;
        std::function<void(const QString& line)> onLine;
    };

    Outcome go(const PythonProject& project, Session& session, const Options& options);

    Outcome go(const PythonProject& project, Session& session) { return go(project, session, Options()); }

    static QStringList rows(Session& session);

    TestServer m_server;
};

TestBridgeLive::Outcome TestBridgeLive::go(const PythonProject& project, Session& session,
                                           const Options& options)
{
    const Project open = project.open();
    RunRequest request;
    request.direction = options.direction;
    request.targets = {options.target};
    request.statementTimeout = options.statementTimeout;
    request.loadScripts = options.envPy ? throughEnvPy({}) : ScriptLoader(allLive);
    request.liveRunner = std::make_shared<BridgeLive>(
        std::make_shared<Bridge>(BridgeSettings{.project = open.settings(), .python = pythonWithAlembic()}));
    QStringList printed;
    RunFinished finished;
    auto result = run(
        session, VersionTable::of(open.settings()), project.map(), request,
        [&](const RunEvent& event) {
            if (const auto* output = std::get_if<LiveOutput>(&event)) {
                printed << output->lines;
                for (const QString& line : output->lines) {
                    if (options.onLine)
                        options.onLine(line);
                }
            } else if (const auto* end = std::get_if<RunFinished>(&event)) {
                finished = *end;
            }
        },
        options.cancel);
    return {std::move(result), printed, finished};
}

QStringList TestBridgeLive::rows(Session& session)
{
    const Session::CancelShield shield(session);
    const auto state = readVersionState(session, VersionTable{});
    return state ? state->rows : QStringList{state.error().message};
}

void TestBridgeLive::aRevisionMayAskTheDatabase()
{
    PythonProject project;
    project.add("a1",
                "op.create_table('t', sa.Column('x', sa.Integer))\n"
                "op.bulk_insert(sa.table('t', sa.column('x', sa.Integer)), [{'x': 1}, {'x': 2}])");
    project.add("b2",
                "count = op.get_bind().execute(sa.text('SELECT count(*) FROM t')).scalar()\n"
                "op.create_table('found_%d' % count)");
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(go(project, *session).result);
    QCOMPARE(rows(*session), QStringList{"b2"});
    QCOMPARE(scalar(*session, "SELECT to_regclass('found_2')"), "found_2");
}

void TestBridgeLive::aRevisionMayUseTheOrm()
{
    PythonProject project;
    project.add("a1",
                "Base.metadata.create_all(op.get_bind())\n"
                "session = Session(bind=op.get_bind())\n"
                "session.add_all([Person(id=1, name='Ada'), Person(id=2, name='Grace')])\n"
                "session.flush()\n"
                "for person in session.query(Person).filter_by(name='Ada'):\n"
                "    person.name = 'Ada Lovelace'\n"
                "session.commit()",
                "pass",
                "from sqlalchemy.orm import Session, declarative_base\n"
                "Base = declarative_base()\n"
                "class Person(Base):\n"
                "    __tablename__ = 'person'\n"
                "    id = sa.Column(sa.Integer, primary_key=True)\n"
                "    name = sa.Column(sa.String)\n");
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(go(project, *session).result);
    QCOMPARE(rows(*session), QStringList{"a1"});
    QCOMPARE(scalar(*session, "SELECT string_agg(name, ', ' ORDER BY id) FROM person"),
             "Ada Lovelace, Grace");
}

void TestBridgeLive::goesBackToo()
{
    PythonProject project;
    project.add("a1", "op.create_table('t')", "op.drop_table('t')");
    project.add("b2", "op.create_table('u')", "op.drop_table('u')");
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(go(project, *session).result);
    VERIFY_RESULT(go(project, *session, {.direction = Direction::Downgrade, .target = "base"}).result);
    QCOMPARE(rows(*session), QStringList());
    QCOMPARE(scalar(*session, "SELECT to_regclass('t')"), QString());
}

void TestBridgeLive::aCommitOfItsOwnDoesNotLoseTheRevision_data()
{
    QTest::addColumn<QString>("up");
    QTest::newRow("autocommit_block") << "op.create_table('t', sa.Column('x', sa.Integer))\n"
                                         "with op.get_context().autocommit_block():\n"
                                         "    op.execute('CREATE INDEX CONCURRENTLY i ON t (x)')\n"
                                         "op.create_table('after')";
    QTest::newRow("COMMIT") << "op.execute('CREATE TABLE t ()')\nop.execute('COMMIT')\n"
                               "op.execute('CREATE TABLE after ()')";
}

void TestBridgeLive::aCommitOfItsOwnDoesNotLoseTheRevision()
{
    QFETCH(QString, up);
    PythonProject project;
    project.add("a1", up);
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(go(project, *session).result);
    QCOMPARE(rows(*session), QStringList{"a1"});
    QCOMPARE(scalar(*session, "SELECT to_regclass('after')"), "after");
}

void TestBridgeLive::aFailureMidwayLeavesNothing()
{
    PythonProject project;
    const QString file = project.add("a1",
                                     "op.create_table('t')\n"
                                     "op.get_bind().execute(sa.text('SELECT y FROM t'))");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(project, *session);
    QVERIFY(!outcome.result);
    const Error error = outcome.result.error();
    QCOMPARE(error.kind, ErrorKind::Database);
    QCOMPARE(error.sqlState, "42703");
    QCOMPARE(error.message, "column \"y\" does not exist");
    QCOMPARE(error.statement, "SELECT y FROM t");
    QCOMPARE(error.file, file);
    QCOMPARE(error.line, PythonProject::upLine() + 1);
    QVERIFY(!outcome.finished.committedEarly);
    QCOMPARE(scalar(*session, "SELECT to_regclass('t')"), QString());
    QCOMPARE(scalar(*session, "SELECT to_regclass('alembic_version')"), QString());
}

void TestBridgeLive::aFailureAfterACommitOfItsOwnSaysSo_data()
{
    QTest::addColumn<QString>("commit");
    QTest::addColumn<QString>("later"); // what was made after it
    QTest::newRow("autocommit_block")
        << "with op.get_context().autocommit_block():\n    op.execute('SELECT 1')"
        << "";
    QTest::newRow("COMMIT") << "op.execute('/* now */ -- or\\ncommit')"
                            << "later";
}

void TestBridgeLive::aFailureAfterACommitOfItsOwnSaysSo()
{
    QFETCH(QString, commit);
    QFETCH(QString, later);
    PythonProject project;
    project.add("a1",
                QStringLiteral("op.create_table('kept')\n%1\nop.create_table('later')\n"
                               "raise ValueError('no')")
                    .arg(commit));
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(project, *session);
    QVERIFY(!outcome.result);
    QVERIFY2(outcome.result.error().message.contains(QStringLiteral("ValueError: no")),
             qPrintable(outcome.result.error().message));
    QVERIFY(outcome.finished.committedEarly);
    QVERIFY(outcome.result.error().hint.contains(QStringLiteral("committed some of its work by itself")));
    QCOMPARE(outcome.finished.versionRows, QStringList());
    QCOMPARE(scalar(*session, "SELECT to_regclass('kept')"), "kept");
    QCOMPARE(scalar(*session, "SELECT to_regclass('later')"), later);
}

void TestBridgeLive::aSwallowedErrorDoesNotPassForSuccess()
{
    PythonProject project;
    project.add("a1", "try:\n    op.execute('SELECT 1 / 0')\nexcept Exception:\n    pass");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(project, *session);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().sqlState, "25P02");
    QVERIFY(outcome.result.error().hint.contains(QStringLiteral("the revision went on")));
    QCOMPARE(rows(*session), QStringList());
}

void TestBridgeLive::whatItPrintsAndTheServersNoticesAreTold()
{
    PythonProject project;
    project.add("a1",
                "import sys, subprocess\n"
                "print('hello')\n"
                "op.execute(\"DO $$ BEGIN RAISE NOTICE 'from the server'; END $$\")\n"
                "print('to stderr', file=sys.stderr)\n"
                "subprocess.run(['echo', 'from a child'])\n"
                "for i in range(50000): print('line', i)");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(project, *session);
    VERIFY_RESULT(outcome.result);
    QCOMPARE(outcome.printed.first(4),
             (QStringList{"hello", "NOTICE:  from the server", "to stderr", "from a child"}));
    QCOMPARE(outcome.printed.size(), 50004);
    QCOMPARE(outcome.printed.last(), "line 49999");
}

void TestBridgeLive::endingPythonIsAnErrorOfTheRevision()
{
    PythonProject project;
    project.add("a1", "op.create_table('t')\nimport sys\nsys.exit(0)");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(project, *session);
    QVERIFY(!outcome.result);
    QVERIFY2(outcome.result.error().message.contains(QStringLiteral("sys.exit")),
             qPrintable(outcome.result.error().message));
    QCOMPARE(rows(*session), QStringList());
    QCOMPARE(scalar(*session, "SELECT to_regclass('t')"), QString());
}

void TestBridgeLive::timeoutsHold()
{
    PythonProject project;
    project.add("a1", "op.execute('SELECT pg_sleep(60)')");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(project, *session, {.statementTimeout = Milliseconds(100)});
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::Database);
    QCOMPARE(outcome.result.error().sqlState, "57014");
}

void TestBridgeLive::isCancelled_data()
{
    QTest::addColumn<QString>("sleep");
    QTest::newRow("on the server") << "op.execute('SELECT pg_sleep(60)')";
    QTest::newRow("in Python") << "import time; time.sleep(60)";
}

void TestBridgeLive::isCancelled()
{
    QFETCH(QString, sleep);
    PythonProject project;
    project.add("a1", QStringLiteral("op.create_table('t')\nprint('ready')\n%1").arg(sleep));
    const auto parameters = m_server.freshDatabase();
    const auto session = m_server.open(parameters);
    Options options;
    options.onLine = [cancel = options.cancel](const QString&) { cancel.cancel(); };
    const auto outcome = go(project, *session, options);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().kind, ErrorKind::Cancelled);
    QVERIFY(outcome.finished.versionRowsKnown);
    QCOMPARE(outcome.finished.versionRows, QStringList());
    QVERIFY(outcome.finished.elapsed < std::chrono::seconds(30));
    const auto after = m_server.open(parameters);
    QCOMPARE(scalar(*after, "SELECT to_regclass('t')"), QString());
    QCOMPARE(scalar(*after,
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                    "pg_backend_pid()"),
             "1"); // the run's session
}

void TestBridgeLive::aKilledPythonIsReportedAsItIs()
{
    PythonProject project;
    project.add("a1",
                "op.create_table('t')\nimport os\nprint(os.getpid())\nop.execute('SELECT pg_sleep(60)')");
    const auto session = m_server.open(m_server.freshDatabase());
    Options options;
    options.onLine = [](const QString& line) { ::kill(line.toInt(), SIGKILL); };
    const auto outcome = go(project, *session, options);
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().code, "bridge_ended");
    QVERIFY2(outcome.result.error().message.contains(QStringLiteral("ended by signal 9")),
             qPrintable(outcome.result.error().message));
    QVERIFY(outcome.finished.versionRowsKnown);
    QCOMPARE(outcome.finished.versionRows, QStringList());
    QVERIFY(outcome.finished.elapsed < std::chrono::seconds(30));
    QCOMPARE(scalar(*session, "SELECT to_regclass('t')"), QString());
}

void TestBridgeLive::theVersionTableMayBeInASchemaOfItsOwn()
{
    PythonProject project("version_table = Ver%%sion\nversion_table_schema = my schema\n");
    project.add("a1", "op.create_table('t')");
    project.add("b2", "op.create_table('u')");
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(session->execute(QStringLiteral("CREATE SCHEMA \"my schema\"")));
    VERIFY_RESULT(go(project, *session).result);
    QCOMPARE(scalar(*session, "SELECT version_num FROM \"my schema\".\"Ver%sion\""), "b2");
}

void TestBridgeLive::runsThroughEnvPy()
{
    PythonProject project;
    project.write("migrations/env.py", kEnvPy);
    project.add("a1", "op.create_table('t')", "op.drop_table('t')");
    project.add("b2", "print(op.get_bind().execute(sa.text('SELECT count(*) FROM t')).scalar())");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(project, *session, {.envPy = true});
    VERIFY_RESULT(outcome.result);
    QCOMPARE(outcome.printed, QStringList{"0"});
    QCOMPARE(outcome.finished.stepsApplied, 2);
    QCOMPARE(rows(*session), QStringList{"b2"});
    VERIFY_RESULT(
        go(project, *session, {.direction = Direction::Downgrade, .target = "base", .envPy = true}).result);
    QCOMPARE(rows(*session), QStringList());
    QCOMPARE(scalar(*session, "SELECT to_regclass('t')"), QString());
}

void TestBridgeLive::anEnvPyInTheWrongPlaceRunsNothing_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("code");
    QTest::newRow("another database") << "engine = "
                                      << "engine = __import__('sqlalchemy').create_engine(OTHER) or "
                                      << "another_database";
    QTest::newRow("another version table") << "connection=connection"
                                           << "connection=connection, version_table=str('own')"
                                           << "other_version_table";
    QTest::newRow("another schema") << "connection=connection"
                                    << "connection=connection, version_table_schema=str('pg_temp')"
                                    << "other_version_table";
    QTest::newRow("nothing run") << "context.run_migrations()"
                                 << "pass"
                                 << "env_py_idle";
}

void TestBridgeLive::anEnvPyInTheWrongPlaceRunsNothing()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, code);
    const auto other = m_server.freshDatabase();
    PythonProject project;
    const QString url
        = QStringLiteral("OTHER = 'postgresql://%1@/%2?host=%3&port=%4'\n")
              .arg(other.value("user"), other.value("dbname"), other.value("host"), other.value("port"));
    project.write("migrations/env.py", url + QString(kEnvPy).replace(from, to));
    project.add("a1", "op.create_table('t')");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(project, *session, {.envPy = true});
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().code, code);
    QVERIFY(!outcome.result.error().hint.isEmpty());
    QCOMPARE(scalar(*session, "SELECT to_regclass('t')"), QString());
    QCOMPARE(scalar(*m_server.open(other), "SELECT to_regclass('t')"), QString());
}

void TestBridgeLive::anEnvPyThatRollsBackIsFoundOut()
{
    PythonProject project;
    project.write(
        "migrations/env.py",
        QString(kEnvPy).replace(QStringLiteral("    with context.begin_transaction():"),
                                QStringLiteral("    transaction = connection.begin()\n    if True:"))
            + QStringLiteral("    transaction.rollback()\n"));
    project.add("a1", "op.create_table('t')");
    const auto session = m_server.open(m_server.freshDatabase());
    const auto outcome = go(project, *session, {.envPy = true});
    QVERIFY(!outcome.result);
    QCOMPARE(outcome.result.error().code, "rows_not_moved");
    QVERIFY(outcome.result.error().hint.contains(QStringLiteral("env.py")));
    QCOMPARE(rows(*session), QStringList());
}

QTEST_GUILESS_MAIN(TestBridgeLive)
#include "tst_bridgelive.moc"
