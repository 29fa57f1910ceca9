// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings.h"

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestSettings : public QObject {
    Q_OBJECT
private slots:
    void everythingComesBackAsItWasSaved();
    void aPasswordIsNeverWritten();
    void anEmptyStoreGivesTheStandardEnvironments();
    void nonsenseInTheFileGivesDefaults();
    void recentProjectsAreUniqueNewestFirstAndAtMostTen();

private:
    QTemporaryDir m_folder;
};

void TestSettings::everythingComesBackAsItWasSaved()
{
    const auto file = m_folder.filePath(QStringLiteral("all.ini"));
    Settings settings;
    settings.window = {"geometry", "state", "header", Appearance::Dark};
    settings.recentProjects = {QStringLiteral("/a, b/athanor.ini"), QStringLiteral("/ü/alembic.ini")};
    settings.lastConnection = QStringLiteral("one");
    settings.environments = standardEnvironments();
    settings.environments.append(
        {QStringLiteral("demo, \"own\""), EnvironmentKind::Other, QStringLiteral("#123456")});
    ConnectionProfile profile;
    profile.id = QStringLiteral("one");
    profile.name = QStringLiteral("Näme; with, all = kinds");
    profile.environment = QStringLiteral("staging");
    profile.parameters.keywords = {{QStringLiteral("host"), QStringLiteral("h")}};
    profile.passwordSource = PasswordSource::Ask;
    settings.profiles = {profile};
    settings.runLockTimeoutSeconds = 7;
    settings.lockTimeoutSeconds = 8;
    settings.statementTimeoutSeconds = 9;
    settings.refreshSeconds = 0;
    {
        QSettings store(file, QSettings::IniFormat);
        settings.save(store);
    }
    QSettings store(file, QSettings::IniFormat);
    const auto loaded = Settings::load(store);
    QCOMPARE(loaded.window.geometry, settings.window.geometry);
    QCOMPARE(loaded.window.state, settings.window.state);
    QCOMPARE(loaded.window.historyHeader, settings.window.historyHeader);
    QCOMPARE(loaded.window.appearance, Appearance::Dark);
    QCOMPARE(loaded.recentProjects, settings.recentProjects);
    QCOMPARE(loaded.lastConnection, settings.lastConnection);
    QVERIFY(loaded.environments == settings.environments);
    QVERIFY(loaded.profiles == settings.profiles);
    QCOMPARE(loaded.runLockTimeoutSeconds, 7);
    QCOMPARE(loaded.lockTimeoutSeconds, 8);
    QCOMPARE(loaded.statementTimeoutSeconds, 9);
    QCOMPARE(loaded.refreshSeconds, 0);
}

void TestSettings::aPasswordIsNeverWritten()
{
    const auto path = m_folder.filePath(QStringLiteral("secret.ini"));
    Settings settings;
    ConnectionProfile profile;
    profile.id = QStringLiteral("one");
    profile.name = QStringLiteral("one");
    profile.parameters.keywords = {{QStringLiteral("password"), QStringLiteral("s3cr3t-word")},
                                   {QStringLiteral("sslpassword"), QStringLiteral("s3cr3t-word")}};
    settings.profiles = {profile};
    {
        QSettings store(path, QSettings::IniFormat);
        settings.save(store);
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto bytes = file.readAll();
    QVERIFY(bytes.contains("one"));
    QVERIFY(!bytes.contains("s3cr3t-word"));
}

void TestSettings::anEmptyStoreGivesTheStandardEnvironments()
{
    QSettings store(m_folder.filePath(QStringLiteral("empty.ini")), QSettings::IniFormat);
    const auto settings = Settings::load(store);
    QVERIFY(settings.environments == standardEnvironments());
    QVERIFY(settings.profiles.isEmpty());
    QCOMPARE(settings.window.appearance, Appearance::System);
    QCOMPARE(settings.refreshSeconds, 30);
}

void TestSettings::nonsenseInTheFileGivesDefaults()
{
    const auto path = m_folder.filePath(QStringLiteral("nonsense.ini"));
    {
        QSettings store(path, QSettings::IniFormat);
        store.setValue(QStringLiteral("refreshSeconds"), QStringLiteral("soon"));
        store.setValue(QStringLiteral("run/lockTimeoutSeconds"), -5);
        store.setValue(QStringLiteral("window/appearance"), QStringLiteral("pink"));
        store.setValue(QStringLiteral("recentProjects"), QString());
    }
    QSettings store(path, QSettings::IniFormat);
    const auto settings = Settings::load(store);
    QCOMPARE(settings.refreshSeconds, 30);
    QCOMPARE(settings.lockTimeoutSeconds, 0);
    QCOMPARE(settings.window.appearance, Appearance::System);
    QVERIFY(settings.recentProjects.isEmpty());
}

void TestSettings::recentProjectsAreUniqueNewestFirstAndAtMostTen()
{
    Settings settings;
    for (int i = 0; i < 12; ++i)
        settings.addRecentProject(QString::number(i));
    settings.addRecentProject(QStringLiteral("5"));
    QCOMPARE(settings.recentProjects.size(), 10);
    QCOMPARE(settings.recentProjects.first(), QStringLiteral("5"));
    QCOMPARE(settings.recentProjects.count(QStringLiteral("5")), 1);
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
