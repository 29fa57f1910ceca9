// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The version rows that a looking command starts from. Blocks; main thread.

#include "cli/connectionchoice.h"
#include "db/versiontable.h"

namespace athanor {

struct DatabaseRows {
    ServerInfo server;
    VersionState state;
    QString address; ///< for people, without a password
};

/// Connects to the database that the command line names and reads its rows; changes nothing.
[[nodiscard]] Result<DatabaseRows> readRows(Context& context, const ProjectSettings& settings);

/// \a at when given, else the rows of the database.
[[nodiscard]] Result<QStringList> rowsFrom(Context& context, const std::optional<QStringList>& at,
                                           const ProjectSettings& settings);

} // namespace athanor
