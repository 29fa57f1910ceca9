// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/versionrows.h"

#include <QSet>

#include <algorithm>
#include <vector>

namespace athanor {

VersionRows::VersionRows(const RevisionMap& map, const QList<int>& rows)
    : m_map(map)
    , m_rows(rows)
    , m_isRow(map.size(), false)
    , m_applied(map.ancestors(rows))
    , m_above(map.size(), 0)
{
    for (const int row : rows)
        m_isRow[row] = true;
    for (int i = 0; i < map.size(); ++i) {
        if (!m_applied.at(i))
            continue;
        for (const int lower : map.standsOn(i))
            ++m_above[lower];
    }
}

QList<VersionRowChange> VersionRows::upgrade(int revision)
{
    QList<VersionRowChange> changes;
    QList<int> merged;
    for (const int lower : m_map.standsOn(revision)) {
        if (m_isRow.at(lower))
            merged.append(lower);
        ++m_above[lower];
    }
    m_applied[revision] = true;
    if (merged.isEmpty()) {
        insert(revision, changes);
        return changes;
    }
    for (qsizetype i = 1; i < merged.size(); ++i)
        remove(merged.at(i), changes);
    update(merged.first(), revision, changes);
    return changes;
}

QList<VersionRowChange> VersionRows::downgrade(int revision)
{
    QList<VersionRowChange> changes;
    const QList<int>& below = m_map.standsOn(revision);
    m_applied[revision] = false;
    for (const int lower : below)
        --m_above[lower];
    m_isRow[revision] = false;
    const bool alone = m_rows.size() == 1;
    QList<int> returning;
    for (const int lower : below) {
        const bool covered = m_isRow.at(lower)
            || (m_above.at(lower) > 0 && (alone || below.size() == 1 || isBelowARow(lower)));
        if (!covered)
            returning.append(lower);
    }
    m_isRow[revision] = true;
    if (returning.isEmpty()) {
        remove(revision, changes);
        return changes;
    }
    for (qsizetype i = 1; i < returning.size(); ++i)
        insert(returning.at(i), changes);
    update(revision, returning.first(), changes);
    return changes;
}

bool VersionRows::isBelowARow(int revision) const
{
    QSet<int> seen;
    std::vector<int> todo{revision};
    while (!todo.empty()) {
        const int node = todo.back();
        todo.pop_back();
        for (const int upper : m_map.stoodOnBy(node)) {
            if (!m_applied.at(upper) || seen.contains(upper))
                continue;
            if (m_isRow.at(upper))
                return true;
            seen.insert(upper);
            todo.push_back(upper);
        }
    }
    return false;
}

QStringList VersionRows::rows() const
{
    QStringList ids;
    ids.reserve(m_rows.size());
    for (const int row : m_rows)
        ids.append(m_map.at(row).id);
    return ids;
}

void VersionRows::insert(int row, QList<VersionRowChange>& changes)
{
    m_rows.append(row);
    m_isRow[row] = true;
    changes.append({VersionRowChange::Kind::Insert, {}, m_map.at(row).id});
}

void VersionRows::remove(int row, QList<VersionRowChange>& changes)
{
    m_rows.removeOne(row);
    m_isRow[row] = false;
    changes.append({VersionRowChange::Kind::Delete, m_map.at(row).id, {}});
}

void VersionRows::update(int from, int to, QList<VersionRowChange>& changes)
{
    m_rows.replace(m_rows.indexOf(from), to);
    m_isRow[from] = false;
    m_isRow[to] = true;
    changes.append({VersionRowChange::Kind::Update, m_map.at(from).id, m_map.at(to).id});
}

} // namespace athanor
