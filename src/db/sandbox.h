// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A private PostgreSQL server on a Unix socket, from the installed server binaries; no TCP, runs as
// "postgres" when the program is root. Blocks; one thread at a time.

#include "core/connectionprofile.h"
#include "core/result.h"

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
        QString folder; ///< data and socket; empty: a throw-away server in the temporary folder
        QString binaries; ///< folder of server binaries; empty: the newest
    };

    /// Makes the cluster when there is none, starts the server when it is not running, and waits until it
    /// answers. Cleans up what a killed program left behind. A throw-away one is stopped and deleted with
    /// this object; a lasting one is stopped with the last program that uses it.
    [[nodiscard]] static Result<std::unique_ptr<Sandbox>> start(const Options& options);
    /// The lasting sandbox of the example: a folder in the user's data folder.
    [[nodiscard]] static QString lastingFolder();
    ~Sandbox();

    /// Connects as the superuser; \a database is created by createDatabase() or is "postgres".
    [[nodiscard]] ConnectionParameters parameters(const QString& database) const;
    [[nodiscard]] QString url(const QString& database) const;
    [[nodiscard]] int major() const;
    [[nodiscard]] QString folder() const;
    /// Creates the database when there is none of that name.
    [[nodiscard]] Result<> createDatabase(const QString& name);
    [[nodiscard]] Result<> stop();
    [[nodiscard]] Result<> restart(); ///< "immediate" stop and start, for tests

private:
    Sandbox();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace athanor
