// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/databaselock.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace athanor {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// An advisory lock belongs to one database, so its key is the same everywhere: "ATHN" and the number of the
// lock. Two projects with version tables of their own in one database exclude each other too: what they
// change may be the same. Fixed for ever, or different versions of Athanor would not see each other.
constexpr int kLockClass = 0x4154484E;
constexpr int kLockNumber = 1;

constexpr auto kFirstPause = 50ms;
constexpr auto kLongestPause = 500ms;

const auto kHolderQuery = QStringLiteral(R"(
SELECT l.pid, a.usename, coalesce(a.client_hostname, pg_catalog.host(a.client_addr),
                                  CASE WHEN a.backend_start IS NOT NULL THEN '[local]' END),
       a.application_name, (EXTRACT(epoch FROM a.backend_start) * 1000)::bigint
  FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::oid AND l.objid = $2::oid AND l.objsubid = 2
   AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                      WHERE d.datname = pg_catalog.current_database()))");

/// What the server shows of the holder; a user who may not see more gets user and application only.
LockHolder holderOf(Session& session)
{
    LockHolder holder;
    auto query = session.query(kHolderQuery, {kLockClass, kLockNumber});
    if (!query || !query->next())
        return holder;
    holder.pid = query->value(0).toInt();
    holder.user = query->value(1).toString();
    holder.host = query->value(2).toString();
    holder.applicationName = query->value(3).toString();
    if (!query->isNull(4))
        holder.since = QDateTime::fromMSecsSinceEpoch(query->value(4).toLongLong());
    return holder;
}

Error lockedError(const LockHolder& holder, std::chrono::milliseconds timeout)
{
    QStringList parts;
    if (!holder.user.isEmpty())
        parts << QStringLiteral("user %1").arg(holder.user);
    if (!holder.host.isEmpty())
        parts << QStringLiteral("host %1").arg(holder.host);
    if (!holder.applicationName.isEmpty())
        parts << QStringLiteral("application %1").arg(holder.applicationName);
    if (holder.pid > 0)
        parts << QStringLiteral("backend %1").arg(holder.pid);
    if (holder.since.isValid())
        parts << QStringLiteral("connected since %1").arg(holder.since.toString(Qt::ISODate));
    return {.kind = ErrorKind::Locked,
            .code = QStringLiteral("locked"),
            .message = QStringLiteral("Another run holds this database, waited %1 s")
                           .arg(double(timeout.count()) / 1000.0, 0, 'g', 3),
            .detail = parts.isEmpty() ? QStringLiteral("The server does not show who holds it")
                                      : QStringLiteral("Held by ") + parts.join(QStringLiteral(", ")),
            .hint = QStringLiteral("Wait until it has ended, or give this run more time to wait")};
}

/// False when cancelled meanwhile.
bool pauseFor(std::chrono::milliseconds pause, const CancelToken& cancel)
{
    for (const auto end = Clock::now() + pause; Clock::now() < end;) {
        if (cancel.isCancelled())
            return false;
        std::this_thread::sleep_for(10ms);
    }
    return !cancel.isCancelled();
}

} // namespace

DatabaseLock::DatabaseLock(Session* session) : m_session(session) { }

DatabaseLock::DatabaseLock(DatabaseLock&& other) noexcept : m_session(std::exchange(other.m_session, nullptr))
{
}

DatabaseLock& DatabaseLock::operator=(DatabaseLock&& other) noexcept
{
    std::swap(m_session, other.m_session);
    return *this;
}

DatabaseLock::~DatabaseLock()
{
    if (!m_session || !m_session->isOpen())
        return; // the server let it go with the connection
    const Session::CancelShield shield(*m_session);
    [[maybe_unused]] const auto released = m_session->query(
        QStringLiteral("SELECT pg_catalog.pg_advisory_unlock($1::int, $2::int)"), {kLockClass, kLockNumber});
}

Result<DatabaseLock> DatabaseLock::acquire(Session& session, std::chrono::milliseconds timeout,
                                           const CancelToken& cancel,
                                           const std::function<void(const LockHolder&)>& waiting)
{
    const auto start = Clock::now();
    for (auto pause = std::chrono::milliseconds(kFirstPause);;
         pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause)) {
        auto tried = session.query(QStringLiteral("SELECT pg_catalog.pg_try_advisory_lock($1::int, $2::int)"),
                                   {kLockClass, kLockNumber});
        if (!tried)
            return fail(tried.error());
        if (tried->next() && tried->value(0).toBool())
            return DatabaseLock(&session);
        const LockHolder holder = holderOf(session);
        if (waiting)
            waiting(holder);
        const auto left
            = std::chrono::duration_cast<std::chrono::milliseconds>(start + timeout - Clock::now());
        if (left <= 0ms)
            return fail(lockedError(holder, timeout));
        if (!pauseFor(std::min(pause, left), cancel))
            return fail({.kind = ErrorKind::Cancelled,
                         .message = QStringLiteral("Cancelled while waiting for another run")});
    }
}

} // namespace athanor
