// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How to reach a database, and the environment it belongs to. Values; any thread.

#include <QList>
#include <QMap>
#include <QString>

namespace athanor {

/// libpq's connection keywords (PostgreSQL manual, 34.1.2) and their values: host, port, dbname, user,
/// password, sslmode, sslrootcert, sslcert, sslkey, service, passfile, options, connect_timeout, ...
struct ConnectionParameters {
    QMap<QString, QString> keywords;

    [[nodiscard]] QString value(const QString& keyword) const { return keywords.value(keyword); }

    [[nodiscard]] ConnectionParameters withoutPassword() const;
    /// For people: "database on host:port as user"; never a password.
    [[nodiscard]] QString displayText() const;

    bool operator==(const ConnectionParameters&) const = default;
};

enum class EnvironmentKind { Development, Test, Staging, Production, Other };

struct Environment {
    QString name; ///< "development", "test", "staging", "production" or the user's own
    EnvironmentKind kind = EnvironmentKind::Other;
    QString colour; ///< "#rrggbb"

    bool operator==(const Environment&) const = default;
};

/// development, test, staging, production.
[[nodiscard]] QList<Environment> standardEnvironments();

enum class PasswordSource {
    None, ///< none is needed, or libpq finds it itself (.pgpass, service file, PGPASSWORD)
    Keychain,
    Ask, ///< asked at the first use, kept in memory
};

struct ConnectionProfile {
    QString id; ///< a UUID that stays when the name changes
    QString name;
    QString environment; ///< name of an Environment
    ConnectionParameters parameters; ///< never holds a password
    PasswordSource passwordSource = PasswordSource::None;
    QString project; ///< configuration file of the project it is used with; empty: any

    bool operator==(const ConnectionProfile&) const = default;
};

} // namespace athanor
