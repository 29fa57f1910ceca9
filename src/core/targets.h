// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the target of an upgrade or downgrade means, seen from where a database (or a range) stands. Any
// thread.

#include "core/resolver.h"

namespace athanor {

/// Where a relative target counts from: the version rows, or an identifier (the start of a history range).
class Standpoint {
public:
    [[nodiscard]] static Standpoint ofRows(const QStringList& rows) { return Standpoint(rows, false); }

    [[nodiscard]] static Standpoint ofIdentifier(const QString& text) { return Standpoint({text}, true); }

    [[nodiscard]] const QStringList& names() const { return m_names; }

    [[nodiscard]] bool isIdentifier() const { return m_isIdentifier; }

    /// Every revision stood at; Resolver::kBase and kTooFar may be among those of an identifier.
    [[nodiscard]] Result<QList<int>> revisions(const Resolver& resolver) const;

private:
    Standpoint(const QStringList& names, bool isIdentifier) : m_names(names), m_isIdentifier(isIdentifier) { }

    QStringList m_names;
    bool m_isIdentifier = false;
};

/// Revisions to upgrade to; none for base. \a stopAtEnds: a walk past the ends stops there (history ranges).
[[nodiscard]] Result<QList<int>> upgradeTargets(const RevisionMap& map, const Standpoint& from,
                                                const QString& target, bool stopAtEnds = false);

struct DowngradeTarget {
    QString branch; ///< empty: none
    int revision = Resolver::kBase;
    bool fromFirstOfSeveralRows = false;
};

/// Revision (or base) to downgrade to.
[[nodiscard]] Result<DowngradeTarget> downgradeTarget(const RevisionMap& map, const Standpoint& from,
                                                      const QString& target, bool stopAtEnds = false);

/// Fails when one of \a revisions is below another, depends_on counted.
[[nodiscard]] Result<> checkNoOverlap(const RevisionMap& map, const QList<int>& revisions, bool stored,
                                      RevisionMap::Links links = RevisionMap::Links::StandsOn);

} // namespace athanor
