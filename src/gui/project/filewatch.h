// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells that files or folders changed, once things are quiet again. The watching has a thread of its own:
// thousands of files take their time. Lives on the GUI thread.

#include <QHash>
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

    /// Watches \a paths instead of what was watched before. What does not exist is left out. That a folder of
    /// \a folders is moved away or comes back is told too, which only its parent shows.
    void setPaths(const QStringList& paths, const QStringList& folders = {});

signals:
    void changed();

private:
    void lookAt(const QString& folder);

    QThread m_thread;
    QHash<QString, QStringList> m_guarded; ///< by parent: folders that were there; used on m_thread
    QFileSystemWatcher* m_watcher = nullptr; ///< lives on m_thread
    QTimer m_quiet;
};

} // namespace athanor
