// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profilestore.h"

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestProfileStore : public QObject {
    Q_OBJECT

private slots:
    void profilesComeBackAsTheyWere();
    void savingReplacesWhatWasThere();
    void secretsAreNeverWritten();
    void environmentsComeBackOrAreTheStandardOnes();
    void damagedEntriesAreLeftOut();

private:
    [[nodiscard]] QString path() const { return m_folder.filePath("settings.ini"); }

    QTemporaryDir m_folder;
};

namespace {

ConnectionProfile profile(const QString& name)
{
    ConnectionProfile result;
    result.id = QStringLiteral("id of ") + name;
    result.name = name;
    result.environment = QStringLiteral("production");
    result.parameters.keywords = {{"host", "db.example"}, {"dbname", "a, \"b\" = %c;"}, {"port", "5433"}};
    result.passwordSource = PasswordSource::Keychain;
    result.project = QStringLiteral("/srv/größe/athanor.ini");
    return result;
}

} // namespace

void TestProfileStore::profilesComeBackAsTheyWere()
{
    const QList<ConnectionProfile> profiles{profile("one"), profile("två, \"2\""), profile("one")};
    {
        QSettings store(path(), QSettings::IniFormat);
        saveProfiles(store, profiles);
    }
    QSettings store(path(), QSettings::IniFormat);
    QCOMPARE(loadProfiles(store), profiles);
}

void TestProfileStore::savingReplacesWhatWasThere()
{
    QSettings store(path(), QSettings::IniFormat);
    saveProfiles(store, {profile("one"), profile("two"), profile("three")});
    saveProfiles(store, {profile("four")});
    QCOMPARE(loadProfiles(store), QList<ConnectionProfile>{profile("four")});
    saveProfiles(store, {});
    QVERIFY(loadProfiles(store).isEmpty());
}

void TestProfileStore::secretsAreNeverWritten()
{
    ConnectionProfile secret = profile("secret");
    secret.parameters.keywords.insert("password", "hunter2");
    {
        QSettings store(path(), QSettings::IniFormat);
        saveProfiles(store, {secret});
    }
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("hunter2"));
}

void TestProfileStore::environmentsComeBackOrAreTheStandardOnes()
{
    QSettings store(m_folder.filePath("environments.ini"), QSettings::IniFormat);
    QCOMPARE(loadEnvironments(store), standardEnvironments());
    const QList<Environment> own{{"production", EnvironmentKind::Production, "#c01c28"},
                                 {"Kunde Ä", EnvironmentKind::Other, "#123456"}};
    saveEnvironments(store, own);
    QCOMPARE(loadEnvironments(store), own);
}

void TestProfileStore::damagedEntriesAreLeftOut()
{
    QSettings store(m_folder.filePath("damaged.ini"), QSettings::IniFormat);
    store.setValue("profiles/size", 3);
    store.setValue("profiles/2/id", "x");
    store.setValue("profiles/2/name", "whole");
    store.setValue("profiles/2/passwordSource", "telepathy");
    store.setValue("profiles/3/name", "no id");
    const QList<ConnectionProfile> profiles = loadProfiles(store);
    QCOMPARE(profiles.size(), 1);
    QCOMPARE(profiles.first().name, "whole");
    QCOMPARE(profiles.first().passwordSource, PasswordSource::None);
}

QTEST_GUILESS_MAIN(TestProfileStore)

#include "tst_profilestore.moc"
