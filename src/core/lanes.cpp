// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lanes.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <utility>
#include <vector>

namespace athanor {

namespace {

/// Gives the lowest free lane.
class LanePool {
public:
    explicit LanePool(int first = 0) : m_next(first) { }

    int take()
    {
        if (m_free.empty())
            return m_next++;
        const int lane = m_free.top();
        m_free.pop();
        return lane;
    }

    void give(int lane) { m_free.push(lane); }

    /// One more than the highest lane ever given.
    [[nodiscard]] int end() const { return m_next; }

private:
    std::priority_queue<int, std::vector<int>, std::greater<>> m_free;
    int m_next;
};

} // namespace

/// Builds Lanes: first the lanes of the revisions, then those of the links that need their own.
class LaneBuilder {
public:
    LaneBuilder(const RevisionMap& map, Lanes& lanes)
        : m_map(map)
        , m_lanes(lanes)
        , m_count(int(map.historyOrder().size()))
    {
    }

    void build()
    {
        m_lanes.m_revisions = m_map.historyOrder();
        m_lanes.m_rows.fill(-1, m_map.size());
        for (int row = 0; row < m_count; ++row)
            m_lanes.m_rows[m_lanes.m_revisions.at(row)] = row;
        findLinks();
        placeRevisions();
        makeRuns();
        m_lanes.index();
    }

private:
    using Kind = LaneSegment::Kind;

    /// Rows of \a revisions below \a row, each once. A broken graph has links upwards, which are not drawn.
    QList<int> rowsBelow(const QList<int>& revisions, int row)
    {
        QList<int> rows;
        ++m_round;
        for (const int revision : revisions) {
            const int other = m_lanes.m_rows.at(revision);
            if (other > row && std::exchange(m_seenIn[other], m_round) != m_round)
                rows.append(other);
        }
        return rows;
    }

    void findLinks()
    {
        m_seenIn.fill(0, m_count);
        m_lineBelow.fill(-1, m_count);
        m_lineAbove.fill(-1, m_count);
        m_branches.resize(m_count);
        m_mergeTop.fill(-1, m_count);
        m_dependentTop.fill(-1, m_count);
        m_merged.resize(m_count);
        m_dependencies.resize(m_count);
        for (int row = 0; row < m_count; ++row) {
            const int revision = m_lanes.m_revisions.at(row);
            QList<int> parents = rowsBelow(m_map.downRevisions(revision), row);
            if (!parents.isEmpty())
                m_lineBelow[row] = parents.takeFirst();
            for (const int parent : std::as_const(parents)) {
                if (m_mergeTop[parent] < 0)
                    m_mergeTop[parent] = row;
            }
            m_merged[row] = std::move(parents);
            m_dependencies[row] = rowsBelow(m_map.dependencies(revision), row);
            for (const int dependency : std::as_const(m_dependencies[row])) {
                if (m_dependentTop[dependency] < 0)
                    m_dependentTop[dependency] = row;
            }
        }
        for (int row = 0; row < m_count; ++row) {
            ++m_round;
            for (const int next : m_map.nextRevisions(m_lanes.m_revisions.at(row))) { // in load order
                const int above = m_lanes.m_rows.at(next);
                if (above < 0 || m_lineBelow.at(above) != row
                    || std::exchange(m_seenIn[above], m_round) == m_round)
                    continue;
                if (m_lineAbove[row] < 0)
                    m_lineAbove[row] = above;
                else
                    m_branches[row].append(above);
            }
        }
    }

    void placeRevisions()
    {
        LanePool pool;
        QList<QList<int>> freedAt(m_count);
        m_lanes.m_lanes.fill(-1, m_count);
        for (const int row : std::as_const(m_lanes.m_rows)) { // in load order
            if (row >= 0 && m_lineBelow.at(row) < 0)
                m_lanes.m_lanes[row] = pool.take();
        }
        for (int row = m_count - 1; row >= 0; --row) {
            const int lane = m_lanes.m_lanes.at(row);
            if (m_lineAbove[row] >= 0)
                m_lanes.m_lanes[m_lineAbove[row]] = lane;
            else if (m_mergeTop[row] >= 0)
                freedAt[m_mergeTop[row]].append(lane);
            for (const int above : std::as_const(m_branches[row]))
                m_lanes.m_lanes[above] = pool.take();
            for (const int freed : std::as_const(freedAt[row]))
                pool.give(freed);
        }
        m_lanes.m_width = pool.end();
    }

    void makeRuns()
    {
        LanePool pool(m_lanes.m_width);
        QList<QList<int>> freedAt(m_count);
        QList<Lanes::Run> runs;
        QList<int> lineRun(m_count, -1), mergeRun(m_count, -1), dependencyRun(m_count, -1);
        const auto add = [&](int top, int bottom, int lane, Kind kind) {
            runs.append({.top = top,
                         .bottom = bottom,
                         .lane = lane,
                         .colour = m_lanes.m_lanes.at(bottom),
                         .kind = kind});
            return int(runs.size()) - 1;
        };
        const auto addInOwnLane = [&](int top, int bottom, Kind kind) {
            const int lane = pool.take();
            freedAt[top].append(lane);
            return add(top, bottom, lane, kind);
        };
        for (int row = m_count - 1; row >= 0; --row) {
            if (m_lineBelow[row] >= 0) {
                lineRun[row] = add(row, m_lineBelow[row], m_lanes.m_lanes.at(row), Kind::DownRevision);
                runs.last().colour = m_lanes.m_lanes.at(row);
            }
            if (m_mergeTop[row] >= 0)
                mergeRun[row] = m_lineAbove[row] < 0
                    ? add(m_mergeTop[row], row, m_lanes.m_lanes.at(row), Kind::DownRevision)
                    : addInOwnLane(m_mergeTop[row], row, Kind::DownRevision);
            if (m_dependentTop[row] >= 0)
                dependencyRun[row] = addInOwnLane(m_dependentTop[row], row, Kind::DependsOn);
            for (const int freed : std::as_const(freedAt[row]))
                pool.give(freed);
        }
        m_lanes.m_width = pool.end();
        sortRuns(runs);
        linkRows(lineRun, mergeRun, dependencyRun);
    }

    void sortRuns(const QList<Lanes::Run>& runs)
    {
        QList<int> order(runs.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, {}, [&](int run) { return runs.at(run).top; });
        m_placeOf.resize(runs.size());
        for (int place = 0; place < order.size(); ++place) {
            m_placeOf[order.at(place)] = place;
            m_lanes.m_runs.append(runs.at(order.at(place)));
        }
    }

    void linkRows(const QList<int>& lineRun, const QList<int>& mergeRun, const QList<int>& dependencyRun)
    {
        m_lanes.m_downwards.resize(m_count);
        m_lanes.m_upwards.resize(m_count);
        for (int row = 0; row < m_count; ++row) {
            QList<int>& downwards = m_lanes.m_downwards[row];
            if (lineRun.at(row) >= 0)
                downwards.append(m_placeOf.at(lineRun.at(row)));
            for (const int parent : std::as_const(m_merged[row]))
                downwards.append(m_placeOf.at(mergeRun.at(parent)));
            for (const int dependency : std::as_const(m_dependencies[row]))
                downwards.append(m_placeOf.at(dependencyRun.at(dependency)));
        }
        for (int run = 0; run < m_lanes.m_runs.size(); ++run)
            m_lanes.m_upwards[m_lanes.m_runs.at(run).bottom].append(run);
    }

    const RevisionMap& m_map;
    Lanes& m_lanes;
    const int m_count;
    int m_round = 0;
    QList<int> m_seenIn; ///< by row: the last round of rowsBelow() that met it
    QList<int> m_lineBelow; ///< by row: row of the down revision whose line it follows, -1: starts one
    QList<int> m_lineAbove; ///< by row: row of the revision that continues its line, -1: none
    QList<QList<int>> m_branches; ///< by row: rows of those that start a line upon it
    QList<QList<int>> m_merged; ///< by row: rows of its other down revisions
    QList<QList<int>> m_dependencies; ///< by row
    QList<int> m_mergeTop; ///< by row: the highest row that merges it, -1: none
    QList<int> m_dependentTop; ///< by row: the highest row that depends on it, -1: none
    QList<int> m_placeOf; ///< where the run went when runs were sorted
};

Lanes::Lanes(const RevisionMap& map)
{
    LaneBuilder(map, *this).build();
}

void Lanes::index()
{
    constexpr int kSlack = 16;
    const int count = rowCount();
    m_firstRun.fill(int(m_runs.size()), count + 1);
    for (int run = int(m_runs.size()) - 1; run >= 0; --run)
        m_firstRun[m_runs.at(run).top] = run;
    for (int row = count - 1; row >= 0; --row)
        m_firstRun[row] = std::min(m_firstRun.at(row), m_firstRun.at(row + 1));

    m_snapshotOf.resize(count);
    int passing = 0; // runs with top < row < bottom
    int changes = 0; // since the last snapshot
    for (int row = 0; row < count; ++row) {
        const auto longRuns = [&](const QList<int>& runs) {
            return int(std::ranges::count_if(
                runs, [&](int run) { return m_runs.at(run).bottom - m_runs.at(run).top > 1; }));
        };
        const int ended = longRuns(m_upwards.at(row));
        int begun = 0;
        for (int run = row > 0 ? m_firstRun.at(row - 1) : 0; row > 0 && run < m_firstRun.at(row); ++run)
            begun += m_runs.at(run).bottom > row ? 1 : 0;
        passing += begun - ended;
        changes += row > 0 ? m_firstRun.at(row) - m_firstRun.at(row - 1) + ended : 0;
        const int last = m_snapshots.isEmpty() ? 0 : int(m_snapshots.constLast().size());
        if (m_snapshots.isEmpty() || changes >= std::min(last, passing) + kSlack) {
            QList<int> runs;
            if (!m_snapshots.isEmpty()) {
                runs = m_snapshots.constLast();
                for (int run = m_firstRun.at(m_snapshotRow.constLast()); run < m_firstRun.at(row); ++run)
                    runs.append(run);
                runs.removeIf([&](int run) { return m_runs.at(run).bottom <= row; });
            }
            m_snapshots.append(runs);
            m_snapshotRow.append(row);
            changes = 0;
        }
        m_snapshotOf[row] = int(m_snapshots.size()) - 1;
    }
}

LaneRow Lanes::row(int row) const
{
    LaneRow result;
    result.revision = m_revisions.at(row);
    result.lane = result.colour = m_lanes.at(row);
    const auto addPassing = [&](const Run& run) {
        if (run.top < row && run.bottom > row)
            result.segments.append(
                {.from = run.lane, .to = run.lane, .kind = run.kind, .colour = run.colour});
    };
    const int snapshot = m_snapshotOf.at(row);
    for (const int run : m_snapshots.at(snapshot))
        addPassing(m_runs.at(run));
    for (int run = m_firstRun.at(m_snapshotRow.at(snapshot)); run < m_firstRun.at(row); ++run)
        addPassing(m_runs.at(run));
    std::ranges::sort(result.segments, {}, &LaneSegment::from);
    for (const int run : m_upwards.at(row))
        result.segments.append({.from = m_runs.at(run).lane,
                                .to = result.lane,
                                .toNode = true,
                                .kind = m_runs.at(run).kind,
                                .colour = m_runs.at(run).colour});
    for (const int run : m_downwards.at(row))
        result.segments.append({.from = result.lane,
                                .to = m_runs.at(run).lane,
                                .fromNode = true,
                                .kind = m_runs.at(run).kind,
                                .colour = m_runs.at(run).colour});
    result.width = result.lane + 1;
    for (const LaneSegment& segment : std::as_const(result.segments))
        result.width = std::max({result.width, segment.from + 1, segment.to + 1});
    return result;
}

namespace {

/// Draws the part of a row between its revision and the lane of a link.
void drawLink(QString& line, const LaneRow& row, const LaneSegment& segment)
{
    const bool depends = segment.kind == LaneSegment::Kind::DependsOn;
    const int lane = segment.fromNode ? segment.to : segment.from;
    if (lane == row.lane)
        return;
    const int node = row.lane * 2, end = lane * 2;
    for (int i = std::min(node, end) + 1; i < std::max(node, end); ++i) {
        if (line.at(i) == u' ')
            line[i] = depends ? u'.' : u'-';
    }
    if (depends)
        line[end] = u':';
    else if (line.at(end) != u' ' && line.at(end) != u'-' && line.at(end) != u'.')
        line[end] = u'+';
    else
        line[end] = (segment.fromNode == (lane > row.lane)) ? u'\\' : u'/';
}

} // namespace

QStringList lanesText(const RevisionMap& map, const Lanes& lanes)
{
    QStringList lines;
    for (int i = 0; i < lanes.rowCount(); ++i) {
        const LaneRow row = lanes.row(i);
        QString line(row.width * 2 - 1, u' ');
        for (const LaneSegment& segment : row.segments) {
            if (!segment.fromNode && !segment.toNode)
                line[segment.from * 2] = segment.kind == LaneSegment::Kind::DependsOn ? u':' : u'|';
        }
        for (const LaneSegment& segment : row.segments) {
            if (segment.fromNode || segment.toNode)
                drawLink(line, row, segment);
        }
        line[row.lane * 2] = u'o';
        lines.append(line + QStringLiteral("  ") + map.at(row.revision).id);
    }
    return lines;
}

} // namespace athanor
