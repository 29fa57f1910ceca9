// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// `sandbox`: the private server left running and stopped, and commands run with it.

#include "cli/cliprogram.h"
#include "cli/sqlproject.h"

#include <QTest>

using namespace athanor::test;

class TestSandboxCommand : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void runGivesTheCommandADatabase();
    void runPassesOnTheExitCode();
    void dataLast();
    void databaseIsNamedForTheProjectsFolder();
    void startLeavesItRunning();
    void urlSaysThatItMadeADatabase();
    void commandThatIsMissingIsNamed();

private:
    [[nodiscard]] CliResult sandbox(const QString& action, const QStringList& more = {}) const
    {
        return m_cli.run(QStringList{"sandbox", action, "--folder", m_folder} + more);
    }

    CliProgram m_cli;
    SqlProject m_project;
    QTemporaryDir m_parent;
    QString m_folder;
};

void TestSandboxCommand::initTestCase()
{
    m_project.addThreeTables();
    m_cli.folder = m_project.folder();
    QFile::setPermissions(m_parent.path(), QFile::Permissions(0x7755)); // the user postgres goes through it
    m_folder = m_parent.filePath("box");
}

void TestSandboxCommand::cleanupTestCase()
{
    QCOMPARE(sandbox("stop").exitCode, 0);
}

void TestSandboxCommand::runGivesTheCommandADatabase()
{
    const CliResult up = sandbox("run", {"--", ATHANOR_CLI, "upgrade", "head"});
    QVERIFY2(up.exitCode == 0 && up.err.contains("stands at 0003 (head)"), qPrintable(up.text()));
}

void TestSandboxCommand::runPassesOnTheExitCode()
{
    const CliResult code = sandbox("run", {"--", "bash", "-c", "read line; echo \"$DATABASE_URL\"; exit 42"});
    QCOMPARE(code.exitCode, 42);
    QVERIFY2(code.out.startsWith("postgresql://"), qPrintable(code.text()));
}

void TestSandboxCommand::dataLast()
{
    const CliResult current = sandbox("run", {"--", ATHANOR_CLI, "current"});
    QVERIFY2(current.out == "0003 (head)\n", qPrintable(current.text()));
}

void TestSandboxCommand::databaseIsNamedForTheProjectsFolder()
{
    const QStringList echo{"--", "bash", "-c", "echo \"$DATABASE_URL\""};
    const QString name = QDir(m_project.folder()).dirName().toLower().replace('-', '_');
    const CliResult here = sandbox("run", echo);
    QVERIFY2(here.out.startsWith("postgresql://postgres@/" + name + "?"), qPrintable(here.text()));
    CliProgram elsewhere;
    const CliResult without = elsewhere.run(QStringList{"sandbox", "run", "--folder", m_folder} + echo);
    QVERIFY2(without.out.startsWith("postgresql://postgres@/athanor?"), qPrintable(without.text()));
    const CliResult named = sandbox("run", QStringList{"--database", "Other"} + echo);
    QVERIFY2(named.out.startsWith("postgresql://postgres@/Other?"), qPrintable(named.text()));
    const CliResult broken = elsewhere.run({"--project", "/nowhere", "sandbox", "url", "--folder", m_folder});
    QVERIFY2(broken.exitCode != 0 && broken.err.contains("/nowhere"), qPrintable(broken.text()));
}

void TestSandboxCommand::startLeavesItRunning()
{
    QCOMPARE(sandbox("status").exitCode, 3);
    QCOMPARE(sandbox("url").exitCode, 3);
    const CliResult started = sandbox("start");
    QVERIFY2(started.exitCode == 0 && started.out.startsWith("postgresql://"), qPrintable(started.text()));
    QCOMPARE(sandbox("start").out, started.out);
    QCOMPARE(sandbox("url").out, started.out);
    QCOMPARE(sandbox("status", {"--format=json"}).document().value("running"), QJsonValue(true));
    const CliResult current = m_cli.run({"--url", started.out.trimmed(), "current"});
    QVERIFY2(current.out == "0003 (head)\n", qPrintable(current.text()));
    QCOMPARE(sandbox("stop").exitCode, 0);
    QCOMPARE(sandbox("status", {"--format=json"}).document().value("running"), QJsonValue(false));
    const CliResult gone = m_cli.run({"--url", started.out.trimmed(), "current"});
    QVERIFY2(gone.exitCode == 1, qPrintable(gone.text()));
}

void TestSandboxCommand::urlSaysThatItMadeADatabase()
{
    QCOMPARE(sandbox("start").exitCode, 0);
    const CliResult made = sandbox("url", {"--database", "fresh"});
    QVERIFY2(made.exitCode == 0 && made.err == "Made the database \"fresh\"\n", qPrintable(made.text()));
    const CliResult again = sandbox("url", {"--database", "fresh"});
    QVERIFY2(again.out == made.out && again.err.isEmpty(), qPrintable(again.text()));
    QCOMPARE(sandbox("stop").exitCode, 0);
}

void TestSandboxCommand::commandThatIsMissingIsNamed()
{
    const CliResult result = sandbox("run", {"--", "no-such-program"});
    QVERIFY2(result.exitCode == 1
                 && result.err.startsWith("error: There is no program \"no-such-program\"\n"),
             qPrintable(result.text()));
    const CliResult folder = sandbox("run", {"--", "/tmp"});
    QVERIFY2(folder.exitCode == 1 && folder.err.startsWith("error: The program \"/tmp\" cannot be run\n"),
             qPrintable(folder.text()));
    QVERIFY2(!result.text().contains("execv") && !folder.text().contains("execv"), qPrintable(folder.text()));
    QVERIFY2(result.err.contains("run -- athanor-cli upgrade head"), qPrintable(result.text()));
}

QTEST_GUILESS_MAIN(TestSandboxCommand)

#include "tst_sandboxcommand.moc"
