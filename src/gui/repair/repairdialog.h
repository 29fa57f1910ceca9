// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Helps with a version table that names revisions the project does not have, or that contradict each other:
// says which rows, who may know them, and asks what each should be. Changes nothing itself: the run dialog
// stamps. GUI thread; shown with open(). The repository's other branches are searched in the background.

#include "core/canceltoken.h"
#include "core/gitsightings.h"
#include "core/rowproblems.h"

#include <QDialog>

#include <memory>

class QComboBox;

namespace Ui {
class RepairDialog;
}

namespace athanor {

class BackgroundPool;
class TargetModel;

class RepairDialog : public QDialog {
    Q_OBJECT
public:
    struct Options {
        QString connection; ///< name, for people
        ProjectSettings project;
        RevisionMap map;
        QStringList rows; ///< as read from the database
    };

    /// \a pool outlives this dialog.
    RepairDialog(Options options, BackgroundPool& pool, QWidget* parent = nullptr);
    ~RepairDialog() override; ///< cancels the search

    /// What to stamp, with all rows forgotten first; empty as long as a row's fate is open. "base": no row.
    [[nodiscard]] QStringList targets() const;

signals:
    void stampRequested(const QStringList& targets);

private:
    void fillTable();
    void addRow(const QString& row, const RowProblem* problem);
    void search();
    void showSightings(const Result<QList<GitSighting>>& found);
    void updateState();
    [[nodiscard]] QString whatIsWrong(const RowProblem& problem) const;
    [[nodiscard]] QString unanswered() const;

    std::unique_ptr<Ui::RepairDialog> m_ui;
    Options m_options;
    BackgroundPool& m_pool;
    QList<RowProblem> m_problems;
    TargetModel* m_revisions = nullptr;
    QList<QComboBox*> m_choices; ///< one for each row of the table; null where the row stays
    CancelToken m_cancel;
};

} // namespace athanor
