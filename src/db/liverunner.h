// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the runner asks of whoever can run a revision that needs a live connection: the project's own Python.
// Values and an interface; the room that talks to Python implements it.

#include "core/canceltoken.h"
#include "core/connectionprofile.h"
#include "core/script.h"
#include "db/versiontable.h"

#include <chrono>
#include <functional>

namespace athanor {

/// One revision to run, and how. The database's lock is held by the caller meanwhile.
struct LiveStep {
    Step step;
    Script script; ///< file, and whether env.py is to open the connection
    QStringList versionRowsBefore;
    ConnectionParameters parameters; ///< with the password
    VersionTablePlace place; ///< where it is recorded; made in the same transaction when it does not exist
    int lockHolder = 0; ///< backend that holds the database's lock: the connection that is opened must see it
    std::chrono::milliseconds lockTimeout{0}; ///< 0: the server's
    std::chrono::milliseconds statementTimeout{0};
};

/// Told while a step runs, on the thread that runs it.
struct LiveListener {
    std::function<void(const QString& text)> printed; ///< any piece of what the revision printed
    std::function<void(int backend)> connected; ///< the server's process of the live connection
    std::function<void()> committed; ///< the revision committed some of its work before its end
};

class LiveRunner {
public:
    LiveRunner() = default;
    virtual ~LiveRunner() = default;
    LiveRunner(const LiveRunner&) = delete;
    LiveRunner& operator=(const LiveRunner&) = delete;

    /// Runs \a live in one transaction together with the change of its version rows, and commits. Blocks; on
    /// a thread of the caller's. \a kill ends it at once, whatever it does. After an error nothing is left
    /// but what the revision committed by itself; a lost commit is an error too, the caller reads the rows.
    [[nodiscard]] virtual Result<> runLive(const LiveStep& live, const LiveListener& listener,
                                           const CancelToken& kill)
        = 0;
};

} // namespace athanor
