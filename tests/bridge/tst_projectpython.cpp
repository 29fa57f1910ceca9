// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Identifiers that are computed, and the models' SQL.

#include "bridge/projectpython.h"
#include "support/pythonproject.h"

#include <QTest>

using namespace athanor;
using namespace athanor::test;

class TestProjectPython : public QObject {
    Q_OBJECT
private slots:
    void computedIdentifiersAreRead();
    void filesThatFailStayErrors();
    void modelsArePrinted();
    void environmentWithoutModelsIsAnError();

private:
    static void addComputed(const PythonProject& project, const QString& name, const QString& id,
                            const QString& down)
    {
        project.write("migrations/versions/" + name + ".py",
                      "\"\"\"Computed \\\"one\\\"\n\nMore.\n\"\"\"\nrevision = 'r' + " + id
                          + "\ndown_revision = tuple(" + down + ")\nbranch_labels = ['l' + 'x']\n"
                          + "def upgrade():\n    pass\n");
    }
};

void TestProjectPython::computedIdentifiersAreRead()
{
    PythonProject project;
    project.add("a1", "pass");
    project.add("c3", "pass");
    addComputed(project, "b2", "str(2)", "['a1']");
    auto loaded = loadRevisions(project.open());
    QVERIFY(loaded);
    QVERIFY(hasComputedRevisions(*loaded));
    Bridge bridge(BridgeSettings::of(project.open().settings(), pythonWithAlembic()));
    const auto complete = withComputedRevisions(bridge, project.open(), *std::move(loaded));
    QVERIFY2(complete, complete ? "" : qPrintable(complete.error().message));
    QVERIFY(complete->errors.isEmpty());
    QCOMPARE(complete->map.size(), 3);
    const Revision& found = complete->map.at(1); // in load order
    QCOMPARE(found.id, QString("r2"));
    QCOMPARE(found.downRevisions, QStringList{"a1"});
    QCOMPARE(found.branchLabels, QStringList{"lx"});
    QCOMPARE(found.message, QString("Computed \"one\""));
    QCOMPARE(found.notes, QString("More."));
    QCOMPARE(found.format, RevisionFormat::Python);
    QVERIFY(found.filePath.endsWith("/b2.py"));
}

void TestProjectPython::filesThatFailStayErrors()
{
    PythonProject project;
    project.add("a1", "pass");
    addComputed(project, "b2", "str(2)", "['a1']");
    addComputed(project, "c3", "str(1 / 0)", "['a1']");
    auto loaded = loadRevisions(project.open());
    QVERIFY(loaded);
    Bridge bridge(BridgeSettings::of(project.open().settings(), pythonWithAlembic()));
    const auto complete = withComputedRevisions(bridge, project.open(), *std::move(loaded));
    QVERIFY(complete);
    QCOMPARE(complete->map.size(), 2);
    QCOMPARE(complete->errors.size(), 1);
    QVERIFY(complete->errors.first().message.contains("ZeroDivisionError"));
    QVERIFY(complete->errors.first().file.endsWith("/c3.py"));
    QCOMPARE(complete->errors.first().line, 5);
}

void TestProjectPython::modelsArePrinted()
{
    const PythonProject project;
    project.write("shop.py",
                  "import sqlalchemy as sa\nmetadata = sa.MetaData()\n"
                  "sa.Table('item', metadata, sa.Column('id', sa.Integer, primary_key=True),\n"
                  "         sa.Column('state', sa.Enum('new', 'sold', name='state')),\n"
                  "         sa.Column('parent', sa.ForeignKey('box.id')))\n"
                  "sa.Table('box', metadata, sa.Column('id', sa.Integer, primary_key=True))\n");
    project.write("migrations/env.py",
                  "from alembic import context\nfrom shop import metadata\n"
                  "assert context.is_offline_mode()\n"
                  "context.configure(url=context.config.get_main_option('sqlalchemy.url'),\n"
                  "                  target_metadata=metadata)\n"
                  "with context.begin_transaction():\n    context.run_migrations()\n");
    Bridge bridge(BridgeSettings::of(project.open().settings(), pythonWithAlembic()));
    const auto sql = modelsSql(bridge);
    QVERIFY2(sql, sql ? "" : qPrintable(sql.error().message + sql.error().detail));
    const qsizetype type = sql->indexOf("CREATE TYPE state AS ENUM ('new', 'sold');");
    const qsizetype box = sql->indexOf("CREATE TABLE box");
    const qsizetype item = sql->indexOf("CREATE TABLE item");
    QVERIFY2(type >= 0 && box > type && item > box, qPrintable(*sql));
}

void TestProjectPython::environmentWithoutModelsIsAnError()
{
    const PythonProject project;
    Bridge bridge(BridgeSettings::of(project.open().settings(), pythonWithAlembic()));
    const auto failing = modelsSql(bridge);
    QVERIFY(!failing);
    QVERIFY2(failing.error().message.contains("env.py must not run"), qPrintable(failing.error().message));
    project.write("migrations/env.py",
                  "from alembic import context\ncontext.configure(url='postgresql://')\n");
    const auto none = modelsSql(bridge);
    QVERIFY(!none);
    QCOMPARE(none.error().code, QString("no_models"));
}

QTEST_GUILESS_MAIN(TestProjectPython)
#include "tst_projectpython.moc"
