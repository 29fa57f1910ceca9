// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Cycles of a directed graph given as lists of links. Pure; any thread. Linear, and without recursion.

#include <QList>

namespace athanor {

[[nodiscard]] bool isAcyclic(const QList<QList<int>>& links);

/// Groups of nodes each of which can be reached from each other of its group; groups of one are left out.
/// Nodes ascending, groups by their first node.
[[nodiscard]] QList<QList<int>> findCycles(const QList<QList<int>>& links);

/// The same links without those that close a cycle.
[[nodiscard]] QList<QList<int>> withoutCycles(const QList<QList<int>>& links);

} // namespace athanor
