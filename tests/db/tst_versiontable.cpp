// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/quoting.h"
#include "db/versiontable.h"
#include "support/testserver.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace athanor;
using namespace athanor::test;

class TestVersionTable : public QObject {
    Q_OBJECT
private slots:
    void readingChangesNothing();
    void isCreatedOnceInTheSchemaAskedFor();
    void isTheTableAlembicMakes();
    void rowsMoveOneByOne();
    void aTooLongIdSaysSo();
    void anotherShapeIsAnErrorThatSaysWhatWasFound_data();
    void anotherShapeIsAnErrorThatSaysWhatWasFound();
    void aMissingSchemaIsNamed();
    void isFoundWhateverTheSearchPath();

private:
    static QString shape(Session& session, const QString& table);
    TestServer m_server;
};

QString TestVersionTable::shape(Session& session, const QString& table)
{
    return scalar(
        session,
        "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull, ', ') "
        "|| (SELECT string_agg(conname || ' ' || pg_get_constraintdef(c.oid), ', ') FROM pg_constraint c "
        "WHERE c.conrelid = a.attrelid) FROM pg_attribute a WHERE attrelid = $1::regclass AND attnum > 0 "
        "GROUP BY attrelid",
        {table});
}

void TestVersionTable::readingChangesNothing()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const auto state = readVersionState(*session, VersionTable{});
    VERIFY_RESULT(state);
    QCOMPARE(*state, VersionState{});
    QCOMPARE(scalar(*session, "SELECT to_regclass('alembic_version')"), QString());
}

void TestVersionTable::isCreatedOnceInTheSchemaAskedFor()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const VersionTable table{QStringLiteral("my \"schema\""), QStringLiteral("odd; \"table\" %1")};
    VERIFY_RESULT(session->execute("CREATE SCHEMA " + quotedIdentifier(table.schema)));
    VERIFY_RESULT(ensureVersionTable(*session, table));
    VERIFY_RESULT(ensureVersionTable(*session, table));
    VERIFY_RESULT(applyRowChange(*session, table, {VersionRowChange::Kind::Insert, {}, "it's"}));
    QCOMPARE(readVersionState(*session, table)->rows, QStringList{"it's"});
    QVERIFY(!readVersionState(*session, VersionTable{})->tableExists);
}

void TestVersionTable::isTheTableAlembicMakes()
{
    const QString alembic = QStandardPaths::findExecutable("alembic");
    if (alembic.isEmpty())
        QSKIP("alembic is not installed");
    const auto parameters = m_server.freshDatabase();
    const QTemporaryDir folder;
    const auto write = [&](const QString& name, const QString& text) {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) > 0;
    };
    QVERIFY(QDir(folder.path()).mkpath("s/versions"));
    QVERIFY(write("alembic.ini", "[alembic]\nscript_location = s\n"));
    QVERIFY(write(
        "s/env.py",
        QStringLiteral("from alembic import context\nfrom sqlalchemy import create_engine\n"
                       "with create_engine('postgresql+psycopg2://postgres@/%1?host=%2').connect() as c:\n"
                       "    context.configure(connection=c, target_metadata=None)\n"
                       "    with context.begin_transaction():\n        context.run_migrations()\n")
            .arg(parameters.value("dbname"), parameters.value("host"))));
    QVERIFY(write("s/versions/a1.py",
                  "revision = 'a1'\ndown_revision = None\n"
                  "def upgrade(): pass\ndef downgrade(): pass\n"));
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(alembic, {"upgrade", "head"});
    QVERIFY(process.waitForFinished(60'000));
    QVERIFY2(process.exitCode() == 0, process.readAll().constData());
    const auto theirs = m_server.open(parameters);
    QCOMPARE(readVersionState(*theirs, VersionTable{})->rows, QStringList{"a1"});
    VERIFY_RESULT(applyRowChange(*theirs, {}, {VersionRowChange::Kind::Delete, "a1", {}}));
    const auto ours = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(ensureVersionTable(*ours, {}));
    QCOMPARE(shape(*ours, "alembic_version"), shape(*theirs, "alembic_version"));
    QVERIFY(shape(*ours, "alembic_version").contains("alembic_version_pkc PRIMARY KEY"));
}

void TestVersionTable::rowsMoveOneByOne()
{
    using Kind = VersionRowChange::Kind;
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(ensureVersionTable(*session, {}));
    VERIFY_RESULT(applyRowChange(*session, {}, {Kind::Insert, {}, "a"}));
    VERIFY_RESULT(applyRowChange(*session, {}, {Kind::Update, "a", "b"}));
    QCOMPARE(readVersionState(*session, VersionTable{})->rows, QStringList{"b"});
    const auto missing = applyRowChange(*session, {}, {Kind::Update, "a", "c"});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, QStringLiteral("version_row"));
    QVERIFY2(missing.error().message.contains("from 'a' to 'c'; 0 found"),
             qPrintable(missing.error().message));
    QVERIFY(!applyRowChange(*session, {}, {Kind::Delete, "a", {}}));
    VERIFY_RESULT(applyRowChange(*session, {}, {Kind::Delete, "b", {}}));
    QVERIFY(readVersionState(*session, VersionTable{})->rows.isEmpty());
}

void TestVersionTable::aTooLongIdSaysSo()
{
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(ensureVersionTable(*session, {}));
    const auto changed
        = applyRowChange(*session, {}, {VersionRowChange::Kind::Insert, {}, QString(33, QLatin1Char('x'))});
    QVERIFY(!changed);
    QVERIFY(changed.error().hint.contains("shorter"));
}

void TestVersionTable::anotherShapeIsAnErrorThatSaysWhatWasFound_data()
{
    QTest::addColumn<QString>("columns");
    QTest::addColumn<QString>("named");
    QTest::newRow("two columns") << "version_num text, note text"
                                 << "note text";
    QTest::newRow("another name") << "version text"
                                  << "version text";
    QTest::newRow("a number") << "version_num int"
                              << "version_num integer";
    QTest::newRow("no column") << ""
                               << "alembic_version";
}

void TestVersionTable::anotherShapeIsAnErrorThatSaysWhatWasFound()
{
    QFETCH(QString, columns);
    QFETCH(QString, named);
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(session->execute("CREATE TABLE alembic_version (" + columns + ")"));
    const auto state = readVersionState(*session, VersionTable{});
    QVERIFY(!state);
    QCOMPARE(state.error().code, QStringLiteral("version_table_shape"));
    QVERIFY2(state.error().message.contains(named), qPrintable(state.error().message));
    QVERIFY(!ensureVersionTable(*session, {}));
}

void TestVersionTable::aMissingSchemaIsNamed()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const auto made = ensureVersionTable(*session, {QStringLiteral("nowhere"), QStringLiteral("v")});
    QVERIFY(!made);
    QVERIFY(made.error().message.contains("nowhere.v"));
    VERIFY_RESULT(session->execute("SET search_path TO ''"));
    QCOMPARE(ensureVersionTable(*session, {}).error().code, QStringLiteral("no_schema"));
}

void TestVersionTable::isFoundWhateverTheSearchPath()
{
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(session->execute("CREATE SCHEMA other"));
    VERIFY_RESULT(ensureVersionTable(*session, {}));
    const auto place = locateVersionTable(*session, {});
    VERIFY_RESULT(place);
    QCOMPARE(place->table.schema, QStringLiteral("public"));
    VERIFY_RESULT(session->execute("SET search_path TO other"));
    VERIFY_RESULT(applyRowChange(*session, place->table, {VersionRowChange::Kind::Insert, {}, "a"}));
    QCOMPARE(readVersionState(*session, *place)->rows, QStringList{"a"});
}

QTEST_GUILESS_MAIN(TestVersionTable)
#include "tst_versiontable.moc"
