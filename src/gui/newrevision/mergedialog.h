// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Joins the heads of a project in one new revision; asks only for its message. GUI thread; shown with open().
// The file is written in the background.

#include "core/newrevision.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace athanor {

class PythonBridge;

class MergeDialog : public QDialog {
    Q_OBJECT
public:
    /// \a python outlives this dialog.
    MergeDialog(Project project, RevisionMap map, PythonBridge& python, QWidget* parent = nullptr);

    /// Writes the file first; the dialog stays open when that fails.
    void accept() override;

signals:
    /// The file of revision \a id was written.
    void merged(const QString& path, const QString& id);
    /// The user agrees to run the project's Python.
    void trustRequested();

private:
    void updateState();
    [[nodiscard]] bool isMissingTrust() const;
    [[nodiscard]] NewRevision revision() const;

    Project m_project;
    RevisionMap m_map;
    PythonBridge& m_python;
    QStringList m_heads;
    QLineEdit* m_message = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_trust = nullptr;
    QDialogButtonBox* m_buttons = nullptr;
    QString m_id; ///< of the revision that is written
    QString m_failure;
    bool m_writing = false;
};

} // namespace athanor
