// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/launchoptions.h"

#include <QCommandLineParser>
#include <QTest>

using namespace athanor;

class TestLaunchOptions : public QObject {
    Q_OBJECT
private slots:
    void cleanup();
    void theEnvironmentNamesTheDatabase();
    void whatIsGivenWinsOverTheEnvironment_data();
    void whatIsGivenWinsOverTheEnvironment();
    void nonsenseIsRefusedInWords_data();
    void nonsenseIsRefusedInWords();
};

namespace {

std::optional<QString> read(const QStringList& arguments, LaunchOptions& options)
{
    QCommandLineParser parser;
    addLaunchOptions(parser);
    if (!parser.parse(QStringList{QStringLiteral("athanor")} + arguments))
        return parser.errorText();
    return readLaunchOptions(parser, options);
}

} // namespace

void TestLaunchOptions::cleanup()
{
    qunsetenv("DATABASE_URL");
    qunsetenv("DB_NAME");
}

void TestLaunchOptions::theEnvironmentNamesTheDatabase()
{
    qputenv("DATABASE_URL", "postgresql://ann:secret@db/one");
    qputenv("DB_NAME", "two");
    LaunchOptions options;
    QVERIFY(!read({}, options));
    QCOMPARE(options.url, QStringLiteral("postgresql://ann:secret@db/one"));
    QCOMPARE(options.database, QStringLiteral("two"));
}

void TestLaunchOptions::whatIsGivenWinsOverTheEnvironment_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("url");
    QTest::newRow("url") << QStringList{QStringLiteral("--url"), QStringLiteral("postgresql:///three")}
                         << QStringLiteral("postgresql:///three");
    QTest::newRow("connection") << QStringList{QStringLiteral("--connection"), QStringLiteral("Trading")}
                                << QString();
    QTest::newRow("example") << QStringList{QStringLiteral("--example")} << QString();
}

void TestLaunchOptions::whatIsGivenWinsOverTheEnvironment()
{
    QFETCH(const QStringList, arguments);
    qputenv("DATABASE_URL", "postgresql://db/one");
    qputenv("DB_NAME", "two");
    LaunchOptions options;
    QVERIFY(!read(arguments, options));
    QTEST(options.url, "url");
    QVERIFY(options.database.isEmpty());
}

void TestLaunchOptions::nonsenseIsRefusedInWords_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    QTest::newRow("two projects") << QStringList{QStringLiteral("a"), QStringLiteral("b")}
                                  << QStringLiteral("2");
    QTest::newRow("example and project")
        << QStringList{QStringLiteral("--example"), QStringLiteral("a")} << QStringLiteral("--example");
    QTest::newRow("size") << QStringList{QStringLiteral("--size"), QStringLiteral("3x4")}
                          << QStringLiteral("3x4");
    QTest::newRow("appearance") << QStringList{QStringLiteral("--appearance"), QStringLiteral("pink")}
                                << QStringLiteral("pink");
    QTest::newRow("part") << QStringList{QStringLiteral("--show"), QStringLiteral("moon")}
                          << QStringLiteral("moon");
}

void TestLaunchOptions::nonsenseIsRefusedInWords()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, named);
    LaunchOptions options;
    const auto problem = read(arguments, options);
    QVERIFY(problem);
    QVERIFY2(problem->contains(named), qPrintable(*problem));
}

QTEST_GUILESS_MAIN(TestLaunchOptions)
#include "tst_launchoptions.moc"
