// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Python revisions as scripts: what their SQL is, where it comes from, and what has none.

#include "bridge/renderedscripts.h"
#include "support/pythonproject.h"

#include <QRegularExpression>
#include <QTest>

using namespace athanor;
using namespace athanor::test;

namespace {

QStringList texts(const Script& script)
{
    QStringList list;
    for (const SqlStatement& statement : script.statements)
        list << statement.text;
    return list;
}

} // namespace

class TestRenderedScripts : public QObject {
    Q_OBJECT
private slots:
    void statementsHavePlacesInBothFiles();
    void valuesArriveAsAConnectionWouldSendThem();
    void whatNeedsAnAnswerIsLive_data();
    void whatNeedsAnAnswerIsLive();
    void offlineIsToldToTheRevisionOnlyWhenItIs();
    void autocommitBlockCommitsWhatCameBefore();
    void commitInARevisionEndsItsTransaction();
    void cacheAnswersWithoutPython();
    void changedFilesAreRenderedAgain();
    void editedCacheIsNotUsed();
    void changingSqlStaysTheSameInOneObject();
    void sqlRevisionsAreLoadedToo();
    void oneBadRevisionDoesNotHideTheOthers();

private:
    Result<Script> load(const PythonProject& project, const QString& id,
                        Direction direction = Direction::Upgrade,
                        RenderedScripts::Purpose purpose = RenderedScripts::Purpose::Run)
    {
        const auto map = project.map();
        return scripts(project, purpose)->load({{map.at(map.indexOf(id)), direction}}, {}).first();
    }

    std::shared_ptr<RenderedScripts> scripts(const PythonProject& project,
                                             RenderedScripts::Purpose purpose = RenderedScripts::Purpose::Run,
                                             const QString& python = pythonWithAlembic())
    {
        const BridgeSettings settings{
            .project = project.open().settings(), .python = python, .xArguments = {}};
        return std::make_shared<RenderedScripts>(std::make_shared<Bridge>(settings), purpose, m_cache.path());
    }

    QTemporaryDir m_cache;
};

#define COMPARE_STATEMENTS(script, expected)                                                                 \
    do {                                                                                                     \
        const auto& result_ = (script);                                                                      \
        QVERIFY2(result_,                                                                                    \
                 result_ ? "" : qPrintable(result_.error().message + '\n' + result_.error().detail));        \
        QCOMPARE(texts(*result_), QStringList(expected));                                                    \
    } while (false)

void TestRenderedScripts::statementsHavePlacesInBothFiles()
{
    PythonProject project;
    project.add("a1", "op.execute('SELECT 1; SELECT 2')\nop.execute('''\nSELECT\n  3''')");
    const auto script = load(project, "a1");
    COMPARE_STATEMENTS(script, (QStringList{"SELECT 1", "SELECT 2", "SELECT\n      3"}));
    QCOMPARE(script->sourceFile, project.folder() + "/migrations/versions/a1.py");
    QVERIFY(script->transactional);
    const int first = PythonProject::upLine();
    QCOMPARE(script->statements.at(1).sourceLine, first);
    QCOMPARE(script->statements.at(2).sourceLine, first + 1);
    QFile file(script->file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(file.readAll()).split('\n');
    const SqlStatement& second = script->statements.at(1);
    QVERIFY(lines.at(second.line - 1).mid(second.column - 1).startsWith("SELECT 2"));
    QCOMPARE(lines.at(script->statements.at(2).line - 1), QString("SELECT"));
}

void TestRenderedScripts::valuesArriveAsAConnectionWouldSendThem()
{
    PythonProject project;
    project.add("a1",
                "t = sa.table('t', sa.column('n', sa.String), sa.column('b', sa.Boolean))\n"
                "op.execute(\"SELECT '50%', '\\\\:name', E'\\\\\\\\n', 'tab\\there'\")\n"
                "op.bulk_insert(t, [{'n': \"it's \\\\ 5% :x\", 'b': True}, {'n': None, 'b': False}])\n"
                "op.execute(t.update().where(t.c.n == 'x').values(n='y'))\n"
                "op.get_bind().execute(sa.text('UPDATE t SET n = :v'), {'v': \"a'b\"})\n"
                "op.execute('SELECT 4 -- last')\n");
    COMPARE_STATEMENTS(
        load(project, "a1"),
        (QStringList{"SELECT '50%', ':name', E'\\\\n', 'tab\there'",
                     "INSERT INTO t (n, b) VALUES ('it''s \\ 5% :x', true)",
                     "INSERT INTO t (n, b) VALUES (NULL, false)", "UPDATE t SET n='y' WHERE t.n = 'x'",
                     "UPDATE t SET n = 'a''b'", "SELECT 4 -- last"}));
}

void TestRenderedScripts::whatNeedsAnAnswerIsLive_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<bool>("env");
    QTest::newRow("result") << "n = op.get_bind().execute(sa.text('SELECT 1')).scalar()"
                            << "it reads what a statement returns at line 9" << false;
    QTest::newRow("caught")
        << "try:\n    list(op.get_bind().execute(sa.text('SELECT 1')))\nexcept Exception:\n    pass"
        << "it reads what a statement returns at line 10" << false;
    QTest::newRow("inspector") << "sa.inspect(op.get_bind()).get_table_names()"
                               << "it inspects the database at line 9" << false;
    QTest::newRow("session") << "from sqlalchemy.orm import Session\nsession = Session(bind=op.get_bind())\n"
                                "session.execute(sa.text('SELECT 1')).scalar()"
                             << "line 11" << false;
    QTest::newRow("checkfirst") << "sa.Enum('a', name='e').create(op.get_bind(), checkfirst=True)"
                                << "checkfirst" << false;
    QTest::newRow("version") << "if op.get_bind().dialect.server_version_info >= (14,):\n    pass"
                             << "server's version at line 9" << false;
    QTest::newRow("rows") << "t = sa.table('t', sa.column('n', sa.String))\n"
                             "op.get_bind().execute(t.insert(), [{'n': 'a'}, {'n': 'b'}])"
                          << "it sends values to the database at line 10" << false;
    QTest::newRow("python default") << "t = sa.Table('t', sa.MetaData(), sa.Column('n', sa.Integer, "
                                       "default=lambda: 5), sa.Column('m', sa.Integer))\n"
                                       "op.execute(t.insert().values(m=1))"
                                    << "default that Python computes" << false;
    QTest::newRow("raw") << "op.get_bind().connection.cursor()"
                         << "it uses the connection (connection) at line 9" << false;
    QTest::newRow("operation of env.py") << "op.create_something('x')"
                                         << "'create_something'" << true;
}

void TestRenderedScripts::whatNeedsAnAnswerIsLive()
{
    QFETCH(QString, code);
    QFETCH(QString, reason);
    QFETCH(bool, env);
    PythonProject project;
    project.add("a1", "op.execute('SELECT 1')");
    const QString file = project.add("a2", code);
    const auto script = load(project, "a2");
    QVERIFY2(script, script ? "" : qPrintable(script.error().message));
    QVERIFY2(script->live.contains(reason), qPrintable(script->live));
    QVERIFY(script->statements.isEmpty());
    QCOMPARE(script->file, file);
    QCOMPARE(script->throughEnvPy, env);
}

void TestRenderedScripts::offlineIsToldToTheRevisionOnlyWhenItIs()
{
    PythonProject project;
    project.add("a1",
                "from alembic import context\n"
                "op.execute('SELECT 1' if context.is_offline_mode() else 'SELECT 2')\n"
                "op.execute('SELECT 3' if op.get_context().as_sql else 'SELECT 4')");
    COMPARE_STATEMENTS(load(project, "a1"), (QStringList{"SELECT 2", "SELECT 4"}));
    COMPARE_STATEMENTS(load(project, "a1", Direction::Upgrade, RenderedScripts::Purpose::Offline),
                       (QStringList{"SELECT 1", "SELECT 3"}));
}

void TestRenderedScripts::autocommitBlockCommitsWhatCameBefore()
{
    PythonProject project;
    project.add("a1",
                "op.execute('SELECT 1')\nwith op.get_context().autocommit_block():\n"
                "    op.execute('VACUUM')\n    op.execute('SELECT 2')\nop.execute('SELECT 3')");
    project.add("a2", "with op.get_context().autocommit_block():\n    op.execute('VACUUM')");
    const auto script = load(project, "a1");
    COMPARE_STATEMENTS(
        script,
        (QStringList{"BEGIN", "SELECT 1", "COMMIT", "VACUUM", "SELECT 2", "BEGIN", "SELECT 3", "COMMIT"}));
    QVERIFY(!script->transactional);
    QCOMPARE(script->outsideTransactionReason, QString("autocommit_block()"));
    COMPARE_STATEMENTS(load(project, "a2"), (QStringList{"VACUUM"}));
}

void TestRenderedScripts::commitInARevisionEndsItsTransaction()
{
    PythonProject project;
    project.add("a1", "op.execute('SELECT 1')\nop.execute('COMMIT')\nop.execute('VACUUM')");
    project.add("a2",
                "op.execute('COMMIT')\nop.execute('VACUUM')\nop.execute('BEGIN')\nop.execute('SELECT 2')");
    const auto first = load(project, "a1");
    COMPARE_STATEMENTS(first, (QStringList{"BEGIN", "SELECT 1", "COMMIT", "VACUUM"}));
    QVERIFY(!first->transactional);
    COMPARE_STATEMENTS(load(project, "a2"),
                       (QStringList{"BEGIN", "COMMIT", "VACUUM", "BEGIN", "SELECT 2", "COMMIT"}));
}

void TestRenderedScripts::cacheAnswersWithoutPython()
{
    PythonProject project;
    project.add("a1", "op.execute('SELECT 1')", "raise NotImplementedError()");
    project.add("a2", "op.get_bind().execute(sa.text('SELECT 1')).scalar()");
    // A Python that leaves a trace each time it is started.
    const QString trace = project.folder() + "/started";
    const QString python = project.write(
        "python", "#!/bin/sh\necho x >>" + trace + "\nexec " + pythonWithAlembic() + " \"$@\"\n");
    QVERIFY(QFile::setPermissions(python, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    const auto map = project.map();
    const QList<RenderedScripts::Item> items{{map.at(0), Direction::Upgrade},
                                             {map.at(1), Direction::Upgrade}};
    const auto cold = scripts(project, RenderedScripts::Purpose::Run, python)->load(items, {});
    QVERIFY(QFile::remove(trace));
    const auto warm = scripts(project, RenderedScripts::Purpose::Run, python)->load(items, {});
    QVERIFY(cold.first() && cold.last());
    QCOMPARE(warm, cold);
    QVERIFY(!QFile::exists(trace));
}

void TestRenderedScripts::changedFilesAreRenderedAgain()
{
    PythonProject project;
    project.write("helper.py", "TEXT = 'SELECT 1'\n");
    project.write("query.sql", "SELECT 11");
    project.add("a1", "op.execute(helper.TEXT)\nop.execute(open('query.sql').read())", "pass",
                "import helper");
    project.add("a2", "op.execute(helper.TEXT)", "pass", "import helper");
    const auto map = project.map();
    const QList<RenderedScripts::Item> items{{map.at(0), Direction::Upgrade},
                                             {map.at(1), Direction::Upgrade}};
    const auto same = scripts(project);
    auto found = same->load(items, {});
    COMPARE_STATEMENTS(found.at(0), (QStringList{"SELECT 1", "SELECT 11"}));
    COMPARE_STATEMENTS(found.at(1), (QStringList{"SELECT 1"}));
    project.write("helper.py", "TEXT = 'SELECT 2222'\n");
    found = scripts(project)->load(items, {});
    COMPARE_STATEMENTS(found.at(0), (QStringList{"SELECT 2222", "SELECT 11"}));
    COMPARE_STATEMENTS(found.at(1), (QStringList{"SELECT 2222"}));
    project.write("query.sql", "SELECT 12345");
    found = scripts(project)->load(items, {});
    COMPARE_STATEMENTS(found.at(0), (QStringList{"SELECT 2222", "SELECT 12345"}));
}

void TestRenderedScripts::editedCacheIsNotUsed()
{
    PythonProject project;
    project.add("a1", "op.execute('SELECT 1')");
    const auto script = load(project, "a1");
    QVERIFY(script);
    QFile file(script->file);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray changed = file.readAll().replace("SELECT 1", "SELECT 9");
    QVERIFY(file.seek(0) && file.write(changed) == changed.size());
    file.close();
    COMPARE_STATEMENTS(load(project, "a1"), (QStringList{"SELECT 1"}));
    QVERIFY(file.resize(changed.size() / 2));
    COMPARE_STATEMENTS(load(project, "a1"), (QStringList{"SELECT 1"}));
}

void TestRenderedScripts::changingSqlStaysTheSameInOneObject()
{
    PythonProject project;
    project.add("a1", "op.execute(\"SELECT '%s'\" % uuid.uuid4())", "pass", "import uuid");
    const auto map = project.map();
    const auto same = scripts(project);
    const auto shown = same->load({{map.at(0), Direction::Upgrade}}, {}).first();
    const auto run = same->load({{map.at(0), Direction::Upgrade}}, {}).first();
    const auto other = load(project, "a1");
    QVERIFY(shown && run && other);
    QCOMPARE(texts(*run), texts(*shown));
    QVERIFY(texts(*other) != texts(*shown));
}

void TestRenderedScripts::sqlRevisionsAreLoadedToo()
{
    PythonProject project;
    project.add("a1", "op.execute('SELECT 1')");
    project.write("migrations/versions/b2.sql",
                  "-- b\n--\n-- Revision ID: b2\n-- Revises: a1\n\n-- migrate:up\nSELECT 2;\n");
    COMPARE_STATEMENTS(load(project, "b2"), (QStringList{"SELECT 2"}));
}

void TestRenderedScripts::oneBadRevisionDoesNotHideTheOthers()
{
    PythonProject project;
    project.add("a1", "op.execute('SELECT 1')");
    const QString bad = project.add("a2", "op.execute('SELEC 1')");
    project.add("a3", "x = 1\nop.execute('SELECT ' + x)");
    project.add("a4", "op.execute('SELECT 4')", "raise NotImplementedError()");
    const auto map = project.map();
    QList<RenderedScripts::Item> items;
    for (const Revision& revision : map.revisions())
        items.append({revision, Direction::Upgrade});
    items.append({map.at(3), Direction::Downgrade});
    const auto found = scripts(project)->load(items, {});
    COMPARE_STATEMENTS(found.at(0), (QStringList{"SELECT 1"}));
    QVERIFY(!found.at(1));
    QVERIFY2(found.at(1).error().context.contains(bad + ":9"), qPrintable(found.at(1).error().context));
    QVERIFY(!found.at(2));
    QCOMPARE(found.at(2).error().file, project.folder() + "/migrations/versions/a3.py");
    QCOMPARE(found.at(2).error().line, 10);
    QVERIFY(found.at(2).error().message.contains("TypeError"));
    COMPARE_STATEMENTS(found.at(3), (QStringList{"SELECT 4"}));
    QVERIFY(!found.at(4));
    QCOMPARE(found.at(4).error().code, QString("irreversible"));
}

QTEST_GUILESS_MAIN(TestRenderedScripts)
#include "tst_renderedscripts.moc"
