// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one background thread that talks to databases and reads projects. Lives on the GUI thread; jobs run on
// the worker's thread, one after the other, each with its own CancelToken. Only values cross. Connection
// checks have a second instance, so that a dead server never delays anything else.

#include "core/canceltoken.h"
#include "core/result.h"
#include "core/runevent.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThread>

namespace athanor {

class Worker : public QObject {
    Q_OBJECT
public:
    explicit Worker(QObject* parent = nullptr);
    ~Worker() override; ///< cancels what runs and waits for the thread

    /// Runs \a job (a callable returning T) on the worker's thread. Attach `.then(context, ...)` for the
    /// answer.
    template <typename Job> [[nodiscard]] auto submit(Job job) -> QFuture<decltype(job())>
    {
        using T = decltype(job());
        auto promise = std::make_shared<QPromise<T>>();
        auto future = promise->future();
        post([promise, job = std::move(job)]() mutable {
            promise->start();
            promise->addResult(job());
            promise->finish();
        });
        return future;
    }

    /// A sink for a run's events: may be called on the worker's thread, emits event() on the GUI thread, in
    /// order.
    [[nodiscard]] EventSink sink();

signals:
    void event(const athanor::RunEvent& event);

private:
    void post(std::function<void()> job);
    QThread m_thread;
    QObject* m_context = nullptr; ///< lives on m_thread
};

} // namespace athanor
