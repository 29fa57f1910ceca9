// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two programs on one database: this one, and itself started again with arguments.

#include "db/runner.h"
#include "support/testproject.h"
#include "support/testserver.h"

#include <QProcess>

#include <cstdio>

using namespace athanor;
using namespace athanor::test;

namespace {

/// The revision that the other program is in while it holds the database.
void addSlowRevision(TestProject& project)
{
    project.add("a1", "CREATE TABLE a (); SELECT pg_sleep(120);");
}

/// What the other program does. Prints its backend when it runs the slow statement.
int runSlowly(const QStringList& arguments)
{
    TestProject project;
    addSlowRevision(project);
    const auto session = Session::open({{{"host", arguments.value(2)},
                                         {"dbname", arguments.value(3)},
                                         {"user", "postgres"},
                                         {"application_name", "the other program"}}});
    if (!session)
        return 1;
    RunRequest request;
    request.targets = QStringList{"head"};
    const auto done = run(**session, {}, project.map(), request,
                          [&session](const RunEvent& event) {
                              const auto* started = std::get_if<StatementStarted>(&event);
                              if (started && started->statement == 1) {
                                  std::printf("%d\n", (*session)->server().backendPid);
                                  std::fflush(stdout);
                              }
                          },
                          {});
    return done ? 0 : 2;
}

} // namespace

class TestTwoPrograms : public QObject {
    Q_OBJECT
private slots:
    void oneRunsAndTheOtherNamesIt();
    void aKilledProgramLetsTheDatabaseGo();
    void aHolderThatMayNotBeSeenIsStillWaitedFor();

private:
    /// Starts the other program and gives its backend once it runs; 0 when it does not.
    static int startOther(QProcess& other, const ConnectionParameters& parameters)
    {
        other.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        other.start(QCoreApplication::applicationFilePath(),
                    {"--run-slowly", parameters.value("host"), parameters.value("dbname")});
        return other.waitForReadyRead(60'000) ? other.readLine().trimmed().toInt() : 0;
    }

    static Result<RunSummary> tryToRun(Session& session, Milliseconds patience)
    {
        TestProject project;
        project.add("b2", "CREATE TABLE b ();");
        RunRequest request;
        request.targets = QStringList{"head"};
        request.runLockTimeout = patience;
        return run(session, {}, project.map(), request, [](const RunEvent&) {}, {});
    }

    TestServer m_server;
};

void TestTwoPrograms::oneRunsAndTheOtherNamesIt()
{
    const auto parameters = m_server.freshDatabase();
    QProcess other;
    const int backend = startOther(other, parameters);
    QVERIFY(backend > 0);
    const auto session = m_server.open(parameters);
    const auto refused = tryToRun(*session, Milliseconds(200));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Locked);
    for (const QString& part : {QString("user postgres"), QString("application the other program"),
                                QString("backend %1").arg(backend)})
        QVERIFY2(refused.error().detail.contains(part), qPrintable(refused.error().detail));
    QCOMPARE(scalar(*session, "SELECT to_regclass('b')::text"), QString());
    other.kill();
    QVERIFY(other.waitForFinished());
}

void TestTwoPrograms::aKilledProgramLetsTheDatabaseGo()
{
    const auto parameters = m_server.freshDatabase();
    const auto session = m_server.open(parameters);
    if (session->server().version < 140000)
        QSKIP("this server does not look after its clients");
    QProcess other;
    QVERIFY(startOther(other, parameters) > 0);
    other.kill();
    QVERIFY(other.waitForFinished());
    VERIFY_RESULT(tryToRun(*session, Milliseconds(60'000))); // its statement would take longer
    QCOMPARE(scalar(*session, "SELECT to_regclass('a')::text"), QString());
    QCOMPARE(scalar(*session, "SELECT to_regclass('b')::text"), QStringLiteral("b"));
}

void TestTwoPrograms::aHolderThatMayNotBeSeenIsStillWaitedFor()
{
    auto parameters = m_server.freshDatabase();
    VERIFY_RESULT(m_server.open(parameters)->execute("CREATE ROLE nobody LOGIN"));
    QProcess other;
    const int backend = startOther(other, parameters);
    QVERIFY(backend > 0);
    parameters.keywords.insert("user", "nobody");
    const auto refused = tryToRun(*m_server.open(parameters), Milliseconds(100));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Locked);
    QVERIFY2(refused.error().detail.contains(QStringLiteral("backend %1").arg(backend)),
             qPrintable(refused.error().detail));
    QVERIFY2(!refused.error().detail.contains("since"), qPrintable(refused.error().detail));
    other.kill();
    QVERIFY(other.waitForFinished());
}

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--run-slowly")
        return runSlowly(arguments);
    TestTwoPrograms test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_twoprograms.moc"
