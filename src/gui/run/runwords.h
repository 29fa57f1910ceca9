// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the run dialog says and asks: words and rules as pure functions. Any thread.

#include "core/connectionprofile.h"
#include "core/plan.h"
#include "core/script.h"

namespace athanor {

/// Whether the name of the database must be typed before \a direction runs in an environment of \a kind:
/// always in production, and for a downgrade anywhere but in development.
[[nodiscard]] bool asksForName(EnvironmentKind kind, Direction direction);
/// Why it is asked, with the name to type.
[[nodiscard]] QString confirmationText(EnvironmentKind kind, Direction direction, const QString& database);

/// "Upgrade", "Downgrade", "Stamp".
[[nodiscard]] QString directionWord(Direction direction);
/// "1 revision", "3 revisions".
[[nodiscard]] QString revisionCount(qsizetype count);
/// "Upgrade staging to 0008, 3 revisions".
[[nodiscard]] QString runTitle(const Plan& plan, const QString& connection);
/// Where the database stands and what the plan does: outside a transaction, irreversible, warnings. Or that
/// there is nothing to do.
[[nodiscard]] QString planSummary(const Plan& plan, const QList<Script>& scripts);

} // namespace athanor
