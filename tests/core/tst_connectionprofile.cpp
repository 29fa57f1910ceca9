// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/connectionprofile.h"

#include <QRegularExpression>
#include <QTest>

using namespace athanor;
using namespace Qt::StringLiterals;

class TestConnectionProfile : public QObject {
    Q_OBJECT
private slots:
    void displaysDatabaseHostPortAndUser_data();
    void displaysDatabaseHostPortAndUser();
    void neverDisplaysAPassword();
    void removesEverySecret();
    void knowsTheStandardEnvironments();
};

void TestConnectionProfile::displaysDatabaseHostPortAndUser_data()
{
    using Keywords = QMap<QString, QString>;
    QTest::addColumn<Keywords>("keywords");
    QTest::addColumn<QString>("text");
    QTest::newRow("all") << Keywords{{u"dbname"_s, u"app"_s},
                                     {u"host"_s, u"db1"_s},
                                     {u"port"_s, u"5433"_s},
                                     {u"user"_s, u"me"_s}}
                         << u"app on db1:5433 as me"_s;
    QTest::newRow("nothing") << Keywords{} << u"default database"_s;
    QTest::newRow("service") << Keywords{{u"service"_s, u"prod"_s}} << u"service prod"_s;
    QTest::newRow("socket") << Keywords{{u"dbname"_s, u"app"_s},
                                        {u"host"_s, u"/run/pg"_s},
                                        {u"port"_s, u"5432"_s}}
                            << u"app on /run/pg:5432"_s;
    QTest::newRow("address") << Keywords{{u"dbname"_s, u"app"_s},
                                         {u"hostaddr"_s, u"::1"_s},
                                         {u"port"_s, u"5432"_s}}
                             << u"app on [::1]:5432"_s;
    QTest::newRow("port") << Keywords{{u"dbname"_s, u"app"_s}, {u"port"_s, u"5432"_s}}
                          << u"app on port 5432"_s;
}

void TestConnectionProfile::displaysDatabaseHostPortAndUser()
{
    using Keywords = QMap<QString, QString>;
    QFETCH(Keywords, keywords);
    QTEST(ConnectionParameters{keywords}.displayText(), "text");
}

void TestConnectionProfile::neverDisplaysAPassword()
{
    for (const QString& database : {u"postgresql://me:hidden@db/app"_s, u"dbname=app password=hidden"_s}) {
        const ConnectionParameters parameters{{{u"dbname"_s, database}, {u"password"_s, u"hidden"_s}}};
        QVERIFY(!parameters.displayText().contains(u"hidden"_s));
    }
}

void TestConnectionProfile::removesEverySecret()
{
    ConnectionParameters parameters{
        {{u"password"_s, u"hidden"_s}, {u"sslpassword"_s, u"hidden"_s}, {u"user"_s, u"me"_s}}};
    for (const QString& database :
         {u"postgresql://me:hid@den@db/app"_s, u"dbname=app password = 'it\\'s hidden' user=me"_s,
          u"postgresql:///app?password=hidden"_s}) {
        parameters.keywords.insert(u"dbname"_s, database);
        const ConnectionParameters safe = parameters.withoutPassword();
        QVERIFY(!safe.keywords.contains(u"password"_s) && !safe.keywords.contains(u"sslpassword"_s));
        QCOMPARE(safe.value(u"user"_s), u"me"_s);
        QVERIFY2(!safe.value(u"dbname"_s).contains(QRegularExpression(u"hid|den"_s)),
                 qPrintable(safe.value(u"dbname"_s)));
        QVERIFY(safe.value(u"dbname"_s).contains(u"app"_s));
    }
}

void TestConnectionProfile::knowsTheStandardEnvironments()
{
    QStringList names;
    for (const Environment& environment : standardEnvironments()) {
        names.append(environment.name);
        QVERIFY(QRegularExpression(u"^#[0-9a-f]{6}$"_s).match(environment.colour).hasMatch());
        QVERIFY(environment.kind != EnvironmentKind::Other);
    }
    QCOMPARE(names, QStringList({u"development"_s, u"test"_s, u"staging"_s, u"production"_s}));
}

QTEST_GUILESS_MAIN(TestConnectionProfile)
#include "tst_connectionprofile.moc"
