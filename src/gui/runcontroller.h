// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs one plan at a time on a thread of its own, and can cancel it. Lives on the GUI thread.

#include "core/connectionprofile.h"
#include "db/runner.h"
#include "gui/worker.h"

#include <QObject>

#include <optional>

namespace athanor {

class RunController : public QObject {
    Q_OBJECT
public:
    explicit RunController(QObject* parent = nullptr);

    /// Runs \a request on the database of \a parameters (password included). Nothing happens while a run is
    /// going on.
    void start(const ConnectionParameters& parameters, const VersionTable& table, const RevisionMap& map,
               const RunRequest& request);
    /// Cancels the statement that runs; the run ends with finished().
    void cancel();

    [[nodiscard]] bool isRunning() const { return m_running; }

    [[nodiscard]] bool isCancelling() const { return m_running && m_cancel.isCancelled(); }

signals:
    void started();
    void event(const athanor::RunEvent& event);
    /// After the last event; no \a error: it succeeded.
    void finished(const std::optional<athanor::Error>& error);

private:
    bool m_running = false;
    CancelToken m_cancel;
    Worker m_worker;
};

} // namespace athanor
