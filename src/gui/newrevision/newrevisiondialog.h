// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Asks for a new revision and writes its file: message, parents, label, dependencies, template; id and path
// are shown while they are typed. In an Alembic project the template is the project's own. GUI thread; shown
// with open(). Files are looked at and written in the background.

#include "core/newrevision.h"
#include "core/project.h"

#include <QDialog>
#include <QTimer>

#include <memory>

namespace Ui {
class NewRevisionDialog;
}

namespace athanor {

class BackgroundPool;
class CodeEditor;
class PythonBridge;
class TargetModel;

class NewRevisionDialog : public QDialog {
    Q_OBJECT
public:
    /// \a parents: preselected; empty: the first head. \a pool and \a python outlive this dialog.
    NewRevisionDialog(Project project, RevisionMap map, const QStringList& parents, BackgroundPool& pool,
                      PythonBridge& python, QWidget* parent = nullptr);
    ~NewRevisionDialog() override;

    /// What the fields say.
    [[nodiscard]] NewRevision revision() const;

    /// Writes the file first; the dialog stays open when that fails.
    void accept() override;

signals:
    /// The file was written and wants to be opened.
    void created(const QString& path);
    /// The user agrees to run the project's Python.
    void trustRequested();

private:
    void setUpParents(const QStringList& parents);
    void setUpTemplates();
    void setUpProjectTemplate();
    void addParent(const QString& id, bool checked);
    void addTypedParent();
    void mergeHeads();
    void showTemplate();
    void changed();
    void lookUp();
    void validate();
    [[nodiscard]] QStringList parents() const;
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString shape() const;

    std::unique_ptr<Ui::NewRevisionDialog> m_ui;
    Project m_project;
    RevisionMap m_map;
    BackgroundPool& m_pool;
    PythonBridge& m_python;
    RevisionFormat m_format;
    TargetModel* m_targets = nullptr;
    CodeEditor* m_preview = nullptr;
    QList<RevisionTemplate> m_templates;
    QTimer m_debounce;
    QString m_nextId; ///< what the revision is called when nothing is typed
    int m_serial = 0;
    bool m_pathKnown = false; ///< the path shown is the one of what the fields say
    bool m_writing = false;
    QString m_failure; ///< why the path could not be made or the file not be written
};

} // namespace athanor
