// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs one step of a plan: its statements, and the move of its version rows. On the session's thread.

#include "core/runevent.h"
#include "db/runner.h"

namespace athanor {

class StepExecutor {
public:
    StepExecutor(Session& session, const VersionTable& table, const RunRequest& request,
                 const EventSink& sink);

    /// The table with its schema, whatever a revision makes of the search path.
    void setPlace(const VersionTablePlace& place);

    /// From now on the server rolls back and lets go when this program is killed during a statement, where it
    /// can (14 and later, on most systems).
    void watchClient();
    /// Runs the step in a transaction. \a opens: begin one before; \a closes: commit it after.
    [[nodiscard]] Result<> runInTransaction(int index, const Step& step, const Script& script, bool opens,
                                            bool closes);
    /// Runs the statements one by one, then records the step in a transaction of its own.
    [[nodiscard]] Result<> runAlone(int index, const Step& step, const Script& script);
    /// Gives the session back as it was opened: what a revision SET does not reach the next one.
    [[nodiscard]] Result<> resetSession();

    [[nodiscard]] int statement() const { return m_statement; } ///< that runs or ran last, -1: none

    [[nodiscard]] int statementsDone() const { return m_done; } ///< of the step

    [[nodiscard]] bool isCommitting() const { return m_committing; } ///< a commit was begun and not answered

private:
    [[nodiscard]] Result<> begin();
    [[nodiscard]] Result<> runStatements(int index, const Script& script);
    [[nodiscard]] Result<> verify(const Script& script);
    [[nodiscard]] Result<> record(const Step& step, const Script& script);
    [[nodiscard]] Result<> commit();
    [[nodiscard]] QString sessionSettings() const;

    Session& m_session;
    const RunRequest& m_request;
    const EventSink& m_sink;
    VersionTablePlace m_place;
    bool m_watchesClient = false;
    bool m_committing = false;
    int m_statement = -1;
    int m_done = 0;
};

} // namespace athanor
