// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/runcontroller.h"

#include "db/session.h"

namespace athanor {

namespace {

Result<RunSummary> runOnce(const ConnectionParameters& parameters, const VersionTable& table,
                           const RevisionMap& map, const RunRequest& request, const EventSink& sink,
                           const CancelToken& cancel)
{
    auto session = Session::open(parameters, cancel);
    if (!session) {
        RunFinished end;
        end.error = session.error();
        end.versionRowsKnown = false;
        sink(end);
        return fail(session.error());
    }
    return run(**session, table, map, request, sink, cancel);
}

} // namespace

RunController::RunController(QObject* parent) : QObject(parent)
{
    connect(&m_worker, &Worker::event, this, &RunController::event);
}

void RunController::start(const ConnectionParameters& parameters, const VersionTable& table,
                          const RevisionMap& map, const RunRequest& request)
{
    if (m_running)
        return;
    m_running = true;
    m_cancel = {};
    emit started();
    m_worker
        .submit(m_cancel,
                [parameters, table, map, request, sink = m_worker.sink(), cancel = m_cancel] {
                    return runOnce(parameters, table, map, request, sink, cancel);
                })
        .then(this, [this](const Result<RunSummary>& result) {
            m_running = false;
            emit finished(result ? std::nullopt : std::optional(result.error()));
        });
}

void RunController::cancel()
{
    if (m_running)
        m_cancel.cancel();
}

} // namespace athanor
