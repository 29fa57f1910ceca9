// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Ctrl-C in the middle of a run, and two runs at once.

#include "cli/cliprogram.h"
#include "cli/sqlproject.h"
#include "support/testserver.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>

using namespace athanor;
using namespace athanor::test;

class TestInterrupting : public QObject {
    Q_OBJECT

private slots:
    void init();
    void signalCancelsAndRollsBack_data();
    void signalCancelsAndRollsBack();
    void signalEndsTheWaitForAnotherRun();
    void secondRunSaysWhoHolds();
    void secondRunWaitsItsTurn();
    void terminatedBackendIsReported();
    void longStatementIsToldOnATerminal();

private:
    /// Starts `upgrade head` and waits until its pg_sleep runs.
    [[nodiscard]] std::unique_ptr<QProcess> startSleeping(const QStringList& more = {});
    [[nodiscard]] QStringList column(const QString& sql);

    TestServer m_server;
    ConnectionParameters m_database;
    std::unique_ptr<SqlProject> m_project;
    std::unique_ptr<CliProgram> m_cli;
};

void TestInterrupting::init()
{
    m_database = m_server.freshDatabase();
    m_project = std::make_unique<SqlProject>();
    m_project->add({"0001",
                    "",
                    "Rows",
                    "CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 3);",
                    "DROP TABLE t;",
                    {},
                    {},
                    {}});
    m_project->add(
        {"0002", "0001", "Slow", "UPDATE t SET id = id + 10;\nSELECT pg_sleep(4);", "SELECT 1;", {}, {}, {}});
    m_cli = std::make_unique<CliProgram>();
    m_cli->folder = m_project->folder();
    m_cli->environment.insert("DATABASE_URL", m_server.sandbox().url(m_database.value("dbname")));
}

QStringList TestInterrupting::column(const QString& sql)
{
    const auto session = TestServer::open(m_database);
    auto query = session->query(sql);
    QStringList values;
    while (query && query->next())
        values.append(query->value(0).toString());
    return values;
}

std::unique_ptr<QProcess> TestInterrupting::startSleeping(const QStringList& more)
{
    auto process = m_cli->start(QStringList{"upgrade", "head"} + more);
    const bool sleeping = QTest::qWaitFor(
        [this] {
            return !column("SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE "
                           "'%pg_sleep(%' AND "
                           "pid <> pg_backend_pid() AND datname = current_database()")
                        .isEmpty();
        },
        15'000);
    if (!sleeping)
        qWarning("The statement did not start: %s", process->readAllStandardError().constData());
    return process;
}

void TestInterrupting::signalCancelsAndRollsBack_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl-C") << SIGINT;
    QTest::newRow("terminate") << SIGTERM;
    QTest::newRow("hang up") << SIGHUP;
}

void TestInterrupting::signalCancelsAndRollsBack()
{
    QFETCH(const int, signal);
    const auto process = startSleeping({"--format=json"});
    QElapsedTimer timer;
    timer.start();
    ::kill(static_cast<pid_t>(process->processId()), signal);
    const CliResult result = CliProgram::finish(*process);
    QVERIFY2(timer.elapsed() < 3900, "it waited for wait for the statement's end");
    QVERIFY2(result.exitCode == 130, qPrintable(result.text()));
    QCOMPARE(result.error().value("kind"), QJsonValue("cancelled"));
    QCOMPARE(stringsOf(result.document().value("version_rows")), QStringList{"0001"});
    QCOMPARE(column("SELECT version_num FROM alembic_version"), QStringList{"0001"});
    QCOMPARE(column("SELECT id FROM t ORDER BY 1"), QStringList({"1", "2", "3"}));
}

void TestInterrupting::signalEndsTheWaitForAnotherRun()
{
    const auto first = startSleeping();
    const auto second = m_cli->start({"upgrade", "head", "--wait", "1h"});
    QTest::qWait(700);
    ::kill(static_cast<pid_t>(second->processId()), SIGINT);
    const CliResult result = CliProgram::finish(*second);
    QVERIFY2(result.exitCode == 130, qPrintable(result.text()));
    QVERIFY2(result.err.contains("Waiting for another run"), qPrintable(result.text()));
    QCOMPARE(CliProgram::finish(*first).exitCode, 0);
}

void TestInterrupting::secondRunSaysWhoHolds()
{
    const auto first = startSleeping();
    const CliResult second = m_cli->run({"upgrade", "head", "--wait", "0"});
    QVERIFY2(second.exitCode == 1 && second.err.contains("athanor"), qPrintable(second.text()));
    QCOMPARE(m_cli->run({"upgrade", "head", "--wait", "0", "--format=json"}).error().value("kind"),
             QJsonValue("locked"));
    QCOMPARE(CliProgram::finish(*first).exitCode, 0);
}

void TestInterrupting::secondRunWaitsItsTurn()
{
    const auto first = startSleeping();
    const CliResult second = m_cli->run({"upgrade", "head", "--wait", "30s"});
    QVERIFY2(second.exitCode == 0 && second.err.contains("Nothing to do"), qPrintable(second.text()));
    QCOMPARE(CliProgram::finish(*first).exitCode, 0);
}

void TestInterrupting::terminatedBackendIsReported()
{
    const auto process = startSleeping({"--format=json"});
    QVERIFY(!column("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(%' "
                    "AND pid <> "
                    "pg_backend_pid() AND datname = current_database()")
                 .isEmpty());
    const CliResult result = CliProgram::finish(*process);
    QVERIFY2(result.exitCode == 1, qPrintable(result.text()));
    QCOMPARE(result.error().value("kind"), QJsonValue("connection"));
    QCOMPARE(stringsOf(result.document().value("version_rows")), QStringList{"0001"});
}

void TestInterrupting::longStatementIsToldOnATerminal()
{
    m_cli->environment.insert("TERM", "xterm");
    if (m_cli->shell("command -v script").exitCode != 0)
        QSKIP("the program script makes the terminal");
    const CliResult result = m_cli->shell("script -qec '\"$CLI\" upgrade head' /dev/null");
    QVERIFY2(result.exitCode == 0, qPrintable(result.text()));
    QVERIFY2(result.out.contains("\r\x1b[K0002: statement 2 of 2: SELECT pg_sleep(4) (2 s, Ctrl-C cancels)"),
             qPrintable(result.text()));
}

QTEST_GUILESS_MAIN(TestInterrupting)

#include "tst_interrupting.moc"
