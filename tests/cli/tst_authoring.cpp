// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// init, revision and merge: files that appear on disk.

#include "cli/cliprogram.h"
#include "cli/sqlproject.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <unistd.h>

using namespace athanor::test;

namespace {

QString fileText(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

class TestAuthoring : public QObject {
    Q_OBJECT

private slots:
    void initMakesAProjectOnce();
    void initSaysWhatIsNext();
    void revisionStandsOnTheHead();
    void revisionNeedsAMessage();
    void revisionTakesAlembicsOptions();
    void severalHeadsNeedAChoice();
    void mergeJoinsTheHeads();
    void mergeOfOneIsRefused();
    void spliceIsAskedFor();
    void templatesAreListedAndUsed();
    void unknownTemplateIsWrongUsage();
    void editOpensTheFilesAndChecksThem();
    void editNeedsAnEditor();
    void hooksRunOverSqlRevisions();
    void readOnlyFolderIsNamed();
    void hostileMessageStaysAMessage();
};

void TestAuthoring::initMakesAProjectOnce()
{
    const CliProgram cli;
    const CliResult made = cli.run({"init", "shop"});
    QVERIFY2(made.exitCode == 0, qPrintable(made.text()));
    const QString config = made.out.trimmed();
    QCOMPARE(config, QDir(cli.folder).filePath("shop/athanor.ini"));
    QVERIFY(QFile::exists(config));
    const QString before = fileText(config);
    const CliResult again = cli.run({"init", "shop"});
    QVERIFY2(again.exitCode == 1 && again.err.contains("athanor.ini"), qPrintable(again.text()));
    QCOMPARE(fileText(config), before);
    QCOMPARE(cli.run({"--project", "shop", "heads"}).exitCode, 0);
}

void TestAuthoring::initSaysWhatIsNext()
{
    const CliProgram cli;
    const QString revision = "athanor-cli revision -m \"what it does\"\n";
    QCOMPARE(cli.run({"init", "shop"}).err, "Next: cd shop && " + revision);
    QCOMPARE(cli.run({"init", "my shop's"}).err, "Next: cd 'my shop'\\''s' && " + revision);
    QCOMPARE(cli.run({"init"}).err, "Next: " + revision);
    CliProgram elsewhere;
    QCOMPARE(elsewhere.run({"init", elsewhere.folder}).err, "Next: " + revision);
}

void TestAuthoring::revisionStandsOnTheHead()
{
    CliProgram cli;
    QCOMPARE(cli.run({"init", "."}).exitCode, 0);
    const CliResult first = cli.run({"revision", "-m", "create orders"});
    QVERIFY2(first.exitCode == 0 && QFile::exists(first.out.trimmed()), qPrintable(first.text()));
    const CliResult second = cli.run({"revision", "-m", "add prices", "--format=json"});
    const QJsonObject document = second.document();
    QVERIFY2(QFile::exists(document.value("file").toString()), qPrintable(second.text()));
    const QString firstId
        = cli.run({"bases", "--format=json"}).document().value("revisions").toArray().first().toString();
    QCOMPARE(stringsOf(document.value("down_revision")), QStringList{firstId});
    QVERIFY(
        cli.run({"history"})
            .out.contains(firstId + " -> " + document.value("revision").toString() + " (head), add prices"));
}

void TestAuthoring::revisionNeedsAMessage()
{
    CliProgram cli;
    QCOMPARE(cli.run({"init", "."}).exitCode, 0);
    const CliResult refused = cli.run({"revision"});
    QVERIFY2(refused.exitCode == 2 && refused.err.contains("needs a message"), qPrintable(refused.text()));
    QVERIFY2(refused.err.contains("athanor-cli revision -m"), qPrintable(refused.text()));
    QCOMPARE(cli.run({"bases"}).out, QString());
    const CliResult asked = cli.run({"revision", "--message=", "--rev-id", "a1"});
    QVERIFY2(asked.exitCode == 0, qPrintable(asked.text()));
    QCOMPARE(cli.run({"history"}).out, "<base> -> a1 (head), empty message\n");
    const CliResult dash = cli.run({"revision", "--message=-x", "--rev-id", "a2"});
    QVERIFY2(dash.exitCode == 0, qPrintable(dash.text()));
    QVERIFY(cli.run({"history"}).out.contains("a2 (head), -x\n"));
}

void TestAuthoring::revisionTakesAlembicsOptions()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult made = cli.run({"revision", "-m", "bills", "--head", "base", "--branch-label", "billing",
                                    "--rev-id", "b1", "--depends-on", "0002", "--depends-on", "0003"});
    QVERIFY2(made.exitCode == 0, qPrintable(made.text()));
    const QJsonObject item
        = cli.run({"show", "b1", "--format=json"}).document().value("items").toArray().first().toObject();
    QCOMPARE(item.value("message"), QJsonValue("bills"));
    QCOMPARE(stringsOf(item.value("branch_labels")), QStringList{"billing"});
    QCOMPARE(stringsOf(item.value("depends_on")), QStringList({"0002", "0003"}));
    QCOMPARE(stringsOf(item.value("down_revision")), QStringList());
    const CliResult taken = cli.run({"revision", "-m", "again", "--head", "0003", "--rev-id", "b1"});
    QVERIFY2(taken.exitCode == 1 && taken.err.contains("b1"), qPrintable(taken.text()));
}

void TestAuthoring::severalHeadsNeedAChoice()
{
    const SqlProject project;
    project.addThreeTables();
    project.add({"x", "0002", "Other", "SELECT 1;", "SELECT 1;", {}, {}, {}});
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult refused = cli.run({"revision", "-m", "what next"});
    QVERIFY2(refused.exitCode == 1 && refused.err.contains("--head"), qPrintable(refused.text()));
    QCOMPARE(cli.run({"revision", "-m", "this", "--head", "x"}).exitCode, 0);
}

void TestAuthoring::mergeJoinsTheHeads()
{
    const SqlProject project;
    project.addThreeTables();
    project.add({"x", "0002", "Other", "SELECT 1;", "SELECT 1;", {}, {}, {}});
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult merged = cli.run({"merge", "heads", "-m", "join", "--rev-id", "m"});
    QVERIFY2(merged.exitCode == 0, qPrintable(merged.text()));
    QCOMPARE(cli.run({"heads"}).out, "m (head)\n");
    QVERIFY2(cli.run({"history"}).out.contains("-> m (head) (mergepoint), join"), "history");
}

void TestAuthoring::mergeOfOneIsRefused()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult refused = cli.run({"merge", "heads"});
    QVERIFY2(refused.exitCode == 2 && refused.err.contains("0003"), qPrintable(refused.text()));
}

void TestAuthoring::spliceIsAskedFor()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult refused = cli.run({"revision", "-m", "side", "--head", "0001"});
    QVERIFY2(refused.exitCode == 1 && refused.err.contains("splice"), qPrintable(refused.text()));
    QCOMPARE(cli.run({"revision", "-m", "side", "--head", "0001", "--splice"}).exitCode, 0);
    QCOMPARE(cli.run({"heads", "--format=json"}).document().value("revisions").toArray().size(), 2);
}

void TestAuthoring::templatesAreListedAndUsed()
{
    const SqlProject project;
    CliProgram cli;
    cli.folder = project.folder();
    const QJsonArray templates
        = cli.run({"revision", "--list-templates", "--format=json"}).document().value("templates").toArray();
    QVERIFY(templates.size() >= 3);
    for (const QJsonValue& entry : templates) {
        const QString name = entry.toObject().value("name").toString();
        const CliResult made = cli.run({"revision", "-m", name, "--template", name, "--splice"});
        QVERIFY2(made.exitCode == 0, qPrintable(made.text()));
    }
    QCOMPARE(cli.run({"history"}).out.count('\n'), templates.size());
}

void TestAuthoring::unknownTemplateIsWrongUsage()
{
    const SqlProject project;
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult refused = cli.run({"revision", "-m", "x", "--template", "../../etc/passwd"});
    QVERIFY2(refused.exitCode == 2 && refused.err.contains("Hint: "), qPrintable(refused.text()));
    QVERIFY(QDir(project.folder() + "/versions").isEmpty());
}

void TestAuthoring::editOpensTheFilesAndChecksThem()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    project.write("editor", "echo \"edited $1 $2\"; echo '-- more' >> \"$2\"\n");
    cli.environment.insert("EDITOR", "false");
    cli.environment.insert("VISUAL", "sh \"" + project.folder() + "/editor\" --wait");
    const CliResult one = cli.run({"edit", "head"});
    QVERIFY2(one.exitCode == 0 && one.out.startsWith("edited --wait " + project.folder()),
             qPrintable(one.text()));
    const QString file = one.out.trimmed().section(' ', 2);
    QVERIFY(fileText(file).endsWith("-- more\n"));
    QCOMPARE(cli.run({"edit", "0001:nonsense"}).exitCode, 1);
    // What was broken is told.
    project.write("editor", "echo > \"$2\"\n");
    const CliResult broken = cli.run({"edit", "0002"});
    QVERIFY2(broken.exitCode == 1 && broken.err.contains("0002"), qPrintable(broken.text()));
}

void TestAuthoring::editNeedsAnEditor()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult none = cli.run({"edit", "head"});
    QVERIFY2(none.exitCode == 1 && none.err.contains("EDITOR"), qPrintable(none.text()));
    cli.environment.insert("EDITOR", "sh -c 'exit 7'");
    const CliResult failing = cli.run({"edit", "head"});
    QVERIFY2(failing.exitCode == 1 && failing.err.contains("exit code 7"), qPrintable(failing.text()));
    const CliResult base = cli.run({"edit", "base"});
    QVERIFY2(base.exitCode == 1 && base.err.contains("\"base\""), qPrintable(base.text()));
}

void TestAuthoring::hooksRunOverSqlRevisions()
{
    CliProgram cli;
    QCOMPARE(cli.run({"init"}).exitCode, 0);
    QFile ini(QDir(cli.folder).filePath("athanor.ini"));
    QVERIFY(ini.open(QIODevice::Append));
    ini.write("\n[post_write_hooks]\nhooks = mark\nmark.type = exec\nmark.executable = sh\n"
              "mark.options = -c 'echo \"-- marked\" >> \"$0\"' REVISION_SCRIPT_FILENAME\n");
    ini.close();
    const CliResult made = cli.run({"revision", "-m", "one"});
    QVERIFY2(made.exitCode == 0, qPrintable(made.text()));
    QVERIFY(fileText(made.out.trimmed()).endsWith("-- marked\n"));
}

void TestAuthoring::readOnlyFolderIsNamed()
{
    if (::geteuid() == 0)
        QSKIP("root may write everywhere");
    const SqlProject project;
    const QString versions = project.folder() + "/versions";
    QFile::setPermissions(versions, QFile::ReadOwner | QFile::ExeOwner);
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult refused = cli.run({"revision", "-m", "x"});
    QFile::setPermissions(versions, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QVERIFY2(refused.exitCode == 1 && refused.err.contains(versions), qPrintable(refused.text()));
}

void TestAuthoring::hostileMessageStaysAMessage()
{
    const SqlProject project;
    CliProgram cli;
    cli.folder = project.folder();
    const QString message = "x'\"; <b>$(id)</b> ../../up 😀";
    const CliResult made = cli.run({"revision", "-m", message, "--format=json"});
    QVERIFY2(made.exitCode == 0, qPrintable(made.text()));
    QCOMPARE(QFileInfo(made.document().value("file").toString()).path(), project.folder() + "/versions");
    const QJsonObject item
        = cli.run({"show", "head", "--format=json"}).document().value("items").toArray().first().toObject();
    QCOMPARE(item.value("message").toString(), message);
}

QTEST_GUILESS_MAIN(TestAuthoring)

#include "tst_authoring.moc"
