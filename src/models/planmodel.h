// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The steps of a plan, and under each its statements: what the run dialog shows. GUI thread.

#include "core/plan.h"
#include "core/script.h"

#include <QAbstractItemModel>

namespace athanor {

class PlanModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { StepColumn, RevisionColumn, MessageColumn, NotesColumn, ColumnCount };

    enum Role {
        StepRole = Qt::UserRole + 1, ///< int
        StatementRole, ///< int, -1 on a step; the queries that verify it count on after its statements
        FilePathRole, ///< QString
        LineRole, ///< int, 1-based
        TransactionalRole, ///< bool
        LiveRole, ///< bool: the project's Python runs the step
        ReversibleRole, ///< bool
        SqlRole, ///< QString, the SQL of the step or statement
    };

    explicit PlanModel(QObject* parent = nullptr);

    /// Shows another plan (resets). \a scripts: one a step, or none at all for a stamp or while they are
    /// loaded. \a recordings: for each step the SQL that records it, shown where nothing else runs; or none.
    void setPlan(Plan plan, QList<Script> scripts, QStringList recordings = {});

    [[nodiscard]] const Plan& plan() const { return m_plan; }

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] const Script* script(int step) const;
    [[nodiscard]] QVariant stepData(int step, int column, int role) const;
    [[nodiscard]] QVariant statementData(int step, int statement, int column, int role) const;
    [[nodiscard]] QString stepNotes(int step) const;
    [[nodiscard]] static QString liveNote(const Script& script);
    [[nodiscard]] QString stepToolTip(int step) const;
    [[nodiscard]] QString stepSql(int step) const;

    Plan m_plan;
    QList<Script> m_scripts;
    QStringList m_recordings;
};

} // namespace athanor
