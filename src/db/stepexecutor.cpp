// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/stepexecutor.h"

#include <algorithm>

namespace athanor {

namespace {

using Clock = std::chrono::steady_clock;

/// Has the server look, while a statement runs, whether its client still lives: else a killed run keeps the
/// lock until its statement ends. Servers on some systems refuse it.
const auto kWatchClient = QStringLiteral("SET client_connection_check_interval = 2000");

/// Line and column of a statement's error in the file; where PostgreSQL gives none, the statement's begin.
Error placed(Error error, const SqlStatement& statement, const Script& script)
{
    error.file = script.file;
    if (!script.sourceFile.isEmpty()) {
        const QString maker = QStringLiteral("rendered from %1:%2")
                                  .arg(script.sourceFile, QString::number(statement.sourceLine));
        error.context = error.context.isEmpty() ? maker : error.context + u'\n' + maker;
    }
    if (error.kind == ErrorKind::Cancelled) { // nothing is wrong there: the line, but no place in it
        error.line = statement.line;
        return error;
    }
    error.column = error.line <= 0 ? statement.column
        : error.line == 1          ? statement.column + error.column - 1
                                   : error.column;
    error.line = statement.line + std::max(error.line, 1) - 1;
    return error;
}

/// A role that a revision took on may not be allowed to record it.
bool mayChangeRole(const Script& script)
{
    return std::any_of(script.statements.cbegin(), script.statements.cend(),
                       [](const SqlStatement& statement) {
                           return statement.text.contains(u"role", Qt::CaseInsensitive)
                               || statement.text.contains(u"authorization", Qt::CaseInsensitive);
                       });
}

} // namespace

StepExecutor::StepExecutor(Session& session, const VersionTable& table, const RunRequest& request,
                           const EventSink& sink)
    : m_session(session)
    , m_request(request)
    , m_sink(sink)
    , m_place{.table = table}
{
}

void StepExecutor::setPlace(const VersionTablePlace& place)
{
    m_place = place;
}

QString StepExecutor::sessionSettings() const
{
    // RESET ALL leaves the role alone.
    QString sql = QStringLiteral("RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL");
    if (m_request.lockTimeout.count() > 0)
        sql += QStringLiteral("; SET lock_timeout = %1").arg(m_request.lockTimeout.count());
    if (m_request.statementTimeout.count() > 0)
        sql += QStringLiteral("; SET statement_timeout = %1").arg(m_request.statementTimeout.count());
    if (m_watchesClient)
        sql += QStringLiteral("; ") + kWatchClient;
    return sql;
}

void StepExecutor::watchClient()
{
    constexpr int kFirstVersion = 140000;
    m_watchesClient
        = m_session.server().version >= kFirstVersion && m_session.execute(kWatchClient).has_value();
}

Result<> StepExecutor::resetSession()
{
    const auto reset
        = m_session.execute(QStringLiteral("RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL"));
    return reset ? Result<>() : fail(reset.error());
}

Result<> StepExecutor::begin()
{
    // One message for all of it: a round trip less.
    const auto begun = m_session.execute(sessionSettings() + QStringLiteral("; BEGIN"));
    return begun ? Result<>() : fail(begun.error());
}

Result<> StepExecutor::runStatements(int index, const Script& script)
{
    m_done = 0;
    for (int i = 0; i < int(script.statements.size()); ++i) {
        const SqlStatement& statement = script.statements.at(i);
        m_statement = i;
        m_sink(StatementStarted{index, i});
        const auto start = Clock::now();
        const auto done = m_session.execute(statement.text);
        if (!done)
            return fail(placed(done.error(), statement, script));
        ++m_done;
        m_sink(StatementFinished{index, i, done->commandTag, done->rows,
                                 std::chrono::duration_cast<Milliseconds>(Clock::now() - start)});
    }
    m_statement = -1;
    return {};
}

/// Runs the queries of "-- migrate:verify"; each must return rows, and true in the first column of all.
Result<> StepExecutor::verify(const Script& script)
{
    for (const SqlStatement& check : script.verifications) {
        auto rows = m_session.query(check.text);
        if (!rows)
            return fail(placed(rows.error(), check, script));
        QString wrong = rows->next() ? QString() : QStringLiteral("It returned no rows");
        while (rows->isValid() && wrong.isEmpty()) {
            const QVariant value = rows->value(0);
            if (value.typeId() != QMetaType::Bool || value.isNull() || !value.toBool())
                wrong = QStringLiteral("It returned %1")
                            .arg(value.isNull() ? QStringLiteral("NULL") : value.toString().left(100));
            rows->next();
        }
        if (wrong.isEmpty())
            continue;
        return fail(
            {.kind = ErrorKind::Database,
             .code = QStringLiteral("verify_failed"),
             .message = QStringLiteral("A query of migrate:verify did not return true after revision %1 ran")
                            .arg(script.revision),
             .detail = wrong,
             .hint = QStringLiteral("The revision is not recorded; correct its upgrade or the query"),
             .statement = check.text,
             .file = script.file,
             .line = check.line,
             .column = check.column});
    }
    return {};
}

Result<> StepExecutor::record(const Step& step, const Script& script)
{
    if (step.rowChanges.isEmpty())
        return {};
    if (mayChangeRole(script)) {
        const auto reset = m_session.execute(QStringLiteral("RESET SESSION AUTHORIZATION; RESET ROLE"));
        if (!reset)
            return fail(reset.error());
    }
    if (!m_place.exists) {
        if (const auto made = ensureVersionTable(m_session, m_place.table); !made)
            return made;
        m_place.exists = true;
    }
    for (const VersionRowChange& change : step.rowChanges) {
        auto moved = applyRowChange(m_session, m_place.table, change);
        if (!moved) {
            moved.error().file = script.file;
            return moved;
        }
    }
    return {};
}

Result<> StepExecutor::commit()
{
    m_committing = true;
    auto committed = m_session.commit();
    // Without an answer nobody knows yet what became of it.
    m_committing = !committed && !m_session.isOpen();
    return committed;
}

Result<> StepExecutor::runInTransaction(int index, const Step& step, const Script& script, bool opens,
                                        bool closes)
{
    m_statement = -1;
    m_done = 0;
    if (opens) {
        if (const auto begun = begin(); !begun)
            return begun;
    } else if (const auto reset = m_session.execute(sessionSettings()); !reset) {
        return fail(reset.error());
    }
    if (const auto done = runStatements(index, script); !done)
        return done;
    if (const auto verified = verify(script); !verified)
        return verified;
    if (const auto recorded = record(step, script); !recorded)
        return recorded;
    if (!closes)
        return {};
    auto committed = commit();
    if (!committed && committed.error().file.isEmpty())
        committed.error().file = script.file;
    return committed;
}

Result<> StepExecutor::runAlone(int index, const Step& step, const Script& script)
{
    m_statement = -1;
    m_done = 0;
    if (const auto reset = m_session.execute(sessionSettings()); !reset)
        return fail(reset.error());
    if (const auto done = runStatements(index, script); !done)
        return done;
    if (const auto verified = verify(script); !verified)
        return verified;
    if (m_session.inTransaction())
        return fail({.kind = ErrorKind::Statement,
                     .code = QStringLiteral("open_transaction"),
                     .message = QStringLiteral("Revision %1 leaves a transaction open").arg(script.revision),
                     .hint = QStringLiteral("End it with COMMIT, or remove its BEGIN"),
                     .file = script.file});
    if (const auto begun = m_session.begin(); !begun)
        return begun;
    if (const auto recorded = record(step, script); !recorded)
        return recorded;
    return commit();
}

} // namespace athanor
