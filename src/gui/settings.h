// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the window remembers between sessions: plain structs, loaded and saved in this file only. GUI thread.
// Never a password: those are in the keychain (keychain.h), .pgpass or memory.

#include "core/connectionprofile.h"

#include <QByteArray>
#include <QStringList>

class QSettings;

namespace athanor {

enum class Appearance { System, Light, Dark };

/// "light", "dark" or "system"; System for all else.
[[nodiscard]] Appearance appearanceOf(const QString& name);

struct WindowSettings {
    QByteArray geometry, state;
    QByteArray historyHeader;
    Appearance appearance = Appearance::System;
};

struct Settings {
    WindowSettings window;
    QStringList recentProjects; ///< configuration files, newest first, at most 10
    QStringList dismissedAdvice; ///< keys of advice that is not given again, newest last, at most 100
    QString lastConnection; ///< id of the profile chosen last
    QList<Environment> environments;
    QList<ConnectionProfile> profiles;
    int runLockTimeoutSeconds = 10;
    int lockTimeoutSeconds = 0; ///< 0: the server's
    int statementTimeoutSeconds = 0;
    int refreshSeconds = 30; ///< background refresh of connections, 0: off

    /// Puts \a configFile first, once, and keeps the ten newest.
    void addRecentProject(const QString& configFile);
    /// Remembers that the advice \a key is not wanted any more.
    void addDismissedAdvice(const QString& key);

    [[nodiscard]] static Settings load(QSettings& store);
    void save(QSettings& store) const;
};

} // namespace athanor
