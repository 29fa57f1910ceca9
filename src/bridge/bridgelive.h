// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs revisions that need a live connection in the project's own Python. On the thread that the runner gives
// it.

#include "bridge/bridge.h"
#include "db/liverunner.h"

#include <memory>

namespace athanor {

class BridgeLive : public LiveRunner {
public:
    /// \a bridge answers nothing else while a revision runs. \a tag: for env.py; may be empty.
    explicit BridgeLive(std::shared_ptr<Bridge> bridge, const QString& tag = {});

    [[nodiscard]] Result<> runLive(const LiveStep& live, const LiveListener& listener,
                                   const CancelToken& kill) override;

private:
    std::shared_ptr<Bridge> m_bridge;
    QString m_tag;
};

} // namespace athanor
