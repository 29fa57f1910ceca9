// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The commands that work on a database, on a real server.

#include "cli/cliprogram.h"
#include "cli/sqlproject.h"
#include "core/profilestore.h"
#include "support/testserver.h"

#include <QFile>
#include <QSettings>
#include <QTest>

using namespace athanor;
using namespace athanor::test;

class TestRunning : public QObject {
    Q_OBJECT

private slots:
    void init();
    void upAndDownLeavesNothing();
    void newProjectFromInitToBase();
    void progressIsToldOnStandardErrorOnly();
    void warningsComeBeforeTheRun();
    void quietSaysNothing();
    void runsAreDocuments();
    void currentReadsAndChangesNothing();
    void planFromTheDatabase();
    void historyMarksTheCurrent();
    void ensureVersionCreatesTheTableOnce();
    void stampAndPurge();
    void failureNamesThePlaceAndRollsBack();
    void oneTransactionForAll();
    void timeoutsAreGivenToTheServer();
    void noticesAreTold();
    void irreversibleIsSaidBeforeAnythingRuns();
    void urlWinsOverEverything();
    void databaseUrlWinsOverTheFile();
    void databaseNameIsReplaced();
    void savedConnectionsAreUsed();
    void productionWantsConfirmation();
    void passwordsAreNeverShown();
    void unreachableServerIsAFailure();
    void offlineScriptDoesTheSame();
    void offlineScriptOfARange();
    void readOnlyProjectIsEnough();

private:
    [[nodiscard]] QString url(const QString& database) { return m_server.sandbox().url(database); }

    [[nodiscard]] QStringList tables(const QString& database);
    /// A saved connection to \a database.
    void saveConnection(const QString& name, const QString& environment, const QString& database);

    TestServer m_server;
    std::unique_ptr<SqlProject> m_project;
    std::unique_ptr<CliProgram> m_cli;
    QString m_database;
};

void TestRunning::init()
{
    m_project = std::make_unique<SqlProject>();
    m_project->addThreeTables();
    m_database = m_server.freshDatabase().value("dbname");
    m_project->setUrl(url(m_database).replace('%', "%%"));
    m_cli = std::make_unique<CliProgram>();
    m_cli->folder = m_project->folder();
}

QStringList TestRunning::tables(const QString& database)
{
    const auto session = TestServer::open(m_server.sandbox().parameters(database));
    auto query = session->query("SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                                "'public'::regnamespace ORDER BY 1");
    QStringList names;
    while (query && query->next())
        names.append(query->value(0).toString());
    return names;
}

void TestRunning::saveConnection(const QString& name, const QString& environment, const QString& database)
{
    QDir().mkpath(m_cli->configFolder() + "/athanor");
    QSettings store(m_cli->configFolder() + "/athanor/settings.ini", QSettings::IniFormat);
    ConnectionProfile profile;
    profile.id = name;
    profile.name = name;
    profile.environment = environment;
    profile.parameters = m_server.sandbox().parameters(database);
    saveEnvironments(store, standardEnvironments());
    saveProfiles(store, loadProfiles(store) << profile);
}

void TestRunning::upAndDownLeavesNothing()
{
    const CliResult up = m_cli->run({"upgrade", "head"});
    QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
    QCOMPARE(tables(m_database), QStringList({"alembic_version", "t1", "t2", "t3"}));
    QCOMPARE(m_cli->run({"current"}).out, "0003 (head)\n");
    QCOMPARE(m_cli->run({"downgrade", "-1"}).exitCode, 0);
    QCOMPARE(m_cli->run({"current"}).out, "0002\n");
    QCOMPARE(m_cli->run({"upgrade", "+1"}).exitCode, 0);
    QCOMPARE(m_cli->run({"downgrade", "base"}).exitCode, 0);
    QCOMPARE(tables(m_database), QStringList{"alembic_version"});
    QCOMPARE(m_cli->run({"current"}).out, "");
}

void TestRunning::newProjectFromInitToBase()
{
    CliProgram cli;
    cli.environment.insert("DATABASE_URL", url(m_database));
    QCOMPARE(cli.run({"init", "."}).exitCode, 0);
    const CliResult made = cli.run({"revision", "-m", "create orders"});
    QFile file(made.out.trimmed());
    QVERIFY2(file.open(QIODevice::ReadWrite), qPrintable(made.text()));
    QByteArray text = file.readAll();
    const qsizetype up = text.indexOf("-- migrate:up");
    const qsizetype down = text.indexOf("-- migrate:down");
    QVERIFY(up > 0 && down > up);
    text.insert(text.indexOf('\n', down) + 1, "DROP TABLE orders;\n");
    text.insert(text.indexOf('\n', up) + 1, "CREATE TABLE orders (id bigint PRIMARY KEY);\n");
    file.seek(0);
    file.write(text);
    file.close();
    const CliResult upgraded = cli.run({"upgrade", "head"});
    QVERIFY2(upgraded.exitCode == 0, qPrintable(upgraded.text()));
    QVERIFY(tables(m_database).contains("orders"));
    QCOMPARE(cli.run({"downgrade", "base"}).exitCode, 0);
    QCOMPARE(tables(m_database), QStringList{"alembic_version"});
}

void TestRunning::progressIsToldOnStandardErrorOnly()
{
    const CliResult up = m_cli->run({"upgrade", "head", "-v"});
    QCOMPARE(up.out, "");
    QVERIFY2(up.err.contains("Running upgrade <base> -> 0001, Create t1\n")
                 && up.err.contains("Running upgrade 0001 -> 0002, Create t2\n")
                 && up.err.contains("CREATE TABLE t3 (id int)") && up.err.contains("stands at 0003 (head)"),
             qPrintable(up.text()));
    const CliResult down = m_cli->run({"downgrade", "0002"});
    QVERIFY2(down.err.contains("Running downgrade 0003 -> 0002, Create t3\n"), qPrintable(down.text()));
}

void TestRunning::warningsComeBeforeTheRun()
{
    m_project->add({"b1", "0001", "Branch", "SELECT 1;", "SELECT 1;", "billing", {}, {}});
    QCOMPARE(m_cli->run({"upgrade", "heads"}).exitCode, 0);
    const CliResult down = m_cli->run({"downgrade", "billing@base"});
    QVERIFY2(down.exitCode == 0, qPrintable(down.text()));
    const qsizetype warning = down.err.indexOf("warning: This takes back other branches too");
    QVERIFY2(warning >= 0 && warning < down.err.indexOf("Running downgrade"), qPrintable(down.text()));
}

void TestRunning::quietSaysNothing()
{
    const CliResult up = m_cli->run({"-q", "upgrade", "head"});
    QVERIFY2(up.exitCode == 0 && up.out.isEmpty() && up.err.isEmpty(), qPrintable(up.text()));
}

void TestRunning::runsAreDocuments()
{
    const CliResult up = m_cli->run({"upgrade", "0002", "--format", "json"});
    const QJsonObject document = up.document();
    QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
    QCOMPARE(document.value("succeeded"), QJsonValue(true));
    QCOMPARE(stringsOf(document.value("version_rows")), QStringList{"0002"});
    QCOMPARE(document.value("steps_applied"), QJsonValue(2));
    const QJsonObject step = document.value("steps").toArray().last().toObject();
    QCOMPARE(step.value("revision"), QJsonValue("0002"));
    QCOMPARE(step.value("committed"), QJsonValue(true));
    QVERIFY(step.contains("elapsed_ms"));
    QCOMPARE(document.value("database").toObject().value("database").toString(), m_database);
    const QJsonObject nothing = m_cli->run({"upgrade", "0002", "--format", "json"}).document();
    QCOMPARE(nothing.value("steps_applied"), QJsonValue(0));
    QCOMPARE(stringsOf(nothing.value("version_rows")), QStringList{"0002"});
}

void TestRunning::currentReadsAndChangesNothing()
{
    const CliResult current = m_cli->run({"current", "--format=json"});
    QVERIFY2(current.exitCode == 0, qPrintable(current.text()));
    const CliResult piped = m_cli->run({"current"});
    QVERIFY2(piped.out.isEmpty() && piped.err.isEmpty(), qPrintable(piped.text()));
    if (m_cli->shell("command -v script").exitCode == 0) {
        const CliResult shown = m_cli->shell("script -qec '\"$CLI\" current' /dev/null");
        QVERIFY2(shown.out.contains("there is no version table yet"), qPrintable(shown.text()));
    }
    QCOMPARE(current.document().value("version_table_exists"), QJsonValue(false));
    QCOMPARE(tables(m_database), QStringList());
    QCOMPARE(m_cli->run({"current", "--check-heads"}).exitCode, 3);
    QCOMPARE(m_cli->run({"upgrade", "head"}).exitCode, 0);
    QCOMPARE(m_cli->run({"current", "--check-heads"}).exitCode, 0);
    const CliResult verbose = m_cli->run({"current", "-v"});
    QVERIFY2(verbose.out.contains("Current revision(s) for " + m_database)
                 && verbose.out.contains("Rev: 0003 (head)"),
             qPrintable(verbose.text()));
}

void TestRunning::planFromTheDatabase()
{
    QCOMPARE(m_cli->run({"upgrade", "0001"}).exitCode, 0);
    const CliResult plan = m_cli->run({"plan", "upgrade", "head", "--check"});
    QVERIFY2(plan.exitCode == 3 && plan.out.contains("From 0001")
                 && plan.out.contains("0002 -> 0003, Create t3") && plan.out.contains("To 0003 (head)"),
             qPrintable(plan.text()));
    QCOMPARE(tables(m_database), QStringList({"alembic_version", "t1"}));
}

void TestRunning::historyMarksTheCurrent()
{
    QCOMPARE(m_cli->run({"upgrade", "0002"}).exitCode, 0);
    QVERIFY(m_cli->run({"history", "-i"}).out.contains("0001 -> 0002 (current), Create t2\n"));
    const CliResult range = m_cli->run({"history", "-r", "-1:current"});
    QCOMPARE(range.out, "0001 -> 0002, Create t2\n");
    QVERIFY(m_cli->run({"show", "current"}).out.startsWith("Rev: 0002"));
}

void TestRunning::ensureVersionCreatesTheTableOnce()
{
    const CliResult sql = m_cli->run({"ensure_version", "--sql"});
    QVERIFY2(sql.exitCode == 0 && sql.out.startsWith("CREATE TABLE IF NOT EXISTS \"alembic_version\""),
             qPrintable(sql.text()));
    QCOMPARE(tables(m_database), QStringList());
    const CliResult made = m_cli->run({"ensure_version"});
    QVERIFY2(made.exitCode == 0 && made.out.isEmpty() && made.err.contains("Created"),
             qPrintable(made.text()));
    QCOMPARE(tables(m_database), QStringList{"alembic_version"});
    const QJsonObject again = m_cli->run({"ensure-version", "--format", "json"}).document();
    QVERIFY(again.contains("created") && !again["created"].toBool());
    QCOMPARE(m_cli->run({"current"}).out, "");
    // Broken revisions do not matter to it, a wrong section does.
    m_project->write("versions/broken.sql", "nothing");
    QCOMPARE(m_cli->run({"ensure_version"}).exitCode, 0);
    QVERIFY(m_cli->run({"-n", "nope", "ensure_version"}).exitCode != 0);
}

void TestRunning::stampAndPurge()
{
    const CliResult stamp = m_cli->run({"stamp", "0002"});
    QVERIFY2(stamp.exitCode == 0 && stamp.err.contains("stands at 0002"), qPrintable(stamp.text()));
    QCOMPARE(tables(m_database), QStringList{"alembic_version"});
    const auto session = TestServer::open(m_server.sandbox().parameters(m_database));
    VERIFY_RESULT(session->execute("UPDATE alembic_version SET version_num = 'gone'"));
    const CliResult lost = m_cli->run({"stamp", "0001", "--format=json"});
    QVERIFY2(lost.exitCode == 1 && lost.document().contains("error"), qPrintable(lost.text()));
    const CliResult purge = m_cli->run({"stamp", "0001", "--purge"});
    QVERIFY2(purge.exitCode == 0, qPrintable(purge.text()));
    QCOMPARE(m_cli->run({"current"}).out, "0001\n");
}

void TestRunning::failureNamesThePlaceAndRollsBack()
{
    const QString file = m_project->add({"0004",
                                         "0003",
                                         "Broken",
                                         "CREATE TABLE t4 (id int);\nSELECT 1;\nSELECT nonsense\n  FROM t4;",
                                         "DROP TABLE t4;",
                                         {},
                                         {},
                                         {}});
    const CliResult text = m_cli->run({"upgrade", "head"});
    QVERIFY2(text.exitCode == 1 && text.err.contains("nonsense") && text.err.contains(file + ":12:8"),
             qPrintable(text.text()));
    QVERIFY2(text.err.contains("3 of 4 steps were committed; the database stands at 0003"),
             qPrintable(text.text()));
    QCOMPARE(tables(m_database), QStringList({"alembic_version", "t1", "t2", "t3"}));
    const CliResult json = m_cli->run({"upgrade", "head", "--format=json"});
    QCOMPARE(json.exitCode, 1);
    QCOMPARE(json.error().value("sqlstate"), QJsonValue("42703"));
    QCOMPARE(json.error().value("line"), QJsonValue(12));
    QCOMPARE(json.error().value("column"), QJsonValue(8));
    QCOMPARE(json.document().value("failed_revision"), QJsonValue("0004"));
    QCOMPARE(json.document().value("failed_statement"), QJsonValue(3));
    QCOMPARE(stringsOf(json.document().value("version_rows")), QStringList{"0003"});
}

void TestRunning::oneTransactionForAll()
{
    m_project->add({"0004", "0003", "Broken", "SELECT nonsense;", "SELECT 1;", {}, {}, {}});
    const CliResult result = m_cli->run({"upgrade", "head", "--transaction", "all"});
    QVERIFY2(result.exitCode == 1, qPrintable(result.text()));
    QVERIFY2(!tables(m_database).contains("t1"), qPrintable(tables(m_database).join(' ')));
}

void TestRunning::timeoutsAreGivenToTheServer()
{
    m_project->add({"0004", "0003", "Slow", "SELECT pg_sleep(30);", "SELECT 1;", {}, {}, {}});
    const CliResult slow = m_cli->run({"upgrade", "head", "--statement-timeout", "200ms", "--format=json"});
    QCOMPARE(slow.exitCode, 1);
    QCOMPARE(slow.error().value("sqlstate"), QJsonValue("57014"));
    const auto holder = TestServer::open(m_server.sandbox().parameters(m_database));
    VERIFY_RESULT(holder->begin());
    VERIFY_RESULT(holder->execute("LOCK TABLE t3"));
    const CliResult blocked = m_cli->run({"downgrade", "0002", "--lock-timeout", "200ms", "--format=json"});
    QCOMPARE(blocked.exitCode, 1);
    QCOMPARE(blocked.error().value("sqlstate"), QJsonValue("55P03"));
}

void TestRunning::noticesAreTold()
{
    m_project->add({"0004",
                    "0003",
                    "Noisy",
                    "DO $$ BEGIN RAISE NOTICE 'hello\x1b[2J'; END $$;",
                    "SELECT 1;",
                    {},
                    {},
                    {}});
    const CliResult result = m_cli->run({"upgrade", "head"});
    QVERIFY2(result.err.contains("NOTICE: hello\\x1b[2J"), qPrintable(result.text()));
}

void TestRunning::irreversibleIsSaidBeforeAnythingRuns()
{
    m_project->write("versions/0004.sql",
                     "-- One way\n--\n-- Revision ID: 0004\n-- Revises: 0003\n\n-- migrate:up\nSELECT 1;\n");
    QCOMPARE(m_cli->run({"upgrade", "head"}).exitCode, 0);
    const CliResult down = m_cli->run({"downgrade", "0001", "--format=json"});
    QCOMPARE(down.exitCode, 1);
    QCOMPARE(down.errorClass(), "irreversible");
    QCOMPARE(m_cli->run({"current"}).out, "0004 (head)\n");
}

void TestRunning::urlWinsOverEverything()
{
    const QString other = m_server.freshDatabase().value("dbname");
    m_cli->environment.insert("DATABASE_URL", url(m_database));
    m_cli->environment.insert("DB_NAME", m_database);
    QCOMPARE(m_cli->run({"--url", url(other), "upgrade", "head"}).exitCode, 0);
    QVERIFY(tables(m_database).isEmpty() && tables(other).contains("t3"));
}

void TestRunning::databaseUrlWinsOverTheFile()
{
    const QString other = m_server.freshDatabase().value("dbname");
    m_cli->environment.insert("DATABASE_URL", url(other).replace("postgresql:", "postgresql+psycopg2:"));
    const CliResult up = m_cli->run({"upgrade", "head"});
    QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
    QVERIFY(tables(m_database).isEmpty() && tables(other).contains("t3"));
}

void TestRunning::databaseNameIsReplaced()
{
    const QString other = m_server.freshDatabase().value("dbname");
    m_cli->environment.insert("DB_NAME", other);
    QCOMPARE(m_cli->run({"upgrade", "0001"}).exitCode, 0);
    QVERIFY(tables(m_database).isEmpty() && tables(other).contains("t1"));
    m_cli->environment.insert("DATABASE_URL", url(m_database));
    QCOMPARE(m_cli->run({"upgrade", "0002"}).exitCode, 0);
    QVERIFY(tables(m_database).isEmpty() && tables(other).contains("t2"));
}

void TestRunning::savedConnectionsAreUsed()
{
    const QString other = m_server.freshDatabase().value("dbname");
    saveConnection("shop test", "test", other);
    m_cli->environment.insert("DATABASE_URL", url(m_database));
    QCOMPARE(m_cli->run({"--connection", "shop test", "upgrade", "head"}).exitCode, 0);
    QVERIFY(tables(m_database).isEmpty() && tables(other).contains("t3"));
    const CliResult unknown = m_cli->run({"--connection", "shop", "current"});
    QVERIFY2(unknown.exitCode == 2 && unknown.err.contains("shop test"), qPrintable(unknown.text()));
}

void TestRunning::productionWantsConfirmation()
{
    saveConnection("live", "production", m_database);
    QCOMPARE(m_cli->run({"--connection", "live", "upgrade", "head"}).exitCode, 0);
    const CliResult refused = m_cli->run({"--connection", "live", "downgrade", "-1"});
    QVERIFY2(refused.exitCode == 2 && refused.err.contains("--confirm " + m_database),
             qPrintable(refused.text()));
    const CliResult wrong = m_cli->run({"--connection", "live", "downgrade", "-1", "--confirm", "other"});
    QCOMPARE(wrong.exitCode, 2);
    QCOMPARE(m_cli->run({"current"}).out, "0003 (head)\n");
    QCOMPARE(m_cli->run({"--connection", "live", "downgrade", "-1", "--confirm", m_database}).exitCode, 0);
    QCOMPARE(m_cli->run({"current"}).out, "0002\n");
}

void TestRunning::passwordsAreNeverShown()
{
    for (const QStringList& how : {QStringList{"--url", "postgresql://u:s3cr3t@/nodb?host=/nowhere"},
                                   QStringList{"--url", "postgresql://u:s3cr3t@[broken/x"},
                                   QStringList{"--url", "password=s3cr3t host=/nowhere bad"},
                                   QStringList{"--url", "mysql://u:s3cr3t@h/x"}}) {
        for (const QString& format : QStringList{"text", "json"}) {
            const CliResult result = m_cli->run(how + QStringList{"current", "--format", format});
            QVERIFY2(result.exitCode != 0 && !result.text().contains("s3cr3t"), qPrintable(result.text()));
        }
    }
}

void TestRunning::unreachableServerIsAFailure()
{
    const CliResult result
        = m_cli->run({"--url", "postgresql:///x?host=/nowhere", "current", "--format=json"});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.error().value("kind"), QJsonValue("connection"));
    m_project->setUrl({});
    const CliResult none = m_cli->run({"current"});
    QVERIFY2(none.exitCode == 2 && none.err.contains("DATABASE_URL"), qPrintable(none.text()));
}

void TestRunning::offlineScriptDoesTheSame()
{
    m_project->add({"0004",
                    "0003",
                    "Index",
                    "CREATE INDEX CONCURRENTLY i3 ON t3 (id) -- last\n;",
                    "DROP INDEX i3;",
                    {},
                    {},
                    {}});
    const CliResult script = m_cli->run({"upgrade", "head", "--sql"});
    QVERIFY2(script.exitCode == 0 && script.out.contains("CREATE TABLE t1"), qPrintable(script.text()));
    QCOMPARE(tables(m_database), QStringList());
    QFile file(m_project->write("script.sql", script.out));
    QProcess psql;
    psql.start("psql", {"-X", "-v", "ON_ERROR_STOP=1", "-d", url(m_database), "-f", file.fileName()});
    QVERIFY(psql.waitForFinished());
    QVERIFY2(psql.exitCode() == 0, psql.readAllStandardError().constData());
    QCOMPARE(m_cli->run({"current"}).out, "0004 (head)\n");
    QCOMPARE(tables(m_database), QStringList({"alembic_version", "t1", "t2", "t3"}));
}

void TestRunning::offlineScriptOfARange()
{
    const CliResult down = m_cli->run({"downgrade", "--sql", "0003:0001"});
    QVERIFY2(down.exitCode == 0 && down.out.contains("DROP TABLE t3;") && !down.out.contains("CREATE TABLE"),
             qPrintable(down.text()));
    const CliResult open = m_cli->run({"downgrade", "--sql", "0001", "--format=json"});
    QCOMPARE(open.errorClass(), "range_required");
    const CliResult online = m_cli->run({"upgrade", "0001:0003", "--format=json"});
    QCOMPARE(online.errorClass(), "range_not_allowed");
}

void TestRunning::readOnlyProjectIsEnough()
{
    QFile::setPermissions(m_project->folder() + "/versions", QFile::ReadOwner | QFile::ExeOwner);
    QFile::setPermissions(m_project->folder(), QFile::ReadOwner | QFile::ExeOwner);
    const CliResult up = m_cli->run({"upgrade", "head"});
    QFile::setPermissions(m_project->folder(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QFile::setPermissions(m_project->folder() + "/versions",
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
}

QTEST_GUILESS_MAIN(TestRunning)

#include "tst_running.moc"
