// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The statements that make the version table and move its rows, as SQL to be shown or written to a script.
// Runs bind values instead (versiontable.h). Pure; any thread.

#include "db/versiontable.h"

namespace athanor {

/// Makes one change. With its semicolon, without a line break.
[[nodiscard]] QString rowChangeSql(const VersionTable& table, const VersionRowChange& change);

} // namespace athanor
