// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/backgroundpool.h"

namespace athanor {
namespace {

constexpr int kMostThreads = 16;

} // namespace

BackgroundPool::BackgroundPool(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(kMostThreads);
}

BackgroundPool::~BackgroundPool()
{
    m_pool.clear();
    QList<CancelToken> running;
    {
        const QMutexLocker locker(&m_mutex);
        running = m_running.values();
    }
    for (const CancelToken& token : running)
        token.cancel();
    m_pool.waitForDone();
}

void BackgroundPool::post(const CancelToken& cancel, std::function<void()> job, int priority)
{
    int id = 0;
    {
        const QMutexLocker locker(&m_mutex);
        id = m_nextId++;
        m_running.insert(id, cancel);
    }
    m_pool.start(
        [this, id, job = std::move(job)] {
            job();
            const QMutexLocker locker(&m_mutex);
            m_running.remove(id);
        },
        priority);
}

} // namespace athanor
