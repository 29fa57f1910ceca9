// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stampplanner.h"

#include "core/resolver.h"

#include <algorithm>

namespace athanor {

namespace {

class Stamp {
public:
    Stamp(const RevisionMap& map, const QStringList& rows) : m_map(map)
    {
        m_plan.direction = Direction::Stamp;
        m_plan.versionRowsBefore = rows;
        m_plan.versionRowsAfter = rows;
    }

    /// One step: the rows \a gone give way to \a revision (-1: to nothing).
    void step(int revision, const QStringList& gone)
    {
        Step step;
        step.direction = Direction::Stamp;
        QStringList& rows = m_plan.versionRowsAfter;
        const qsizetype kept = revision < 0 || gone.isEmpty() ? -1 : gone.size() - 1;
        for (qsizetype i = 0; i < gone.size(); ++i) {
            if (i == kept)
                continue;
            rows.removeOne(gone.at(i));
            step.rowChanges.append({VersionRowChange::Kind::Delete, gone.at(i), {}});
        }
        if (revision >= 0) {
            step.revision = m_map.at(revision).id;
            step.message = m_map.at(revision).message;
            if (kept >= 0) {
                rows.replace(rows.indexOf(gone.at(kept)), step.revision);
                step.rowChanges.append({VersionRowChange::Kind::Update, gone.at(kept), step.revision});
            } else {
                rows.append(step.revision);
                step.rowChanges.append({VersionRowChange::Kind::Insert, {}, step.revision});
            }
        }
        if (step.rowChanges.isEmpty())
            return;
        step.versionRowsAfter = rows;
        m_plan.steps.append(step);
    }

    [[nodiscard]] Plan take(const QStringList& targets)
    {
        m_plan.targets = targets;
        return std::move(m_plan);
    }

private:
    const RevisionMap& m_map;
    Plan m_plan;
};

QStringList idsOf(const RevisionMap& map, const QList<int>& revisions)
{
    QStringList ids;
    for (const int revision : revisions)
        ids.append(map.at(revision).id);
    return ids;
}

QList<bool> lineOf(const RevisionMap& map, const QList<int>& revisions)
{
    QList<bool> line = map.ancestors(revisions);
    const QList<bool> above = map.descendants(revisions);
    for (qsizetype i = 0; i < line.size(); ++i)
        line[i] = line.at(i) || above.at(i);
    return line;
}

/// \a onLine: the rows that share a line with what was written as the target.
void stampOne(const RevisionMap& map, Stamp& stamp, int target, const QList<int>& rows,
              const QList<int>& onLine)
{
    if (rows.contains(target))
        return;
    const QList<bool> line = lineOf(map, {target});
    const bool moves = std::any_of(onLine.cbegin(), onLine.cend(), [&](int row) { return line.at(row); });
    stamp.step(target, moves ? idsOf(map, onLine) : QStringList());
}

void stampSeveral(const RevisionMap& map, Stamp& stamp, const QList<int>& targets, const QList<int>& rows,
                  bool base, const QList<int>& onLine)
{
    QList<int> below;
    for (const int target : targets)
        below += map.standsOn(target);
    const QList<bool> covered = map.ancestors(below);
    QList<int> kept;
    for (const int target : targets) {
        if (!covered.at(target) && !kept.contains(target))
            kept.append(target);
    }
    const QList<bool> line = lineOf(map, targets);
    QList<int> gone;
    for (const int row : rows) {
        if ((line.at(row) || (base && onLine.contains(row))) && !kept.contains(row))
            gone.append(row);
    }
    for (const int target : std::as_const(kept)) {
        if (rows.contains(target))
            continue;
        const QList<bool> own = lineOf(map, {target});
        QList<int> replaced;
        std::copy_if(gone.cbegin(), gone.cend(), std::back_inserter(replaced),
                     [&](int row) { return own.at(row); });
        gone.removeIf([&](int row) { return own.at(row); });
        stamp.step(target, idsOf(map, replaced));
    }
    stamp.step(Resolver::kBase, idsOf(map, gone));
}

} // namespace

Result<Plan> stampPlan(const RevisionMap& map, const QStringList& rows, const QStringList& targets,
                       bool purge)
{
    const Resolver resolver(map);
    const auto current = resolver.rows(purge ? QStringList() : rows);
    if (!current)
        return fail(current.error());
    QList<int> destinations, onLine;
    bool base = false;
    for (const QString& target : targets) {
        const auto line = resolver.onLineage(*current, target, RevisionMap::Links::StandsOn);
        if (!line)
            return fail(line.error());
        for (const int row : *line) {
            if (!onLine.contains(row))
                onLine.append(row);
        }
    }
    for (const QString& target : targets) {
        const auto found = resolver.revisions(target);
        if (!found)
            return fail(found.error());
        base = base || found->isEmpty();
        for (const int revision : *found) {
            if (revision < 0)
                base = true;
            else
                destinations.append(revision);
        }
    }

    Stamp stamp(map, rows);
    if (purge) {
        QStringList wanted;
        Stamp fresh(map, {});
        stampSeveral(map, fresh, destinations, {}, false, {});
        wanted = fresh.take({}).versionRowsAfter;
        QStringList gone = rows;
        gone.removeIf([&](const QString& row) { return wanted.contains(row); });
        stamp.step(Resolver::kBase, gone);
        for (const int target : std::as_const(destinations)) {
            const QString& id = map.at(target).id;
            if (wanted.contains(id) && !rows.contains(id))
                stamp.step(target, {});
            wanted.removeAll(id);
        }
    } else if (destinations.size() == 1 && !base) {
        stampOne(map, stamp, destinations.first(), *current, onLine);
    } else if (destinations.isEmpty()) {
        stamp.step(Resolver::kBase, idsOf(map, onLine));
    } else {
        stampSeveral(map, stamp, destinations, *current, base, onLine);
    }
    return stamp.take(targets);
}

} // namespace athanor
