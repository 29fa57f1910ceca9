// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Compares the rows of a version table with the graph, for whoever has to repair them. Pure; any thread.

#include "core/revisionmap.h"

namespace athanor {

/// A row that no plan can start from.
struct RowProblem {
    enum class Kind {
        Unknown, ///< no revision of the project has this id
        Covered, ///< it stands below another row, which implies it
    };
    Kind kind = Kind::Unknown;
    QString row;
    QString coveredBy; ///< Covered: a row above it
    QStringList closeIds; ///< Unknown: revisions that are called much alike, the closest first

    bool operator==(const RowProblem&) const = default;
};

/// What is wrong with \a rows (version_num values), in their order; empty when they fit \a map.
[[nodiscard]] QList<RowProblem> findRowProblems(const RevisionMap& map, const QStringList& rows);

/// \a rows without those that have a problem: what is left when nothing better is known about them.
[[nodiscard]] QStringList withoutProblems(const QStringList& rows, const QList<RowProblem>& problems);

} // namespace athanor
