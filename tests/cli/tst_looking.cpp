// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The commands that look at files alone, in words and as documents.

#include "cli/cliprogram.h"
#include "cli/sqlproject.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

using namespace athanor::test;

class TestLooking : public QObject {
    Q_OBJECT

private slots:
    void init();
    void historyReadsLikeAlembics();
    void verboseHistoryHasBlocks();
    void rangesMayBeginWithAMinus_data();
    void rangesMayBeginWithAMinus();
    void headsBasesAndBranches();
    void showTellsEverything();
    void emptyHistoryIsExplainedOnATerminal();
    void currentOfGivenRows();
    void checkHeadsAnswersNo();
    void documentsHoldTheSame();
    void planFromGivenRows();
    void planShowsTheSql();
    void planShowsWhatVerifiesIt();
    void planPathsAreShort();
    void planWarnsOfABaseThatBranchesShare();
    void planCheckAnswersNo();
    void planSaysWhatCannotRun();
    void negativeTargets();
    void hostileMessagesCannotDriveTheTerminal();
    void brokenGraphNamesFilesAndClass();
    void unreadableFileIsNamed();
    void errorsAreDocuments();
    void batchAnswersEveryLine();
    void configurationIsFoundAndNamed();
    void alembicsOptionsAreTaken();
    void twoConfigurationsAreJoined();
    void severalDatabasesNeedAChoice();
    void saysWhichBranchHasTheRevisionOfAnUnknownRow();

private:
    SqlProject m_project;
    CliProgram m_cli;
};

void TestLooking::init()
{
    m_project.add({"0001", "", "Baseline", "SELECT 1;", "SELECT 1;", {}, {}, {}});
    m_project.add({"0002", "0001", "Left", "CREATE TABLE l ();", "DROP TABLE l;", {}, {}, {}});
    m_project.add({"r1", "0001", "Right", "SELECT 1;", "SELECT 1;", "billing", {}, {}});
    m_project.add({"0003", "0002, r1", "Merge both", "SELECT 1;", "SELECT 1;", {}, {}, {}});
    m_project.add(
        {"0004", "0003", "Top", "CREATE INDEX CONCURRENTLY i ON l ((1));", "DROP INDEX i;", {}, {}, {}});
    m_cli.folder = m_project.folder();
}

void TestLooking::historyReadsLikeAlembics()
{
    const CliResult result = m_cli.run({"history"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.text()));
    const QStringList lines = result.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 5);
    QCOMPARE(lines.first(), "0003 -> 0004 (billing) (head), Top");
    QCOMPARE(lines.at(1), "0002, r1 -> 0003 (billing) (mergepoint), Merge both");
    QVERIFY2(lines.contains("0001 -> r1 (billing), Right"), qPrintable(result.out));
    QCOMPARE(lines.last(), "<base> -> 0001 (branchpoint), Baseline");
}

void TestLooking::verboseHistoryHasBlocks()
{
    const CliResult result = m_cli.run({"history", "-v"});
    QVERIFY2(result.out.startsWith("Rev: 0004 (head)\nParent: 0003\nBranch names: billing\nPath: "
                                   + m_project.folder() + "/versions/0004.sql\n\n    Top\n"),
             qPrintable(result.text()));
    QVERIFY2(result.out.contains("Rev: 0003 (mergepoint)\nMerges: 0002, r1\n"), qPrintable(result.out));
    QVERIFY2(result.out.contains("Branches into: 0002, r1\n"), qPrintable(result.out));
}

void TestLooking::rangesMayBeginWithAMinus_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("two words") << QStringList{"-r", "-2:0004"};
    QTest::newRow("one word") << QStringList{"-r-2:0004"};
    QTest::newRow("long") << QStringList{"--rev-range", "-2:"};
    QTest::newRow("long with sign") << QStringList{"--rev-range=-2:0004"};
    QTest::newRow("to current") << QStringList{"-r", "-2:current", "--at=0004"};
}

void TestLooking::rangesMayBeginWithAMinus()
{
    QFETCH(const QStringList, arguments);
    const CliResult result = m_cli.run(QStringList{"history", "--format=json"} + arguments);
    QVERIFY2(result.exitCode == 0 || result.errorClass() == "ambiguous_relative", qPrintable(result.text()));
    QVERIFY2(!result.document().isEmpty(), qPrintable(result.text()));
}

void TestLooking::headsBasesAndBranches()
{
    QCOMPARE(m_cli.run({"heads"}).out, "0004 (billing) (head)\n");
    QCOMPARE(m_cli.run({"bases"}).out, "0001 (branchpoint)\n");
    QCOMPARE(m_cli.run({"branches"}).out, "0001 (branchpoint)\n     -> 0002\n     -> r1 (billing)\n\n");
}

void TestLooking::showTellsEverything()
{
    const CliResult result = m_cli.run({"show", "billing"});
    QVERIFY2(result.out.startsWith("Rev: r1\nParent: 0001\nBranch names: billing\nPath: "),
             qPrintable(result.text()));
    QVERIFY2(m_cli.run({"show", "current", "--at=0002"}).out.startsWith("Rev: 0002 (current)\n"), "current");
}

void TestLooking::emptyHistoryIsExplainedOnATerminal()
{
    const SqlProject project;
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult piped = cli.run({"history"});
    QVERIFY2(piped.exitCode == 0 && piped.out.isEmpty() && piped.err.isEmpty(), qPrintable(piped.text()));
    if (cli.shell("command -v script").exitCode != 0)
        QSKIP("the program script makes the terminal");
    const auto onTerminal
        = [&cli](const QString& command) { return cli.shell("script -qec '" + command + "' /dev/null").out; };
    QVERIFY2(onTerminal("\"$CLI\" history").contains("no revisions yet"), "explained");
    QCOMPARE(onTerminal("\"$CLI\" history --quiet"), "");
    QVERIFY2(onTerminal("\"$CLI\" history > out").contains("no revisions yet"), "on standard error");
    QCOMPARE(cli.shell("cat out").out, "");
}

void TestLooking::currentOfGivenRows()
{
    QCOMPARE(m_cli.run({"current", "--at=0004"}).out, "0004 (head)\n");
    QCOMPARE(m_cli.run({"current", "--at="}).out, "");
    const CliResult unknown = m_cli.run({"current", "--at=beef"});
    QVERIFY2(unknown.exitCode == 1 && unknown.err.contains("beef"), qPrintable(unknown.text()));
}

void TestLooking::checkHeadsAnswersNo()
{
    QCOMPARE(m_cli.run({"current", "--check-heads", "--at=0004"}).exitCode, 0);
    QCOMPARE(m_cli.run({"current", "--check-heads", "--at=0003"}).exitCode, 3);
    const CliResult json = m_cli.run({"current", "--check-heads", "--at=", "--format=json"});
    QCOMPARE(json.exitCode, 3);
    QCOMPARE(json.document().value("at_heads"), QJsonValue(false));
}

void TestLooking::documentsHoldTheSame()
{
    const QJsonObject heads = m_cli.run({"heads", "--format", "json"}).document();
    QCOMPARE(stringsOf(heads.value("revisions")), QStringList{"0004"});
    const QJsonObject show = m_cli.run({"show", "0003", "--format=json", "--at=0003"}).document();
    const QJsonObject item = show.value("items").toArray().first().toObject();
    QCOMPARE(stringsOf(item.value("down_revision")), QStringList({"0002", "r1"}));
    QCOMPARE(item.value("is_merge_point"), QJsonValue(true));
    QCOMPARE(item.value("is_current"), QJsonValue(true));
    QCOMPARE(item.value("message"), QJsonValue("Merge both"));
    QCOMPARE(item.value("create_date"), QJsonValue("2025-12-07T10:30:00Z"));
    const QJsonObject branches = m_cli.run({"branches", "--format=json"}).document();
    QCOMPARE(stringsOf(branches.value("children").toObject().value("0001")), QStringList({"0002", "r1"}));
}

void TestLooking::planFromGivenRows()
{
    const CliResult result = m_cli.run({"plan", "upgrade", "head", "--at=0003"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.text()));
    QVERIFY2(result.out.contains("0003 -> 0004, Top") && result.out.contains("outside a transaction")
                 && result.out.contains("versions/0004.sql") && result.out.contains("To 0004 (head)"),
             qPrintable(result.out));
    const QJsonObject plan = m_cli.run({"plan", "upgrade", "head", "--at=0003", "--format=json"}).document();
    const QJsonObject step = plan.value("steps").toArray().first().toObject();
    QCOMPARE(step.value("transactional"), QJsonValue(false));
    QCOMPARE(step.value("statements").toArray().size(), 1);
    QCOMPARE(stringsOf(plan.value("version_rows")), QStringList{"0004"});
}

void TestLooking::planShowsTheSql()
{
    const CliResult result = m_cli.run({"plan", "downgrade", "0001", "--at=0002", "-v"});
    QVERIFY2(result.out.contains("DROP TABLE l;"), qPrintable(result.text()));
}

void TestLooking::planShowsWhatVerifiesIt()
{
    const SqlProject project;
    project.write("versions/a.sql",
                  "-- One\n--\n-- Revision ID: a\n-- Revises:\n\n-- migrate:up\nSELECT 1;\n\n"
                  "-- migrate:verify\nSELECT 2 = 2;\n");
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult result = cli.run({"plan", "upgrade", "head", "--at=", "-v"});
    QVERIFY2(result.out.contains("; 1 query verifies it\n"), qPrintable(result.text()));
    QVERIFY2(result.out.contains("     SELECT 1;\n\n     then verified by:\n\n     SELECT 2 = 2;\n"),
             qPrintable(result.text()));
    const QJsonObject plan = cli.run({"plan", "upgrade", "head", "--at=", "--format=json"}).document();
    const QJsonArray queries
        = plan.value("steps").toArray().first().toObject().value("verifications").toArray();
    QCOMPARE(queries.size(), 1);
    QCOMPARE(queries.first().toObject().value("sql"), QJsonValue("SELECT 2 = 2"));
}

void TestLooking::planPathsAreShort()
{
    const CliResult here = m_cli.run({"plan", "upgrade", "head", "--at=0003"});
    QVERIFY2(here.out.contains("\n     versions/0004"), qPrintable(here.text()));
    CliProgram root;
    root.folder = "/";
    const CliResult above
        = root.run({"--project", m_project.folder(), "plan", "upgrade", "head", "--at=0003"});
    QVERIFY2(above.out.contains("\n     " + m_project.folder().sliced(1) + "/versions/0004"),
             qPrintable(above.text()));
    CliProgram elsewhere;
    const CliResult far
        = elsewhere.run({"--project", m_project.folder(), "plan", "upgrade", "head", "--at=0003"});
    QVERIFY2(far.out.contains("/versions/0004"), qPrintable(far.text()));
}

void TestLooking::planWarnsOfABaseThatBranchesShare()
{
    const CliResult all = m_cli.run({"plan", "downgrade", "billing@base", "--at=0002,r1"});
    QVERIFY2(all.exitCode == 0 && all.err.contains("takes back other branches too"), qPrintable(all.text()));
    const CliResult own = m_cli.run({"plan", "downgrade", "billing@base", "--at=r1"});
    QVERIFY2(own.exitCode == 0 && own.err.isEmpty(), qPrintable(own.text()));
    const CliResult base = m_cli.run({"plan", "downgrade", "base", "--at=0002,r1"});
    QVERIFY2(base.exitCode == 0 && base.err.isEmpty(), qPrintable(base.text()));
}

void TestLooking::planCheckAnswersNo()
{
    QCOMPARE(m_cli.run({"plan", "upgrade", "head", "--at=0003", "--check"}).exitCode, 3);
    const CliResult nothing = m_cli.run({"plan", "upgrade", "head", "--at=0004", "--check"});
    QVERIFY2(nothing.exitCode == 0 && nothing.out.startsWith("Nothing to do"), qPrintable(nothing.text()));
}

void TestLooking::planSaysWhatCannotRun()
{
    const SqlProject project;
    project.write("versions/a.sql",
                  "-- One way\n--\n-- Revision ID: a\n-- Revises:\n\n-- migrate:up\nSELECT 1;\n");
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult result = cli.run({"plan", "downgrade", "base", "--at=a"});
    QVERIFY2(result.exitCode == 1 && result.err.contains("error: "), qPrintable(result.text()));
    QVERIFY2(cli.run({"plan", "upgrade", "head", "--at="}).out.contains("cannot be downgraded"),
             "warned before");
}

void TestLooking::negativeTargets()
{
    const CliResult one = m_cli.run({"plan", "downgrade", "-1", "--at=0004", "--format=json"});
    QCOMPARE(stringsOf(one.document().value("version_rows")), QStringList{"0003"});
    const CliResult before = m_cli.run({"plan", "downgrade", "--at=0004", "--format=json", "--", "-1"});
    QCOMPARE(before.out, one.out);
    const CliResult up = m_cli.run({"plan", "upgrade", "--at=0003", "+1", "--format=json"});
    QCOMPARE(stringsOf(up.document().value("version_rows")), QStringList{"0004"});
}

void TestLooking::hostileMessagesCannotDriveTheTerminal()
{
    const SqlProject project;
    project.add(
        {"0001", "", QStringLiteral("a\x1b[2J\u202e<b>&\x07 😀"), "SELECT 1;", "SELECT 1;", {}, {}, {}});
    CliProgram cli;
    cli.folder = project.folder();
    for (const QStringList& arguments : {QStringList{"history"}, QStringList{"show", "0001"},
                                         QStringList{"plan", "upgrade", "head", "--at="}}) {
        const CliResult result = cli.run(arguments);
        QVERIFY2(result.exitCode == 0, qPrintable(result.text()));
        QVERIFY2(!result.out.contains('\x1b') && !result.out.contains('\x07')
                     && !result.out.contains(QChar(0x202e)),
                 qPrintable(result.text()));
        QVERIFY2(result.out.contains("a\\x1b[2J\\u202e<b>&\\x07 😀"), qPrintable(result.text()));
    }
    const QJsonObject item
        = cli.run({"show", "0001", "--format=json"}).document().value("items").toArray().first().toObject();
    QCOMPARE(item.value("message").toString(), QStringLiteral("a\x1b[2J\u202e<b>&\x07 😀"));
}

void TestLooking::brokenGraphNamesFilesAndClass()
{
    const SqlProject project;
    project.add({"0001", "nowhere", "Lost", "SELECT 1;", "SELECT 1;", {}, {}, {}});
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult text = cli.run({"heads"});
    QVERIFY2(text.exitCode == 1 && text.err.contains("nowhere") && text.err.contains("0001.sql"),
             qPrintable(text.text()));
    const CliResult json = cli.run({"plan", "upgrade", "head", "--at=", "--format=json"});
    QCOMPARE(json.exitCode, 1);
    QCOMPARE(json.errorClass(), "missing_down_revision");
    const SqlProject twice;
    twice.add({"0001", "", "One", "SELECT 1;", "SELECT 1;", {}, {}, {}});
    twice.write("versions/copy.sql", "-- Two\n--\n-- Revision ID: 0001\n-- Revises:\n\n-- migrate:up\n");
    cli.folder = twice.folder();
    const CliResult both = cli.run({"heads"});
    QVERIFY2(both.err.contains("used by 2 files: ") && both.err.contains("0001.sql")
                 && both.err.contains("copy.sql"),
             qPrintable(both.text()));
}

void TestLooking::unreadableFileIsNamed()
{
    const SqlProject project;
    project.addThreeTables();
    project.write("versions/0009.sql", "-- Revision ID: 0009\n-- Revises: 0003\n");
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult result = cli.run({"history"});
    QVERIFY2(result.exitCode == 1 && result.err.contains("0009.sql"), qPrintable(result.text()));
    const CliResult json = cli.run({"history", "--format=json"});
    QVERIFY2(json.error().value("file").toString().endsWith("0009.sql"), qPrintable(json.text()));
}

void TestLooking::errorsAreDocuments()
{
    const CliResult result = m_cli.run({"show", "feed", "--format=json"});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.errorClass(), "unknown_revision");
    QVERIFY2(result.error().value("message").toString().contains("feed"), qPrintable(result.text()));
}

void TestLooking::batchAnswersEveryLine()
{
    const CliResult result = m_cli.run({"batch"},
                                       "{\"command\":\"heads\"}\n"
                                       "{\"command\":\"upgrade\",\"at\":[\"0003\"],\"target\":\"head\"}\n"
                                       "nonsense\n"
                                       "{\"command\":\"dance\"}\n"
                                       "{\"command\":\"stamp\",\"at\":[],\"target\":[\"0002\"]}");
    QCOMPARE(result.exitCode, 0);
    const QStringList lines = result.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 5);
    const auto object
        = [&lines](int line) { return QJsonDocument::fromJson(lines.at(line).toUtf8()).object(); };
    QCOMPARE(stringsOf(object(0).value("revisions")), QStringList{"0004"});
    QCOMPARE(stringsOf(object(1).value("version_rows")), QStringList{"0004"});
    QCOMPARE(object(2).value("error").toObject().value("class"), QJsonValue("bad_query"));
    QCOMPARE(object(3).value("error").toObject().value("class"), QJsonValue("bad_query"));
    QCOMPARE(stringsOf(object(4).value("version_rows")), QStringList{"0002"});
}

void TestLooking::configurationIsFoundAndNamed()
{
    CliProgram cli;
    QCOMPARE(cli.run({"--project", m_project.folder(), "heads"}).out, "0004 (billing) (head)\n");
    QCOMPARE(cli.run({"-c", m_project.folder() + "/athanor.ini", "heads"}).out, "0004 (billing) (head)\n");
    cli.folder = m_project.folder() + "/versions";
    QCOMPARE(cli.run({"heads"}).out, "0004 (billing) (head)\n");
    cli.folder = "/";
    cli.environment.insert("ALEMBIC_CONFIG", m_project.folder() + "/athanor.ini");
    QCOMPARE(cli.run({"heads"}).out, "0004 (billing) (head)\n");
    const CliResult section = cli.run({"-n", "replica", "heads"});
    QVERIFY2(section.exitCode != 0 && section.err.contains("replica"), qPrintable(section.text()));
}

void TestLooking::alembicsOptionsAreTaken()
{
    CliProgram cli;
    cli.folder = m_project.folder();
    QCOMPARE(cli.run({"current", "-c", "--at=0001"}).exitCode, 3);
    QCOMPARE(cli.run({"current", "-c", "--at=0004"}).exitCode, 0);
    QCOMPARE(cli.run({"-x", "a=b", "-x", "c", "--raiseerr", "-q", "heads"}).out, "0004 (billing) (head)\n");
    QCOMPARE(cli.run({"upgrade", "0001", "--sql", "--tag", "nightly"}).exitCode, 0);
}

void TestLooking::twoConfigurationsAreJoined()
{
    const SqlProject project;
    project.write("a/my.ini", "[alembic]\n");
    project.write("b/pyproject.toml", "[tool.alembic]\nscript_location = '%(here)s'\n");
    project.write("b/versions/x.py", "revision = 'x'\ndown_revision = None\n");
    CliProgram cli;
    cli.folder = project.folder();
    QCOMPARE(cli.run({"-c", "a/my.ini", "-c", "b/pyproject.toml", "heads"}).out, "x (head)\n");
    QCOMPARE(cli.run({"-c", "b/pyproject.toml", "-c", "a/my.ini", "heads"}).out, "x (head)\n");
    QCOMPARE(cli.run({"-c", "a/my.ini", "-c", "a/my.ini", "heads"}).exitCode, 2);
}

void TestLooking::severalDatabasesNeedAChoice()
{
    const SqlProject project;
    project.write(
        "alembic.ini",
        "[alembic]\nscript_location = .\ndatabases = one, two\n[two]\nsqlalchemy.url = postgresql://"
        "127.0.0.1:1/two\n");
    project.write("versions/x.py", "revision = 'x'\ndown_revision = None\n");
    CliProgram cli;
    cli.folder = project.folder();
    const QString config = project.folder() + "/alembic.ini";
    QCOMPARE(cli.run({"-c", config, "heads"}).exitCode, 0);
    const CliResult undecided = cli.run({"-c", config, "current"});
    QVERIFY2(undecided.exitCode == 2 && undecided.err.contains("one, two")
                 && undecided.err.contains("-n one"),
             qPrintable(undecided.text()));
    const CliResult two = cli.run({"-c", config, "-n", "two", "current"});
    QVERIFY2(two.exitCode == 1 && two.err.contains("127.0.0.1"), qPrintable(two.text()));
}

void TestLooking::saysWhichBranchHasTheRevisionOfAnUnknownRow()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult plain = cli.run({"plan", "upgrade", "head", "--at=0009"});
    QCOMPARE(plain.exitCode, 1);
    QVERIFY2(plain.err.contains("0009") && !plain.err.contains("Branch"), qPrintable(plain.text()));

    const CliResult committed
        = cli.shell("g() { git -c user.name=T -c user.email=t@example.org \"$@\"; }\n"
                    "g init -q -b main && g add -A && g commit -qm Start && g checkout -qb theirs");
    QVERIFY2(committed.exitCode == 0, qPrintable(committed.text()));
    const QString file = project.add({"0009", "0003", "Nine"});
    const CliResult switched = cli.shell("g() { git -c user.name=T -c user.email=t@example.org \"$@\"; }\n"
                                         "g add -A && g commit -qm Nine && g checkout -q main");
    QVERIFY2(switched.exitCode == 0, qPrintable(switched.text()));

    const CliResult found = cli.run({"plan", "upgrade", "head", "--at=0009"});
    QCOMPARE(found.exitCode, 1);
    QVERIFY2(found.err.contains("Branch theirs has revision 0009: versions/" + QFileInfo(file).fileName()),
             qPrintable(found.text()));
    QVERIFY2(found.err.contains("Merge or check out branch theirs"), qPrintable(found.text()));
}

QTEST_GUILESS_MAIN(TestLooking)

#include "tst_looking.moc"
