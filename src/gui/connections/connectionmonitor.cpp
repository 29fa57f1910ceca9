// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectionmonitor.h"

#include "gui/backgroundpool.h"
#include "gui/connections/connectioncheck.h"
#include "gui/passwordprovider.h"

namespace athanor {
namespace {

// Servers that answered last time go first, so that many dead ones do not fill the pool before them.
constexpr int kUsualPriority = 0;
constexpr int kFailedPriority = -1;

} // namespace

ConnectionMonitor::ConnectionMonitor(BackgroundPool& pool, PasswordProvider& passwords, QObject* parent)
    : QObject(parent)
    , m_pool(pool)
    , m_passwords(passwords)
{
    connect(&m_timer, &QTimer::timeout, this, &ConnectionMonitor::refreshByTimer);
    connect(&m_passwords, &PasswordProvider::remembered, this, &ConnectionMonitor::refresh);
}

ConnectionMonitor::~ConnectionMonitor()
{
    for (const Entry& entry : std::as_const(m_entries))
        entry.cancel.cancel();
}

void ConnectionMonitor::setProfiles(const QList<ConnectionProfile>& profiles)
{
    QHash<QString, Entry> entries;
    QStringList changed;
    for (const ConnectionProfile& profile : profiles) {
        Entry entry = m_entries.take(profile.id);
        const bool same = entry.profile.parameters == profile.parameters
            && entry.profile.passwordSource == profile.passwordSource && entry.profile.id == profile.id;
        const bool sameProject = entry.profile.project == profile.project;
        if (!same) {
            entry.cancel.cancel();
            entry.running = false;
        }
        if (!same || !sameProject)
            changed.append(profile.id);
        entry.profile = profile;
        entries.insert(profile.id, entry);
    }
    for (const Entry& gone : std::as_const(m_entries))
        gone.cancel.cancel();
    m_entries = std::move(entries);
    for (const QString& id : std::as_const(changed))
        refresh(id);
}

void ConnectionMonitor::setProject(const QString& configFile, const VersionTable& table,
                                   const RevisionMap& map)
{
    const bool sameTable = m_table.schema == table.schema && m_table.name == table.name;
    m_projectFile = configFile;
    m_table = table;
    m_map = map;
    ++m_mapSerial;
    if (sameTable)
        recountAll();
    else
        refreshAll();
}

void ConnectionMonitor::setRefreshInterval(std::chrono::seconds interval)
{
    if (interval.count() > 0)
        m_timer.start(interval);
    else
        m_timer.stop();
}

void ConnectionMonitor::refresh(const QString& connectionId)
{
    const auto entry = m_entries.find(connectionId);
    if (entry == m_entries.end())
        return;
    if (entry->running)
        entry->again = true;
    else
        start(*entry);
}

void ConnectionMonitor::refreshAll()
{
    const QStringList ids = m_entries.keys();
    for (const QString& id : ids)
        refresh(id);
}

void ConnectionMonitor::refreshByTimer()
{
    const QStringList ids = m_entries.keys();
    for (const QString& id : ids) {
        const Entry entry = m_entries.value(id);
        // Trying a refused password again and again would lock the account on some servers.
        if (!entry.running && !isPasswordRefused(entry.status.error))
            refresh(id);
    }
}

ConnectionStatus ConnectionMonitor::status(const QString& connectionId) const
{
    return m_entries.value(connectionId).status;
}

void ConnectionMonitor::start(Entry& entry)
{
    entry.running = true;
    entry.again = false;
    entry.cancel = CancelToken();
    const int serial = ++entry.serial;
    const ConnectionProfile profile = entry.profile;
    const QString id = profile.id;
    if (entry.status.state == ConnectionStatus::State::Unknown) {
        ConnectionStatus checking;
        checking.state = ConnectionStatus::State::Checking;
        show(entry, checking); // whoever listens may change the entries: no use of entry below
    }
    m_passwords.completeQuietly(profile).then(
        this, [this, id, serial](const Result<ConnectionParameters>& parameters) {
            if (parameters)
                return submit(id, *parameters, serial);
            ConnectionStatus status;
            status.error = parameters.error();
            // Waiting for a password that a person knows is not a failure.
            if (parameters.error().code != QLatin1String("password_needed")) {
                status.state = ConnectionStatus::State::Failed;
                status.checkedAt = QDateTime::currentDateTimeUtc();
            }
            finish(id, serial, status);
        });
}

void ConnectionMonitor::submit(const QString& connectionId, const ConnectionParameters& parameters,
                               int serial)
{
    const auto entry = m_entries.constFind(connectionId);
    if (entry == m_entries.constEnd() || entry->serial != serial)
        return;
    const bool failed = entry->status.state == ConnectionStatus::State::Failed;
    const int mapSerial = m_mapSerial;
    m_pool
        .submit(
            entry->cancel,
            [parameters, table = m_table, cancel = entry->cancel, map = mapFor(entry->profile)] {
                return statusOf(checkConnection(parameters, table, cancel), map);
            },
            failed ? kFailedPriority : kUsualPriority)
        .then(this, [this, connectionId, serial, mapSerial](const ConnectionStatus& status) {
            const bool stale = mapSerial != m_mapSerial;
            finish(connectionId, serial, status);
            if (stale)
                recountAll();
        });
}

void ConnectionMonitor::finish(const QString& connectionId, int serial, const ConnectionStatus& status)
{
    const auto entry = m_entries.find(connectionId);
    if (entry == m_entries.end() || entry->serial != serial)
        return;
    entry->running = false;
    if (status.state == ConnectionStatus::State::Failed && isPasswordRefused(status.error))
        m_passwords.forget(connectionId);
    const bool again = entry->again;
    show(*entry, status);
    if (again)
        refresh(connectionId);
}

void ConnectionMonitor::show(Entry& entry, const ConnectionStatus& status)
{
    entry.status = status;
    const QString id = entry.profile.id;
    emit statusChanged(id, status);
}

void ConnectionMonitor::recountAll()
{
    QHash<QString, std::pair<ConnectionStatus, bool>> seen;
    for (const Entry& entry : std::as_const(m_entries)) {
        if (entry.status.state == ConnectionStatus::State::Connected)
            seen.insert(entry.profile.id, {entry.status, mapFor(entry.profile).has_value()});
    }
    if (seen.isEmpty())
        return;
    // Counting is linear in the graph: not on this thread.
    m_pool
        .submit(CancelToken(),
                [seen, map = m_map] {
                    QHash<QString, ConnectionStatus> counted;
                    for (auto it = seen.begin(); it != seen.end(); ++it) {
                        ConnectionStatus status = it->first;
                        recount(status, it->second ? std::optional(map) : std::nullopt);
                        counted.insert(it.key(), status);
                    }
                    return counted;
                })
        .then(this, [this, serial = m_mapSerial](const QHash<QString, ConnectionStatus>& counted) {
            if (serial != m_mapSerial)
                return;
            for (auto it = counted.begin(); it != counted.end(); ++it) {
                const auto entry = m_entries.find(it.key());
                // A check that came back meanwhile has counted by itself.
                if (entry != m_entries.end() && entry->status.checkedAt == it->checkedAt)
                    show(*entry, *it);
            }
        });
}

std::optional<RevisionMap> ConnectionMonitor::mapFor(const ConnectionProfile& profile) const
{
    const bool counts
        = !m_projectFile.isEmpty() && (profile.project.isEmpty() || profile.project == m_projectFile);
    return counts ? std::optional(m_map) : std::nullopt;
}

} // namespace athanor
