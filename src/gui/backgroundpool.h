// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Threads for short work that may hang on a dead server: connection checks, previews, imports. Several at
// once, so that one dead server delays nothing else. Lives on the GUI thread; only values cross.

#include "core/canceltoken.h"
#include "gui/answer.h"

#include <QHash>
#include <QMutex>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace athanor {

class BackgroundPool : public QObject {
    Q_OBJECT
public:
    explicit BackgroundPool(QObject* parent = nullptr);
    ~BackgroundPool() override; ///< cancels what runs, drops what waits, and waits for the threads

    /// Runs \a job (a callable returning T) on a thread of the pool; higher \a priority first. \a cancel is
    /// the token the job watches: it is cancelled when the pool goes. Attach `.then(context, ...)` for the
    /// answer.
    template <typename Job>
    [[nodiscard]] auto submit(const CancelToken& cancel, Job job, int priority = 0) -> Answer<decltype(job())>
    {
        using T = decltype(job());
        auto promise = std::make_shared<QPromise<T>>();
        promise->start(); // now, so that whoever waits for the result does wait
        auto future = promise->future();
        post(
            cancel,
            [promise, job = std::move(job)]() mutable {
                promise->addResult(job());
                promise->finish();
            },
            priority);
        return future;
    }

private:
    void post(const CancelToken& cancel, std::function<void()> job, int priority);

    QThreadPool m_pool;
    QMutex m_mutex; ///< guards the two below
    QHash<int, CancelToken> m_running;
    int m_nextId = 0;
};

} // namespace athanor
