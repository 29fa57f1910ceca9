// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes the window and the dialog over it to a picture when everything asked for is there. GUI thread.

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace athanor {

class MainWindow;

class Screenshot : public QObject {
    Q_OBJECT
public:
    /// Watches \a window, which outlives this object.
    Screenshot(MainWindow& window, QString file, QObject* parent = nullptr);

signals:
    /// The window has been quiet for a while; dialogs may be opened now.
    void settled();
    /// The picture was written, or not: \a problem is empty when all is well.
    void finished(const QString& problem);

private:
    void look();
    void take();

    MainWindow& m_window;
    QString m_file;
    QTimer m_timer;
    QElapsedTimer m_sinceStart, m_quietSince;
    bool m_settled = false;
};

} // namespace athanor
