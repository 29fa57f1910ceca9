// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Keeps the rows of the version table while steps are planned, and says how each step changes them. A value
// over a map that must outlive it; any thread.

#include "core/plan.h"
#include "core/revisionmap.h"

namespace athanor {

class VersionRows {
public:
    VersionRows(const RevisionMap& map, const QList<int>& rows);

    /// Changes, in the order in which they are to be made, when \a revision is applied; each touches one row.
    QList<VersionRowChange> upgrade(int revision);
    /// Changes when \a revision is taken back.
    QList<VersionRowChange> downgrade(int revision);

    [[nodiscard]] QStringList rows() const;

private:
    void insert(int row, QList<VersionRowChange>& changes);
    void remove(int row, QList<VersionRowChange>& changes);
    void update(int from, int to, QList<VersionRowChange>& changes);
    [[nodiscard]] bool isBelowARow(int revision) const;

    const RevisionMap& m_map;
    QList<int> m_rows;
    QList<bool> m_isRow;
    QList<bool> m_applied; ///< the rows and all below them
    QList<int> m_above; ///< how many applied revisions stand on each
};

} // namespace athanor
