// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One run at a time per database: a session-level advisory lock, polled outside any transaction (waiting for
// it inside one makes CREATE INDEX CONCURRENTLY wait for its own runner). On the session's thread.

#include "core/databaseinfo.h"
#include "core/result.h"
#include "db/session.h"

#include <chrono>
#include <functional>

namespace athanor {

class DatabaseLock {
public:
    /// Polls until the lock is had, \a timeout is over (ErrorKind::Locked, naming the holder) or \a cancel is
    /// set. \a waiting is told the holder at every poll that fails.
    [[nodiscard]] static Result<DatabaseLock>
    acquire(Session& session, std::chrono::milliseconds timeout, const CancelToken& cancel,
            const std::function<void(const LockHolder&)>& waiting = {});
    ~DatabaseLock();
    DatabaseLock(DatabaseLock&& other) noexcept;
    DatabaseLock& operator=(DatabaseLock&& other) noexcept;

private:
    explicit DatabaseLock(Session* session);
    Session* m_session = nullptr;
};

} // namespace athanor
