// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/closenames.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace athanor {

namespace {

constexpr qsizetype kLongestText = 80;

/// How many characters must be added, removed, changed or swapped with their neighbour to get from \a a to
/// \a b; \a limit + 1 when it is more than \a limit.
int editDistance(const QString& a, const QString& b, int limit)
{
    if (std::abs(a.size() - b.size()) > limit)
        return limit + 1;
    const auto same = [&](qsizetype i, qsizetype j) { return a.at(i).toLower() == b.at(j).toLower(); };
    std::array<std::vector<int>, 3> rows; // of the last three characters of a
    for (std::vector<int>& row : rows)
        row.resize(std::size_t(b.size()) + 1);
    for (std::size_t j = 0; j < rows[0].size(); ++j)
        rows[0][j] = int(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        std::vector<int>& row = rows[std::size_t(i % 3)];
        const std::vector<int>& above = rows[std::size_t((i + 2) % 3)];
        const std::vector<int>& twoAbove = rows[std::size_t((i + 1) % 3)];
        row[0] = int(i);
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto at = std::size_t(j);
            row[at]
                = std::min({above[at - 1] + (same(i - 1, j - 1) ? 0 : 1), above[at] + 1, row[at - 1] + 1});
            if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1))
                row[at] = std::min(row[at], twoAbove[at - 2] + 1);
        }
        if (*std::min_element(row.begin(), row.end()) > limit)
            return limit + 1;
    }
    return rows[std::size_t(a.size() % 3)].back();
}

} // namespace

QStringList closeNames(const QString& text, const QStringList& names, int most)
{
    if (text.isEmpty() || text.size() > kLongestText)
        return {};
    const int limit = int(std::clamp<qsizetype>((text.size() + 1) / 3, 1, 3));
    QList<std::pair<int, QString>> found;
    for (const QString& name : names) {
        int distance = editDistance(text, name, limit);
        if (distance > limit && text.size() >= 2 && name.contains(text, Qt::CaseInsensitive))
            distance = limit;
        if (distance <= limit)
            found.emplaceBack(distance, name);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    QStringList close;
    for (const auto& [distance, name] : std::as_const(found)) {
        if (close.size() < most && !close.contains(name))
            close.append(name);
    }
    return close;
}

} // namespace athanor
