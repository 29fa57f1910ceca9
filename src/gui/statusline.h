// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The line at the bottom of the window: project, chosen connection in its environment's colour, and what is
// being done now, in words, with a way to cancel it. GUI thread.

#include "core/connectionprofile.h"

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QToolButton;

namespace athanor {

class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    /// \a cancel is triggered by the button beside a job that can be cancelled.
    explicit StatusLine(QAction* cancel, QWidget* parent = nullptr);

    void setProject(const QString& name, const QString& configFile);
    /// \a environment gives the colour. An empty name: none is chosen.
    void setConnection(const QString& name, const Environment& environment);
    /// Says what is waited for; an empty \a text: nothing. \a total 0: it cannot be known.
    void setJob(const QString& text, int done = 0, int total = 0, bool cancellable = false);

private:
    QLabel* m_project = nullptr;
    QLabel* m_swatch = nullptr;
    QLabel* m_connection = nullptr;
    QLabel* m_job = nullptr;
    QProgressBar* m_progress = nullptr;
    QToolButton* m_cancel = nullptr;
};

} // namespace athanor
