// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One folder with a database cluster, its socket, its log and its locks, and the server on it. What a Sandbox
// is made of. Blocks; on one thread.
//
//   data/    the cluster            users    shared lock of every program that uses it
//   socket/  the server's socket    start    exclusive lock of the program that starts or stops the server
//   log      what the server says   watcher  exclusive lock of the process that waits for the last user's end

#include "core/result.h"
#include "db/serveraccount.h"

#include <QMap>
#include <QString>

namespace athanor {

class Cluster {
public:
    enum class Kind { Lasting, ThrowAway };

    Cluster(const QString& folder, Kind kind, ServerAccount account);

    [[nodiscard]] const QString& folder() const { return m_folder; }

    [[nodiscard]] QString usersFile() const { return m_folder + QStringLiteral("/users"); }

    [[nodiscard]] QString startFile() const { return m_folder + QStringLiteral("/start"); }

    [[nodiscard]] QString dataFolder() const { return m_folder + QStringLiteral("/data"); }

    /// Inside the folder, or in /tmp when that would be too long for a socket's name.
    [[nodiscard]] QString socketFolder() const;
    /// Major version of the cluster's files, 0 when there is none.
    [[nodiscard]] int major() const;
    /// Copies a fresh cluster (\a templates: a ClusterTemplate's folder), or runs initdb; a cluster is either
    /// complete or not there. A lasting one is on disk some seconds later.
    [[nodiscard]] Result<> initialise(const QString& binaries, const QString& templates) const;
    /// Whether a server runs on this cluster.
    [[nodiscard]] bool isRunning() const;
    /// Starts the server and waits until it lets connections in.
    [[nodiscard]] Result<> start(const QString& binaries, const QMap<QString, QString>& settings) const;
    /// Stops the server if it runs; a throw-away one without a checkpoint.
    [[nodiscard]] Result<> stop(bool immediately) const;
    /// Starts the process that stops the server after the last user's end, unless there is one.
    [[nodiscard]] Result<> startWatcher() const;
    /// Removes the folder.
    void remove() const;

private:
    [[nodiscard]] Result<> syncLater() const;
    [[nodiscard]] qint64 serverPid() const;
    [[nodiscard]] QStringList serverArguments(const QMap<QString, QString>& settings) const;
    [[nodiscard]] Result<> waitUntilReady(qint64 pid) const;

    QString m_folder;
    Kind m_kind;
    ServerAccount m_account;
};

} // namespace athanor
