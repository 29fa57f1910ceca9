// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/runprinter.h"

#include "cli/documents.h"
#include "cli/revisiontext.h"
#include "cli/text.h"

#include <utility>

namespace athanor {

namespace {

constexpr qsizetype kExcerpt = 60;
constexpr qsizetype kPrintedLines = 1000; ///< of a step, kept for the document

/// The beginning of a statement in one line.
QString excerpt(const SqlStatement& statement)
{
    const QString line = printableLine(statement.text.left(4 * kExcerpt).simplified());
    return line.size() > kExcerpt ? line.left(kExcerpt) + QStringLiteral("…") : line;
}

} // namespace

RunPrinter::RunPrinter(Output& output, const RevisionMap& map, bool verbose)
    : m_output(output)
    , m_map(map)
    , m_verbose(verbose)
{
}

void RunPrinter::operator()(const RunEvent& event)
{
    std::visit([this](const auto& value) { tell(value); }, event);
}

void RunPrinter::tell(const RunWaiting& event)
{
    if (m_waitingFor == event.holder.pid)
        return;
    m_waitingFor = event.holder.pid;
    const QString text = Cli::tr("Waiting for another run: %1 of %2, process %3")
                             .arg(printableLine(event.holder.applicationName),
                                  printableLine(event.holder.user), QString::number(event.holder.pid));
    m_output.log(text);
    m_output.startProgress(text);
}

void RunPrinter::tell(const RunStarted& event)
{
    m_output.stopProgress();
    m_plan = event.plan;
    m_scripts = event.scripts;
    if (!m_output.json()) {
        for (const QString& warning : m_plan.warnings + m_plan.cautions)
            m_output.warning(warningText(warning));
    }
    if (m_verbose) {
        m_output.log(Cli::tr("PostgreSQL %1, database %2 as %3")
                         .arg(printableLine(event.server.versionText), printableLine(event.server.database),
                              printableLine(event.server.user)));
    }
}

void RunPrinter::tell(const StepStarted& event)
{
    const Step& step = m_plan.steps.at(event.step);
    QString text = stepText(m_map, step);
    if (!event.transactional)
        text += Cli::tr(" (outside a transaction)");
    if (event.step < m_scripts.size() && !m_scripts.at(event.step).live.isEmpty())
        text += Cli::tr(" (in Python)");
    m_output.log(text);
    m_printed = {};
    m_steps.append(stepObject(step));
}

void RunPrinter::tell(const StatementStarted& event)
{
    const SqlStatement* sql = statement(event.step, event.statement);
    if (!sql)
        return;
    const Script& script = m_scripts.at(event.step);
    m_output.startProgress(Cli::tr("%1: statement %2 of %3: %4")
                               .arg(printableLine(script.revision), QString::number(event.statement + 1),
                                    QString::number(script.statements.size()), excerpt(*sql)));
}

void RunPrinter::tell(const StatementFinished& event)
{
    m_output.stopProgress();
    const SqlStatement* sql = statement(event.step, event.statement);
    if (!m_verbose || !sql)
        return;
    m_output.log(
        QStringLiteral("  %1/%2 %3  [%4, %5]")
            .arg(event.statement + 1)
            .arg(m_scripts.at(event.step).statements.size())
            .arg(excerpt(*sql), printableLine(event.commandTag), durationText(event.elapsed.count())));
}

void RunPrinter::tell(const NoticeReceived& event)
{
    const Notice& notice = event.notice;
    m_output.log(QStringLiteral("  %1: %2").arg(printableLine(notice.severity), printable(notice.message)));
    QJsonObject object{{QStringLiteral("severity"), notice.severity},
                       {QStringLiteral("message"), notice.message},
                       {QStringLiteral("sqlstate"), notice.sqlState}};
    if (event.step >= 0 && event.step < m_plan.steps.size())
        object.insert(QStringLiteral("revision"), m_plan.steps.at(event.step).revision);
    m_notices.append(object);
}

void RunPrinter::tell(const LiveOutput& event)
{
    for (const QString& line : event.lines) {
        m_output.log(QStringLiteral("  | %1").arg(printableLine(line)));
        if (m_printed.size() < kPrintedLines)
            m_printed.append(line);
    }
}

void RunPrinter::keepPrinted()
{
    if (m_steps.isEmpty() || m_printed.isEmpty())
        return;
    QJsonObject object = m_steps.last().toObject();
    object.insert(QStringLiteral("printed"), std::exchange(m_printed, {}));
    m_steps.replace(m_steps.size() - 1, object);
}

void RunPrinter::tell(const StepFinished& event)
{
    m_output.stopProgress();
    const qsizetype queries = m_scripts.value(event.step).verifications.size();
    if (m_verbose && queries > 0) {
        m_output.log(queries == 1 ? Cli::tr("  verified by 1 query")
                                  : Cli::tr("  verified by %1 queries").arg(queries));
    }
    keepPrinted();
    if (m_steps.isEmpty())
        return;
    QJsonObject object = m_steps.last().toObject();
    object.insert(QStringLiteral("committed"), event.committed);
    object.insert(QStringLiteral("elapsed_ms"), static_cast<qint64>(event.elapsed.count()));
    m_steps.replace(m_steps.size() - 1, object);
}

void RunPrinter::tell(const RunFinished& event)
{
    m_output.stopProgress();
    keepPrinted();
    m_finished = event;
}

const SqlStatement* RunPrinter::statement(int step, int statement) const
{
    if (step < 0 || step >= m_scripts.size() || statement < 0
        || statement >= m_scripts.at(step).statements.size())
        return nullptr;
    return &m_scripts.at(step).statements.at(statement);
}

} // namespace athanor
