// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/script.h"

#include "core/sqlrevisionfile.h"

#include <algorithm>

namespace athanor {

namespace {

Error refusal(const Revision& revision, const QString& code, const QString& message, const QString& hint)
{
    Error error;
    error.kind = ErrorKind::Statement;
    error.code = code;
    error.message = message;
    error.hint = hint;
    error.file = revision.filePath;
    return error;
}

Error irreversible(const Revision& revision, int line)
{
    Error error = refusal(
        revision, QStringLiteral("irreversible"),
        QStringLiteral("revision %1 cannot be downgraded: its file has no SQL for it").arg(revision.id),
        QStringLiteral("Write a \"-- migrate:down\" section, or choose a target above this revision."));
    error.line = line;
    return error;
}

/// Where \a sql says that it still is the example of a template, 1-based; 0: nowhere.
int exampleLine(const QString& sql)
{
    // The templates for new revisions begin with it.
    constexpr QLatin1String kExample("-- Example: write your own statements here, then remove this line.");
    const QStringList lines = sql.split(QLatin1Char('\n'));
    const auto found = std::find_if(lines.begin(), lines.end(),
                                    [&](const QString& line) { return line.trimmed() == kExample; });
    return found == lines.end() ? 0 : int(found - lines.begin()) + 1;
}

Error notEdited(const Revision& revision, int line)
{
    Error error = refusal(
        revision, QStringLiteral("template_not_edited"),
        QStringLiteral("revision %1 still holds the example of the template it was made from")
            .arg(revision.id),
        QStringLiteral("Write your own statements in its place, then remove the line that says so."));
    error.line = line;
    return error;
}

/// The first statement that begins or ends a transaction, as an error.
Result<> withoutTransactionControl(const QList<SqlStatement>& statements, const QString& file,
                                   const QString& hint)
{
    for (const SqlStatement& statement : statements) {
        if (!statement.transactionControl)
            continue;
        Error error;
        error.kind = ErrorKind::Statement;
        error.code = QStringLiteral("transaction_control");
        error.message = QStringLiteral("%1 cannot be used here: each revision runs in a transaction already")
                            .arg(statement.command);
        error.hint = hint;
        error.statement = statement.text;
        error.file = file;
        error.line = statement.line;
        error.column = statement.column;
        return fail(error);
    }
    return {};
}

/// Reads the queries of "-- migrate:verify" into \a script.
Result<> loadVerifications(Script& script, const SqlRevisionFile& file)
{
    const auto* section = file.section(SqlRevisionFile::SectionKind::Verify);
    if (!section)
        return {};
    auto queries = splitStatements(file.text(section->kind), script.file, section->firstLine);
    if (!queries)
        return fail(std::move(queries).error());
    script.verifications = *std::move(queries);
    return withoutTransactionControl(script.verifications, script.file,
                                     QStringLiteral("Keep only queries in the section \"migrate:verify\"."));
}

} // namespace

Result<Script> loadScript(const Revision& revision, Direction direction)
{
    Script script;
    script.revision = revision.id;
    script.direction = direction;
    script.file = revision.filePath;
    if (direction == Direction::Stamp)
        return script;
    if (revision.format == RevisionFormat::Python)
        return fail(refusal(revision, QStringLiteral("python_revision"),
                            QStringLiteral("the SQL of revision %1 is written in Python, which this version "
                                           "cannot run")
                                .arg(revision.id),
                            QStringLiteral("Run it with Alembic; both use the same version table.")));

    const auto file = SqlRevisionFile::read(revision.filePath);
    if (!file)
        return fail(file.error());
    const bool up = direction == Direction::Upgrade;
    const auto kind = up ? SqlRevisionFile::SectionKind::Upgrade : SqlRevisionFile::SectionKind::Downgrade;
    const SqlRevisionFile::Section* section = file->section(kind);
    if (!up && (!section || section->irreversible))
        return fail(irreversible(revision, section ? section->markLine : 0));
    if (!section)
        return script;
    if (const int line = exampleLine(file->text(kind)); line > 0)
        return fail(notEdited(revision, section->firstLine + line - 1));
    auto statements = splitStatements(file->text(kind), revision.filePath, section->firstLine);
    if (!statements)
        return fail(std::move(statements).error());
    script.statements = *std::move(statements);
    if (up) {
        if (const auto loaded = loadVerifications(script, *file); !loaded)
            return fail(loaded.error());
    }
    if (!section->transactional) {
        script.transactional = false;
        script.outsideTransactionReason = QStringLiteral("transaction:false");
        return script;
    }
    return withTransactionMode(std::move(script));
}

Result<Script> withTransactionMode(Script script)
{
    for (const SqlStatement& statement : std::as_const(script.statements)) {
        if (!statement.outsideTransactionReason.isEmpty()) {
            script.transactional = false;
            script.outsideTransactionReason = statement.outsideTransactionReason;
            return script;
        }
    }
    const auto allowed = withoutTransactionControl(
        script.statements, script.file,
        QStringLiteral("Remove it, or write transaction:false on the section's mark."));
    if (!allowed)
        return fail(allowed.error());
    return script;
}

Result<QList<Script>> loadScripts(const RevisionMap& map, const Plan& plan)
{
    QList<Script> scripts;
    if (plan.direction == Direction::Stamp)
        return scripts;
    scripts.reserve(plan.steps.size());
    for (const Step& step : plan.steps) {
        auto script = loadScript(map.at(map.indexOf(step.revision)), step.direction);
        if (!script)
            return fail(script.error());
        scripts << std::move(*script);
    }
    return scripts;
}

} // namespace athanor
