// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Plans of `stamp`: which version rows give way to which. Pure; any thread.

#include "core/plan.h"
#include "core/result.h"
#include "core/revisionmap.h"

namespace athanor {

/// As planStamp() in planner.h, on a usable graph, with rows that differ.
///
/// A target replaces the rows on its line and leaves the others. Several targets are seen together: of those
/// that lie on one line the upper counts, and every row on the line of any of them is replaced.
[[nodiscard]] Result<Plan> stampPlan(const RevisionMap& map, const QStringList& rows,
                                     const QStringList& targets, bool purge);

} // namespace athanor
