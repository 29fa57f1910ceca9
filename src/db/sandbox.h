// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A private PostgreSQL server on a Unix socket, from the installed server binaries; no TCP, runs as
// "postgres" when the program is root. Everybody who can enter its folder is let in without a password, and
// only its user (and root) can. It is stopped after its last user's end, also when that was killed. Blocks;
// one thread at a time.

#include "core/connectionprofile.h"
#include "core/result.h"

#include <QMap>

#include <memory>

namespace athanor {

struct ServerBinaries {
    QString folder; ///< holds initdb, pg_ctl, postgres
    int major = 0;
};

/// All installed ones, newest first.
[[nodiscard]] QList<ServerBinaries> installedServerBinaries();

class Sandbox {
public:
    struct Options {
        QString folder; ///< of a lasting server; empty: a throw-away server in the temporary folder
        QString binaries; ///< folder of server binaries; empty: the newest, or what the folder was made with
        QMap<QString, QString> settings; ///< further settings of the server; only when it is started here
        QString templates; ///< where fresh clusters are copied from; empty: the user's cache folder
    };

    /// Makes the cluster when there is none, starts the server when it is not running, and waits until it
    /// answers. Cleans up what a killed program left behind. A throw-away one is stopped and deleted with
    /// this object; a lasting one is stopped with the last program that uses it.
    [[nodiscard]] static Result<std::unique_ptr<Sandbox>> start(const Options& options);
    /// The lasting sandbox of the example: a folder in the user's data folder; for root one that the user
    /// postgres can reach.
    [[nodiscard]] static QString lastingFolder();
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Connects as the superuser; \a database is created by createDatabase() or is "postgres".
    [[nodiscard]] ConnectionParameters parameters(const QString& database) const;
    [[nodiscard]] QString url(const QString& database) const;
    [[nodiscard]] int major() const;
    [[nodiscard]] QString folder() const;
    /// Creates the database when there is none of that name; whether it did.
    [[nodiscard]] Result<bool> createDatabase(const QString& name);
    /// The database that belongs to the project in \a projectFolder unless another is named: the folder's
    /// name with everything but letters, digits and '_' replaced; "athanor" where nothing is left of it.
    [[nodiscard]] static QString databaseFor(const QString& projectFolder);
    /// Stops the server; a lasting one only when no other program uses it, else an error that says so.
    [[nodiscard]] Result<> stop();
    [[nodiscard]] Result<> restart(); ///< "immediate" stop and start, for tests

private:
    Sandbox();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace athanor
