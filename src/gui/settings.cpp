// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/settings.h"

#include "core/profilestore.h"

#include <QSettings>

#include <algorithm>

namespace athanor {

namespace {

constexpr int kMaximumRecent = 10;
constexpr int kMaximumDismissed = 100;
constexpr int kMaximumSeconds = 86'400;

QString appearanceName(Appearance appearance)
{
    switch (appearance) {
    case Appearance::System:
        break;
    case Appearance::Light:
        return QStringLiteral("light");
    case Appearance::Dark:
        return QStringLiteral("dark");
    }
    return QStringLiteral("system");
}

int seconds(const QSettings& store, const QString& key, int otherwise)
{
    bool ok = false;
    const auto value = store.value(key, otherwise).toInt(&ok);
    return ok ? std::clamp(value, 0, kMaximumSeconds) : otherwise;
}

} // namespace

Appearance appearanceOf(const QString& name)
{
    if (name.compare(QLatin1String("light"), Qt::CaseInsensitive) == 0)
        return Appearance::Light;
    if (name.compare(QLatin1String("dark"), Qt::CaseInsensitive) == 0)
        return Appearance::Dark;
    return Appearance::System;
}

void Settings::addRecentProject(const QString& configFile)
{
    recentProjects.removeAll(configFile);
    recentProjects.prepend(configFile);
    if (recentProjects.size() > kMaximumRecent)
        recentProjects.resize(kMaximumRecent);
}

void Settings::addDismissedAdvice(const QString& key)
{
    dismissedAdvice.removeAll(key);
    dismissedAdvice.append(key);
    if (dismissedAdvice.size() > kMaximumDismissed)
        dismissedAdvice = dismissedAdvice.last(kMaximumDismissed);
}

Settings Settings::load(QSettings& store)
{
    Settings result;
    result.window.geometry = store.value(QStringLiteral("window/geometry")).toByteArray();
    result.window.state = store.value(QStringLiteral("window/state")).toByteArray();
    result.window.historyHeader = store.value(QStringLiteral("window/historyHeader")).toByteArray();
    result.window.appearance = appearanceOf(store.value(QStringLiteral("window/appearance")).toString());
    result.recentProjects = store.value(QStringLiteral("recentProjects")).toStringList();
    result.recentProjects.removeAll(QString());
    if (result.recentProjects.size() > kMaximumRecent)
        result.recentProjects.resize(kMaximumRecent);
    result.dismissedAdvice = store.value(QStringLiteral("dismissedAdvice")).toStringList();
    result.lastConnection = store.value(QStringLiteral("lastConnection")).toString();
    result.environments = loadEnvironments(store);
    result.profiles = loadProfiles(store);
    result.runLockTimeoutSeconds
        = seconds(store, QStringLiteral("run/lockWaitSeconds"), result.runLockTimeoutSeconds);
    result.lockTimeoutSeconds
        = seconds(store, QStringLiteral("run/lockTimeoutSeconds"), result.lockTimeoutSeconds);
    result.statementTimeoutSeconds
        = seconds(store, QStringLiteral("run/statementTimeoutSeconds"), result.statementTimeoutSeconds);
    result.refreshSeconds = seconds(store, QStringLiteral("refreshSeconds"), result.refreshSeconds);
    return result;
}

void Settings::save(QSettings& store) const
{
    store.setValue(QStringLiteral("window/geometry"), window.geometry);
    store.setValue(QStringLiteral("window/state"), window.state);
    store.setValue(QStringLiteral("window/historyHeader"), window.historyHeader);
    store.setValue(QStringLiteral("window/appearance"), appearanceName(window.appearance));
    store.setValue(QStringLiteral("recentProjects"), recentProjects);
    store.setValue(QStringLiteral("dismissedAdvice"), dismissedAdvice);
    store.setValue(QStringLiteral("lastConnection"), lastConnection);
    saveEnvironments(store, environments);
    saveProfiles(store, profiles);
    store.setValue(QStringLiteral("run/lockWaitSeconds"), runLockTimeoutSeconds);
    store.setValue(QStringLiteral("run/lockTimeoutSeconds"), lockTimeoutSeconds);
    store.setValue(QStringLiteral("run/statementTimeoutSeconds"), statementTimeoutSeconds);
    store.setValue(QStringLiteral("refreshSeconds"), refreshSeconds);
    store.sync();
}

} // namespace athanor
