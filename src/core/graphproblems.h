// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds what is wrong with a set of revisions, and says it. Pure; any thread. Linear.

#include "core/revisionmap.h"

namespace athanor {

/// Everything wrong with the graph of \a map whose names and links are read, worst first. The order is that
/// in which Alembic would stumble over them.
[[nodiscard]] QList<GraphProblem> findGraphProblems(const RevisionMap& map);

/// Longest revision id that fits the version table's VARCHAR(32).
inline constexpr qsizetype kVersionColumnLength = 32;

} // namespace athanor
