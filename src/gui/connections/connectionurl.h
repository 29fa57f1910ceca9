// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Connection parameters as a URL to show and to copy. Pure; any thread.

#include "core/connectionprofile.h"

namespace athanor {

/// "postgresql://user@host:5432/database?sslmode=require"; a socket folder and every other keyword go behind
/// the question mark. Never a password.
[[nodiscard]] QString connectionUrl(const ConnectionParameters& parameters);

} // namespace athanor
