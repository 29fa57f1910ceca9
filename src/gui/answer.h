// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The answer of a job that runs elsewhere. Used like QFuture; its then() is safe when the object that waits
// is gone by the time the answer comes (QFuture::then with a context asserts on that in Qt 6.4), and never
// calls back before it has returned. GUI thread.

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <utility>

namespace athanor {

template <typename T> class [[nodiscard]] Answer {
public:
    Answer(QFuture<T> future) : m_future(std::move(future)) { }

    operator QFuture<T>() const { return m_future; }

    /// Calls \a handler with the result from \a context's event loop; never when \a context has gone before,
    /// or when the job was dropped.
    template <typename Handler> void then(QObject* context, Handler handler) const
    {
        auto* watcher = new QFutureWatcher<T>(context);
        QObject::connect(watcher, &QFutureWatcher<T>::finished, context,
                         [watcher, handler = std::move(handler)]() mutable {
                             watcher->deleteLater();
                             const QFuture<T> future = watcher->future();
                             if (future.isValid() && future.resultCount() > 0)
                                 handler(future.result());
                         });
        watcher->setFuture(m_future);
    }

    [[nodiscard]] bool isFinished() const { return m_future.isFinished(); }

    /// Waits: for tests.
    [[nodiscard]] T result() const { return m_future.result(); }

private:
    QFuture<T> m_future;
};

} // namespace athanor
