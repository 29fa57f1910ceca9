// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the window shows while no project is open: recent projects and the ways to one. GUI thread.

#include "gui/commands.h"

#include <QWidget>

class QLabel;
class QListWidget;

namespace athanor {

class StartPage : public QWidget {
    Q_OBJECT
public:
    /// \a commands outlives this widget.
    explicit StartPage(const Commands& commands, QWidget* parent = nullptr);

    /// \a configFiles: newest first.
    void setRecentProjects(const QStringList& configFiles);

signals:
    void openRequested(const QString& configFile);
    /// The user takes a project out of the list.
    void forgetRequested(const QString& configFile);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QListWidget* m_recent = nullptr;
    QLabel* m_none = nullptr;
};

} // namespace athanor
