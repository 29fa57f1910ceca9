// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A file descriptor that becomes readable when a CancelToken is cancelled, so that poll() can wait for a
// socket and for the user at once. Made and read on one thread; the token may be cancelled on any.

#include "core/canceltoken.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <memory>

namespace athanor {

class WakeUp {
public:
    explicit WakeUp(const CancelToken& token)
        : m_token(token)
        , m_fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , m_registration(token.onCancel([fd = m_fd] {
            const quint64 one = 1;
            [[maybe_unused]] const auto written = ::write(fd, &one, sizeof one);
        }))
    {
    }

    ~WakeUp()
    {
        m_registration = {};
        if (m_fd >= 0)
            ::close(m_fd);
    }

    WakeUp(const WakeUp&) = delete;
    WakeUp& operator=(const WakeUp&) = delete;

    /// Readable for good once the token is cancelled; -1 (which poll ignores) when the system has none left.
    [[nodiscard]] int fileDescriptor() const { return m_fd; }

    [[nodiscard]] bool isCancelled() const { return m_token.isCancelled(); }

private:
    CancelToken m_token;
    int m_fd;
    CancelToken::Registration m_registration;
};

} // namespace athanor
