// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One line of RunModel with its children. Private to RunModel. GUI thread.

#include "models/runmodel.h"

#include <optional>
#include <vector>

namespace athanor {

struct RunModel::Item {
    ItemKind kind = ItemKind::Run;
    ItemState state = ItemState::Pending;
    Item* parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Item>> children;

    QString name; ///< of a run or step
    QString result;
    QString environment; ///< of a run
    std::optional<Milliseconds> elapsed;
    QString file;
    int line = 0;
    int column = 0;
    QString sourceFile; ///< that `file` was rendered from
    int sourceLine = 0;
    QString sql;
    Error error;
    Notice notice;
    bool transactional = true; ///< of a step
    bool live = false; ///< of a step: the project's Python runs it
    bool uncommitted = false; ///< of a step that is done

    std::vector<Item*> steps; ///< of a run
    int stepsDone = 0; ///< of a run
    std::vector<Item*> statements; ///< of a step

    // Notices: the items of the last ones stay where they are and show a ring of notices.
    qint64 noticeCount = 0;
    Item* omitted = nullptr;
    std::vector<Item*> lastItems;
    std::vector<Notice> lastNotices;
    int oldest = 0; ///< in lastNotices
    int ringPlace = -1; ///< of a notice's own item in lastItems, -1: shows its own notice

    [[nodiscard]] const Notice& shownNotice() const
    {
        if (ringPlace < 0)
            return notice;
        const auto size = int(parent->lastNotices.size());
        return parent->lastNotices[size_t((parent->oldest + ringPlace) % size)];
    }
};

} // namespace athanor
