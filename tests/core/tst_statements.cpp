// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/statements.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <vector>

using namespace athanor;

namespace {

QString describe(const RelationName& relation)
{
    return relation.schema.isEmpty() ? relation.name : relation.schema + u'.' + relation.name;
}

QString relationsText(const SqlStatement& statement)
{
    QStringList names;
    for (const RelationName& relation : statement.relations)
        names.append(describe(relation));
    return names.join(u' ');
}

/// "line:column message" of the error that \a sql gives, or "ok".
QString errorOf(const QString& sql, int firstLine = 1)
{
    const auto result = splitStatements(sql, QStringLiteral("/p/0001.sql"), firstLine);
    if (result)
        return QStringLiteral("ok");
    return QStringLiteral("%1:%2 %3")
        .arg(result.error().line)
        .arg(result.error().column)
        .arg(result.error().message);
}

QString u(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestStatements : public QObject {
    Q_OBJECT
private slots:
    void splitsIntoTextsAndPlaces_data();
    void splitsIntoTextsAndPlaces();
    void offsetsPointIntoTheTextThatWasSplit();
    void tellsTheCommandAndTheRelations_data();
    void tellsTheCommandAndTheRelations();
    void tellsWhatCannotRunInATransaction_data();
    void tellsWhatCannotRunInATransaction();
    void tellsTransactionControl_data();
    void tellsTransactionControl();
    void refusesWithPlace_data();
    void refusesWithPlace();
    void saysWhatToDoInsteadOfAPsqlCommand();
    void errorsCarryFileCodeAndLine();
    void survivesAnyCutAndAnyNoise();
    void survivesDeepNesting_data();
    void survivesDeepNesting();
    void worksOnManyThreadsAtOnce();
    void costGrowsWithTheLength();
};

void TestStatements::splitsIntoTextsAndPlaces_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QStringList>("expected"); // "line:column text"
    QTest::newRow("nothing") << QString() << QStringList{};
    QTest::newRow("blanks") << u(" \n\t\r\n") << QStringList{};
    QTest::newRow("comments") << u("-- one\n/* two /* nested */ */\n--three") << QStringList{};
    QTest::newRow("semicolons") << u(";;\n ; -- x\n;") << QStringList{};
    QTest::newRow("one") << u("SELECT 1") << QStringList{u("1:1 SELECT 1")};
    QTest::newRow("two in a line") << u("SELECT 1; SELECT 2;")
                                   << QStringList{u("1:1 SELECT 1"), u("1:11 SELECT 2")};
    QTest::newRow("comment before") << u("-- a\n/* b\n; */ SELECT 1\n;\n-- end")
                                    << QStringList{u("3:6 SELECT 1")};
    QTest::newRow("crlf") << u("SELECT 1;\r\n  SELECT\r\n2;\r\n")
                          << QStringList{u("1:1 SELECT 1"), u("2:3 SELECT\r\n2")};
    QTest::newRow("dollar quotes") << u("DO $a$ BEGIN; $$ ; $$ -- ' \n END $a$;\nSELECT 1")
                                   << QStringList{u("1:1 DO $a$ BEGIN; $$ ; $$ -- ' \n END $a$"),
                                                  u("3:1 SELECT 1")};
    QTest::newRow("semicolons in quotes")
        << u("SELECT ';', E'\\';', \";\" FROM t; SELECT 2")
        << QStringList{u("1:1 SELECT ';', E'\\';', \";\" FROM t"), u("1:33 SELECT 2")};
    QTest::newRow("atomic body")
        << u("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;\nSELECT 3")
        << QStringList{u("1:1 CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END"),
                       u("2:1 SELECT 3")};
    QTest::newRow("rule") << u("CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3")
                          << QStringList{
                                 u("1:1 CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)"),
                                 u("1:63 SELECT 3")};
    QTest::newRow("columns are code points")
        << u("/* \xf0\x9f\x98\x80\xc3\xa9 */ SELECT '\xf0\x9f\x98\x80'; SELECT 2")
        << QStringList{u("1:10 SELECT '\xf0\x9f\x98\x80'"), u("1:22 SELECT 2")};
}

void TestStatements::splitsIntoTextsAndPlaces()
{
    QFETCH(QString, sql);
    QFETCH(QStringList, expected);
    const auto statements = splitStatements(sql);
    QVERIFY2(statements, statements ? "" : qPrintable(statements.error().message));
    QStringList found;
    for (const SqlStatement& statement : *statements) {
        found.append(
            QStringLiteral("%1:%2 %3").arg(statement.line).arg(statement.column).arg(statement.text));
        QCOMPARE(sql.mid(statement.offset, statement.text.size()), statement.text);
    }
    QCOMPARE(found, expected);
}

void TestStatements::offsetsPointIntoTheTextThatWasSplit()
{
    const QString sql = u("-- \xf0\x9f\x98\x80\nSELECT '\xf0\x9f\x98\x80'; SELECT 'h\xc3\xa9'");
    const auto statements = splitStatements(sql, {}, 40);
    QVERIFY(statements);
    QCOMPARE(statements->size(), 2);
    QCOMPARE(statements->at(0).offset, 6);
    QCOMPARE(statements->at(0).line, 41);
    QCOMPARE(statements->at(1).offset, sql.lastIndexOf(u"SELECT"));
}

void TestStatements::tellsTheCommandAndTheRelations_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("relations");
    const auto row = [](const char* sql, const char* command, const char* relations) {
        QTest::newRow(sql) << u(command) << u(relations);
    };
    row("CREATE TABLE a.b (x int REFERENCES c, LIKE d)", "CREATE TABLE", "a.b c d");
    row("CREATE TABLE p PARTITION OF q FOR VALUES IN (1)", "CREATE TABLE", "p q");
    row("CREATE TABLE a AS SELECT * FROM b", "CREATE TABLE AS", "a b");
    row("CREATE UNIQUE INDEX i ON s.t (x)", "CREATE INDEX", "s.t");
    row("CREATE VIEW v AS SELECT * FROM a JOIN b USING (x)", "CREATE VIEW", "v a b");
    row("CREATE MATERIALIZED VIEW m AS SELECT 1", "CREATE MATERIALIZED VIEW", "m");
    row("CREATE SEQUENCE s OWNED BY x.t.c", "CREATE SEQUENCE", "s x.t");
    row("CREATE TYPE pair AS (a int, b int)", "CREATE TYPE", "");
    row("CREATE TYPE mood AS ENUM ('sad')", "CREATE TYPE", "");
    row("CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()", "CREATE TRIGGER", "t");
    row("CREATE POLICY p ON t USING (true)", "CREATE POLICY", "t");
    row("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1 FROM t'", "CREATE FUNCTION", "");
    row("CREATE PROCEDURE p() BEGIN ATOMIC DELETE FROM t; END", "CREATE PROCEDURE", "t");
    row("CREATE EXTENSION IF NOT EXISTS citext", "CREATE EXTENSION", "");
    row("CREATE SCHEMA s CREATE TABLE t (x int)", "CREATE SCHEMA", "t");
    row("CREATE AGGREGATE g (int) (sfunc = f, stype = int)", "CREATE AGGREGATE", "");
    row("CREATE TEXT SEARCH CONFIGURATION c (copy = english)", "CREATE TEXT SEARCH CONFIGURATION", "");
    row("CREATE ROLE r", "CREATE ROLE", "");
    row("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES u", "ALTER TABLE", "t u");
    row("ALTER TABLE t RENAME COLUMN a TO b", "ALTER TABLE", "t");
    row("ALTER VIEW v RENAME COLUMN a TO b", "ALTER VIEW", "v");
    row("ALTER TABLE t RENAME TO u", "ALTER TABLE", "t");
    row("ALTER INDEX s.i RENAME TO j", "ALTER INDEX", "s.i");
    row("ALTER TABLE t SET SCHEMA s", "ALTER TABLE", "t");
    row("ALTER TABLE t OWNER TO r", "ALTER TABLE", "t");
    row("ALTER FUNCTION f() OWNER TO r", "ALTER FUNCTION", "");
    row("ALTER SEQUENCE s OWNED BY t.c", "ALTER SEQUENCE", "s t");
    row("ALTER TYPE mood ADD VALUE 'ok'", "ALTER TYPE", "");
    row("ALTER TYPE pair ADD ATTRIBUTE c int", "ALTER TYPE", "");
    row("ALTER TYPE pair RENAME ATTRIBUTE c TO d", "ALTER TYPE", "");
    row("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r", "ALTER DEFAULT PRIVILEGES", "");
    row("DROP TABLE IF EXISTS a, b.c, d.b.e CASCADE", "DROP TABLE", "a b.c b.e");
    row("DROP INDEX s.i", "DROP INDEX", "s.i");
    row("DROP VIEW v", "DROP VIEW", "v");
    row("DROP TRIGGER g ON s.t", "DROP TRIGGER", "s.t");
    row("DROP POLICY p ON t", "DROP POLICY", "t");
    row("DROP FUNCTION f(int)", "DROP FUNCTION", "");
    row("DROP TYPE mood", "DROP TYPE", "");
    row("COMMENT ON TABLE s.t IS 'x'", "COMMENT", "s.t");
    row("COMMENT ON COLUMN s.t.c IS 'x'", "COMMENT", "s.t");
    row("COMMENT ON CONSTRAINT k ON s.t IS 'x'", "COMMENT", "s.t");
    row("COMMENT ON FUNCTION f(int) IS 'x'", "COMMENT", "");
    row("GRANT SELECT ON a, s.b TO r", "GRANT", "a s.b");
    row("REVOKE ALL ON a FROM r", "REVOKE", "a");
    row("GRANT r TO q", "GRANT ROLE", "");
    row("TRUNCATE a, b", "TRUNCATE TABLE", "a b");
    row("LOCK TABLE a IN SHARE MODE", "LOCK TABLE", "a");
    row("ANALYZE a", "ANALYZE", "a");
    row("REFRESH MATERIALIZED VIEW CONCURRENTLY m", "REFRESH MATERIALIZED VIEW", "m");
    row("DO $$ BEGIN DELETE FROM t; END $$", "DO", "");
    row("SELECT 1", "SELECT", "");
    row("VALUES (1)", "SELECT", "");
    row("TABLE t", "SELECT", "t");
    row("SELECT * FROM a, a AS again, s.a", "SELECT", "a s.a");
    row("SELECT * FROM b FOR UPDATE OF b", "SELECT", "b");
    row("SELECT * FROM b AS x FOR UPDATE OF x", "SELECT", "b");
    row("SELECT (SELECT x FROM inner_one) FROM outer_one WHERE EXISTS (SELECT FROM third)", "SELECT",
        "inner_one outer_one third");
    row("WITH c AS (SELECT * FROM a) SELECT * FROM c, b", "SELECT", "a b");
    row("WITH c AS (SELECT * FROM c) SELECT * FROM c", "SELECT", "c");
    row("WITH RECURSIVE c AS (SELECT 1 UNION ALL SELECT * FROM c) SELECT * FROM c", "SELECT", "");
    row("WITH c AS (SELECT 1) INSERT INTO c SELECT * FROM c", "INSERT", "c");
    row("WITH c AS (SELECT 1), d AS (SELECT * FROM c) SELECT * FROM d, s.c", "SELECT", "s.c");
    row("SELECT * FROM (WITH c AS (SELECT 1) SELECT * FROM c) x, c", "SELECT", "c");
    row("INSERT INTO s.t (x) SELECT y FROM u ON CONFLICT DO NOTHING", "INSERT", "s.t u");
    row("UPDATE t SET x = u.x FROM u WHERE t.id = u.id", "UPDATE", "t u");
    row("DELETE FROM t USING u", "DELETE", "t u");
    row("MERGE INTO t USING u ON t.i = u.i WHEN MATCHED THEN DELETE", "MERGE", "t u");
    row("COPY t TO '/tmp/x'", "COPY", "t");
    row("EXPLAIN DELETE FROM t", "EXPLAIN", "t");
    row("SET search_path TO x", "SET", "");
    row("RESET ALL", "RESET", "");
    row("SHOW all", "SHOW", "");
    row("CALL p()", "CALL", "");
    row("NOTIFY x", "NOTIFY", "");
    row("DISCARD TEMP", "DISCARD TEMP", "");
    row("CREATE TABLE \"We\"\"ird\".\"na me\\\n\" ()", "CREATE TABLE", "We\"ird.na me\\\n");
    row("ALTER TABLE \xc3\xa9t\xc3\xa9 ADD x int", "ALTER TABLE", "\xc3\xa9t\xc3\xa9");
}

void TestStatements::tellsTheCommandAndTheRelations()
{
    QFETCH(QString, command);
    QFETCH(QString, relations);
    const auto statements = splitStatements(u(QTest::currentDataTag()));
    QVERIFY2(statements, statements ? "" : qPrintable(statements.error().message));
    QCOMPARE(statements->size(), 1);
    QCOMPARE(statements->first().command, command);
    QCOMPARE(relationsText(statements->first()), relations);
}

void TestStatements::tellsWhatCannotRunInATransaction_data()
{
    QTest::addColumn<QString>("form"); // empty: allowed
    const auto row = [](const char* sql, const char* form) { QTest::newRow(sql) << u(form); };
    row("CREATE INDEX i ON t (x)", "");
    row("CREATE INDEX CONCURRENTLY i ON t (x)", "CREATE INDEX CONCURRENTLY");
    row("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (x)", "CREATE INDEX CONCURRENTLY");
    row("DROP INDEX i", "");
    row("DROP INDEX CONCURRENTLY IF EXISTS i", "DROP INDEX CONCURRENTLY");
    row("REINDEX TABLE t", "");
    row("REINDEX TABLE CONCURRENTLY t", "REINDEX CONCURRENTLY");
    row("REINDEX (CONCURRENTLY) INDEX i", "REINDEX CONCURRENTLY");
    row("REINDEX (CONCURRENTLY 1) INDEX i", "REINDEX CONCURRENTLY");
    row("REINDEX (CONCURRENTLY off) INDEX i", "");
    row("REINDEX (CONCURRENTLY 0) INDEX i", "");
    row("REINDEX DATABASE d", "REINDEX DATABASE");
    row("REINDEX SYSTEM d", "REINDEX SYSTEM");
    row("REINDEX SCHEMA s", "REINDEX SCHEMA");
    row("VACUUM", "VACUUM");
    row("VACUUM (ANALYZE) t", "VACUUM");
    row("ANALYZE t", "");
    row("CLUSTER", "CLUSTER without a table");
    row("CLUSTER VERBOSE", "CLUSTER without a table");
    row("CLUSTER t USING i", "");
    row("ALTER SYSTEM SET work_mem = '1MB'", "ALTER SYSTEM");
    row("ALTER SYSTEM RESET ALL", "ALTER SYSTEM");
    row("CREATE DATABASE d", "CREATE DATABASE");
    row("DROP DATABASE IF EXISTS d", "DROP DATABASE");
    row("ALTER DATABASE d SET TABLESPACE x", "ALTER DATABASE SET TABLESPACE");
    row("ALTER DATABASE d SET search_path TO x", "");
    row("ALTER DATABASE d CONNECTION LIMIT 3", "");
    row("ALTER DATABASE d RENAME TO e", "");
    row("CREATE TABLESPACE x LOCATION '/x'", "CREATE TABLESPACE");
    row("DROP TABLESPACE x", "DROP TABLESPACE");
    row("ALTER TABLE t SET TABLESPACE x", "");
    row("ALTER TABLE t DETACH PARTITION p", "");
    row("ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "ALTER TABLE DETACH PARTITION CONCURRENTLY");
    row("ALTER TABLE t DETACH PARTITION p FINALIZE", "");
    row("DISCARD ALL", "DISCARD ALL");
    row("DISCARD PLANS", "");
    row("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", "CREATE SUBSCRIPTION with a replication slot");
    row("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (enabled = false)",
        "CREATE SUBSCRIPTION with a replication slot");
    row("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot = false)", "");
    row("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = off)", "");
    row("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot)",
        "CREATE SUBSCRIPTION with a replication slot");
    row("DROP SUBSCRIPTION s", "DROP SUBSCRIPTION with a replication slot");
    row("ALTER SUBSCRIPTION s DISABLE", "");
    row("ALTER SUBSCRIPTION s REFRESH PUBLICATION", "ALTER SUBSCRIPTION REFRESH PUBLICATION");
    row("ALTER SUBSCRIPTION s SET PUBLICATION p", "ALTER SUBSCRIPTION PUBLICATION with refresh");
    row("ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (refresh = false)", "");
    row("ALTER SUBSCRIPTION s SET (slot_name = NONE)", "");
    row("ALTER SUBSCRIPTION s SET (failover = true)", "ALTER SUBSCRIPTION of slot options");
    row("COMMIT PREPARED 'x'", "COMMIT PREPARED");
    row("ROLLBACK PREPARED 'x'", "ROLLBACK PREPARED");
    row("ALTER TYPE mood ADD VALUE 'ok'", "");
    row("REFRESH MATERIALIZED VIEW CONCURRENTLY m", "");
    row("CREATE TABLE t (c text DEFAULT 'CREATE INDEX CONCURRENTLY')", "");
}

void TestStatements::tellsWhatCannotRunInATransaction()
{
    QFETCH(QString, form);
    const auto statements = splitStatements(u(QTest::currentDataTag()), {}, 14);
    QVERIFY2(statements, statements ? "" : qPrintable(statements.error().message));
    QCOMPARE(statements->size(), 1);
    QCOMPARE(statements->first().outsideTransactionReason,
             form.isEmpty() ? QString() : form + u(" at line 14 cannot run in a transaction"));
    QVERIFY(!statements->first().transactionControl);
}

void TestStatements::tellsTransactionControl_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("BEGIN") << u("BEGIN");
    QTest::newRow("START TRANSACTION ISOLATION LEVEL SERIALIZABLE") << u("START TRANSACTION");
    QTest::newRow("COMMIT AND CHAIN") << u("COMMIT");
    QTest::newRow("END") << u("COMMIT");
    QTest::newRow("ROLLBACK") << u("ROLLBACK");
    QTest::newRow("ABORT") << u("ROLLBACK");
    QTest::newRow("SAVEPOINT a") << u("SAVEPOINT");
    QTest::newRow("ROLLBACK TO a") << u("ROLLBACK");
    QTest::newRow("RELEASE a") << u("RELEASE");
    QTest::newRow("PREPARE TRANSACTION 'x'") << u("PREPARE TRANSACTION");
}

void TestStatements::tellsTransactionControl()
{
    QFETCH(QString, command);
    const auto statements = splitStatements(u(QTest::currentDataTag()));
    QVERIFY(statements);
    QCOMPARE(statements->first().command, command);
    QVERIFY(statements->first().transactionControl);
    QVERIFY(statements->first().outsideTransactionReason.isEmpty());
}

void TestStatements::refusesWithPlace_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("expected");
    const QString copy = u(" cannot be used in a revision: it moves data through the client");
    QTest::newRow("syntax") << u("SELECT 1;\nCREATE TABEL x ()")
                            << u("2:8 syntax error at or near \"TABEL\"");
    QTest::newRow("after an emoji") << u("SELECT '\xf0\x9f\x98\x80' FORM t WHERE x")
                                    << u("1:17 syntax error at or near \"t\"");
    QTest::newRow("end of input") << u("SELECT 1;\nCREATE TABLE t (\n\n")
                                  << u("2:17 syntax error at end of input");
    QTest::newRow("quote") << u("SELECT 1;\nSELECT 'abc;\n")
                           << u("2:8 unterminated quoted string at or near \"'abc;\n\"");
    QTest::newRow("dollar quote") << u("DO $x$ abc $$")
                                  << u("1:4 unterminated dollar-quoted string at or near \"$x$ abc $$\"");
    QTest::newRow("comment") << u("/* a /* b */")
                             << u("1:1 unterminated /* comment at or near \"/* a /* b */\"");
    QTest::newRow("identifier") << u("SELECT \"\"")
                                << u("1:8 zero-length delimited identifier at or near \"\"\"\"");
    QTest::newRow("nul") << (u("SELECT 1;\nSELECT ") + QChar(0) + u("2"))
                         << u("2:8 the SQL holds a NUL character, which PostgreSQL cannot read");
    QTest::newRow("psql") << u("SELECT 1;\n\\connect other\n")
                          << u("2:1 the psql command \\connect cannot be used in a revision");
    QTest::newRow("psql behind a quote in its argument")
        << u("\\echo it's\nSELECT 1;") << u("1:1 the psql command \\echo cannot be used in a revision");
    QTest::newRow("psql behind a statement")
        << u("SELECT 'CREATE TABLE t ()' \\gexec")
        << u("1:28 the psql command \\gexec cannot be used in a revision");
    QTest::newRow("psql shell") << u("\\! ls") << u("1:1 the psql command \\! cannot be used in a revision");
    QTest::newRow("backslash in a string") << u("SELECT '\n\\d\n', $$\n\\d\n$$ /*\n\\d */") << u("ok");
    QTest::newRow("copy") << u("SELECT 1;\n COPY t FROM STDIN;") << u("2:2 COPY FROM STDIN") + copy;
    QTest::newRow("copy with rows") << u("COPY t (a, b) FROM stdin;\n1\tone\n2\tit's\n\\.\n")
                                    << u("1:1 COPY FROM STDIN") + copy;
    QTest::newRow("copy with only the end")
        << u("COPY t FROM stdin;\n\\.\n") << u("1:1 COPY FROM STDIN") + copy;
    QTest::newRow("copy out") << u("COPY (SELECT 1) TO STDOUT") << u("1:1 COPY TO STDOUT") + copy;
    QTest::newRow("copy on the server") << u("COPY t FROM '/srv/t.csv' (FORMAT csv)") << u("ok");
    QTest::newRow("copy from a program") << u("COPY t FROM PROGRAM 'cat x'") << u("ok");
}

void TestStatements::refusesWithPlace()
{
    QFETCH(QString, sql);
    QFETCH(QString, expected);
    QCOMPARE(errorOf(sql), expected);
}

void TestStatements::saysWhatToDoInsteadOfAPsqlCommand()
{
    const auto hint = [](const QString& sql) {
        const auto result = splitStatements(sql);
        return result ? QString() : result.error().hint;
    };
    QVERIFY(hint(u("\\i other.sql")).contains(u("into the revision")));
    QVERIFY(hint(u("\\copy t from x")).contains(u("INSERT")));
    QVERIFY(hint(u("\\set x 1")).contains(u("variables")));
    QVERIFY(hint(u("\\timing on")).contains(u("only psql")));
    QVERIFY(hint(u("SELECT :'x'")).contains(u("variables")));
    QVERIFY(hint(u("SELECT 'x")).contains(u("not closed")));
}

void TestStatements::errorsCarryFileCodeAndLine()
{
    const auto result = splitStatements(u("SELECT 1;\r\nSELECT 1 FROM;\r\n"), u("/p/x.sql"), 14);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Statement);
    QCOMPARE(result.error().code, u("syntax_error"));
    QCOMPARE(result.error().file, u("/p/x.sql"));
    QCOMPARE(result.error().line, 15);
    QCOMPARE(result.error().column, 14);
    QCOMPARE(result.error().statement, u("SELECT 1 FROM;"));
}

void TestStatements::survivesAnyCutAndAnyNoise()
{
    const QString sql
        = u("/* \xf0\x9f\x98\x80 */ CREATE TABLE \"a\"\"b\" (x text DEFAULT E'\\'$$');\n"
            "DO $q$ BEGIN RAISE NOTICE '%', 1; END $q$; -- c\n\\d t\nCOPY t FROM STDIN;\n1\t2\n\\.\n");
    for (qsizetype length = 0; length <= sql.size(); ++length)
        QVERIFY(!errorOf(sql.first(length)).isEmpty());
    QRandomGenerator random(42);
    const QString alphabet = u("'\"$\\;-/*()[]:.,0a \n\xc3\xa9U&E") + QChar(0) + QChar(0xd83d) + QChar(0x7f);
    for (int round = 0; round < 3000; ++round) {
        QString text = sql;
        for (int change = 0; change < 4; ++change)
            text[random.bounded(int(text.size()))] = alphabet[random.bounded(int(alphabet.size()))];
        const auto result = splitStatements(text, {}, 5);
        if (!result) {
            QVERIFY(!result.error().message.isEmpty());
            QVERIFY(result.error().line == 0 || (result.error().line >= 5 && result.error().line <= 12));
            continue;
        }
        for (const SqlStatement& statement : *result)
            QCOMPARE(text.mid(statement.offset, statement.text.size()), statement.text);
    }
}

void TestStatements::survivesDeepNesting_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("valid");
    QTest::newRow("sum") << u("SELECT 1") + u("+1").repeated(300'000) << true;
    QTest::newRow("casts") << u("SELECT 1") + u("::a").repeated(100'000) << true;
    QTest::newRow("joins") << u("SELECT FROM a") + u(" cross join b").repeated(20'000) << true;
    QTest::newRow("unions") << u("SELECT FROM a") + u(" UNION SELECT FROM b").repeated(20'000) << true;
    QTest::newRow("parentheses") << u("SELECT ") + u("(").repeated(200'000) << false;
}

void TestStatements::survivesDeepNesting()
{
    QFETCH(QString, sql);
    QFETCH(bool, valid);
    const auto result = splitStatements(sql);
    QCOMPARE(result.has_value(), valid);
    if (valid)
        QCOMPARE(result->first().command, u("SELECT"));
}

void TestStatements::worksOnManyThreadsAtOnce()
{
    std::atomic<int> good = 0;
    std::vector<std::unique_ptr<QThread>> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back(QThread::create([&good, i] {
            for (int round = 0; round < 50; ++round) {
                const auto result = splitStatements(u("SELECT * FROM t%1; DROP TABLE u").arg(i));
                const bool bad = splitStatements(u("SELEC")).has_value();
                good += !bad && result && result->size() == 2
                    && relationsText(result->first()) == u("t%1").arg(i);
            }
        }));
        threads.back()->start();
    }
    for (const auto& thread : threads)
        thread->wait();
    QCOMPARE(good, 8 * 50);
}

void TestStatements::costGrowsWithTheLength()
{
    const auto measure = [](const QString& sql, qsizetype count) {
        QElapsedTimer timer;
        timer.start();
        const auto result = splitStatements(sql);
        const bool asExpected = result && result->size() == count;
        return asExpected ? double(timer.nsecsElapsed()) / 1e6 : -1.0;
    };
    const QString statement = u("ALTER TABLE t\xc3\xa9 ADD COLUMN x int;\n");
    const double small = measure(statement.repeated(10'000), 10'000);
    const double large = measure(statement.repeated(100'000), 100'000);
    QVERIFY(small > 0 && large > 0);
    QVERIFY2(large < 30 * small, qPrintable(u("%1 ms against %2 ms").arg(large).arg(small)));
    const double line
        = measure(u("INSERT INTO t VALUES ") + u("(1,'a'),").repeated(250'000) + u("(2,'b')"), 1);
    QVERIFY(line > 0);
    const QString data = u("SELECT '") + u("x").repeated(2'000'000) + u("'; SELECT 2");
    QVERIFY(measure(data, 2) > 0);
    qInfo("10,000 statements: %.0f ms; 100,000: %.0f ms; one of 2 MB: %.0f ms", small, large, line);
}

QTEST_GUILESS_MAIN(TestStatements)
#include "tst_statements.moc"
