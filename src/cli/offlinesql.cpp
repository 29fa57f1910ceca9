// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/offlinesql.h"

#include "cli/revisiontext.h"
#include "cli/text.h"
#include "db/quoting.h"
#include "db/versionsql.h"

namespace athanor {

namespace {

QString tableName(const VersionTable& table)
{
    return quotedName(table.schema, table.name);
}

/// \a text ended so that a comment in its last line does not hide the semicolon.
QString terminated(const QString& text)
{
    const qsizetype lastLine = text.lastIndexOf(QLatin1Char('\n')) + 1;
    const bool comment = text.indexOf(QLatin1String("--"), lastLine) >= 0;
    return text + (comment ? QStringLiteral("\n;\n\n") : QStringLiteral(";\n\n"));
}

} // namespace

QString createVersionTableSql(const VersionTable& table)
{
    return QStringLiteral("CREATE TABLE IF NOT EXISTS %1 (\n"
                          "    version_num VARCHAR(32) NOT NULL,\n"
                          "    CONSTRAINT %2 PRIMARY KEY (version_num)\n"
                          ");\n\n")
        .arg(tableName(table), quotedIdentifier(table.name + QStringLiteral("_pkc")));
}

Result<QString> offlineSql(const RevisionMap& map, const OfflineScript& script)
{
    const bool all = script.transaction == TransactionMode::All;
    for (const Script& part : script.scripts) {
        if (!all || part.transactional)
            continue;
        Error error;
        error.kind = ErrorKind::Statement;
        error.code = QStringLiteral("outside_transaction");
        error.message = Cli::tr("Revision %1 cannot run in one transaction with others: %2")
                            .arg(part.revision, part.outsideTransactionReason);
        error.file = part.file;
        error.hint = Cli::tr("Leave out --transaction all");
        return fail(error);
    }
    QString sql = all ? QStringLiteral("BEGIN;\n\n") : QString();
    if (script.plan.versionRowsBefore.isEmpty())
        sql += createVersionTableSql(script.table);
    if (script.purge)
        sql += QStringLiteral("DELETE FROM %1;\n\n").arg(tableName(script.table));
    for (qsizetype i = 0; i < script.plan.steps.size(); ++i) {
        const Step& step = script.plan.steps.at(i);
        const Script* part = i < script.scripts.size() ? &script.scripts.at(i) : nullptr;
        const bool own = !all && (!part || part->transactional);
        sql += QStringLiteral("-- %1\n\n").arg(stepText(map, step)); // one line, whatever a message holds
        if (own)
            sql += QStringLiteral("BEGIN;\n\n");
        if (part) {
            for (const SqlStatement& statement : part->statements)
                sql += terminated(statement.text);
        }
        for (const VersionRowChange& change : step.rowChanges)
            sql += rowChangeSql(script.table, change) + u'\n';
        sql += own ? QStringLiteral("\nCOMMIT;\n\n") : QStringLiteral("\n");
    }
    if (all)
        sql += QStringLiteral("COMMIT;\n");
    return sql;
}

} // namespace athanor
