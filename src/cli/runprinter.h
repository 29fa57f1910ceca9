// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells a run as it happens on standard error, and keeps what its document needs. On the thread of the run.

#include "cli/output.h"
#include "core/revisionmap.h"
#include "core/runevent.h"

#include <QJsonArray>

namespace athanor {

class RunPrinter {
public:
    RunPrinter(Output& output, const RevisionMap& map, bool verbose);

    void operator()(const RunEvent& event);

    /// How the run ended; set once it has.
    [[nodiscard]] const RunFinished& finished() const { return m_finished; }

    [[nodiscard]] const Plan& plan() const { return m_plan; }

    /// The steps as far as they came, for the document: what they ran, how long it took, what was committed.
    [[nodiscard]] QJsonArray steps() const { return m_steps; }

    [[nodiscard]] QJsonArray notices() const { return m_notices; }

private:
    void tell(const RunWaiting& event);
    void tell(const RunStarted& event);
    void tell(const StepStarted& event);
    void tell(const StatementStarted& event);
    void tell(const StatementFinished& event);
    void tell(const NoticeReceived& event);
    void tell(const LiveOutput& event);
    void tell(const StepFinished& event);
    void tell(const RunFinished& event);

    void keepPrinted();
    [[nodiscard]] const SqlStatement* statement(int step, int statement) const;

    Output& m_output;
    const RevisionMap& m_map;
    bool m_verbose;
    int m_waitingFor = 0; ///< process that holds the database, as told last
    Plan m_plan;
    QList<Script> m_scripts;
    RunFinished m_finished;
    QJsonArray m_steps, m_notices;
    QJsonArray m_printed; ///< by the step that runs, its first lines
};

} // namespace athanor
