// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/canceltoken.h"

#include <atomic>
#include <map>
#include <mutex>
#include <utility>

namespace athanor {

struct CancelToken::State {
    std::atomic<bool> cancelled = false;
    std::recursive_mutex mutex; // recursive: a callback may drop its own registration
    std::map<int, std::function<void()>> callbacks;
    int nextId = 1;
};

CancelToken::CancelToken() : m_state(std::make_shared<State>()) { }

void CancelToken::cancel() const
{
    const std::lock_guard lock(m_state->mutex);
    if (m_state->cancelled.exchange(true))
        return;
    const auto callbacks = std::exchange(m_state->callbacks, {});
    for (const auto& [id, callback] : callbacks)
        callback();
}

bool CancelToken::isCancelled() const
{
    return m_state->cancelled.load(std::memory_order_relaxed);
}

CancelToken::Registration CancelToken::onCancel(std::function<void()> callback) const
{
    Registration registration;
    const std::lock_guard lock(m_state->mutex);
    if (m_state->cancelled) {
        callback();
        return registration;
    }
    registration.m_id = m_state->nextId++;
    registration.m_state = m_state;
    m_state->callbacks.emplace(registration.m_id, std::move(callback));
    return registration;
}

CancelToken::Registration::Registration(Registration&& other) noexcept
    : m_state(std::move(other.m_state))
    , m_id(other.m_id)
{
}

CancelToken::Registration& CancelToken::Registration::operator=(Registration&& other) noexcept
{
    release();
    m_state = std::move(other.m_state);
    m_id = other.m_id;
    return *this;
}

CancelToken::Registration::~Registration()
{
    release();
}

void CancelToken::Registration::release()
{
    if (const auto state = std::static_pointer_cast<CancelToken::State>(std::exchange(m_state, nullptr))) {
        const std::lock_guard lock(state->mutex);
        state->callbacks.erase(m_id);
    }
}

} // namespace athanor
