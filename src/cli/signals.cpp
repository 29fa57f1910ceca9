// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/signals.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>

namespace athanor {

namespace {

sigset_t watchedSignals()
{
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGHUP);
    return watched;
}

} // namespace

SignalWatch::SignalWatch(CancelToken token) : m_token(std::move(token)), m_signals(watchedSignals())
{
    pthread_sigmask(SIG_BLOCK, &m_signals, nullptr);
    m_thread = std::thread([this] { wait(); });
}

SignalWatch::~SignalWatch()
{
    m_stop = true;
    pthread_kill(m_thread.native_handle(), SIGTERM);
    m_thread.join();
}

void SignalWatch::restoreInChild()
{
    const sigset_t watched = watchedSignals();
    pthread_sigmask(SIG_UNBLOCK, &watched, nullptr);
    std::signal(SIGPIPE, SIG_DFL);
}

void SignalWatch::wait()
{
    for (;;) {
        int signal = 0;
        if (sigwait(&m_signals, &signal) != 0)
            continue;
        if (m_stop)
            return;
        int none = 0;
        if (!m_received.compare_exchange_strong(none, signal))
            _exit(130); // asked twice: the server rolls back when the connection goes
        m_token.cancel();
    }
}

void prepareStandardStreams()
{
    std::signal(SIGPIPE, SIG_IGN);
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
        if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF)
            static_cast<void>(::open("/dev/null", O_RDONLY)); // writing to it fails, and is reported
    }
}

} // namespace athanor
