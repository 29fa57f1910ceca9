// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/interruption.h"

#include "db/cancelrequest.h"

#include <libpq-fe.h>
#include <sys/socket.h>

namespace athanor {

Interruption::Interruption(pg_conn* connection, const CancelToken& token)
    : m_connection(connection)
    , m_registration(token.onCancel([this] { m_sender = std::thread([this] { sendUntilOver(); }); }))
{
}

Interruption::~Interruption()
{
    m_registration = {}; // waits for a callback that is running; from here on m_sender does not change
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
    }
    m_over.notify_all();
    if (m_sender.joinable())
        m_sender.join();
}

/// Again and again: a request that comes before the statement has begun does nothing. A server that does not
/// answer is given up by closing the socket under the driver.
void Interruption::sendUntilOver()
{
    CancelRequest request(m_connection);
    std::unique_lock lock(m_mutex);
    for (const auto givenUp = std::chrono::steady_clock::now() + kCancelPatience; !m_isOver;) {
        request.send();
        if (std::chrono::steady_clock::now() > givenUp)
            ::shutdown(PQsocket(m_connection), SHUT_RDWR);
        m_over.wait_for(lock, kCancelRepeat);
    }
    request.settle(std::chrono::seconds(1));
}

} // namespace athanor
