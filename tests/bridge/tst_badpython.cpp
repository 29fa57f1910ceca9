// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Revisions and Pythons that misbehave: each is an error of its own, and the next request works.

#include "bridge/renderedscripts.h"
#include "support/pythonproject.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

#include <csignal>
#include <thread>

using namespace athanor;
using namespace athanor::test;

class TestBadPython : public QObject {
    Q_OBJECT
private slots:
    void badRevisionIsAnErrorOfItsOwn_data();
    void badRevisionIsAnErrorOfItsOwn();
    void megabytesOfOutputDoNoHarm();
    void standardInputIsEmpty();
    void passwordsOfTheEnvironmentAreNotThere();
    void changedEnvironmentIsNotCached();
    void cancelEndsARevisionThatHangs();
    void deadHelperIsReplaced();
    void nothingIsLeftBehind();
    void whatIsNotInstalledIsNamed_data();
    void whatIsNotInstalledIsNamed();

private:
    static std::shared_ptr<Bridge> bridgeTo(const PythonProject& project, int seconds = 60,
                                            const QString& python = pythonWithAlembic())
    {
        BridgeSettings settings = BridgeSettings::of(project.open().settings(), python);
        settings.timeLimit = std::chrono::seconds(seconds);
        return std::make_shared<Bridge>(settings);
    }

    QList<Result<Script>> loadAll(const PythonProject& project, const std::shared_ptr<Bridge>& bridge,
                                  const CancelToken& cancel = {})
    {
        QList<RenderedScripts::Item> items;
        const auto map = project.map();
        for (const Revision& revision : map.revisions())
            items.append({revision, Direction::Upgrade});
        return RenderedScripts(bridge, RenderedScripts::Purpose::Run, m_cache.path()).load(items, cancel);
    }

    QTemporaryDir m_cache;
};

void TestBadPython::badRevisionIsAnErrorOfItsOwn_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("line");
    QTest::newRow("syntax") << ""
                            << "if True"
                            << "python_syntax"
                            << "not valid Python" << 9;
    QTest::newRow("import") << "import not_there.models"
                            << "pass"
                            << "missing_package"
                            << "\"not_there\"" << 6;
    QTest::newRow("name") << "from os import not_there"
                          << "pass"
                          << "python_error"
                          << "ImportError" << 6;
    QTest::newRow("exception") << ""
                               << "x = 1\n1 / 0"
                               << "python_error"
                               << "ZeroDivisionError" << 10;
    QTest::newRow("exit") << ""
                          << "import sys\nsys.exit(3)"
                          << "python_error"
                          << "sys.exit(3)" << 10;
    QTest::newRow("exit at import") << "raise SystemExit"
                                    << "pass"
                                    << "python_error"
                                    << "sys.exit()" << 6;
    QTest::newRow("interrupt") << ""
                               << "raise KeyboardInterrupt"
                               << "python_error"
                               << "KeyboardInterrupt" << 9;
    QTest::newRow("recursion") << "def f():\n    f()"
                               << "f()"
                               << "python_error"
                               << "RecursionError" << 7;
    QTest::newRow("nasty exception")
        << "class E(Exception):\n    def __str__(self):\n        raise RuntimeError"
        << "raise E()"
        << "python_error"
        << "E" << 11;
    QTest::newRow("missing value") << ""
                                   << "op.execute(\"SELECT ':x'\")"
                                   << "python_error"
                                   << "bind parameter \"x\"" << 9;
    QTest::newRow("_exit") << ""
                           << "import os\nos._exit(7)"
                           << "bridge_ended"
                           << "exit code 7" << 0;
    QTest::newRow("crash") << ""
                           << "import os\nos.kill(os.getpid(), 11)"
                           << "bridge_ended"
                           << "signal 11" << 0;
    QTest::newRow("kills its group") << ""
                                     << "import os\nos.killpg(0, 9)"
                                     << "bridge_ended"
                                     << "signal 9" << 0;
    QTest::newRow("hangs") << ""
                           << "import time\ntime.sleep(100)"
                           << "bridge_timeout"
                           << "within 3 s" << 0;
}

void TestBadPython::badRevisionIsAnErrorOfItsOwn()
{
    QFETCH(QString, before);
    QFETCH(QString, code);
    QFETCH(QString, error);
    QFETCH(QString, words);
    QFETCH(int, line);
    PythonProject project;
    project.add("a1", "op.execute('SELECT 1')");
    const QString bad = project.add("a2", code, "pass", before);
    project.add("a3", "op.execute('SELECT 3')");
    const auto found = loadAll(project, bridgeTo(project, 3));
    QVERIFY(found.at(0));
    QVERIFY(!found.at(1));
    QCOMPARE(found.at(1).error().code, error);
    QVERIFY2(found.at(1).error().message.contains(words), qPrintable(found.at(1).error().message));
    QCOMPARE(found.at(1).error().file, bad);
    QCOMPARE(found.at(1).error().line, line);
    QVERIFY2(found.at(2), found.at(2) ? "" : qPrintable(found.at(2).error().message));
    QCOMPARE(found.at(2)->statements.first().text, QString("SELECT 3"));
}

void TestBadPython::megabytesOfOutputDoNoHarm()
{
    PythonProject project;
    project.add("a1",
                "import sys, os\nprint('x' * 20000000)\nsys.stderr.write('y' * 20000000)\n"
                "os.write(1, b'{\"id\": 1, \"result\": {}}\\n' * 1000)\nsys.stdout.close()\n"
                "op.execute('SELECT 1')");
    const auto found = loadAll(project, bridgeTo(project));
    QVERIFY2(found.first(), found.first() ? "" : qPrintable(found.first().error().message));
    QCOMPARE(found.first()->statements.first().text, QString("SELECT 1"));
}

void TestBadPython::standardInputIsEmpty()
{
    PythonProject project;
    project.add("a1", "import sys\nop.execute('SELECT %d' % len(sys.stdin.read()))");
    const auto found = loadAll(project, bridgeTo(project));
    QVERIFY2(found.first(), found.first() ? "" : qPrintable(found.first().error().message));
    QCOMPARE(found.first()->statements.first().text, QString("SELECT 0"));
}

void TestBadPython::passwordsOfTheEnvironmentAreNotThere()
{
    qputenv("PGPASSWORD", "hunter2");
    qputenv("ATHANOR_SOMETHING", "hunter2");
    qputenv("DATABASE_URL", "postgresql://me:hunter2@db.example/shop");
    PythonProject project;
    project.add("a1",
                "import os\nop.execute(\"SELECT '%s'\" % os.environ.get('DATABASE_URL'))\n"
                "if 'hunter2' in repr(os.environ):\n    raise Exception('a password')");
    const auto found = loadAll(project, bridgeTo(project));
    for (const char* name : {"PGPASSWORD", "ATHANOR_SOMETHING", "DATABASE_URL"})
        qunsetenv(name);
    QVERIFY2(found.first(), found.first() ? "" : qPrintable(found.first().error().message));
    QCOMPARE(found.first()->statements.first().text, QString("SELECT 'postgresql://me@db.example/shop'"));
}

void TestBadPython::changedEnvironmentIsNotCached()
{
    PythonProject project;
    project.add("a1", "import os\nop.execute('SELECT ' + os.environ['STAGE'])");
    for (const char* value : {"11", "22"}) {
        qputenv("STAGE", value);
        const auto found = loadAll(project, bridgeTo(project));
        QVERIFY2(found.first(), found.first() ? "" : qPrintable(found.first().error().message));
        QCOMPARE(found.first()->statements.first().text, QString("SELECT ") + value);
    }
    qunsetenv("STAGE");
}

void TestBadPython::cancelEndsARevisionThatHangs()
{
    PythonProject project;
    project.add("a1", "import time\nop.get_context().impl.static_output('SELECT 1')\ntime.sleep(100)");
    const CancelToken cancel;
    QElapsedTimer timer;
    timer.start();
    std::jthread canceller([cancel] {
        std::this_thread::sleep_for(std::chrono::seconds(2));
        cancel.cancel();
    });
    const auto found = loadAll(project, bridgeTo(project), cancel);
    QVERIFY(!found.first());
    QCOMPARE(found.first().error().kind, ErrorKind::Cancelled);
    QVERIFY(timer.elapsed() < 30'000);
}

void TestBadPython::deadHelperIsReplaced()
{
    PythonProject project;
    const QString trace = project.folder() + "/pid";
    project.add("a1",
                "import os\nopen('" + trace + "', 'w').write(str(os.getpid()))\nop.execute('SELECT 1')");
    const auto bridge = bridgeTo(project);
    const auto ask = [&] {
        return bridge->ask(
            {.what = "render",
             .arguments
             = {{"items",
                 QJsonArray{QJsonObject{{"file", project.map().at(0).filePath}, {"direction", "upgrade"}}}}},
             .part = {},
             .output = {}});
    };
    QVERIFY(ask());
    QFile file(trace);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const int pid = file.readAll().toInt();
    QVERIFY(pid > 0 && ::kill(pid, SIGKILL) == 0);
    const auto lost = ask();
    QVERIFY(!lost);
    QCOMPARE(lost.error().code, QString("bridge_ended"));
    QVERIFY(ask());
}

void TestBadPython::nothingIsLeftBehind()
{
    PythonProject project;
    const QString trace = project.folder() + "/pid";
    project.add("a1",
                "import subprocess\nchild = subprocess.Popen(['sleep', '100'])\nopen('" + trace
                    + "', 'w').write(str(child.pid))\nop.execute('SELECT 1')");
    QVERIFY(loadAll(project, bridgeTo(project)).first());
    QFile file(trace);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const int pid = file.readAll().toInt();
    QVERIFY(pid > 0);
    const auto isGone = [pid] {
        QFile state(QString("/proc/%1/stat").arg(pid));
        return !state.open(QIODevice::ReadOnly) || state.readAll().contains(") Z ");
    };
    QTRY_VERIFY_WITH_TIMEOUT(isGone(), 10'000);
}

void TestBadPython::whatIsNotInstalledIsNamed_data()
{
    QTest::addColumn<QString>("module");
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    QTest::newRow("no Alembic") << "alembic/other.py"
                                << ""
                                << "no_alembic"
                                << "Alembic is not installed for";
    QTest::newRow("old Alembic") << "alembic/__init__.py"
                                 << "__version__ = '1.7.7'\n"
                                 << "old_alembic"
                                 << "has Alembic 1.7.7";
    QTest::newRow("no SQLAlchemy") << "alembic/__init__.py"
                                   << "import not_there\n"
                                   << "missing_package"
                                   << "\"not_there\"";
}

void TestBadPython::whatIsNotInstalledIsNamed()
{
    QFETCH(QString, module);
    QFETCH(QString, content);
    QFETCH(QString, code);
    QFETCH(QString, words);
    PythonProject project;
    project.add("a1", "op.execute('SELECT 1')");
    project.write(module, content);
    // Without the packages of the system.
    const QString python = project.write("python", "#!/bin/sh\nexec " + pythonWithAlembic() + " -S \"$@\"\n");
    QVERIFY(QFile::setPermissions(python, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    const auto found = loadAll(project, bridgeTo(project, 60, python));
    QVERIFY(!found.first());
    QCOMPARE(found.first().error().code, code);
    QVERIFY2(found.first().error().message.contains(words), qPrintable(found.first().error().message));
    QVERIFY(found.first().error().hint.contains("install"));
}

QTEST_GUILESS_MAIN(TestBadPython)
#include "tst_badpython.moc"
