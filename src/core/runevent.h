// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a run tells while it runs: a closed set of values, in the order things happen. Any thread; only data.

#include "core/databaseinfo.h"
#include "core/error.h"
#include "core/plan.h"
#include "core/script.h"

#include <chrono>
#include <functional>
#include <variant>

namespace athanor {

using Milliseconds = std::chrono::milliseconds;

struct RunWaiting { ///< another run holds the database
    LockHolder holder;
    Milliseconds waited{};
};

struct RunStarted {
    Plan plan;
    QList<Script> scripts; ///< one a step; empty for a stamp
    ServerInfo server;
};

struct StepStarted {
    int step = 0;
    bool transactional = true;
};

struct StatementStarted {
    int step = 0;
    int statement = 0;
};

struct StatementFinished {
    int step = 0;
    int statement = 0;
    QString commandTag;
    qint64 rows = -1;
    Milliseconds elapsed{};
};

struct NoticeReceived {
    int step = -1; ///< -1 outside of a step
    int statement = -1;
    Notice notice;
};

struct LiveOutput { ///< what a step printed that runs in the project's Python
    int step = 0;
    QStringList lines;
};

struct StepFinished { ///< committed (or, with one transaction for all, done and not yet committed)
    int step = 0;
    bool committed = true;
    QStringList versionRows;
    Milliseconds elapsed{};
};

/// How a run ended; always the last event, also of a run that failed before it began.
struct RunFinished {
    bool succeeded = false;
    Error error; ///< when not succeeded
    int failedStep = -1;
    int failedStatement = -1;
    int stepsApplied = 0; ///< committed steps
    bool versionRowsKnown
        = true; ///< false: the connection was lost and the database could not be reached again
    QStringList versionRows; ///< where the database stands now, as read back
    Milliseconds elapsed{};
    int statementsKept = 0; ///< of the failed step, when it ran outside a transaction
    bool committedEarly = false; ///< the failed step committed some of its work by itself; that stays
};

using RunEvent = std::variant<RunWaiting, RunStarted, StepStarted, StatementStarted, StatementFinished,
                              NoticeReceived, LiveOutput, StepFinished, RunFinished>;
using EventSink = std::function<void(const RunEvent&)>;

} // namespace athanor
