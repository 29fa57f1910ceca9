// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/worker.h"

#include <utility>

namespace athanor {

Worker::Worker(QObject* parent) : QObject(parent), m_context(new QObject)
{
    m_thread.setObjectName(QStringLiteral("athanor-worker"));
    m_context->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_context, &QObject::deleteLater);
    m_thread.start();
}

Worker::~Worker()
{
    QHash<int, CancelToken> jobs;
    {
        const QMutexLocker lock(&m_mutex);
        m_closing = true;
        jobs = std::exchange(m_jobs, {});
    }
    for (const auto& token : std::as_const(jobs))
        token.cancel();
    m_thread.quit();
    m_thread.wait();
}

void Worker::post(const CancelToken& cancel, std::function<void()> job)
{
    int id = 0;
    {
        const QMutexLocker lock(&m_mutex);
        id = m_nextJob++;
        m_jobs.insert(id, cancel);
    }
    QMetaObject::invokeMethod(
        m_context,
        [this, id, job = std::move(job)]() mutable {
            {
                const QMutexLocker lock(&m_mutex);
                if (m_closing)
                    return;
            }
            job();
            job = {}; // the promise goes here, on the thread that kept it
            const QMutexLocker lock(&m_mutex);
            m_jobs.remove(id);
        },
        Qt::QueuedConnection);
}

EventSink Worker::sink()
{
    return [this](const RunEvent& event) {
        const QMutexLocker lock(&m_mutex);
        m_events.append(event);
        if (std::exchange(m_flushPosted, true))
            return;
        QMetaObject::invokeMethod(this, &Worker::flush, Qt::QueuedConnection);
    };
}

void Worker::flush()
{
    QList<RunEvent> events;
    {
        const QMutexLocker lock(&m_mutex);
        events = std::exchange(m_events, {});
        m_flushPosted = false;
    }
    for (const auto& one : std::as_const(events))
        emit event(one);
}

bool Worker::isBusy() const
{
    const QMutexLocker lock(&m_mutex);
    return !m_jobs.isEmpty();
}

} // namespace athanor
