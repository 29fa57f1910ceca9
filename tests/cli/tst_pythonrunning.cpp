// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Runs with Python revisions: as rendered SQL, on a connection of their own, through env.py.

#include "cli/cliprogram.h"
#include "support/pythonproject.h"
#include "support/testserver.h"

#include <QTest>

#include <csignal>

using namespace athanor;
using namespace athanor::test;

namespace {

/// Nobody may have waited for it yet.
bool hasEnded(int process)
{
    QFile status(QStringLiteral("/proc/%1/stat").arg(process));
    return !status.open(QIODevice::ReadOnly) || status.readAll().contains(") Z ");
}

} // namespace

class TestPythonRunning : public QObject {
    Q_OBJECT

private slots:
    void init();
    void runsWhatEachRevisionNeeds();
    void saysBeforehandWhichStepsRunInPython();
    void runsThroughEnvPyWhenAsked();
    void oneTransactionForAllIsRefused();
    void aSignalCancels();
    void killedMidwayItLeavesNothingBehind();

private:
    /// Adds a revision that says its process's number and then waits on the server.
    void addSleeper();
    /// Starts `upgrade head`, and gives the number that the sleeper printed; 0 after a while without.
    [[nodiscard]] std::pair<std::unique_ptr<QProcess>, int> startSleeping();
    [[nodiscard]] QString value(const QString& sql);

    TestServer m_server;
    ConnectionParameters m_database;
    std::unique_ptr<PythonProject> m_project;
    std::unique_ptr<CliProgram> m_cli;
};

void TestPythonRunning::init()
{
    m_database = m_server.freshDatabase();
    m_project = std::make_unique<PythonProject>();
    m_project->add("a1", "op.create_table('t', sa.Column('x', sa.Integer))", "op.drop_table('t')");
    m_cli = std::make_unique<CliProgram>();
    m_cli->folder = m_project->folder();
    m_cli->environment.insert("DATABASE_URL", m_server.sandbox().url(m_database.value("dbname")));
    m_cli->environment.insert("PATH",
                              QFileInfo(pythonWithAlembic()).path() + QStringLiteral(":/usr/bin:/bin"));
}

QString TestPythonRunning::value(const QString& sql)
{
    return scalar(*TestServer::open(m_database), sql);
}

void TestPythonRunning::addSleeper()
{
    m_project->add("sleeper",
                   "import os\n"
                   "op.create_table('left_behind')\n"
                   "op.get_bind().execute(sa.text('SELECT 1')).scalar()\n"
                   "print('process', os.getpid())\n"
                   "op.execute('SELECT pg_sleep(60)')");
}

std::pair<std::unique_ptr<QProcess>, int> TestPythonRunning::startSleeping()
{
    auto process = m_cli->start({"upgrade", "head"});
    QByteArray told;
    int number = 0;
    const bool printed = QTest::qWaitFor(
        [&] {
            told += process->readAllStandardError();
            const auto at = told.indexOf("| process ");
            const auto end = told.indexOf('\n', at);
            number = at < 0 || end < 0 ? 0 : told.mid(at + 10, end - at - 10).toInt();
            return number != 0;
        },
        60'000);
    if (!printed)
        qWarning("%s", told.constData());
    return {std::move(process), number};
}

void TestPythonRunning::runsWhatEachRevisionNeeds()
{
    m_project->add("b2",
                   "count = op.get_bind().execute(sa.text('SELECT count(*) FROM t')).scalar()\n"
                   "print('found', count)\n"
                   "op.create_table('made_%d' % count)");
    const CliResult done = m_cli->run({"upgrade", "head", "--format=json"});
    QVERIFY2(done.exitCode == 0, qPrintable(done.text()));
    QCOMPARE(value("SELECT version_num FROM alembic_version"), "b2");
    QCOMPARE(value("SELECT to_regclass('made_0')"), "made_0");
    const QJsonArray steps = done.document().value("steps").toArray();
    QCOMPARE(steps.size(), 2);
    QVERIFY(!steps.at(0).toObject().contains("printed"));
    QCOMPARE(stringsOf(steps.at(1).toObject().value("printed")), QStringList{"found 0"});
    QVERIFY2(done.err.contains(QStringLiteral("| found 0")), qPrintable(done.err));
}

void TestPythonRunning::saysBeforehandWhichStepsRunInPython()
{
    m_project->add("b2", "op.get_bind().execute(sa.text('SELECT 1')).scalar()");
    QCOMPARE(m_cli->run({"trust"}).exitCode, 0);
    const CliResult text = m_cli->run({"plan", "upgrade", "head"});
    QVERIFY2(text.out.contains(QStringLiteral("needs a live connection: ")), qPrintable(text.text()));
    QVERIFY2(text.out.contains(QStringLiteral("; runs in Python")), qPrintable(text.text()));
    const QJsonArray steps
        = m_cli->run({"plan", "upgrade", "head", "--format=json"}).document().value("steps").toArray();
    QCOMPARE(steps.at(0).toObject().value("live"), false);
    QCOMPARE(steps.at(1).toObject().value("live"), true);
    QVERIFY(!steps.at(1).toObject().value("needs_connection").toString().isEmpty());
    QCOMPARE(value("SELECT to_regclass('alembic_version')"), QString());
}

void TestPythonRunning::runsThroughEnvPyWhenAsked()
{
    m_project->write("migrations/env.py",
                     "import os\n"
                     "from alembic import context\n"
                     "from sqlalchemy import create_engine\n"
                     "assert os.environ['DATABASE_URL'] == context.config.get_main_option('sqlalchemy.url')\n"
                     "print('tag', context.get_tag_argument())\n"
                     "with create_engine(os.environ['DATABASE_URL']).connect() as connection:\n"
                     "    context.configure(connection=connection)\n"
                     "    with context.begin_transaction():\n"
                     "        context.run_migrations()\n");
    const CliResult up = m_cli->run({"upgrade", "head", "--env-py", "--tag", "blue"});
    QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
    QVERIFY2(up.err.contains(QStringLiteral("| tag blue")), qPrintable(up.err));
    QCOMPARE(value("SELECT version_num FROM alembic_version"), "a1");
    const CliResult down = m_cli->run({"downgrade", "base", "--env-py"});
    QVERIFY2(down.exitCode == 0, qPrintable(down.text()));
    QCOMPARE(value("SELECT to_regclass('t')"), QString());
}

void TestPythonRunning::oneTransactionForAllIsRefused()
{
    m_project->add("b2", "op.get_bind().execute(sa.text('SELECT 1')).scalar()");
    const CliResult refused = m_cli->run({"upgrade", "head", "--transaction", "all", "--format=json"});
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(refused.errorClass(), "live_step");
    QCOMPARE(value("SELECT to_regclass('t')"), QString());
}

void TestPythonRunning::aSignalCancels()
{
    addSleeper();
    auto [process, helper] = startSleeping();
    QVERIFY(helper > 0);
    ::kill(pid_t(process->processId()), SIGINT);
    const CliResult cancelled = CliProgram::finish(*process);
    QCOMPARE(cancelled.exitCode, 130);
    QVERIFY2(cancelled.err.contains(QStringLiteral("a1")), qPrintable(cancelled.text()));
    QCOMPARE(value("SELECT version_num FROM alembic_version"), "a1");
    QCOMPARE(value("SELECT to_regclass('left_behind')"), QString());
    QVERIFY(hasEnded(helper));
}

void TestPythonRunning::killedMidwayItLeavesNothingBehind()
{
    addSleeper();
    auto [process, helper] = startSleeping();
    QVERIFY(helper > 0);
    process->kill();
    process->waitForFinished();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(helper), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(
        value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
              "pid <> pg_backend_pid()"),
        QStringLiteral("0"), 15'000);
    QCOMPARE(value("SELECT version_num FROM alembic_version"), "a1");
    QCOMPARE(value("SELECT to_regclass('left_behind')"), QString());
}

QTEST_GUILESS_MAIN(TestPythonRunning)
#include "tst_pythonrunning.moc"
