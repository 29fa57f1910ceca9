// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Keeps connection profiles and environments in the settings file that the window writes and the command line
// reads. The only place that knows their format. Passwords are never written. Any thread, one at a time per
// store.

#include "core/connectionprofile.h"

class QSettings;

namespace athanor {

/// The settings file of both programs: athanor/settings.ini in the user's configuration folder
/// (XDG_CONFIG_HOME). Open it with QSettings::IniFormat.
[[nodiscard]] QString settingsFile();

/// The environments kept in \a store; the standard ones when it holds none.
[[nodiscard]] QList<Environment> loadEnvironments(QSettings& store);
void saveEnvironments(QSettings& store, const QList<Environment>& environments);

/// The profiles kept in \a store, in the order they were saved. Entries without an id or a name are left out.
[[nodiscard]] QList<ConnectionProfile> loadProfiles(QSettings& store);
/// Replaces all profiles in \a store; drops whatever secret their parameters hold.
void saveProfiles(QSettings& store, const QList<ConnectionProfile>& profiles);

/// The stable word for \a kind ("development", "test", "staging", "production", "other"), and back.
[[nodiscard]] QString environmentKindName(EnvironmentKind kind);
[[nodiscard]] EnvironmentKind environmentKindOf(const QString& name);

} // namespace athanor
