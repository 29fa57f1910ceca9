// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/project/filewatch.h"

#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QSet>

#include <algorithm>
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
    connect(m_watcher, &QFileSystemWatcher::directoryChanged, m_watcher,
            [this](const QString& folder) { lookAt(folder); });
    connect(m_watcher, &QFileSystemWatcher::fileChanged, &m_quiet, qOverload<>(&QTimer::start));
    m_thread.start();
}

FileWatch::~FileWatch()
{
    m_thread.quit();
    m_thread.wait();
}

void FileWatch::lookAt(const QString& folder)
{
    const auto guarded = m_guarded.constFind(folder);
    if (guarded != m_guarded.cend()) {
        // Much may happen in a parent that is nothing to us.
        const auto gone = std::any_of(guarded->cbegin(), guarded->cend(),
                                      [](const QString& child) { return !QFileInfo::exists(child); });
        if (!gone)
            return;
        // What is watched inside followed the folder to where it went.
        m_guarded.clear();
        if (const auto known = m_watcher->files() + m_watcher->directories(); !known.isEmpty())
            m_watcher->removePaths(known);
    }
    QMetaObject::invokeMethod(&m_quiet, qOverload<>(&QTimer::start));
}

void FileWatch::setPaths(const QStringList& paths, const QStringList& folders)
{
    QMetaObject::invokeMethod(m_watcher, [this, watcher = m_watcher, paths, folders] {
        const auto known = watcher->files() + watcher->directories();
        const QSet<QString> before(known.cbegin(), known.cend());
        QSet<QString> now(paths.cbegin(), paths.cend());
        m_guarded.clear();
        for (const auto& folder : folders) {
            const auto parent = QFileInfo(folder).path();
            if (now.contains(parent) || !QFileInfo::exists(folder))
                continue;
            m_guarded[parent].append(folder);
        }
        for (auto parent = m_guarded.keyBegin(); parent != m_guarded.keyEnd(); ++parent)
            now.insert(*parent);
        const auto gone = (before - now).values();
        const auto come = (now - before).values();
        if (!gone.isEmpty())
            watcher->removePaths(gone);
        if (!come.isEmpty())
            watcher->addPaths(come);
    });
}

} // namespace athanor
