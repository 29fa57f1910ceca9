// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/errortext.h"
#include "db/conninfo.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestConninfo : public QObject {
    Q_OBJECT
private slots:
    void readsUrlsAndKeywords_data();
    void readsUrlsAndKeywords();
    void refusesWithoutRepeatingASecret_data();
    void refusesWithoutRepeatingASecret();
    void knowsTheExampleOfAFreshAlembicProject();
    void namesTheUnknownOption();
    void replacesTheDatabase();
    void readsServiceFilesAsLibpqDoes();
    void brokenServiceFilesAreErrorsWithTheirLine();
    void showsWhatLibpqWouldUse();
    void handsOverWhatAnotherClientNeeds();

private:
    static QString written(const QTemporaryDir& folder, const QByteArray& text);
};

QString TestConninfo::written(const QTemporaryDir& folder, const QByteArray& text)
{
    QFile file(folder.filePath(QStringLiteral("pg_service.conf")));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName() : QString();
}

void TestConninfo::readsUrlsAndKeywords_data()
{
    using Keywords = QMap<QString, QString>;
    QTest::addColumn<QString>("text");
    QTest::addColumn<Keywords>("keywords");
    QTest::newRow("url") << "postgresql://u:p%40ss@h:5433/db?sslmode=require"
                         << Keywords{{"user", "u"},    {"password", "p@ss"}, {"host", "h"},
                                     {"port", "5433"}, {"dbname", "db"},     {"sslmode", "require"}};
    QTest::newRow("short scheme, blanks around") << "  postgres://h/db\n"
                                                 << Keywords{{"host", "h"}, {"dbname", "db"}};
    QTest::newRow("several hosts") << "postgresql://a:1,b:2/db"
                                   << Keywords{{"host", "a,b"}, {"port", "1,2"}, {"dbname", "db"}};
    QTest::newRow("socket") << "postgresql:///db?host=/tmp/x"
                            << Keywords{{"host", "/tmp/x"}, {"dbname", "db"}};
    QTest::newRow("keywords") << "host=h password='it\\'s; a \\\\ secret' options='-c search_path=a'"
                              << Keywords{{"host", "h"},
                                          {"password", "it's; a \\ secret"},
                                          {"options", "-c search_path=a"}};
    QTest::newRow("service") << "service=mine" << Keywords{{"service", "mine"}};
    for (const auto* driver : {"psycopg2", "psycopg", "asyncpg", "pg8000"})
        QTest::newRow(driver) << QStringLiteral("postgresql+%1://us%40er:p/w%3F@h:1/db").arg(driver)
                              << Keywords{{"user", "us@er"},
                                          {"password", "p/w?"},
                                          {"host", "h"},
                                          {"port", "1"},
                                          {"dbname", "db"}};
    QTest::newRow("options of SQLAlchemy")
        << "postgresql+psycopg2://u@/db?host=a:1&host=b:2&options=-c+x%3Dy"
        << Keywords{{"user", "u"}, {"host", "a,b"}, {"port", "1,2"}, {"dbname", "db"}, {"options", "-c x=y"}};
    QTest::newRow("IPv6") << "postgresql+psycopg://[::1]:99/db"
                          << Keywords{{"host", "::1"}, {"port", "99"}, {"dbname", "db"}};
    QTest::newRow("ssl of asyncpg") << "postgresql+asyncpg://h/db?ssl=verify-full"
                                    << Keywords{{"host", "h"}, {"dbname", "db"}, {"sslmode", "verify-full"}};
}

void TestConninfo::readsUrlsAndKeywords()
{
    using Keywords = QMap<QString, QString>;
    QFETCH(QString, text);
    QFETCH(Keywords, keywords);
    const auto parsed = parseConnection(text);
    QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message));
    QCOMPARE(parsed->keywords, keywords);
}

void TestConninfo::refusesWithoutRepeatingASecret_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "";
    QTest::newRow("blank") << "  ";
    QTest::newRow("another database") << "mysql://u:s3cret@h/db";
    QTest::newRow("template's example") << "driver://user:s3cret@localhost/dbname";
    QTest::newRow("another driver") << "postgresql+odbc://u:s3cret@h/db";
    QTest::newRow("slash in the password") << "postgresql://u:99/s3cret@h/db";
    QTest::newRow("slash and question mark") << "postgresql://u:p/s3cret?s3cret=1@h/db";
    QTest::newRow("percent in the password") << "postgresql://u:s3cret%zz@h/db";
    QTest::newRow("at sign in the password") << "postgresql+psycopg2://u:p@s3cret@h/db";
    QTest::newRow("port") << "postgresql://h:s3cret/db";
    QTest::newRow("blank in the password") << "host=h password=my s3cret";
    QTest::newRow("blank and equals in the password") << "host=h password=my s3cret=x";
    QTest::newRow("unclosed quote") << "password='s3cret";
    QTest::newRow("no keywords") << "s3cret";
    QTest::newRow("zero") << QStringLiteral("password=s3cret") + QChar(0) + QStringLiteral("x");
}

void TestConninfo::refusesWithoutRepeatingASecret()
{
    QFETCH(QString, text);
    const auto parsed = parseConnection(text);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind, ErrorKind::Usage);
    QVERIFY(!parsed.error().hint.isEmpty());
    QVERIFY2(!errorText(parsed.error()).contains("s3cret"), qPrintable(errorText(parsed.error())));
}

void TestConninfo::knowsTheExampleOfAFreshAlembicProject()
{
    const auto parsed = parseConnection(QStringLiteral("driver://user:pass@localhost/dbname"));
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, QStringLiteral("placeholder_url"));
    QVERIFY(parsed.error().message.contains("alembic init"));
    QVERIFY(parsed.error().hint.contains("env.py") && parsed.error().hint.contains("DATABASE_URL"));
}

void TestConninfo::namesTheUnknownOption()
{
    for (const auto* text :
         {"postgresql://u:p@h/db?bogus=1", "postgresql+psycopg2://u:p@h/db?bogus=1", "bogus=1"}) {
        const auto parsed = parseConnection(QString::fromLatin1(text));
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().message.contains("\"bogus\""), qPrintable(parsed.error().message));
    }
}

void TestConninfo::replacesTheDatabase()
{
    const auto parsed = parseConnection("postgresql://h/db?sslmode=require");
    QVERIFY(parsed);
    const auto other = withDatabase(*parsed, "other");
    QCOMPARE(other.value("dbname"), QStringLiteral("other"));
    QCOMPARE(other.value("sslmode"), QStringLiteral("require"));
}

void TestConninfo::readsServiceFilesAsLibpqDoes()
{
    const QTemporaryDir folder;
    const auto services = readServiceFile(written(folder,
                                                  "# ours\r\n[one]\r\nhost=h\npassword=a ; b # c = d\n\n"
                                                  "[two]\nport=1\n[one]\nhost=second\n"));
    QVERIFY(services);
    QCOMPARE(services->keys(), (QStringList{"one", "two"}));
    QCOMPARE(services->value("one").value("host"), QStringLiteral("h"));
    QCOMPARE(services->value("one").value("password"), QStringLiteral("a ; b # c = d"));
    QCOMPARE(services->value("two").value("port"), QStringLiteral("1"));
}

void TestConninfo::brokenServiceFilesAreErrorsWithTheirLine()
{
    const QTemporaryDir folder;
    const auto broken = readServiceFile(written(folder, "[one]\nhost=h\ns3cret\n"));
    QVERIFY(!broken);
    QCOMPARE(broken.error().kind, ErrorKind::File);
    QCOMPARE(broken.error().line, 3);
    QVERIFY(!errorText(broken.error()).contains("s3cret"));
    QVERIFY(!readServiceFile(written(folder, "host=h\n")));
    QVERIFY(!readServiceFile(written(folder, "[one\n")));
    QVERIFY(!readServiceFile(folder.filePath("missing")));
}

void TestConninfo::showsWhatLibpqWouldUse()
{
    const QTemporaryDir folder;
    qputenv("PGSERVICEFILE", written(folder, "[mine]\nhost=db.example.com\nport=6000\n").toUtf8());
    qputenv("PGPORT", "7000");
    qputenv("PGPASSWORD", "s3cret");
    const auto shown = effectiveParameters({{{"service", "mine"}, {"user", "me"}}});
    QVERIFY(shown);
    QCOMPARE(shown->value("host"), QStringLiteral("db.example.com"));
    QCOMPARE(shown->value("port"), QStringLiteral("6000"));
    QCOMPARE(shown->value("dbname"), QStringLiteral("me"));
    QVERIFY(!shown->keywords.contains("password"));
    QCOMPARE(effectiveParameters({{{"user", "me"}}})->value("port"), QStringLiteral("7000"));
    QVERIFY(!effectiveParameters({{{"service", "unknown"}}}));
    qunsetenv("PGSERVICEFILE");
    qunsetenv("PGPORT");
    qunsetenv("PGPASSWORD");
}

void TestConninfo::handsOverWhatAnotherClientNeeds()
{
    const QTemporaryDir folder;
    qputenv("PGSERVICEFILE", written(folder, "[mine]\nhost=db.example.com\nsslmode=verify-full\n").toUtf8());
    qputenv("PGPORT", "7000");
    qputenv("PGPASSWORD", "s3cret");
    qputenv("PGPASSFILE", "/keys/pgpass");
    const auto handed = handedOver({{{"service", "mine"}, {"user", "me"}, {"sslrootcert", "/keys/ca"}}});
    QVERIFY(handed);
    const QMap<QString, QString> wanted{{"host", "db.example.com"},
                                        {"port", "7000"},
                                        {"dbname", "me"},
                                        {"user", "me"},
                                        {"sslmode", "verify-full"},
                                        {"password", "s3cret"},
                                        {"sslrootcert", "/keys/ca"},
                                        {"passfile", "/keys/pgpass"}};
    QCOMPARE(handed->keywords, wanted);
    QCOMPARE(handedOver({{{"user", "me"}, {"password", "own"}}})->value("password"), QStringLiteral("own"));
    for (const char* name : {"PGSERVICEFILE", "PGPORT", "PGPASSWORD", "PGPASSFILE"})
        qunsetenv(name);
}

QTEST_GUILESS_MAIN(TestConninfo)
#include "tst_conninfo.moc"
