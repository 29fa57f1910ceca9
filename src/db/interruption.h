// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// While one lives, cancelling a token interrupts what a connection runs: for calls that block in QtSql's
// driver. Made and dropped on the session's thread; the token may be cancelled on any.

#include "core/canceltoken.h"

#include <condition_variable>
#include <mutex>
#include <thread>

struct pg_conn;

namespace athanor {

class Interruption {
public:
    Interruption(pg_conn* connection, const CancelToken& token);
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

private:
    void sendUntilOver();

    pg_conn* m_connection;
    std::mutex m_mutex;
    std::condition_variable m_over;
    bool m_isOver = false;
    std::thread m_sender;
    CancelToken::Registration m_registration;
};

} // namespace athanor
