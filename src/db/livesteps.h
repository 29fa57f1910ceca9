// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Looks after a step while it runs elsewhere, on a connection that is not ours: passes on what it prints,
// stops it when the user cancels or the run's own connection is lost, and sees to it that its connection is
// over before anyone asks where the database stands. On the session's thread; the step runs on another.

#include "core/runevent.h"
#include "db/liverunner.h"
#include "db/session.h"

#include <chrono>

namespace athanor {

class LiveSteps {
public:
    /// \a session holds the database's lock. All are kept by reference.
    LiveSteps(Session& session, const EventSink& sink, const CancelToken& cancel);

    /// Runs \a live by \a runner; blocks. \a index: of the step in the plan, for events.
    [[nodiscard]] Result<> run(LiveRunner& runner, int index, const LiveStep& live);

    /// Whether the last step committed some of its work before it had ended.
    [[nodiscard]] bool committedEarly() const { return m_committedEarly; }

    /// False when the server still runs the failed step's connection, so that what it does is not settled.
    [[nodiscard]] bool isSettled() const { return m_settled; }

private:
    class Mailbox;
    using Clock = std::chrono::steady_clock;

    void watch(Mailbox& box, const CancelToken& kill);
    void tell(QStringList lines);
    [[nodiscard]] QString withoutPassword(QString text) const;
    void identify(int backend);
    void settle();
    [[nodiscard]] bool isBackendGone();
    [[nodiscard]] Result<> outcome(Result<> result) const;

    Session& m_session;
    const EventSink& m_sink;
    const CancelToken& m_cancel;
    int m_index = -1;
    QString m_password; ///< what the project's code prints may hold it
    int m_backend = 0; ///< the server's process of the live connection, 0: not known
    QString m_backendStart; ///< with it no other process is taken for it
    bool m_committedEarly = false;
    bool m_settled = true;
};

} // namespace athanor
