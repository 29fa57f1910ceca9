// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Post-write hooks: how they are read, how their options are split, and what becomes of those that do not
// end.

#include "bridge/writehooks.h"
#include "support/pythonproject.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <thread>

using namespace athanor;
using namespace athanor::test;

class TestWriteHooks : public QObject {
    Q_OBJECT
private slots:
    void areReadFromIniAndToml();
    void splitOptionsAsPythonDoes();
    void endAtTheTimeLimitWithAllTheyStarted();
    void endWhenCancelled();
    void keepTheLastLinesOfALongOutput();

private:
    static WriteHookRun shell(const QString& command)
    {
        WriteHookRun run;
        run.file = "/tmp/x.py";
        run.hooks = {
            {"h", PostWriteHook::Type::Program, "sh", "-c '" + command + "' REVISION_SCRIPT_FILENAME", {}}};
        run.interpreter = [] { return Result<QString>(pythonWithAlembic()); };
        return run;
    }
};

void TestWriteHooks::areReadFromIniAndToml()
{
    const PythonProject project("[post_write_hooks]\nhooks = b, a\na.type = exec\na.executable = %(here)s/x\n"
                                "b.type = module\nb.module = m\nb.options = -q 'x y'\nb.cwd = %(here)s\n"
                                "unused.type = nonsense\n");
    const auto ini = readPostWriteHooks(project.open().settings());
    QVERIFY2(ini, ini ? "" : qPrintable(ini.error().message));
    QCOMPARE(ini->size(), 2);
    QCOMPARE(ini->at(0).name, "b");
    QCOMPARE(ini->at(0).type, PostWriteHook::Type::Module);
    QCOMPARE(ini->at(0).options, "-q 'x y'");
    QCOMPARE(ini->at(0).folder, project.folder());
    QCOMPARE(ini->at(1).target, project.folder() + "/x");

    const PythonProject other;
    other.write(
        "pyproject.toml",
        "[[tool.alembic.post_write_hooks]]\nname = 'f'\ntype = 'console_scripts'\nentrypoint = 'black'\n"
        "options = '%(here)s 100%%'\n[[tool.alembic.post_write_hooks]]\nname = 'g'\n");
    const auto bad = readPostWriteHooks(other.open().settings());
    QVERIFY(!bad && bad.error().message.contains("\"g\" has no type") && bad.error().line == 6);
    other.write(
        "pyproject.toml",
        "[[tool.alembic.post_write_hooks]]\nname = 'f'\ntype = 'console_scripts'\nentrypoint = 'black'\n"
        "options = '%(here)s 100%%'\n");
    const auto toml = readPostWriteHooks(other.open().settings());
    QVERIFY2(toml, toml ? "" : qPrintable(toml.error().message));
    QCOMPARE(toml->size(), 1);
    QCOMPARE(toml->at(0).options, other.folder() + " 100%");
    QVERIFY(readPostWriteHooks(PythonProject().open().settings())->isEmpty());
}

void TestWriteHooks::splitOptionsAsPythonDoes()
{
    constexpr auto kSplit = "import json, sys\n"
                            "from alembic.script.write_hooks import _parse_cmdline_options as split\n"
                            "for line in sys.stdin:\n"
                            "    try:\n        print(json.dumps(split(json.loads(line)[0], '/a b/c.py')))\n"
                            "    except ValueError:\n        print('[]')\n";
    static const QStringList pieces{"a",
                                    " ",
                                    "  ",
                                    "\"",
                                    "\"",
                                    "'",
                                    "'",
                                    "\\",
                                    "\t",
                                    "\n",
                                    "é",
                                    "#x",
                                    "\\\"",
                                    "$",
                                    "-l",
                                    "''",
                                    "REVISION_SCRIPT_FILENAME"};
    QRandomGenerator random(qEnvironmentVariableIntValue("ATHANOR_TEST_SEED"));
    QStringList texts;
    QByteArray input;
    for (int i = 0; i < 2000; ++i) {
        QString text;
        for (int count = random.bounded(12); count > 0; --count)
            text += pieces.at(random.bounded(static_cast<int>(pieces.size())));
        texts.append(text);
        input += QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact) + '\n';
    }
    QProcess python;
    python.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    python.start(pythonWithAlembic(), {"-c", kSplit});
    python.write(input);
    python.closeWriteChannel();
    QVERIFY(python.waitForFinished(60'000) && python.exitCode() == 0);
    for (const QString& text : std::as_const(texts)) {
        const QByteArray line = python.readLine();
        QStringList expected;
        for (const QJsonValue& word : QJsonDocument::fromJson(line).array())
            expected.append(word.toString());
        const auto words = hookArguments(text, "/a b/c.py");
        QVERIFY2(words.value_or(QStringList()) == expected,
                 qPrintable(text + "\n" + words.value_or(QStringList{"error"}).join("|")
                            + "\nbut Python: " + line));
    }
}

void TestWriteHooks::endAtTheTimeLimitWithAllTheyStarted()
{
    const QTemporaryDir folder;
    auto run = shell("echo begun; (sleep 3; touch " + folder.filePath("late") + ") & sleep 60");
    run.timeLimit = std::chrono::milliseconds(500);
    QElapsedTimer timer;
    timer.start();
    const auto done = runWriteHooks(run);
    QVERIFY(!done && done.error().code == "post_write_hook" && done.error().detail == "begun");
    QVERIFY2(done.error().message.contains("was written") && done.error().message.contains("\"h\""),
             qPrintable(done.error().message));
    QVERIFY(timer.elapsed() < 20'000);
    QTest::qWait(4000);
    QVERIFY(!QFile::exists(folder.filePath("late")));
}

void TestWriteHooks::endWhenCancelled()
{
    auto run = shell("sleep 60");
    std::thread other([token = run.cancel] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        token.cancel();
    });
    const auto done = runWriteHooks(run);
    other.join();
    QVERIFY(!done && done.error().kind == ErrorKind::Cancelled);
}

void TestWriteHooks::keepTheLastLinesOfALongOutput()
{
    auto run = shell("yes | head -c 3000000; printf end; exit 4");
    int lines = 0;
    run.output = [&lines](const QString&) { ++lines; };
    const auto done = runWriteHooks(run);
    QVERIFY(!done && done.error().message.contains("exit code 4"));
    QVERIFY(done.error().detail.endsWith("\nend") && done.error().detail.size() < 1000);
    QVERIFY(lines > 1'000'000);
}

QTEST_GUILESS_MAIN(TestWriteHooks)
#include "tst_writehooks.moc"
