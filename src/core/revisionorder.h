// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The order in which Alembic walks revisions from heads to bases. Pure; any thread.

#include <QList>

namespace athanor {

/// Orders the revisions flagged in \a wanted, newest first. \a below gives for each index what it stands on,
/// the down revisions before the dependencies; it must be free of cycles. \a starts are where the walk begins
/// (targets, version rows, heads); those that are not wanted are left out.
///
/// The walk keeps a list of candidates in load order and a cursor. A candidate that is below another one
/// waits and the cursor moves to the first candidate above it; otherwise it is taken, and what it stands on
/// steps into its place. Linear for usual graphs, n log n with many branches.
[[nodiscard]] QList<int> revisionOrder(const QList<QList<int>>& below, const QList<bool>& wanted,
                                       QList<int> starts);

} // namespace athanor
