// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Shows one revision: its header, relatives, warnings, file, and the SQL it runs. GUI thread.

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

class Inspector : public QWidget {
    Q_OBJECT
public:
    explicit Inspector(QWidget* parent = nullptr);

    /// Shows the revision \a index of \a map, -1: none. Asks for its texts.
    void setRevision(const RevisionMap& map, int index);
    /// The answer to textsWanted(); one for another revision than the one shown is dropped.
    void setTexts(const RevisionTexts& texts);

signals:
    void textsWanted(const athanor::Revision& revision);
    /// A parent, child or other relative was followed.
    void revisionRequested(const QString& id);
    void openFile(const QString& path, int line, int column);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showDetails();
    void follow(const QUrl& link);
    void makeViews();
    void showText(CodeEditor* view, const QString& title, const QString& text);

    QStackedWidget* m_stack = nullptr;
    QLabel* m_empty = nullptr;
    QSplitter* m_splitter = nullptr;
    QTextBrowser* m_details = nullptr;
    QTabWidget* m_tabs = nullptr;
    QLabel* m_error = nullptr;
    CodeEditor* m_upgrade = nullptr; ///< made when the first revision is shown: highlighting starts slowly
    CodeEditor* m_downgrade = nullptr;
    CodeEditor* m_verify = nullptr;
    CodeEditor* m_source = nullptr;
    RevisionMap m_map;
    int m_index = -1;
};

} // namespace athanor
