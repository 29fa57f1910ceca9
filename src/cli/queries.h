// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the looking commands and `batch` find out, without printing it. Pure; any thread.

#include "core/plan.h"
#include "core/result.h"
#include "core/revisionmap.h"

#include <QJsonObject>

namespace athanor {

/// Branch points as a document: "revisions", "items", "children".
[[nodiscard]] QJsonObject branchesDocument(const RevisionMap& map, const QStringList& warnings);

/// A plan: from \a rows, or as offline when \a sql.
struct PlanQuery {
    Direction direction = Direction::Upgrade;
    QStringList targets;
    QStringList rows;
    bool sql = false;
    bool purge = false;
};

[[nodiscard]] Result<Plan> answerPlan(const RevisionMap& map, const PlanQuery& query);

/// One query of `batch`: {"command", "at", "target", "options"}.
[[nodiscard]] QJsonObject answerQuery(const RevisionMap& map, const QStringList& warnings,
                                      const QJsonObject& query);

} // namespace athanor
