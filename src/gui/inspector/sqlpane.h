// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The SQL of one direction of a revision, or why there is none: it waits, nobody agreed to run the project's
// Python, it needs a live connection, it fails. GUI thread.

#include "core/result.h"
#include "core/script.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace athanor {

class CodeEditor;

class SqlPane : public QWidget {
    Q_OBJECT
public:
    /// \a name: object name of the view of the SQL.
    SqlPane(const QString& name, const QString& accessibleName, QWidget* parent = nullptr);

    void showSql(const QString& sql);
    /// Shows what the project's Alembic made of a revision in Python.
    void showScript(const Result<Script>& script);
    void showRendering();
    /// Says that the Python in \a folder was not agreed to, and offers it.
    void showNotTrusted(const QString& folder);
    /// The message that stands in place of the SQL, empty when there is SQL.
    [[nodiscard]] QString message() const;

signals:
    void openFile(const QString& path, int line, int column);
    void trustRequested();

private:
    struct Message {
        QString text;
        QString detail;
        QString file; ///< that can be opened
        int line = 0;
        int column = 0;
        bool offersTrust = false;
    };

    void showMessage(const Message& message);
    void showError(const Error& error);

    QStackedWidget* m_stack = nullptr;
    CodeEditor* m_view = nullptr;
    QWidget* m_page = nullptr;
    QLabel* m_text = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_trust = nullptr;
    QPlainTextEdit* m_detail = nullptr;
    Message m_message;
};

/// All statements of \a script, as they are sent.
[[nodiscard]] QString sqlOf(const Script& script);

} // namespace athanor
