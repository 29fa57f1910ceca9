// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A plan: the ordered steps that bring a database from its version rows to a target. Plain values; any
// thread.

#include <QList>
#include <QString>
#include <QStringList>

namespace athanor {

enum class Direction { Upgrade, Downgrade, Stamp };

/// One change of the version table. Each must touch exactly one row.
struct VersionRowChange {
    enum class Kind { Insert, Update, Delete };
    Kind kind = Kind::Insert;
    QString from; ///< the row before (Update, Delete)
    QString to; ///< the row after (Insert, Update)

    bool operator==(const VersionRowChange&) const = default;
};

struct Step {
    Direction direction = Direction::Upgrade;
    QString revision; ///< for a stamp: the revision stamped, or empty when rows are only removed
    QString message;
    QString file; ///< absolute path of the revision's file; empty for a stamp
    QList<VersionRowChange> rowChanges; ///< in the order in which they are made
    QStringList versionRowsAfter;
    bool reversible = true; ///< whether the revision can be downgraded

    bool operator==(const Step&) const = default;
};

struct Plan {
    Direction direction = Direction::Upgrade;
    QStringList targets; ///< as given
    QStringList versionRowsBefore;
    QList<Step> steps;
    QStringList versionRowsAfter;
    QStringList warnings; ///< where Alembic warns; stable names: "relative_downgrade_from_multiple_heads"
    QStringList
        cautions; ///< where Alembic does not, but people may be surprised: "branch_at_base_takes_back_all"

    bool operator==(const Plan&) const = default;
};

} // namespace athanor
