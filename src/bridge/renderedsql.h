// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Makes a script of SQL that was rendered from a Python revision. Pure; any thread.

#include "bridge/rendercache.h"
#include "core/script.h"

namespace athanor {

/// The script that \a entry is for \a direction of \a revision. \a digest: of the revision's file. Positions
/// are in the entry's file; each statement knows its line in the revision. SQL that ends its transaction
/// itself, and autocommit_block(), run outside of one. Error: PostgreSQL's parser refuses the SQL.
[[nodiscard]] Result<Script> scriptOf(const RenderCache::Entry& entry, const Revision& revision,
                                      Direction direction, const QByteArray& digest);

} // namespace athanor
