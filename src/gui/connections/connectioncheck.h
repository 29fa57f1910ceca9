// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Looks at one database: does it answer, what server is it, where does it stand. Blocks; any thread but the
// GUI's.

#include "core/canceltoken.h"
#include "core/connectionprofile.h"
#include "core/databaseinfo.h"
#include "core/result.h"
#include "core/revisionmap.h"
#include "db/versiontable.h"
#include "models/connectionsmodel.h"

#include <chrono>
#include <optional>

namespace athanor {

struct ConnectionCheck {
    ServerInfo server;
    VersionState state;
    std::optional<Error> versionError; ///< the server answers, its version table could not be read
};

constexpr std::chrono::seconds kCheckTimeout{5};

/// Connects with \a parameters (password included), reads and disconnects. A server that does not answer
/// costs at most \a timeout; the reading too.
[[nodiscard]] Result<ConnectionCheck> checkConnection(const ConnectionParameters& parameters,
                                                      const VersionTable& table, const CancelToken& cancel,
                                                      std::chrono::seconds timeout = kCheckTimeout);

/// What the connections panel shows for \a check. \a map: the project's revisions, by which pending ones are
/// counted; none: they are not.
[[nodiscard]] ConnectionStatus statusOf(const Result<ConnectionCheck>& check,
                                        const std::optional<RevisionMap>& map);
/// Counts the pending and the unknown rows of \a status again, for another \a map. Linear in the map.
void recount(ConnectionStatus& status, const std::optional<RevisionMap>& map);

/// \a check in words: server, version, TLS, where it stands. Plain text.
[[nodiscard]] QString checkText(const ConnectionCheck& check);

} // namespace athanor
