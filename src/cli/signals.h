// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Ctrl-C and the like: one thread waits for SIGINT, SIGTERM and SIGHUP, which all others block, and cancels a
// token. Make it before any other thread starts.

#include "core/canceltoken.h"

#include <QString>

#include <atomic>
#include <csignal>
#include <thread>

namespace athanor {

class SignalWatch {
public:
    explicit SignalWatch(CancelToken token);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    /// The first signal that came, 0 when none did.
    [[nodiscard]] int received() const { return m_received; }

    /// For a child process, between fork and exec: gives the signals their usual effect again.
    static void restoreInChild();

private:
    void wait();

    CancelToken m_token;
    sigset_t m_signals{};
    std::atomic<int> m_received = 0;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

/// Ignores SIGPIPE and makes sure that descriptors 0 to 2 are open, so that no connection gets their numbers.
void prepareStandardStreams();

} // namespace athanor
