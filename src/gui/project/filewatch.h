// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells that files or folders changed, once things are quiet again. The watching has a thread of its own:
// thousands of files take their time. Lives on the GUI thread.

#include <QObject>
#include <QStringList>
#include <QThread>
#include <QTimer>

class QFileSystemWatcher;

namespace athanor {

class FileWatch : public QObject {
    Q_OBJECT
public:
    explicit FileWatch(QObject* parent = nullptr);
    ~FileWatch() override;

    /// Watches \a paths instead of what was watched before. What does not exist is left out.
    void setPaths(const QStringList& paths);

signals:
    void changed();

private:
    QThread m_thread;
    QFileSystemWatcher* m_watcher = nullptr; ///< lives on m_thread
    QTimer m_quiet;
};

} // namespace athanor
