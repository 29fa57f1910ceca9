// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs plans. Blocks; on the session's thread. The way of a run: lock, read the version rows, plan, load
// every script, compare with what was shown, then step by step: begin, statements, move the version
// row, commit.

#include "core/project.h"
#include "core/runevent.h"
#include "db/liverunner.h"
#include "db/versiontable.h"

#include <memory>
#include <optional>

namespace athanor {

enum class TransactionMode { PerRevision, All };

/// A plan with the scripts of its steps: what a preview shows.
struct PreparedPlan {
    Plan plan;
    QList<Script> scripts; ///< one a step; empty for a stamp
    VersionState state;
};

struct RunRequest {
    Direction direction = Direction::Upgrade;
    QStringList targets;
    bool purge = false; ///< stamp only
    TransactionMode transaction = TransactionMode::PerRevision;
    Milliseconds runLockTimeout{10'000}; ///< how long to wait for another run
    Milliseconds lockTimeout{0}; ///< lock_timeout of the session, 0: the server's
    Milliseconds statementTimeout{0};
    ScriptLoader loadScripts; ///< empty: SQL files only
    std::shared_ptr<LiveRunner> liveRunner; ///< runs the steps that need a live connection; may be null
    std::optional<PreparedPlan> shown; ///< nothing runs when the plan or the SQL under the lock is other
};

struct RunSummary {
    Plan plan;
    QStringList versionRows; ///< read back after the run
    Milliseconds elapsed{};
};

/// Runs \a request on the session's database. Tells \a sink everything; the last event is RunFinished and
/// says the same as the result. On failure the steps that were committed stay, the failed one is rolled back.
[[nodiscard]] Result<RunSummary> run(Session& session, const VersionTable& table, const RevisionMap& map,
                                     const RunRequest& request, const EventSink& sink,
                                     const CancelToken& cancel);

/// Reads the rows, plans and loads; changes nothing in the database and takes no lock.
[[nodiscard]] Result<PreparedPlan> prepare(Session& session, const VersionTable& table,
                                           const RevisionMap& map, const RunRequest& request,
                                           const CancelToken& cancel = {});

} // namespace athanor
