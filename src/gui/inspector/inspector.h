// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Shows one revision: its header, relatives, warnings, file, and the SQL it runs; of a Python revision its
// source beside the SQL, or in a tab where there is no room. GUI thread.

#include "gui/project/pythonbridge.h"
#include "gui/project/revisiontexts.h"

#include <QWidget>

class QLabel;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QTextBrowser;
class QUrl;

namespace athanor {

class CodeEditor;
class SqlPane;

class Inspector : public QWidget {
    Q_OBJECT
public:
    explicit Inspector(QWidget* parent = nullptr);

    /// Shows the revision \a index of \a map, -1: none. Asks for its texts.
    void setRevision(const RevisionMap& map, int index);
    /// The answer to textsWanted(); one for another revision than the one shown is dropped.
    void setTexts(const RevisionTexts& texts);
    /// What a Python revision runs; one for another revision than the one shown is dropped.
    void setRendered(const RenderedRevision& rendered);
    /// Whether the Python in \a folder may run; what is shown follows.
    void setTrusted(bool trusted, const QString& folder);

signals:
    void textsWanted(const athanor::Revision& revision);
    /// A parent, child or other relative was followed.
    void revisionRequested(const QString& id);
    void openFile(const QString& path, int line, int column);
    /// The user agrees to run the project's Python.
    void trustRequested();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void showDetails();
    void follow(const QUrl& link);
    void makeViews();
    void showTab(QWidget* view, const QString& title, bool shown);
    void showRendered();
    void placeSource();
    [[nodiscard]] bool isPython() const;

    QStackedWidget* m_stack = nullptr;
    QLabel* m_empty = nullptr;
    QSplitter* m_splitter = nullptr;
    QTextBrowser* m_details = nullptr;
    QSplitter* m_texts = nullptr; ///< the source, when there is room for it, and the tabs
    QTabWidget* m_tabs = nullptr;
    QLabel* m_error = nullptr;
    SqlPane* m_upgrade = nullptr; ///< made when the first revision is shown: highlighting starts slowly
    SqlPane* m_downgrade = nullptr;
    CodeEditor* m_verify = nullptr;
    CodeEditor* m_source = nullptr;
    RevisionMap m_map;
    int m_index = -1;
    std::optional<RenderedRevision> m_rendered; ///< of the revision shown
    QString m_pythonFolder;
    bool m_trusted = false;
};

} // namespace athanor
