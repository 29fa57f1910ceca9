// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/aftermath.h"

#include "db/databaselock.h"

#include <algorithm>
#include <thread>

namespace athanor {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 20s;
constexpr auto kLongestPause = 1000ms;
/// A cancel request on its way may still hit the next query.
constexpr int kTries = 3;

} // namespace

std::optional<QStringList> readBack(Session& session, const VersionTable& table)
{
    const Session::CancelShield shield(session);
    for (int i = 0; i < kTries && session.isOpen(); ++i) {
        if (auto state = readVersionState(session, table))
            return state->rows;
        else if (state.error().sqlState != u"57014")
            break;
    }
    return std::nullopt;
}

std::optional<QStringList> readBackAfterLoss(const ConnectionParameters& parameters,
                                             const VersionTable& table)
{
    const auto end = Clock::now() + kPatience;
    for (auto pause = 50ms; Clock::now() < end;
         pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause)) {
        auto session = Session::open(parameters, {}, {.connectTimeout = 5s});
        if (session) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
            const auto lock = DatabaseLock::acquire(**session, left, {});
            if (lock)
                return readBack(**session, table);
            if (lock.error().kind == ErrorKind::Locked)
                return std::nullopt;
        }
        std::this_thread::sleep_for(pause);
    }
    return std::nullopt;
}

} // namespace athanor
