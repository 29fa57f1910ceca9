// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A copyable handle by which one thread asks another to stop. Any thread.

#include <functional>
#include <memory>

namespace athanor {

class CancelToken {
public:
    CancelToken();

    /// Asks to stop; runs the registered callbacks once, on the calling thread. Any thread.
    void cancel() const;
    [[nodiscard]] bool isCancelled() const;

    /// While a Registration lives, its callback is run by cancel(); at once when already cancelled.
    /// Its destructor waits for a callback that is running, so what the callback uses may be freed after it.
    class Registration {
    public:
        Registration() = default;
        Registration(Registration&& other) noexcept;
        Registration& operator=(Registration&& other) noexcept;
        Registration(const Registration&) = delete;
        Registration& operator=(const Registration&) = delete;
        ~Registration();

    private:
        friend class CancelToken;
        void release();
        std::shared_ptr<void> m_state;
        int m_id = 0;
    };

    [[nodiscard]] Registration onCancel(std::function<void()> callback) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace athanor
