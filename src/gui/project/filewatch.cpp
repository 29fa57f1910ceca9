// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/project/filewatch.h"

#include <QFileSystemWatcher>
#include <QSet>

#include <chrono>

namespace athanor {

using namespace std::chrono_literals;

FileWatch::FileWatch(QObject* parent) : QObject(parent), m_watcher(new QFileSystemWatcher)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(250ms);
    connect(&m_quiet, &QTimer::timeout, this, &FileWatch::changed);
    m_thread.setObjectName(QStringLiteral("athanor-watch"));
    m_watcher->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_watcher, &QObject::deleteLater);
    connect(m_watcher, &QFileSystemWatcher::directoryChanged, &m_quiet, qOverload<>(&QTimer::start));
    connect(m_watcher, &QFileSystemWatcher::fileChanged, &m_quiet, qOverload<>(&QTimer::start));
    m_thread.start();
}

FileWatch::~FileWatch()
{
    m_thread.quit();
    m_thread.wait();
}

void FileWatch::setPaths(const QStringList& paths)
{
    QMetaObject::invokeMethod(m_watcher, [watcher = m_watcher, paths] {
        const auto known = watcher->files() + watcher->directories();
        const QSet<QString> before(known.cbegin(), known.cend());
        const QSet<QString> now(paths.cbegin(), paths.cend());
        const auto gone = (before - now).values();
        const auto come = (now - before).values();
        if (!gone.isEmpty())
            watcher->removePaths(gone);
        if (!come.isEmpty())
            watcher->addPaths(come);
    });
}

} // namespace athanor
