// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Looks at every connection in the background, now and then and when asked, and tells what it saw. Each check
// has a thread of its own, so that a dead server delays no other. GUI thread; blocks nowhere.

#include "core/canceltoken.h"
#include "core/connectionprofile.h"
#include "core/revisionmap.h"
#include "db/versiontable.h"
#include "models/connectionsmodel.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <optional>

namespace athanor {

class BackgroundPool;
class PasswordProvider;

class ConnectionMonitor : public QObject {
    Q_OBJECT
public:
    /// \a pool and \a passwords outlive this object.
    ConnectionMonitor(BackgroundPool& pool, PasswordProvider& passwords, QObject* parent = nullptr);
    ~ConnectionMonitor() override; ///< cancels the checks that run

    /// What to look at. New and changed profiles are checked at once.
    void setProfiles(const QList<ConnectionProfile>& profiles);
    /// The project that pending revisions are counted by; connections of another project are not counted.
    /// \a configFile is its configuration file; an empty one means that no project is open.
    void setProject(const QString& configFile, const VersionTable& table, const RevisionMap& map);
    /// 0: only when asked.
    void setRefreshInterval(std::chrono::seconds interval);

    void refresh(const QString& connectionId);
    void refreshAll();
    [[nodiscard]] ConnectionStatus status(const QString& connectionId) const;

signals:
    void statusChanged(const QString& connectionId, const athanor::ConnectionStatus& status);

private:
    struct Entry {
        ConnectionProfile profile;
        ConnectionStatus status;
        CancelToken cancel; ///< of the check that runs
        int serial = 0; ///< of the check that was started last; answers of others are stale
        bool running = false;
        bool again = false; ///< asked for while one runs
    };

    void refreshByTimer();
    void start(Entry& entry);
    void submit(const QString& connectionId, const ConnectionParameters& parameters, int serial);
    void finish(const QString& connectionId, int serial, const ConnectionStatus& status);
    void show(Entry& entry, const ConnectionStatus& status);
    void recountAll();
    [[nodiscard]] std::optional<RevisionMap> mapFor(const ConnectionProfile& profile) const;

    BackgroundPool& m_pool;
    PasswordProvider& m_passwords;
    QHash<QString, Entry> m_entries;
    QTimer m_timer;
    QString m_projectFile;
    VersionTable m_table;
    RevisionMap m_map;
    int m_mapSerial = 0;
};

} // namespace athanor
