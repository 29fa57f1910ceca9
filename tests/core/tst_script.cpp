// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/script.h"

#include "core/sqlrevisionfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestScript : public QObject {
    Q_OBJECT
private slots:
    void loadsTheStatementsOfOneDirectionWithTheirPlaces();
    void keepsPlacesInFilesWithCrlfAndByteOrderMark();
    void runsOutsideATransactionByOption();
    void runsOutsideATransactionWhenAStatementNeedsIt();
    void refusesTransactionControlInATransaction_data();
    void refusesTransactionControlInATransaction();
    void allowsTransactionControlOutsideATransaction();
    void refusesADowngradeThatDoesNotExist_data();
    void refusesADowngradeThatDoesNotExist();
    void placesSyntaxErrorsInTheFile();
    void tellsPsqlCommandsByFileAndLine();
    void refusesPythonRevisions();
    void aStampRunsNothing();
    void missingFileIsAnError();
    void emptySectionsHaveNoStatements();

private:
    Revision write(const QByteArray& body, const QByteArray& id = "0001")
    {
        Revision revision;
        revision.id = QString::fromUtf8(id);
        revision.filePath = m_folder.filePath(revision.id + QStringLiteral(".sql"));
        QFile file(revision.filePath);
        if (!file.open(QIODevice::WriteOnly)
            || file.write("-- Message\n--\n-- Revision ID: " + id + "\n-- Revises:\n\n" + body) < 0)
            qFatal("cannot write %s", qPrintable(revision.filePath));
        return revision;
    }

    QTemporaryDir m_folder;
};

void TestScript::loadsTheStatementsOfOneDirectionWithTheirPlaces()
{
    const Revision revision = write("-- migrate:up\nCREATE TABLE a ();\n\n  CREATE TABLE b ();\n\n"
                                    "-- migrate:down\nDROP TABLE b, a;\n");
    const auto up = loadScript(revision, Direction::Upgrade);
    QVERIFY2(up, up ? "" : qPrintable(up.error().message));
    QCOMPARE(up->revision, "0001");
    QCOMPARE(up->file, revision.filePath);
    QVERIFY(up->transactional);
    QCOMPARE(up->outsideTransactionReason, QString());
    QCOMPARE(up->statements.size(), 2);
    QCOMPARE(up->statements.at(0).line, 7);
    QCOMPARE(up->statements.at(1).line, 9);
    QCOMPARE(up->statements.at(1).column, 3);
    QCOMPARE(up->statements.at(1).text, "CREATE TABLE b ()");
    const auto down = loadScript(revision, Direction::Downgrade);
    QVERIFY(down);
    QCOMPARE(down->direction, Direction::Downgrade);
    QCOMPARE(down->statements.size(), 1);
    QCOMPARE(down->statements.at(0).line, 12);
    QCOMPARE(down->statements.at(0).command, "DROP TABLE");
}

void TestScript::keepsPlacesInFilesWithCrlfAndByteOrderMark()
{
    Revision revision;
    revision.id = "0001";
    revision.filePath = m_folder.filePath("crlf.sql");
    QFile file(revision.filePath);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("\xef\xbb\xbf-- M\xc3\xa9ssage\r\n--\r\n-- Revision ID: 0001\r\n-- Revises:\r\n\r\n"
               "-- migrate:up\r\nSELECT 'h\xc3\xa9'; SELECT 2;\r\n\r\nSELECT 3");
    file.close();
    const auto script = loadScript(revision, Direction::Upgrade);
    QVERIFY2(script, script ? "" : qPrintable(script.error().message));
    QCOMPARE(script->statements.size(), 3);
    QCOMPARE(script->statements.at(1).line, 7);
    QCOMPARE(script->statements.at(1).column, 14);
    QCOMPARE(script->statements.at(2).line, 9);
}

void TestScript::runsOutsideATransactionByOption()
{
    const Revision revision = write("-- migrate:up transaction:false\nCREATE TABLE a ();\n"
                                    "-- migrate:down\nDROP TABLE a;\n");
    const auto up = loadScript(revision, Direction::Upgrade);
    QVERIFY2(up, up ? "" : qPrintable(up.error().message));
    QVERIFY(!up->transactional);
    QCOMPARE(up->outsideTransactionReason, "transaction:false");
    const auto down = loadScript(revision, Direction::Downgrade);
    QVERIFY(down);
    QVERIFY(down->transactional);
}

void TestScript::runsOutsideATransactionWhenAStatementNeedsIt()
{
    const auto script
        = loadScript(write("-- migrate:up\nSELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (x);\nVACUUM;\n"),
                     Direction::Upgrade);
    QVERIFY(script);
    QVERIFY(!script->transactional);
    QCOMPARE(script->outsideTransactionReason,
             "CREATE INDEX CONCURRENTLY at line 8 cannot run in a transaction");
}

void TestScript::refusesTransactionControlInATransaction_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("command");
    QTest::newRow("begin") << QByteArray("BEGIN") << "BEGIN";
    QTest::newRow("commit") << QByteArray("commit work") << "COMMIT";
    QTest::newRow("rollback") << QByteArray("ROLLBACK") << "ROLLBACK";
    QTest::newRow("savepoint") << QByteArray("SAVEPOINT x") << "SAVEPOINT";
}

void TestScript::refusesTransactionControlInATransaction()
{
    QFETCH(QByteArray, statement);
    QFETCH(QString, command);
    const Revision revision = write("-- migrate:up\nSELECT 1; " + statement + ";\n");
    const auto script = loadScript(revision, Direction::Upgrade);
    QVERIFY(!script);
    QCOMPARE(script.error().kind, ErrorKind::Statement);
    QCOMPARE(script.error().code, "transaction_control");
    QVERIFY(script.error().message.startsWith(command + u' '));
    QCOMPARE(script.error().file, revision.filePath);
    QCOMPARE(script.error().line, 7);
    QCOMPARE(script.error().column, 11);
    QVERIFY(!script.error().hint.isEmpty());
}

void TestScript::allowsTransactionControlOutsideATransaction()
{
    const auto script = loadScript(write("-- migrate:up transaction:false\nBEGIN;\nSELECT 1;\nCOMMIT;\n"),
                                   Direction::Upgrade);
    QVERIFY(script);
    QCOMPARE(script->statements.size(), 3);
}

void TestScript::refusesADowngradeThatDoesNotExist_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("line");
    QTest::newRow("no section") << QByteArray("-- migrate:up\nSELECT 1;\n") << 0;
    QTest::newRow("irreversible") << QByteArray("-- migrate:up\nSELECT 1;\n-- migrate:down irreversible\n")
                                  << 8;
}

void TestScript::refusesADowngradeThatDoesNotExist()
{
    QFETCH(QByteArray, body);
    QFETCH(int, line);
    const Revision revision = write(body);
    const auto script = loadScript(revision, Direction::Downgrade);
    QVERIFY(!script);
    QCOMPARE(script.error().code, "irreversible");
    QCOMPARE(script.error().file, revision.filePath);
    QCOMPARE(script.error().line, line);
    QVERIFY(script.error().message.contains("0001"));
    QVERIFY(loadScript(revision, Direction::Upgrade));
}

void TestScript::placesSyntaxErrorsInTheFile()
{
    const Revision revision = write("-- migrate:up\nSELECT 1;\n-- migrate:down\n\nDORP TABLE a;\n");
    QVERIFY(loadScript(revision, Direction::Upgrade));
    const auto script = loadScript(revision, Direction::Downgrade);
    QVERIFY(!script);
    QCOMPARE(script.error().code, "syntax_error");
    QCOMPARE(script.error().line, 10);
    QCOMPARE(script.error().column, 1);
}

void TestScript::tellsPsqlCommandsByFileAndLine()
{
    const Revision revision = write("-- migrate:up\nSELECT 1;\n\\i other.sql\n");
    const auto script = loadScript(revision, Direction::Upgrade);
    QVERIFY(!script);
    QCOMPARE(script.error().code, "psql_command");
    QCOMPARE(script.error().file, revision.filePath);
    QCOMPARE(script.error().line, 8);
}

void TestScript::refusesPythonRevisions()
{
    Revision revision;
    revision.id = "ae10";
    revision.format = RevisionFormat::Python;
    revision.filePath = "/p/ae10.py";
    const auto script = loadScript(revision, Direction::Upgrade);
    QVERIFY(!script);
    QCOMPARE(script.error().kind, ErrorKind::Statement);
    QCOMPARE(script.error().code, "python_revision");
    QCOMPARE(script.error().file, "/p/ae10.py");
    QVERIFY(loadScript(revision, Direction::Stamp));
}

void TestScript::aStampRunsNothing()
{
    Revision revision;
    revision.id = "0001";
    revision.filePath = m_folder.filePath("gone.sql");
    const auto script = loadScript(revision, Direction::Stamp);
    QVERIFY(script);
    QVERIFY(script->statements.isEmpty());
}

void TestScript::missingFileIsAnError()
{
    Revision revision;
    revision.id = "0001";
    revision.filePath = m_folder.filePath("gone.sql");
    const auto script = loadScript(revision, Direction::Upgrade);
    QVERIFY(!script);
    QCOMPARE(script.error().kind, ErrorKind::File);
    QCOMPARE(script.error().file, revision.filePath);
}

void TestScript::emptySectionsHaveNoStatements()
{
    const Revision revision = write("-- migrate:up\n\n-- migrate:down\n-- nothing to do\n;\n");
    for (const Direction direction : {Direction::Upgrade, Direction::Downgrade}) {
        const auto script = loadScript(revision, direction);
        QVERIFY(script);
        QVERIFY(script->statements.isEmpty());
        QVERIFY(script->transactional);
    }
}

QTEST_GUILESS_MAIN(TestScript)
#include "tst_script.moc"
