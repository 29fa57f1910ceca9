// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The helper process: what it says, and what happens when it does not.

#include "bridge/bridge.h"
#include "support/pythonproject.h"

#include <QJsonArray>
#include <QTest>

using namespace athanor;
using namespace athanor::test;

class TestBridge : public QObject {
    Q_OBJECT
private slots:
    void saysWhichPythonAndAlembicItIs();
    void rendersARevision();

private:
    static BridgeSettings settingsOf(const PythonProject& project)
    {
        return BridgeSettings::of(project.open().settings(), pythonWithAlembic());
    }

    static Result<QList<QJsonObject>> render(Bridge& bridge, const QStringList& files,
                                             const QString& direction = "upgrade")
    {
        QJsonArray items;
        for (const QString& file : files)
            items.append(QJsonObject{{"file", file}, {"direction", direction}});
        QList<QJsonObject> parts;
        const auto done = bridge.ask({.what = "render",
                                      .arguments = {{"items", items}},
                                      .part = [&parts](const QJsonObject& part) { parts << part; }});
        if (!done)
            return fail(done.error());
        return parts;
    }
};

void TestBridge::saysWhichPythonAndAlembicItIs()
{
    const PythonProject project;
    Bridge bridge(settingsOf(project));
    const auto hello = bridge.hello();
    QVERIFY2(hello, hello ? "" : qPrintable(hello.error().message + hello.error().detail));
    QVERIFY(hello->value("python").toString().startsWith("3."));
    QVERIFY(hello->value("alembic").toString().startsWith("1."));
}

void TestBridge::rendersARevision()
{
    PythonProject project;
    const QString file = project.add(
        "a1", "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))", "op.drop_table('t')");
    Bridge bridge(settingsOf(project));
    const auto up = render(bridge, {file});
    QVERIFY2(up, up ? "" : qPrintable(up.error().message + up.error().detail));
    QCOMPARE(up->size(), 1);
    QCOMPARE(up->first().value("sql").toString(),
             QString("CREATE TABLE t (\n\tid SERIAL NOT NULL, \n\tPRIMARY KEY (id)\n);\n\n"));
    const auto down = render(bridge, {file}, "downgrade");
    QVERIFY(down);
    QCOMPARE(down->first().value("sql").toString(), QString("DROP TABLE t;\n\n"));
}

QTEST_GUILESS_MAIN(TestBridge)
#include "tst_bridge.moc"
