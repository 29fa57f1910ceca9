// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/rowproblems.h"

#include "core/closenames.h"

#include <algorithm>

namespace athanor {

namespace {

constexpr int kCloseIds = 5;

QStringList closeIds(const RevisionMap& map, const QString& row)
{
    QStringList ids;
    ids.reserve(map.size());
    for (const Revision& revision : map.revisions())
        ids.append(revision.id);
    return closeNames(row, ids, kCloseIds);
}

/// The first of \a rows that stands above \a lower, -1 when none does.
int rowAbove(const RevisionMap& map, const QList<int>& rows, int lower)
{
    const QList<bool> above = map.descendants({lower});
    const auto found
        = std::find_if(rows.cbegin(), rows.cend(), [&](int row) { return row != lower && above.at(row); });
    return found == rows.cend() ? -1 : *found;
}

} // namespace

QList<RowProblem> findRowProblems(const RevisionMap& map, const QStringList& rows)
{
    QList<int> known, below;
    for (const QString& row : rows) {
        if (const int index = map.indexOf(row); index >= 0) {
            known.append(index);
            below += map.standsOn(index);
        }
    }
    const QList<bool> covered = map.ancestors(below);
    QList<RowProblem> problems;
    for (const QString& row : rows) {
        const int index = map.indexOf(row);
        if (index < 0) {
            problems.append({RowProblem::Kind::Unknown, row, {}, closeIds(map, row)});
        } else if (covered.at(index)) {
            const int upper = rowAbove(map, known, index);
            if (upper >= 0)
                problems.append({RowProblem::Kind::Covered, row, map.at(upper).id, {}});
        }
    }
    return problems;
}

QStringList withoutProblems(const QStringList& rows, const QList<RowProblem>& problems)
{
    QStringList left;
    for (const QString& row : rows) {
        const bool wrong = std::any_of(problems.cbegin(), problems.cend(),
                                       [&](const RowProblem& problem) { return problem.row == row; });
        if (!wrong)
            left.append(row);
    }
    return left;
}

} // namespace athanor
