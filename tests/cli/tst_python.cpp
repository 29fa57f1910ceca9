// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The command line on projects whose revisions are Python: consent, runs, errors, SQL.

#include "cli/cliprogram.h"
#include "support/pythonproject.h"
#include "support/testserver.h"

#include <QTest>

using namespace athanor;
using namespace athanor::test;

class TestPython : public QObject {
    Q_OBJECT
private slots:
    void lookingRunsNothingUnlessTrusted();
    void trustCanBeListedAndRevoked();
    void upgradeAndDowngradeRun();
    void errorsNameBothFiles();
    void offlineSqlMakesTheSameDatabase();
    void computedIdentifiersNeedConsent();

private:
    CliProgram programFor(const PythonProject& project) const
    {
        CliProgram program;
        program.folder = project.folder();
        program.environment.insert("ATHANOR_PYTHON", pythonWithAlembic());
        return program;
    }

    static QString urlOf(const ConnectionParameters& parameters)
    {
        return QString("host=%1 dbname=%2 user=postgres")
            .arg(parameters.value("host"), parameters.value("dbname"));
    }

    TestServer m_server;
};

void TestPython::lookingRunsNothingUnlessTrusted()
{
    PythonProject project;
    const QString trace = project.folder() + "/ran";
    project.add("a1", "op.execute('SELECT 1')", "pass", "open('" + trace + "', 'w').close()");
    const CliProgram program = programFor(project);
    for (const QStringList& command :
         {QStringList{"history"}, {"heads"}, {"show", "a1"}, {"plan", "upgrade", "head", "-v", "--at="}}) {
        const CliResult result = program.run(command);
        QVERIFY2(result.exitCode == 0, qPrintable(result.text()));
        QVERIFY2(!QFile::exists(trace), qPrintable(command.join(' ')));
    }
    QVERIFY(!QFile::exists(trace));
    QCOMPARE(program.run({"show", "--sql", "a1"}).exitCode, 2);
    QCOMPARE(program.run({"trust"}).exitCode, 0);
    const CliResult plan = program.run({"plan", "upgrade", "head", "-v", "--at="});
    QVERIFY2(plan.out.contains("SELECT 1;"), qPrintable(plan.text()));
    QVERIFY(QFile::exists(trace));
    const CliResult show = program.run({"show", "--sql", "a1"});
    QVERIFY2(show.out.contains("SELECT 1;"), qPrintable(show.text()));
}

void TestPython::trustCanBeListedAndRevoked()
{
    const PythonProject project;
    const CliProgram program = programFor(project);
    QCOMPARE(program.run({"trust", "--list"}).out, QString());
    QCOMPARE(program.run({"trust"}).exitCode, 0);
    QCOMPARE(program.run({"trust", "--list"}).out.trimmed(), QFileInfo(project.folder()).canonicalFilePath());
    QCOMPARE(program.run({"trust", "--revoke"}).exitCode, 0);
    QCOMPARE(program.run({"trust", "--list"}).out, QString());
}

void TestPython::upgradeAndDowngradeRun()
{
    PythonProject project;
    project.add("a1", "op.create_table('t', sa.Column('n', sa.String))", "op.drop_table('t')");
    project.add("a2",
                "t = sa.table('t', sa.column('n', sa.String))\nop.bulk_insert(t, [{'n': '5% \\\\ :x'}])",
                "op.execute('DELETE FROM t')");
    const auto parameters = m_server.freshDatabase();
    const CliProgram program = programFor(project);
    const CliResult up = program.run({"--url", urlOf(parameters), "upgrade", "head"});
    QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
    const auto session = m_server.open(parameters);
    QCOMPARE(scalar(*session, "SELECT n FROM t"), QString("5% \\ :x"));
    QCOMPARE(scalar(*session, "SELECT version_num FROM alembic_version"), QString("a2"));
    const CliResult down = program.run({"--url", urlOf(parameters), "downgrade", "base"});
    QVERIFY2(down.exitCode == 0, qPrintable(down.text()));
    QCOMPARE(scalar(*session, "SELECT to_regclass('t')::text"), QString());
}

void TestPython::errorsNameBothFiles()
{
    PythonProject project;
    const QString file = project.add("a1", "op.execute('SELECT 1')\nop.execute('SELECT nothing')");
    const auto parameters = m_server.freshDatabase();
    const CliResult result = programFor(project).run({"--url", urlOf(parameters), "upgrade", "head"});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains(".sql:5:8"), qPrintable(result.err));
    QVERIFY2(result.err.contains(file + ":10"), qPrintable(result.err));
    QVERIFY2(result.err.contains("       ^"), qPrintable(result.err));
}

void TestPython::offlineSqlMakesTheSameDatabase()
{
    PythonProject project;
    project.add("a1",
                "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True),\n"
                "                sa.Column('e', sa.Enum('x', 'y', name='kind')),\n"
                "                sa.Column('p', sa.String(10), server_default='50%'))\n"
                "op.create_index('i', 't', ['p'], unique=True)");
    project.add(
        "a2",
        "op.alter_column('t', 'p', type_=sa.Text, nullable=False)\n"
        "op.add_column('t', sa.Column('q', sa.DateTime(timezone=True), server_default=sa.func.now()))\n"
        "op.create_check_constraint('c', 't', \"p LIKE '%a%'\")");
    const auto online = m_server.freshDatabase();
    const auto offline = m_server.freshDatabase();
    const CliProgram program = programFor(project);
    const CliResult up = program.run({"--url", urlOf(online), "upgrade", "head"});
    QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
    const CliResult piped = program.shell("\"$CLI\" upgrade head --sql | psql -Xq -v ON_ERROR_STOP=1 \""
                                          + urlOf(offline) + "\"");
    QVERIFY2(piped.exitCode == 0, qPrintable(piped.text()));
    const auto dump = [&program](const ConnectionParameters& parameters) {
        return program
            .shell("pg_dump --schema-only \"" + urlOf(parameters)
                   + "\" | grep -v '^.restrict\\|^.unrestrict'")
            .out;
    };
    QVERIFY(dump(online).contains("CREATE TABLE public.t"));
    QCOMPARE(dump(offline), dump(online));
}

void TestPython::computedIdentifiersNeedConsent()
{
    PythonProject project;
    project.write("migrations/versions/x.py",
                  "revision = 'x' + str(1)\ndown_revision = None\ndef upgrade():\n    pass\n");
    const CliProgram program = programFor(project);
    const CliResult refused = program.run({"heads"});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("athanor-cli trust"), qPrintable(refused.err));
    const CliResult sql = program.run({"upgrade", "head", "--sql"}); // runs Python by its nature
    QVERIFY2(sql.exitCode == 0 && sql.out.contains("'x1'"), qPrintable(sql.text()));
    QCOMPARE(program.run({"trust"}).exitCode, 0);
    QVERIFY(program.run({"heads"}).out.contains("x1 (head)"));
}

QTEST_GUILESS_MAIN(TestPython)
#include "tst_python.moc"
