// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A strip across the window that says what happened and what can be done, without stopping anybody. Shows one
// message at a time, the newest. Everything is plain text. GUI thread.

#include "core/error.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPlainTextEdit;
class QTimer;
class QToolButton;

namespace athanor {

class Banner : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Information, Success, Warning, Failure };

    explicit Banner(QWidget* parent = nullptr);

    /// Shows \a text until it is closed or replaced; a Success goes by itself. \a details can be unfolded. \a
    /// topic names the matter, for clearTopic().
    void show(Kind kind, const QString& text, const QString& details = {}, const QString& topic = {});
    /// Shows \a error in its words, with a button that opens its file when it names one.
    void show(const Error& error, const QString& topic = {});
    /// Adds a button that triggers \a action to the message shown.
    void addAction(QAction* action);
    /// Hides the message when it is about \a topic.
    void clearTopic(const QString& topic);
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString details() const;

signals:
    void openFile(const QString& path, int line, int column);
    /// The user closed the message about \a topic.
    void dismissed(const QString& topic);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void clear();
    void dismiss();
    void unfold(bool unfolded);

    Kind m_kind = Kind::Information;
    QString m_topic;
    Error m_error;
    QLabel* m_icon = nullptr;
    QLabel* m_text = nullptr;
    QToolButton* m_more = nullptr;
    QToolButton* m_open = nullptr;
    QToolButton* m_close = nullptr;
    QHBoxLayout* m_buttons = nullptr;
    QPlainTextEdit* m_details = nullptr;
    QTimer* m_timer = nullptr;
};

} // namespace athanor
