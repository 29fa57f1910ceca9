// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/cancelrequest.h"

#include <libpq-fe.h>

#include <array>
#include <thread>

namespace athanor {

CancelRequest::CancelRequest(pg_conn* connection) : m_shared(std::make_shared<Shared>())
{
    m_shared->handle.reset(PQgetCancel(connection), PQfreeCancel);
}

void CancelRequest::send()
{
    if (!m_shared->handle || m_shared->underWay.exchange(true))
        return;
    std::thread([shared = m_shared] {
        std::array<char, 256> complaint{};
        PQcancel(shared->handle.get(), complaint.data(), int(complaint.size()));
        shared->underWay = false;
    }).detach();
}

void CancelRequest::settle(std::chrono::milliseconds patience) const
{
    const auto end = std::chrono::steady_clock::now() + patience;
    while (m_shared->underWay && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

} // namespace athanor
