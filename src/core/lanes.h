// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Lays a revision graph out as rows of lanes, newest revision first, for drawing beside a list. A value; any
// thread. Linear in revisions and links; adding a revision at a head leaves the lanes of the others as they
// were.

#include "core/revisionmap.h"

namespace athanor {

struct LaneSegment {
    enum class Kind { DownRevision, DependsOn };
    int from = 0; ///< lane at the top edge of the row
    int to = 0; ///< lane at the bottom edge of the row
    bool fromNode = false; ///< starts at the row's revision, not at the top edge (then from is its lane)
    bool toNode = false; ///< ends at the row's revision, not at the bottom edge (then to is its lane)
    Kind kind = Kind::DownRevision;
    int colour = 0; ///< index of the branch line, for a palette

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

    [[nodiscard]] int rowCount() const;
    [[nodiscard]] LaneRow row(int row) const; ///< cost does not depend on the number of rows
    [[nodiscard]] int revisionAt(int row) const;
    [[nodiscard]] int rowOf(int revision) const;
    [[nodiscard]] int maximumWidth() const;
};

/// The graph as text, one line a row ("o", "|", "\\", "/", ":" for depends_on): for tests and the command
/// line.
[[nodiscard]] QStringList lanesText(const RevisionMap& map, const Lanes& lanes);

} // namespace athanor
