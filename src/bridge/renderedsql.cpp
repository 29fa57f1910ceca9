// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/renderedsql.h"

#include <QJsonArray>

#include <algorithm>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

/// Line of the rendered SQL, line of the revision that made what begins there.
class LineTable {
public:
    explicit LineTable(const RenderCache::Entry& entry)
    {
        const QJsonArray lines = entry.facts.value("lines"_L1).toArray();
        for (const QJsonValue& value : lines) {
            m_rendered << value.toArray().at(0).toInt() + entry.firstLine - 1;
            m_source << value.toArray().at(1).toInt();
        }
    }

    [[nodiscard]] int sourceLine(int line) const
    {
        const auto after = std::upper_bound(m_rendered.cbegin(), m_rendered.cend(), line);
        return after == m_rendered.cbegin() ? 0 : m_source.at(after - m_rendered.cbegin() - 1);
    }

private:
    QList<int> m_rendered, m_source;
};

SqlStatement transactionStatement(const QString& text, const SqlStatement& beside)
{
    SqlStatement statement;
    statement.text = text;
    statement.command = text;
    statement.line = beside.line;
    statement.column = beside.column;
    statement.sourceLine = beside.sourceLine;
    statement.transactionControl = true;
    return statement;
}

/// A revision that says COMMIT ends the transaction which Alembic began before it, and what comes after runs
/// by itself until it says BEGIN. The same here, with the outer BEGIN and COMMIT written out.
void writeOutTransaction(Script& script)
{
    const auto begins = [](const SqlStatement& s) {
        return s.command.startsWith("BEGIN"_L1) || s.command.startsWith("START"_L1);
    };
    bool open = false;
    bool first = true;
    for (const SqlStatement& statement : std::as_const(script.statements)) {
        if (!statement.transactionControl)
            continue;
        if (std::exchange(first, false))
            open = !begins(statement);
        if (begins(statement))
            open = true;
        else if (statement.command == "COMMIT"_L1 || statement.command == "ROLLBACK"_L1)
            open = statement.text.contains(" to "_L1, Qt::CaseInsensitive);
    }
    const auto control = std::find_if(script.statements.cbegin(), script.statements.cend(),
                                      [](const SqlStatement& s) { return s.transactionControl; });
    const bool opens = !begins(*control);
    script.transactional = false;
    script.outsideTransactionReason = control->command;
    if (opens)
        script.statements.prepend(transactionStatement(u"BEGIN"_s, script.statements.first()));
    if (open)
        script.statements.append(transactionStatement(u"COMMIT"_s, script.statements.last()));
}

QString liveReason(const QJsonObject& needs)
{
    const int line = needs.value("line"_L1).toInt();
    const QString reason = needs.value("reason"_L1).toString();
    return line > 0 ? u"%1 at line %2"_s.arg(reason, QString::number(line)) : reason;
}

} // namespace

Result<Script> scriptOf(const RenderCache::Entry& entry, const Revision& revision, Direction direction,
                        const QByteArray& digest)
{
    Script script;
    script.revision = revision.id;
    script.direction = direction;
    script.sourceFile = revision.filePath;
    script.file = entry.file;
    if (const QJsonObject needs = entry.facts.value("needs"_L1).toObject(); !needs.isEmpty()) {
        script.file = revision.filePath;
        script.live = liveReason(needs);
        script.throughEnvPy = needs.value("env"_L1).toBool();
        script.digest = digest;
        return script;
    }
    const LineTable lines(entry);
    auto statements = splitStatements(entry.sql, entry.file, entry.firstLine);
    if (!statements) {
        Error error = statements.error();
        error.context
            = u"rendered from %1:%2"_s.arg(revision.filePath, QString::number(lines.sourceLine(error.line)));
        return fail(error);
    }
    script.statements = *std::move(statements);
    for (SqlStatement& statement : script.statements)
        statement.sourceLine = lines.sourceLine(statement.line);
    if (entry.facts.value("autocommit"_L1).toBool()) {
        script.transactional = false;
        script.outsideTransactionReason = u"autocommit_block()"_s;
        return script;
    }
    if (std::any_of(script.statements.cbegin(), script.statements.cend(),
                    [](const SqlStatement& s) { return s.transactionControl; })) {
        writeOutTransaction(script);
        return script;
    }
    return withTransactionMode(std::move(script));
}

} // namespace athanor
