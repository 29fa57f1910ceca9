// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds the revisions that an identifier names, and walks relative to them: what identifiers.h and planner.h
// share. Refers to a map that must outlive it. Any thread.

#include "core/result.h"
#include "core/revisionmap.h"

#include <optional>

namespace athanor {

class Resolver {
public:
    static constexpr int kBase = -1; ///< before the first revision
    static constexpr int kTooFar = -2; ///< a walk left the graph

    explicit Resolver(const RevisionMap& map) : m_map(map) { }

    /// Revisions named by one identifier, kBase and kTooFar where a walk leads there; none for "base".
    [[nodiscard]] Result<QList<int>> revisions(const QString& identifier) const;
    /// One revision, or kBase.
    [[nodiscard]] Result<int> revision(const QString& identifier) const;
    /// The revision with this id, label or prefix, on \a branch unless that is empty; words such as head name
    /// nothing.
    [[nodiscard]] Result<int> named(const QString& text, const QString& branch) const;
    /// The revision that stands for a branch: by label, id or prefix.
    [[nodiscard]] Result<int> branch(const QString& name) const;
    /// Version rows as revisions; an unknown one is an error.
    [[nodiscard]] Result<QList<int>> rows(const QStringList& rows) const;

    /// Those of \a targets that are below, at or above what \a identifier names or the branch in it.
    [[nodiscard]] Result<QList<int>> onLineage(const QList<int>& targets, const QString& identifier,
                                               RevisionMap::Links links
                                               = RevisionMap::Links::DownRevisions) const;

    /// Goes \a steps up (positive) or down from \a start by down_revision. Upwards \a branch chooses at
    /// forks. Past the ends: kTooFar, or with \a stopAtEnds the last place reached.
    [[nodiscard]] Result<int> walk(int start, qint64 steps, const QString& branch, bool stopAtEnds) const;

    /// The revisions at or below \a rows that have nothing above them there by down_revision: the rows and
    /// the heads of branches they imply through depends_on.
    [[nodiscard]] QList<int> allCurrent(const QList<int>& rows) const;

    /// "branch@symbol+3", "+1", "-2": nothing when \a target is not of this form.
    struct Relative {
        QString branch; ///< empty: none
        QString symbol; ///< empty: relative to the current state
        qint64 steps = 0;
    };

    [[nodiscard]] static std::optional<Relative> relative(const QString& target);

private:
    struct Names {
        QString branch;
        QString text; ///< when not resolved by a word
        QList<int> revisions;
        bool byWord = false; ///< head, heads or base
    };

    [[nodiscard]] Result<Names> split(const QString& identifier) const;
    [[nodiscard]] Result<int> checkedBranch(int revision, const QString& branch) const;
    [[nodiscard]] QList<bool> lineage(const QList<int>& revisions, RevisionMap::Links links) const;

    const RevisionMap& m_map;
};

} // namespace athanor
