// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds out that a server answers and lets the user in, without ever blocking longer than asked: the connect
// of QtSql's driver is libpq's blocking one, which cannot be cancelled. On the caller's thread.

#include "core/connectionprofile.h"
#include "core/result.h"
#include "db/wakeup.h"

#include <chrono>

namespace athanor {

/// Connects to the first host that answers and closes again. Returns \a parameters with that host and port
/// alone, and with what a session needs besides (client_encoding). \a timeout is for one host;
/// connect_timeout in \a parameters wins.
[[nodiscard]] Result<ConnectionParameters> reachServer(const ConnectionParameters& parameters,
                                                       std::chrono::seconds timeout, const WakeUp& wakeUp);

} // namespace athanor
