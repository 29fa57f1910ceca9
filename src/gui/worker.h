// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A background thread for long work: one instance runs plans, another reads projects. Lives on the GUI
// thread; jobs run on the worker's thread, one after the other, each with its own CancelToken. Only values
// cross. Checks of connections have threads of their own (backgroundpool.h), so that a dead server never
// delays anything else.

#include "core/canceltoken.h"
#include "core/runevent.h"
#include "gui/answer.h"

#include <QHash>
#include <QMutex>
#include <QObject>
#include <QPromise>
#include <QThread>

#include <functional>
#include <memory>

namespace athanor {

class Worker : public QObject {
    Q_OBJECT
public:
    explicit Worker(QObject* parent = nullptr);
    /// Cancels what runs, drops what waits, and waits for the thread. Callbacks of answers do not run any
    /// more.
    ~Worker() override;

    /// Runs \a job (a callable returning T) on the worker's thread. \a cancel is the token the job watches;
    /// it is cancelled when the worker goes. Attach `.then(context, ...)` for the answer. A job that was
    /// cancelled while it waited still runs and sees its token.
    template <typename Job>
    [[nodiscard]] auto submit(const CancelToken& cancel, Job job) -> Answer<decltype(job())>
    {
        using T = decltype(job());
        auto promise = std::make_shared<QPromise<T>>();
        promise->start(); // now, so that whoever waits for the result does wait
        auto future = promise->future();
        post(cancel, [promise, job = std::move(job)]() mutable {
            promise->addResult(job());
            promise->finish();
        });
        return future;
    }

    /// A sink for a run's events: may be called on the worker's thread while this object lives; emits event()
    /// on the GUI thread, in order, all that has come since the last turn of the event loop at once. The
    /// answer of a job arrives after its events.
    [[nodiscard]] EventSink sink();

    /// Whether a job runs or waits.
    [[nodiscard]] bool isBusy() const;

signals:
    void event(const athanor::RunEvent& event);

private:
    void post(const CancelToken& cancel, std::function<void()> job);
    void flush();

    QThread m_thread;
    QObject* m_context = nullptr; ///< lives on m_thread
    mutable QMutex m_mutex; ///< guards what follows
    QHash<int, CancelToken> m_jobs; ///< running and waiting
    QList<RunEvent> m_events; ///< not yet emitted
    int m_nextJob = 0;
    bool m_flushPosted = false;
    bool m_closing = false;
};

} // namespace athanor
