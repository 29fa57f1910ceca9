// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/livesteps.h"

#include <QUrl>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace athanor {

namespace {

using namespace std::chrono_literals;

constexpr auto kLookAfterLock = 5s; ///< between questions to the run's own connection
constexpr auto kPatience = 2s; ///< for a cancelled step to end by itself
constexpr auto kSettling = 15s; ///< for its connection to end on the server
constexpr auto kPause = 20ms;
constexpr qsizetype kLongestLine = 10'000;

const auto kBackend
    = QStringLiteral(" FROM pg_catalog.pg_stat_activity WHERE pid = $1 AND backend_start::text = $2");

} // namespace

/// What the step's thread has for the session's thread.
class LiveSteps::Mailbox {
public:
    void print(const QString& text)
    {
        const std::lock_guard lock(m_mutex);
        m_text += text;
        m_changed.notify_one();
    }

    void connect(int backend)
    {
        const std::lock_guard lock(m_mutex);
        m_backend = backend;
        m_changed.notify_one();
    }

    void finish(Result<> result)
    {
        const std::lock_guard lock(m_mutex);
        m_result = std::move(result);
        m_changed.notify_one();
    }

    void commit()
    {
        const std::lock_guard lock(m_mutex);
        m_committed = true;
    }

    void wake()
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
        m_changed.notify_one();
    }

    /// Waits for something new, at most until \a end. True once the step is over.
    bool wait(Clock::time_point end)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_until(lock, end, [this] {
            return m_result || m_backend != 0 || m_woken || m_text.contains(u'\n')
                || m_text.size() > kLongestLine;
        });
        m_woken = false;
        return m_result.has_value();
    }

    /// Whole lines that were printed; at the end the last one too, which may lack its end.
    QStringList takeLines()
    {
        const std::lock_guard lock(m_mutex);
        qsizetype end = m_text.lastIndexOf(u'\n') + 1;
        if (m_result || m_text.size() - end > kLongestLine)
            end = m_text.size();
        if (end == 0)
            return {};
        QString text = m_text.first(end);
        m_text.remove(0, end);
        if (text.endsWith(u'\n'))
            text.chop(1);
        return text.split(u'\n');
    }

    int takeBackend()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_backend, 0);
    }

    bool hasCommitted()
    {
        const std::lock_guard lock(m_mutex);
        return m_committed;
    }

    Result<> takeResult() { return std::move(*m_result); } // after the thread has ended

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    QString m_text;
    int m_backend = 0;
    bool m_woken = false;
    bool m_committed = false;
    std::optional<Result<>> m_result;
};

LiveSteps::LiveSteps(Session& session, const EventSink& sink, const CancelToken& cancel)
    : m_session(session)
    , m_sink(sink)
    , m_cancel(cancel)
{
}

/// As it is, and as URLs write it.
QString LiveSteps::withoutPassword(QString text) const
{
    constexpr qsizetype kShortest = 4; // a shorter one is in every second word
    if (m_password.size() < kShortest)
        return text;
    const QString hidden = QStringLiteral("***");
    return text.replace(m_password, hidden)
        .replace(QString::fromLatin1(QUrl::toPercentEncoding(m_password)), hidden)
        .replace(QString::fromLatin1(QUrl::toPercentEncoding(m_password, " ")).replace(u' ', u'+'), hidden);
}

void LiveSteps::tell(QStringList lines)
{
    if (lines.isEmpty())
        return;
    for (QString& line : lines)
        line = withoutPassword(line);
    m_sink(LiveOutput{m_index, lines});
}

/// Numbers of processes are used again; the time of its start makes this one known for sure.
void LiveSteps::identify(int backend)
{
    auto query = m_session.query(
        QStringLiteral("SELECT backend_start::text FROM pg_catalog.pg_stat_activity WHERE pid = $1"),
        {backend});
    if (!query || !query->next())
        return;
    m_backend = backend;
    m_backendStart = query->value(0).toString();
}

/// Until the step is over.
void LiveSteps::watch(Mailbox& box, const CancelToken& kill)
{
    std::optional<Clock::time_point> killAt;
    auto lookAt = Clock::now() + kLookAfterLock;
    while (!box.wait(killAt ? std::min(*killAt, lookAt) : lookAt)) {
        tell(box.takeLines());
        if (const int backend = box.takeBackend())
            identify(backend);
        if (m_cancel.isCancelled() && !killAt) {
            const bool asked = m_backend != 0
                && m_session.query(QStringLiteral("SELECT pg_catalog.pg_cancel_backend(pid)") + kBackend,
                                   {m_backend, m_backendStart});
            killAt = Clock::now() + (asked ? kPatience : 0s);
        }
        if (Clock::now() >= lookAt) {
            // Also keeps the connection busy, which has the lock: servers end idle ones.
            [[maybe_unused]] const auto asked = m_session.execute(QStringLiteral("SELECT 1"));
            lookAt = Clock::now() + kLookAfterLock;
        }
        if (!m_session.isOpen() || (killAt && Clock::now() >= *killAt)) {
            kill.cancel();
            killAt = Clock::now() + kPatience;
        }
    }
    tell(box.takeLines());
    if (const int backend = box.takeBackend())
        identify(backend);
    m_committedEarly = box.hasCommitted();
}

bool LiveSteps::isBackendGone()
{
    auto query = m_session.query(QStringLiteral("SELECT 1") + kBackend, {m_backend, m_backendStart});
    return query && !query->next();
}

/// The server goes on with a statement whose client is gone; nothing may change after this.
void LiveSteps::settle()
{
    const auto start = Clock::now();
    bool asked = false;
    while (m_backend != 0 && m_session.isOpen() && !(m_settled = isBackendGone())) {
        if (Clock::now() > start + kSettling)
            return;
        if (!asked && Clock::now() > start + 10 * kPause)
            asked = m_session
                        .query(QStringLiteral("SELECT pg_catalog.pg_terminate_backend(pid)") + kBackend,
                               {m_backend, m_backendStart})
                        .has_value();
        std::this_thread::sleep_for(kPause);
    }
}

Result<> LiveSteps::outcome(Result<> result) const
{
    if (result)
        return result;
    Error error = result.error();
    for (QString* text : {&error.message, &error.detail, &error.hint, &error.context, &error.statement})
        *text = withoutPassword(*text);
    if (!m_session.isOpen()) {
        error = {.kind = ErrorKind::Connection,
                 .code = QStringLiteral("connection_lost"),
                 .message = QStringLiteral("The connection that held the database's lock was lost, so the "
                                           "revision was stopped")};
    } else if (m_cancel.isCancelled()) {
        error = {.kind = ErrorKind::Cancelled, .message = QStringLiteral("Cancelled")};
    }
    if (!m_settled)
        error.hint = QStringLiteral("Process %1 of the server still works for this revision and could not be "
                                    "ended; look at pg_stat_activity before anything else")
                         .arg(m_backend);
    return fail(error);
}

Result<> LiveSteps::run(LiveRunner& runner, int index, const LiveStep& live)
{
    m_index = index;
    m_password = live.parameters.value(QStringLiteral("password"));
    if (m_password.isEmpty())
        m_password = qEnvironmentVariable("PGPASSWORD");
    m_backend = 0;
    m_committedEarly = false;
    m_settled = true;
    const Session::CancelShield shield(m_session);
    const CancelToken kill;
    Mailbox box;
    const LiveListener listener{[&box](const QString& text) { box.print(text); },
                                [&box](int backend) { box.connect(backend); }, [&box] { box.commit(); }};
    std::thread worker([&] { box.finish(runner.runLive(live, listener, kill)); });
    {
        const auto wakes = m_cancel.onCancel([&box] { box.wake(); });
        watch(box, kill);
    }
    worker.join();
    auto result = box.takeResult();
    if (!result)
        settle();
    return outcome(std::move(result));
}

} // namespace athanor
