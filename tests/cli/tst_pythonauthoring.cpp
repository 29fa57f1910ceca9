// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// revision and merge in an Alembic project: the files are those that Alembic itself writes, and it reads them
// back.

#include "cli/cliprogram.h"
#include "support/pythonproject.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

using namespace athanor::test;

namespace {

QString fileText(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// A project as `alembic init` makes it, and both programs in it.
class AlembicProject {
public:
    explicit AlembicProject(const QString& moreSettings = {}, const QString& otherSections = {},
                            const QString& environment = "generic")
    {
        cli.environment.insert("ATHANOR_PYTHON", pythonWithAlembic());
        // Made once for each environment: Python takes its time to start.
        static QMap<QString, QString> made;
        static const QTemporaryDir folder;
        if (!made.contains(environment)) {
            made[environment] = folder.filePath(environment);
            const CliResult init
                = cli.shell("mkdir " + made[environment] + " && cd " + made[environment] + " && "
                            + pythonWithAlembic() + " -m alembic init -t " + environment + " s");
            if (init.exitCode != 0)
                qFatal("%s", qPrintable(init.text()));
        }
        if (cli.shell("cp -r " + made[environment] + "/. .").exitCode != 0)
            qFatal("cannot copy");
        QString ini = fileText(at("alembic.ini"));
        ini.replace("[alembic]\n", "[alembic]\n" + moreSettings);
        write("alembic.ini", ini.remove("[post_write_hooks]\n") + otherSections);
    }

    [[nodiscard]] QString at(const QString& name) const { return cli.folder + '/' + name; }

    void write(const QString& name, const QString& text) const
    {
        QFile file(at(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
            qFatal("cannot write %s", qPrintable(name));
    }

    [[nodiscard]] CliResult alembic(const QStringList& arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(cli.environment);
        process.setWorkingDirectory(cli.folder);
        process.start(pythonWithAlembic(), QStringList{"-m", "alembic"} + arguments);
        return CliProgram::finish(process);
    }

    /// Name and text of every revision, without the date.
    [[nodiscard]] QMap<QString, QString> files() const
    {
        static const QRegularExpression date("Create Date: .*");
        QMap<QString, QString> files;
        QDirIterator entries(at("s/versions"), {"*.py", "*.sql"}, QDir::Files);
        while (entries.hasNext()) {
            const QString path = entries.next();
            files.insert(entries.fileName(), fileText(path).replace(date, "Create Date:"));
        }
        return files;
    }

    CliProgram cli;
};

} // namespace

class TestPythonAuthoring : public QObject {
    Q_OBJECT

private slots:
    void writesTheFilesThatAlembicWrites();
    void alembicReadsThemBack();
    void hostileMessagesStayMessages_data();
    void hostileMessagesStayMessages();
    void fillsInOtherTemplates();
    void brokenTemplatesWriteNothing_data();
    void brokenTemplatesWriteNothing();
    void severalDatabasesHaveOneRevision();
    void versionLocationFollowsTheParent();
    void sqlRevisionsAreAskedFor();
    void environmentsThatTakePartAreRefused();
    void saysWhatToInstall();
    void runsHooksAsAlembicDoes();
    void failingHooksAreErrors_data();
    void failingHooksAreErrors();
};

void TestPythonAuthoring::writesTheFilesThatAlembicWrites()
{
    const AlembicProject mine;
    const AlembicProject theirs;
    const QList<QStringList> commands{
        {"revision", "--rev-id", "a1", "-m", "Create \"orders\", übrigens"},
        {"revision", "--rev-id", "b1", "-m", "second", "--branch-label", "left"},
        {"revision", "--rev-id", "c1", "-m", "other", "--head", "a1", "--splice", "--depends-on", "b1"},
        {"revision", "--rev-id", "d1", "-m", "start", "--head", "base", "--branch-label", "side",
         "--depends-on", "left", "--depends-on", "c1"},
        {"revision", "--rev-id", "e1", "-m", "A message that is much longer than any file name should be",
         "--head", "side@head"},
        {"merge", "--rev-id", "f1", "-m", "join", "b1", "c1"},
        {"merge", "--rev-id", "f2", "-m", "join all", "--branch-label", "all", "e1", "f1"},
        {"revision", "--rev-id", "g1", "-m", "", "--depends-on", "b1"},
    };
    for (const QStringList& command : commands) {
        const CliResult own = mine.cli.run(command);
        const CliResult other = theirs.alembic(command);
        QVERIFY2(own.exitCode == 0, qPrintable(command.join(' ') + '\n' + own.text()));
        QVERIFY2(other.exitCode == 0, qPrintable(command.join(' ') + '\n' + other.text()));
        QVERIFY2(QFile::exists(own.out.trimmed()), qPrintable(own.text()));
    }
    auto expected = theirs.files();
    // Without a message Alembic leaves the name empty and calls the revision "empty message".
    QVERIFY(expected.contains("g1_.py"));
    expected.insert("g1_empty_message.py",
                    expected.take("g1_.py").replace("\"\"\"\n", "\"\"\"empty message\n"));
    QCOMPARE(mine.files().keys(), expected.keys());
    for (const QString& name : expected.keys()) {
        if (name != "g1_empty_message.py")
            QCOMPARE(mine.files().value(name), expected.value(name));
    }
}

void TestPythonAuthoring::alembicReadsThemBack()
{
    const AlembicProject project("timezone = Asia/Kolkata\n");
    const QList<QStringList> commands{{"revision", "-m", "one"},
                                      {"revision", "-m", "two", "--branch-label", "left"},
                                      {"revision", "-m", "three", "--head", "base", "--depends-on", "left"},
                                      {"revision", "-m", "four", "--head", "left@head"},
                                      {"merge", "heads"}};
    for (const QStringList& command : commands) {
        const CliResult result = project.cli.run(command);
        QVERIFY2(result.exitCode == 0, qPrintable(result.text()));
    }
    // Blanks at the end of a line are not compared: Alembic indents empty lines too.
    static const QRegularExpression blanks(" +\n");
    const QList<QStringList> questions{{"history"},
                                       {"heads"},
                                       {"history", "-v"},
                                       {"heads", "-v"},
                                       {"show", "head"},
                                       {"show", "left@head"},
                                       {"heads", "--resolve-dependencies"}};
    for (const QStringList& question : questions) {
        CliResult own = project.cli.run(question);
        CliResult other = project.alembic(question);
        QVERIFY2(own.exitCode == 0 && other.exitCode == 0, qPrintable(own.text() + other.text()));
        QCOMPARE(own.out.replace(blanks, "\n"), other.out.replace(blanks, "\n"));
    }
    const QJsonObject made = project.cli.run({"revision", "-m", "more", "--format", "json"}).document();
    static const QRegularExpression date(
        "Create Date: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+05:30\n");
    QVERIFY(fileText(made["file"].toString()).contains(date));
    static const QRegularExpression id("^[0-9a-f]{12}$");
    QVERIFY(made["revision"].toString().contains(id));
}

void TestPythonAuthoring::hostileMessagesStayMessages_data()
{
    QTest::addColumn<QString>("message");
    QTest::newRow("quotes") << "a \"\"\"\nimport os\nos.abort()\n\"\"\" b";
    QTest::newRow("a quote at the end") << "say \"yes\"";
    QTest::newRow("backslashes") << "C:\\new\\x \\N{DIGIT ONE} \\";
    QTest::newRow("template") << "${1/0} <% raise %> % for x in y: ## c \\";
    QTest::newRow("looks like the header") << "x\n\nRevision ID: b\nRevises: a\nrevision = 'b'";
    QTest::newRow("characters") << "日本 😀 \u202e x \u2028 y";
}

void TestPythonAuthoring::hostileMessagesStayMessages()
{
    QFETCH(const QString, message);
    const AlembicProject project;
    const CliResult made = project.cli.run({"revision", "--rev-id", "a1", "-m", message});
    QVERIFY2(made.exitCode == 0, qPrintable(made.text()));
    QCOMPARE(QDir(project.at("s/versions")).entryList({"*.py"}).size(), 1);
    QCOMPARE(project.alembic({"heads"}).out, "a1 (head)\n");
    const QString first = message.section("\n\n", 0, 0);
    const CliResult history = project.alembic({"history"});
    QVERIFY2(history.out == "<base> -> a1 (head), " + first + '\n', qPrintable(history.text()));
}

void TestPythonAuthoring::fillsInOtherTemplates()
{
    const AlembicProject project("databases = one, two\nfile_template = %%(year)d/%%(rev)s\n"
                                 "recursive_version_locations = true\n");
    // As the multidb template: the configuration is asked, names may be undefined.
    project.write("s/script.py.mako",
                  "<%! import re %>\"\"\"${message}\"\"\"\nrevision: str = ${repr(up_revision)}\n"
                  "down_revision = ${repr(down_revision)}\n# ${down_revision | comma,n}\n"
                  "% for name in re.split(r',\\s*', config.get_main_option('databases')):\n"
                  "def upgrade_${name}():\n    ${context.get('%s_upgrades' % name, 'pass')}\n"
                  "% endfor\n");
    const CliResult made = project.cli.run({"revision", "--rev-id", "a1", "-m", "x"});
    QVERIFY2(made.exitCode == 0, qPrintable(made.text()));
    QCOMPARE(QDir(project.at("s/versions")).relativeFilePath(made.out.trimmed()),
             QString::number(QDate::currentDate().year()) + "/a1.py");
    QVERIFY(fileText(made.out.trimmed())
                .endsWith("down_revision = None\n# \ndef upgrade_one():\n    pass\ndef "
                          "upgrade_two():\n    pass\n"));
}

void TestPythonAuthoring::brokenTemplatesWriteNothing_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    const QString good = "\"\"\"${message}\"\"\"\nrevision = ${repr(up_revision)}\ndown_revision = None\n";
    QTest::newRow("an error") << "\n${1/0}"
                              << "script.py.mako:2";
    QTest::newRow("no template") << "${"
                                 << "template";
    QTest::newRow("undefined") << good + "${nope}"
                               << "Undefined";
    QTest::newRow("no branch labels") << good << "branch_labels";
    QTest::newRow("another id") << "revision = 'x'\ndown_revision = None\n"
                                << "revision = ${repr(up_revision)}";
    QTest::newRow("no revision") << "# nothing"
                                 << "no \"revision\"";
    QTest::newRow("ends Python") << "<% import sys; sys.exit(3) %>"
                                 << "SystemExit";
}

void TestPythonAuthoring::brokenTemplatesWriteNothing()
{
    QFETCH(const QString, text);
    QFETCH(const QString, says);
    const AlembicProject project;
    project.write("s/script.py.mako", text);
    const CliResult result = project.cli.run({"revision", "-m", "x", "--branch-label", "l"});
    QVERIFY2(result.exitCode == 1 && result.err.contains(says) && result.err.contains("script.py.mako"),
             qPrintable(result.text()));
    QVERIFY(project.files().isEmpty());
    QVERIFY(QFile::remove(project.at("s/script.py.mako")));
    const CliResult gone = project.cli.run({"revision", "-m", "x"});
    QVERIFY2(gone.exitCode == 1 && gone.err.contains("script.py.mako"), qPrintable(gone.text()));
}

void TestPythonAuthoring::severalDatabasesHaveOneRevision()
{
    const AlembicProject project({}, {}, "multidb");
    for (const QStringList& chosen : QList<QStringList>{{}, {"-n", "engine2"}}) {
        const CliResult made = project.cli.run(chosen + QStringList{"revision", "-m", "x"});
        QVERIFY2(made.exitCode == 0, qPrintable(made.text()));
        QVERIFY(fileText(made.out.trimmed()).contains("def upgrade_engine1()"));
        QVERIFY(fileText(made.out.trimmed()).contains("def downgrade_engine2()"));
    }
    const QString file = project.cli.run({"revision", "--rev-id", "z9", "-m", "last"}).out.trimmed();
    QString text = fileText(file);
    for (const QString& engine : QStringList{"engine1", "engine2"}) {
        text.replace("def upgrade_" + engine + "() -> None:\n    pass",
                     "def upgrade_" + engine + "() -> None:\n    op.execute(\"SELECT '" + engine + "'\")");
    }
    project.write("s/versions/z9_last.py", text);
    const CliResult two = project.cli.run({"-n", "engine2", "upgrade", "head", "--sql"});
    QVERIFY2(two.exitCode == 0 && two.out.contains("SELECT 'engine2'") && !two.out.contains("engine1"),
             qPrintable(two.text()));
    const CliResult none = project.cli.run({"upgrade", "head", "--sql"});
    QVERIFY2(none.exitCode == 1 && none.err.contains("engine_name"), qPrintable(none.text()));
}

void TestPythonAuthoring::versionLocationFollowsTheParent()
{
    const AlembicProject project(
        "version_locations = %(here)s/one %(here)s/two\nversion_path_separator = space\n");
    QString ini = fileText(project.at("alembic.ini"));
    // The project that was made says how to split too.
    project.write("alembic.ini",
                  ini.replace("\nversion_path_separator = os", "\n# version_path_separator = os"));
    const CliResult undecided = project.cli.run({"revision", "-m", "x"});
    QVERIFY2(undecided.exitCode == 1 && undecided.err.contains("--version-path"),
             qPrintable(undecided.text()));
    const QString first
        = project.cli.run({"revision", "--rev-id", "a1", "-m", "x", "--version-path", "two"}).out;
    QCOMPARE(first, project.at("two/a1_x.py\n"));
    QCOMPARE(project.cli.run({"revision", "--rev-id", "b1", "-m", "y"}).out, project.at("two/b1_y.py\n"));
    QCOMPARE(project.alembic({"heads"}).out, "b1 (head)\n");
}

void TestPythonAuthoring::sqlRevisionsAreAskedFor()
{
    const AlembicProject project;
    QCOMPARE(project.cli.run({"revision", "--rev-id", "a1", "-m", "x"}).exitCode, 0);
    const CliResult refused = project.cli.run({"revision", "-m", "y", "--template", "add-column"});
    QVERIFY2(refused.exitCode == 2 && refused.err.contains("--sql"), qPrintable(refused.text()));
    QCOMPARE(project.cli.run({"revision", "--rev-id", "b1", "-m", "y", "--sql"}).exitCode, 0);
    QCOMPARE(project.files().keys(), QStringList({"a1_x.py", "b1_y.sql"}));
    QCOMPARE(project.cli.run({"history"}).out, "a1 -> b1 (head), y\n<base> -> a1, x\n");
    // What comes next is Python again.
    QCOMPARE(project.cli.run({"revision", "--rev-id", "c1", "-m", "z"}).exitCode, 0);
    QVERIFY(project.files().contains("c1_z.py"));
}

void TestPythonAuthoring::environmentsThatTakePartAreRefused()
{
    const AlembicProject project("revision_environment = true\n");
    const CliResult result = project.cli.run({"revision", "-m", "x"});
    QVERIFY2(result.exitCode == 1 && result.err.contains("env.py") && result.err.contains("alembic revision"),
             qPrintable(result.text()));
    QVERIFY(project.files().isEmpty());
}

void TestPythonAuthoring::saysWhatToInstall()
{
    AlembicProject project;
    // A Python without Alembic.
    project.write("python", "#!/bin/sh\nexec " + pythonWithAlembic() + " -S \"$@\"\n");
    QVERIFY(QFile::setPermissions(project.at("python"), QFile::ReadOwner | QFile::ExeOwner));
    project.cli.environment.insert("ATHANOR_PYTHON", project.at("python"));
    const CliResult result = project.cli.run({"revision", "-m", "x"});
    QVERIFY2(result.exitCode == 1 && result.err.contains("Alembic is not installed")
                 && result.err.contains("install"),
             qPrintable(result.text()));
    QVERIFY(project.files().isEmpty());
    // Looking needs none of it.
    QCOMPARE(project.cli.run({"heads"}).exitCode, 0);
}

void TestPythonAuthoring::runsHooksAsAlembicDoes()
{
    const QString hooks
        = "[post_write_hooks]\nhooks = one, two three\n"
          "one.type = exec\none.executable = %(here)s/record\n"
          "one.options = 'a b' \"c\\\"d\" e\\ f REVISION_SCRIPT_FILENAME.x %%\n"
          "two.type = module\ntwo.module = py_compile\n"
          "three.type = console_scripts\nthree.entrypoint = mako-render\n"
          "three.options = --var x=REVISION_SCRIPT_FILENAME --output-file=%(here)s/out %(here)s/in\n";
    const AlembicProject project({}, hooks);
    project.write("in", "${x}");
    project.write("record", "#!/bin/sh\nprintf '%s|' \"$@\" > record.txt\necho recorded\n");
    QVERIFY(QFile::setPermissions(project.at("record"), QFile::ReadOwner | QFile::ExeOwner));
    const CliResult made = project.cli.run({"revision", "--rev-id", "a1", "-m", "x"});
    QVERIFY2(made.exitCode == 0, qPrintable(made.text()));
    const QString file = project.at("s/versions/a1_x.py");
    QCOMPARE(made.out, file + '\n');
    QVERIFY2(made.err.contains("Running post-write hook \"one\"\nrecorded\n"), qPrintable(made.text()));
    QCOMPARE(fileText(project.at("record.txt")), "a b|c\"d|e f|" + file + ".x|%|");
    QVERIFY(QDir(project.at("s/versions/__pycache__")).entryList({"a1_x*.pyc"}).size() == 1);
    QCOMPARE(fileText(project.at("out")), file);
}

void TestPythonAuthoring::failingHooksAreErrors_data()
{
    QTest::addColumn<QString>("settings");
    QTest::addColumn<QString>("says");
    QTest::addColumn<bool>("written");
    QTest::newRow("fails") << "h.type = exec\nh.executable = sh\nh.options = -c 'echo why >&2; exit 3' "
                              "REVISION_SCRIPT_FILENAME\n"
                           << "exit code 3" << true;
    QTest::newRow("is not there") << "h.type = exec\nh.executable = /nowhere/at/all\n"
                                  << "could not be started" << true;
    QTest::newRow("no such script") << "h.type = console_scripts\nh.entrypoint = no-such-script\n"
                                    << "no-such-script" << true;
    QTest::newRow("no such module") << "h.type = module\nh.module = no_such_module\n"
                                    << "no_such_module" << true;
    QTest::newRow("quote") << "h.type = exec\nh.executable = true\nh.options = 'a\n"
                           << "quote" << true;
    QTest::newRow("folder") << "h.type = exec\nh.executable = true\nh.cwd = /nowhere\n"
                            << "/nowhere" << true;
    QTest::newRow("breaks the file") << "h.type = exec\nh.executable = sh\nh.options = -c 'echo > $0'\n"
                                     << "\"revision\"" << true;
    QTest::newRow("no type") << "h.executable = true\n"
                             << "has no type" << false;
    QTest::newRow("unknown type") << "h.type = mine\n"
                                  << "\"mine\"" << false;
    QTest::newRow("no target") << "h.type = exec\n"
                               << "no executable" << false;
}

void TestPythonAuthoring::failingHooksAreErrors()
{
    QFETCH(const QString, settings);
    QFETCH(const QString, says);
    QFETCH(const bool, written);
    QString text = settings;
    text.replace("'echo > $0'", "'echo > \"$0\"' REVISION_SCRIPT_FILENAME");
    const AlembicProject project({}, "[post_write_hooks]\nhooks = h\n" + text);
    const CliResult made = project.cli.run({"revision", "--rev-id", "a1", "-m", "x"});
    QVERIFY2(made.exitCode == 1 && made.err.contains(says), qPrintable(made.text()));
    QCOMPARE(project.files().contains("a1_x.py"), written);
    if (written)
        QVERIFY2(made.err.contains("a1_x.py"), qPrintable(made.text()));
}

QTEST_GUILESS_MAIN(TestPythonAuthoring)
#include "tst_pythonauthoring.moc"
