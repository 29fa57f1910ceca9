// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/errortext.h"
#include "gui/backgroundpool.h"
#include "gui/connections/connectionurl.h"
#include "gui/connections/importdialog.h"
#include "gui/connections/importsource.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace athanor;

class TestImportConnections : public QObject {
    Q_OBJECT
private slots:
    void urlGivesAProfileAndItsPasswordApart();
    void everySectionOfAnAlembicIniIsFound();
    void sectionWithoutUrlIsNoConnection();
    void errorNeverHoldsThePassword();
    void chosenServiceFileIsReadInFull();
    void urlOfAProfileReadsBackTheSame_data();
    void urlOfAProfileReadsBackTheSame();
    void dialogAsksForPasswordsWhenTheKeychainIsNotWanted();
    void dialogShowsTheErrorOfAFile();
    void urlPastedAsAFileIsTakenAsAUrl();

private:
    QString write(const QByteArray& text);
    QTemporaryDir m_folder;
    int m_files = 0;
};

QString TestImportConnections::write(const QByteArray& text)
{
    const QString path = m_folder.filePath(QStringLiteral("file%1.ini").arg(m_files++));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return {};
    return path;
}

void TestImportConnections::urlGivesAProfileAndItsPasswordApart()
{
    const auto found = findConnections(
        ImportSource::Url, QStringLiteral("postgresql+psycopg2://ann:s%3Acret@db.prod.example:5433/shop"));
    QVERIFY(found);
    QCOMPARE(found->size(), 1);
    const ImportedConnection connection = found->first();
    QCOMPARE(connection.password, QStringLiteral("s:cret"));
    QVERIFY(connection.profile.parameters.value(QStringLiteral("password")).isEmpty());
    QCOMPARE(connection.profile.name, QStringLiteral("shop"));
    QCOMPARE(connection.profile.environment, QStringLiteral("production"));
    QCOMPARE(connection.profile.parameters.value(QStringLiteral("host")), QStringLiteral("db.prod.example"));
    QCOMPARE(connection.profile.parameters.value(QStringLiteral("port")), QStringLiteral("5433"));
}

void TestImportConnections::everySectionOfAnAlembicIniIsFound()
{
    const QString path
        = write("[alembic]\nscript_location = m\nsqlalchemy.url = postgresql://ann@localhost/shop\n"
                "[primary]\nsqlalchemy.url = postgresql://ann:pw%%21@one/shop\n"
                "[replica]\nsqlalchemy.url = postgresql://ann@two/shop\n"
                "[loggers]\nkeys = root\n");
    const auto found = findConnections(ImportSource::AlembicIni, path);
    QVERIFY(found);
    QCOMPARE(found->size(), 3);
    QCOMPARE(found->at(0).profile.name, QStringLiteral("shop"));
    QCOMPARE(found->at(1).profile.name, QStringLiteral("primary"));
    QCOMPARE(found->at(1).password, QStringLiteral("pw!"));
    QCOMPARE(found->at(2).profile.name, QStringLiteral("replica"));
    QCOMPARE(found->at(2).profile.project, path);
}

void TestImportConnections::sectionWithoutUrlIsNoConnection()
{
    const auto found = findConnections(ImportSource::AlembicIni, write("[alembic]\nscript_location = m\n"));
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::Project);
    QVERIFY(!found.error().hint.isEmpty());
}

void TestImportConnections::errorNeverHoldsThePassword()
{
    for (const QString& url : {QStringLiteral("postgresql://ann:hunter2@host:notaport/shop?nonsense=hunter2"),
                               QStringLiteral("host=x password='hunter2 dbname=y"),
                               QStringLiteral("mysql://ann:hunter2@host/shop")}) {
        const auto found = findConnections(ImportSource::Url, url);
        QVERIFY2(!found, qPrintable(url));
        QVERIFY2(!errorText(found.error()).contains(QStringLiteral("hunter2")), qPrintable(url));
    }
    const QString path = write("[alembic]\nsqlalchemy.url = postgresql://ann:hunter2@host/shop?nonsense=1\n");
    const auto found = findConnections(ImportSource::AlembicIni, path);
    QVERIFY(!found);
    QCOMPARE(found.error().line, 2);
    QVERIFY(!errorText(found.error()).contains(QStringLiteral("hunter2")));
}

void TestImportConnections::chosenServiceFileIsReadInFull()
{
    const QString path = write(
        "[shop]\nhost=db.example\ndbname=shop\nuser=ann\npassword=hunter2\n[other]\nhost=two\ndbname=b\n");
    const auto found = findConnections(ImportSource::ServiceFile, path);
    QVERIFY(found);
    QCOMPARE(found->size(), 2);
    QCOMPARE(found->at(1).profile.name, QStringLiteral("shop"));
    QCOMPARE(found->at(1).password, QStringLiteral("hunter2"));
    QVERIFY(!found->at(1).profile.parameters.keywords.contains(QStringLiteral("password")));
}

void TestImportConnections::urlOfAProfileReadsBackTheSame_data()
{
    QTest::addColumn<QStringList>("pairs");
    QTest::newRow("plain") << QStringList{"host=db.example", "port=5432", "dbname=shop", "user=ann"};
    QTest::newRow("socket") << QStringList{"host=/run/postgresql", "dbname=a b", "user=o'neil@x"};
    QTest::newRow("ipv6") << QStringList{"host=::1", "port=5433", "dbname=shop"};
    QTest::newRow("hosts") << QStringList{"host=a,b", "port=1,2", "dbname=shop", "sslmode=verify-full"};
    QTest::newRow("percent") << QStringList{"host=h", "dbname=50%/?&#", "application_name=x y"};
}

void TestImportConnections::urlOfAProfileReadsBackTheSame()
{
    QFETCH(QStringList, pairs);
    ConnectionParameters parameters;
    for (const QString& pair : std::as_const(pairs))
        parameters.keywords.insert(pair.section(u'=', 0, 0), pair.section(u'=', 1));
    ConnectionParameters secret = parameters;
    secret.keywords.insert(QStringLiteral("password"), QStringLiteral("hunter2"));
    const QString url = connectionUrl(secret);
    QVERIFY(!url.contains(QStringLiteral("hunter2")));
    const auto found = findConnections(ImportSource::Url, url);
    QVERIFY2(found, qPrintable(url));
    QCOMPARE(found->first().profile.parameters, parameters);
}

void TestImportConnections::dialogAsksForPasswordsWhenTheKeychainIsNotWanted()
{
    BackgroundPool pool;
    ImportDialog dialog(standardEnvironments(), {}, pool);
    dialog.findChild<QLineEdit*>(QStringLiteral("urlEdit"))
        ->setText(QStringLiteral("postgresql://ann:hunter2@host/shop"));
    auto* ok = dialog.findChild<QDialogButtonBox*>(QStringLiteral("buttonBox"))->button(QDialogButtonBox::Ok);
    QTRY_VERIFY(ok->isEnabled());
    QCOMPARE(dialog.imported().first().profile.passwordSource, PasswordSource::Keychain);
    QCOMPARE(dialog.imported().first().password, QStringLiteral("hunter2"));
    dialog.findChild<QComboBox*>(QStringLiteral("passwordCombo"))->setCurrentIndex(1);
    QCOMPARE(dialog.imported().first().profile.passwordSource, PasswordSource::Ask);
    auto* list = dialog.findChild<QTreeWidget*>(QStringLiteral("found"));
    list->topLevelItem(0)->setCheckState(0, Qt::Unchecked);
    QVERIFY(!ok->isEnabled());
    QVERIFY(dialog.imported().isEmpty());
}

void TestImportConnections::dialogShowsTheErrorOfAFile()
{
    BackgroundPool pool;
    ImportDialog dialog(standardEnvironments(), m_folder.filePath(QStringLiteral("missing/alembic.ini")),
                        pool);
    auto* message = dialog.findChild<QLabel*>(QStringLiteral("messageLabel"));
    QTRY_VERIFY(message->text().contains(QStringLiteral("missing/alembic.ini")));
    QCOMPARE(message->textFormat(), Qt::PlainText);
}

void TestImportConnections::urlPastedAsAFileIsTakenAsAUrl()
{
    BackgroundPool pool;
    ImportDialog dialog(standardEnvironments(), m_folder.filePath(QStringLiteral("missing/alembic.ini")),
                        pool);
    dialog.findChild<QLineEdit*>(QStringLiteral("fileEdit"))
        ->setText(QStringLiteral("postgresql://ann:hunter2@host/shop"));
    QTRY_COMPARE(dialog.imported().size(), 1);
    QVERIFY(!dialog.findChild<QLabel*>(QStringLiteral("messageLabel"))
                 ->text()
                 .contains(QStringLiteral("hunter2")));
}

QTEST_MAIN(TestImportConnections)
#include "tst_importconnections.moc"
