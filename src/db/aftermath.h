// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds out where a database stands after a run, also when the run lost its connection. Blocks; on the
// session's thread.

#include "db/versiontable.h"

#include <optional>

namespace athanor {

/// The version rows, read on \a session. Nothing when they cannot be read.
[[nodiscard]] std::optional<QStringList> readBack(Session& session, const VersionTable& table);

/// Connects again, for some seconds, waits until the old connection's run is over on the server (it holds the
/// database's lock for as long), and reads the version rows. Nothing when that cannot be done in time.
[[nodiscard]] std::optional<QStringList> readBackAfterLoss(const ConnectionParameters& parameters,
                                                           const VersionTable& table);

} // namespace athanor
