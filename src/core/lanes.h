// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Lays a revision graph out as rows of lanes, newest revision first, for drawing beside a list. A value; any
// thread. Linear in revisions and links; adding a revision at a head leaves the lanes of the others as they
// were.
//
// A branch line keeps one lane from its oldest revision up: it follows the first down revision, and of
// several revisions upon one the first in load order continues its line. Lanes are given from the bases,
// which come first in load order, up, so that what is new cannot move what is old; the lane above a head
// stays free for what will follow there. Links that no branch line can carry (depends_on, merges of a
// revision whose line goes on) have lanes of their own, right of all branch lines.

#include "core/revisionmap.h"

namespace athanor {

struct LaneSegment {
    enum class Kind { DownRevision, DependsOn };
    int from = 0; ///< lane at the top edge of the row
    int to = 0; ///< lane at the bottom edge of the row
    bool fromNode = false; ///< starts at the row's revision, not at the top edge (then from is its lane)
    bool toNode = false; ///< ends at the row's revision, not at the bottom edge (then to is its lane)
    Kind kind = Kind::DownRevision;
    int colour = 0; ///< of the branch line, for a palette: lines side by side never share it

    bool operator==(const LaneSegment&) const = default;
};

struct LaneRow {
    int revision = -1; ///< index in the map
    int lane = 0; ///< of the revision's mark
    int colour = 0;
    QList<LaneSegment> segments; ///< everything that crosses this row
    int width = 1; ///< lanes used in this row

    bool operator==(const LaneRow&) const = default;
};

class Lanes {
public:
    Lanes() = default;
    explicit Lanes(const RevisionMap& map);

    [[nodiscard]] int rowCount() const { return int(m_revisions.size()); }

    [[nodiscard]] LaneRow row(int row) const; ///< cost does not depend on the number of rows

    [[nodiscard]] int revisionAt(int row) const { return m_revisions.at(row); }

    [[nodiscard]] int rowOf(int revision) const { return m_rows.at(revision); }

    [[nodiscard]] int maximumWidth() const { return m_width; }

private:
    /// A line in one lane from the revision at the bottom up to the highest revision that is linked to it.
    struct Run {
        int top = 0; ///< row
        int bottom = 0; ///< row
        int lane = 0;
        int colour = 0;
        LaneSegment::Kind kind = LaneSegment::Kind::DownRevision;
    };

    friend class LaneBuilder;

    void index();

    QList<int> m_revisions; ///< by row
    QList<int> m_rows; ///< by revision
    QList<int> m_lanes; ///< by row
    int m_width = 0;
    QList<Run> m_runs; ///< by top
    QList<int> m_firstRun; ///< by row: the first run with this top or a lower one; one more at the end
    QList<QList<int>> m_downwards; ///< by row: runs that leave its revision towards older ones
    QList<QList<int>> m_upwards; ///< by row: runs that leave its revision towards newer ones
    // Runs that pass some rows. Taken when as many runs came and went since the last one as pass, so that all
    // of them together stay linear and a row never looks at many more runs than cross it.
    QList<int> m_snapshotOf; ///< by row: the last snapshot at or above it
    QList<int> m_snapshotRow; ///< by snapshot
    QList<QList<int>> m_snapshots;
};

/// The graph as text, one line a row with the revision's id: "o" is a revision, "|" a line, ":" a depends_on,
/// "-\\" a link to below, "-/" a link from above. For tests and the command line.
[[nodiscard]] QStringList lanesText(const RevisionMap& map, const Lanes& lanes);

} // namespace athanor
