// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Opens a libpq connection without ever blocking longer than asked: libpq's own blocking connect cannot be
// cancelled. Every keyword reaches libpq as it is. On the caller's thread.

#include "core/connectionprofile.h"
#include "core/result.h"
#include "db/wakeup.h"

#include <chrono>
#include <memory>

struct pg_conn;

namespace athanor {

struct CloseConnection {
    void operator()(pg_conn* connection) const;
};

using Connection = std::unique_ptr<pg_conn, CloseConnection>;

/// Connects to the first host that answers. \a timeout is for one host; connect_timeout in \a parameters
/// wins.
[[nodiscard]] Result<Connection> connectTo(const ConnectionParameters& parameters,
                                           std::chrono::seconds timeout, const WakeUp& wakeUp);

} // namespace athanor
