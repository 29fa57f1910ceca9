// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The graph of all revisions of a project, in Alembic's model. An immutable value made from revisions;
// looking is possible even when the graph is broken (problems() says how). Any thread. Indexes are positions
// in revisions(), which keeps load order. Follows alembic/script/revision.py (RevisionMap).

#include "core/error.h"
#include "core/result.h"
#include "core/revision.h"

#include <QHash>
#include <QList>

namespace athanor {

/// Something wrong with the graph, with the files concerned.
struct GraphProblem {
    QString code; ///< as the error classes: "cycle", "self_loop", "missing_down_revision",
                  ///< "duplicate_revision", ...
    QString message; ///< names the revisions
    QString hint;
    QStringList revisions;
    QStringList files;
    bool fatal = true; ///< no plan can be made while it stands

    bool operator==(const GraphProblem&) const = default;
};

class RevisionMap {
public:
    RevisionMap() = default;
    /// Builds the graph; never fails, what is wrong is in problems(). Linear in revisions and links.
    explicit RevisionMap(QList<Revision> revisions);

    [[nodiscard]] const QList<Revision>& revisions() const { return m_revisions; }

    [[nodiscard]] qsizetype size() const { return m_revisions.size(); }

    [[nodiscard]] bool isEmpty() const { return m_revisions.isEmpty(); }

    [[nodiscard]] const Revision& at(int index) const { return m_revisions.at(index); }

    /// Index of the revision with exactly this id, -1 when there is none.
    [[nodiscard]] int indexOf(const QString& id) const { return m_byId.value(id, -1); }

    [[nodiscard]] bool hasUniqueIds() const { return m_byId.size() == size(); }

    /// Index of the revision that carries this branch label itself, -1 when there is none.
    [[nodiscard]] int indexOfLabel(const QString& label) const { return m_byLabel.value(label, -1); }

    /// Links by down_revision, as written (unknown ids left out).
    [[nodiscard]] const QList<int>& downRevisions(int index) const { return m_down.at(index); }

    /// Revisions that name this one as a down revision, in load order.
    [[nodiscard]] const QList<int>& nextRevisions(int index) const { return m_next.at(index); }

    /// depends_on, labels resolved.
    [[nodiscard]] const QList<int>& dependencies(int index) const { return m_dependencies.at(index); }

    /// Revisions that depend on this one.
    [[nodiscard]] const QList<int>& dependents(int index) const { return m_dependents.at(index); }

    /// down revisions plus those dependencies no ancestor already has: what version rows are counted by.
    [[nodiscard]] const QList<int>& standsOn(int index) const { return m_standsOn.at(index); }

    /// standsOn() of every revision, by index.
    [[nodiscard]] const QList<QList<int>>& standsOnLists() const { return m_standsOn; }

    /// The reverse of standsOn().
    [[nodiscard]] const QList<int>& stoodOnBy(int index) const { return m_stoodOnBy.at(index); }

    /// Labels that reach this revision, its own included, as `alembic show` lists them.
    [[nodiscard]] QStringList branchLabels(int index) const;
    /// Whether \a label, spelled in full, reaches this revision.
    [[nodiscard]] bool hasBranchLabel(int index, const QString& label) const;
    /// Every label of the project, in load order.
    [[nodiscard]] QStringList allBranchLabels() const;

    [[nodiscard]] const QList<int>& heads() const { return m_heads; } ///< by down_revision

    [[nodiscard]] const QList<int>& effectiveHeads() const
    {
        return m_effectiveHeads;
    } ///< counting depends_on too

    [[nodiscard]] const QList<int>& bases() const { return m_bases; }

    [[nodiscard]] bool isHead(int index) const { return m_next.at(index).isEmpty(); }

    /// A head by down_revision that others depend on: Alembic marks it "(effective head)" instead of
    /// "(head)".
    [[nodiscard]] bool isDependedOnHead(int index) const
    {
        return m_next.at(index).isEmpty() && !m_dependents.at(index).isEmpty();
    }

    [[nodiscard]] bool isBase(int index) const { return m_revisions.at(index).downRevisions.isEmpty(); }

    [[nodiscard]] bool isBranchPoint(int index) const { return m_next.at(index).size() > 1; }

    [[nodiscard]] bool isMergePoint(int index) const
    {
        return m_revisions.at(index).downRevisions.size() > 1;
    }

    [[nodiscard]] QList<int> branchPoints() const; ///< in history order
    [[nodiscard]] QList<int> mergePoints() const; ///< in history order

    /// All revisions newest first, as `alembic history` prints them; revisions of a broken graph come too.
    [[nodiscard]] const QList<int>& historyOrder() const { return m_historyOrder; }

    enum class Links { DownRevisions, StandsOn };
    /// Everything below / above \a start, \a start included, as a flag per index.
    [[nodiscard]] QList<bool> ancestors(const QList<int>& start, Links links = Links::StandsOn) const;
    [[nodiscard]] QList<bool> descendants(const QList<int>& start, Links links = Links::StandsOn) const;

    [[nodiscard]] const QList<GraphProblem>& problems() const { return m_problems; }

    [[nodiscard]] bool isUsable() const; ///< no fatal problem
    /// Nothing when plans can be made, else the first fatal problem (ErrorKind::Graph, its code and file).
    [[nodiscard]] Result<> checkUsable() const;

private:
    void readNames();
    void readLinks();
    void normaliseDependencies();
    void spreadLabels();
    void findEnds();
    void orderHistory();

    QList<Revision> m_revisions;
    QHash<QString, int> m_byId;
    QHash<QString, int> m_byLabel;
    QList<QList<int>> m_down, m_next, m_dependencies, m_dependents, m_standsOn, m_stoodOnBy;

    /// Labels spread upwards: a revision's set holds its own and those of the sets it rests on. Shared by all
    /// revisions of a line that carry the same.
    struct LabelSet {
        QStringList own;
        QList<int> inherited; ///< indexes in m_labelSets
    };

    QList<LabelSet> m_labelSets;
    QList<int> m_labelSetOf; ///< -1: none
    QList<int> m_heads, m_effectiveHeads, m_bases, m_historyOrder;
    QList<GraphProblem> m_problems;
};

} // namespace athanor
