// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sends cancel requests for one connection without blocking: PQcancel opens a connection of its own and waits
// for as long as the network likes, so it runs on a thread of its own. Made and used on the session's thread.

#include <atomic>
#include <chrono>
#include <memory>

struct pg_cancel;
struct pg_conn;

namespace athanor {

/// Between two requests: one that comes before the statement has begun does nothing.
constexpr auto kCancelRepeat = std::chrono::milliseconds(200);
/// A server that does not answer cancel requests for so long is given up.
constexpr auto kCancelPatience = std::chrono::seconds(10);

class CancelRequest {
public:
    explicit CancelRequest(pg_conn* connection);

    /// Sends a request unless one is under way.
    void send();
    /// Waits until the request under way has reached the server, so that it cannot hit a later query.
    void settle(std::chrono::milliseconds patience) const;

private:
    struct Shared {
        std::shared_ptr<pg_cancel> handle;
        std::atomic<bool> underWay = false;
    };

    std::shared_ptr<Shared> m_shared;
};

} // namespace athanor
