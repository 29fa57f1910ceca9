// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profilestore.h"

#include <QSettings>
#include <QStandardPaths>

#include <array>
#include <utility>

namespace athanor {

namespace {

constexpr std::array<std::pair<EnvironmentKind, const char*>, 5> kKindNames{{
    {EnvironmentKind::Development, "development"},
    {EnvironmentKind::Test, "test"},
    {EnvironmentKind::Staging, "staging"},
    {EnvironmentKind::Production, "production"},
    {EnvironmentKind::Other, "other"},
}};

constexpr std::array<std::pair<PasswordSource, const char*>, 3> kSourceNames{{
    {PasswordSource::None, "none"},
    {PasswordSource::Keychain, "keychain"},
    {PasswordSource::Ask, "ask"},
}};

template <typename Table, typename Value> QString nameIn(const Table& table, Value value)
{
    for (const auto& [entry, name] : table) {
        if (entry == value)
            return QString::fromLatin1(name);
    }
    return {};
}

template <typename Table, typename Value>
Value valueIn(const Table& table, const QString& name, Value otherwise)
{
    for (const auto& [entry, text] : table) {
        if (name == QLatin1String(text))
            return entry;
    }
    return otherwise;
}

ConnectionProfile loadProfile(QSettings& store)
{
    ConnectionProfile profile;
    profile.id = store.value("id").toString();
    profile.name = store.value("name").toString();
    profile.environment = store.value("environment").toString();
    profile.passwordSource
        = valueIn(kSourceNames, store.value("passwordSource").toString(), PasswordSource::None);
    profile.project = store.value("project").toString();
    store.beginGroup("parameters");
    const QStringList keywords = store.childKeys();
    for (const QString& keyword : keywords)
        profile.parameters.keywords.insert(keyword, store.value(keyword).toString());
    store.endGroup();
    profile.parameters = profile.parameters.withoutPassword();
    return profile;
}

void saveProfile(QSettings& store, const ConnectionProfile& profile)
{
    store.setValue("id", profile.id);
    store.setValue("name", profile.name);
    store.setValue("environment", profile.environment);
    store.setValue("passwordSource", nameIn(kSourceNames, profile.passwordSource));
    store.setValue("project", profile.project);
    store.beginGroup("parameters");
    const QMap<QString, QString> keywords = profile.parameters.withoutPassword().keywords;
    for (auto it = keywords.begin(); it != keywords.end(); ++it)
        store.setValue(it.key(), it.value());
    store.endGroup();
}

} // namespace

QString settingsFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + QStringLiteral("/athanor/settings.ini");
}

QString environmentKindName(EnvironmentKind kind)
{
    return nameIn(kKindNames, kind);
}

EnvironmentKind environmentKindOf(const QString& name)
{
    return valueIn(kKindNames, name, EnvironmentKind::Other);
}

QList<Environment> loadEnvironments(QSettings& store)
{
    QList<Environment> environments;
    const int count = store.beginReadArray("environments");
    for (int i = 0; i < count; ++i) {
        store.setArrayIndex(i);
        const Environment environment{store.value("name").toString(),
                                      environmentKindOf(store.value("kind").toString()),
                                      store.value("colour").toString()};
        if (!environment.name.isEmpty())
            environments.append(environment);
    }
    store.endArray();
    return environments.isEmpty() ? standardEnvironments() : environments;
}

void saveEnvironments(QSettings& store, const QList<Environment>& environments)
{
    store.remove("environments");
    store.beginWriteArray("environments", static_cast<int>(environments.size()));
    for (int i = 0; i < environments.size(); ++i) {
        store.setArrayIndex(i);
        store.setValue("name", environments.at(i).name);
        store.setValue("kind", environmentKindName(environments.at(i).kind));
        store.setValue("colour", environments.at(i).colour);
    }
    store.endArray();
}

QList<ConnectionProfile> loadProfiles(QSettings& store)
{
    QList<ConnectionProfile> profiles;
    const int count = store.beginReadArray("profiles");
    for (int i = 0; i < count; ++i) {
        store.setArrayIndex(i);
        const ConnectionProfile profile = loadProfile(store);
        if (!profile.id.isEmpty() && !profile.name.isEmpty())
            profiles.append(profile);
    }
    store.endArray();
    return profiles;
}

void saveProfiles(QSettings& store, const QList<ConnectionProfile>& profiles)
{
    store.remove("profiles");
    store.beginWriteArray("profiles", static_cast<int>(profiles.size()));
    for (int i = 0; i < profiles.size(); ++i) {
        store.setArrayIndex(i);
        saveProfile(store, profiles.at(i));
    }
    store.endArray();
}

} // namespace athanor
