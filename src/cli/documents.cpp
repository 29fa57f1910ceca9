// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/documents.h"

#include "core/errortext.h"

namespace athanor {

namespace {

/// Leaves out what is empty, so that documents hold what is known.
void put(QJsonObject& object, const QString& key, const QString& value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}

QJsonArray array(const QStringList& values)
{
    return QJsonArray::fromStringList(values);
}

QStringList ids(const RevisionMap& map, const QList<int>& indexes)
{
    QStringList result;
    for (const int index : indexes)
        result.append(map.at(index).id);
    return result;
}

QString rowChangeName(VersionRowChange::Kind kind)
{
    switch (kind) {
    case VersionRowChange::Kind::Insert:
        return QStringLiteral("insert");
    case VersionRowChange::Kind::Update:
        return QStringLiteral("update");
    case VersionRowChange::Kind::Delete:
        return QStringLiteral("delete");
    }
    return {};
}

QJsonObject statementObject(const SqlStatement& statement)
{
    QJsonObject object{{QStringLiteral("sql"), statement.text},
                       {QStringLiteral("line"), statement.line},
                       {QStringLiteral("column"), statement.column}};
    put(object, QStringLiteral("command"), statement.command);
    put(object, QStringLiteral("outside_transaction"), statement.outsideTransactionReason);
    return object;
}

} // namespace

QJsonObject errorDocument(const Error& error)
{
    const QString kind = errorKindName(error.kind);
    QJsonObject object{{QStringLiteral("class"), error.code.isEmpty() ? kind : error.code},
                       {QStringLiteral("kind"), kind},
                       {QStringLiteral("message"), error.message}};
    put(object, QStringLiteral("detail"), error.detail);
    put(object, QStringLiteral("hint"), error.hint);
    put(object, QStringLiteral("context"), error.context);
    put(object, QStringLiteral("sqlstate"), error.sqlState);
    put(object, QStringLiteral("statement"), error.statement);
    put(object, QStringLiteral("file"), error.file);
    if (error.line > 0)
        object.insert(QStringLiteral("line"), error.line);
    if (error.column > 0)
        object.insert(QStringLiteral("column"), error.column);
    return QJsonObject{{QStringLiteral("error"), object}};
}

QJsonObject revisionItem(const RevisionMap& map, int index, const std::optional<QStringList>& rows)
{
    const Revision& revision = map.at(index);
    QJsonObject object{
        {QStringLiteral("revision"), revision.id},
        {QStringLiteral("down_revision"), array(revision.downRevisions)},
        {QStringLiteral("depends_on"), array(revision.dependsOn)},
        {QStringLiteral("next"), array(ids(map, map.nextRevisions(index)))},
        {QStringLiteral("branch_labels"), array(map.branchLabels(index))},
        {QStringLiteral("is_head"), map.isHead(index)},
        {QStringLiteral("is_effective_head"), map.isHead(index) && !map.dependents(index).isEmpty()},
        {QStringLiteral("is_base"), map.isBase(index)},
        {QStringLiteral("is_branch_point"), map.isBranchPoint(index)},
        {QStringLiteral("is_merge_point"), map.isMergePoint(index)},
        {QStringLiteral("message"), revision.message},
        {QStringLiteral("file"), revision.filePath},
        {QStringLiteral("format"),
         revision.format == RevisionFormat::Sql ? QStringLiteral("sql") : QStringLiteral("python")},
        {QStringLiteral("reversible"), revision.reversible},
    };
    if (rows)
        object.insert(QStringLiteral("is_current"), rows->contains(revision.id));
    put(object, QStringLiteral("notes"), revision.notes);
    if (revision.createDate.isValid())
        object.insert(QStringLiteral("create_date"), revision.createDate.toString(Qt::ISODate));
    QJsonArray fields;
    for (const HeaderField& field : revision.fields) {
        fields.append(
            QJsonObject{{QStringLiteral("name"), field.name}, {QStringLiteral("value"), field.value}});
    }
    if (!fields.isEmpty())
        object.insert(QStringLiteral("fields"), fields);
    return object;
}

QJsonObject revisionsDocument(const RevisionMap& map, const QList<int>& indexes, const QStringList& warnings,
                              const std::optional<QStringList>& rows)
{
    QJsonArray items;
    for (const int index : indexes)
        items.append(revisionItem(map, index, rows));
    QJsonObject object{{QStringLiteral("revisions"), array(ids(map, indexes))},
                       {QStringLiteral("items"), items}};
    if (!warnings.isEmpty())
        object.insert(QStringLiteral("warnings"), array(warnings));
    return object;
}

QJsonObject stepObject(const Step& step, const Script* script)
{
    QJsonArray changes;
    for (const VersionRowChange& change : step.rowChanges) {
        QJsonObject object{{QStringLiteral("change"), rowChangeName(change.kind)}};
        put(object, QStringLiteral("from"), change.from);
        put(object, QStringLiteral("to"), change.to);
        changes.append(object);
    }
    QJsonObject object{{QStringLiteral("direction"), directionName(step.direction)},
                       {QStringLiteral("revision"), step.revision},
                       {QStringLiteral("message"), step.message},
                       {QStringLiteral("row_changes"), changes},
                       {QStringLiteral("version_rows_after"), array(step.versionRowsAfter)}};
    put(object, QStringLiteral("file"), step.file);
    if (step.direction != Direction::Stamp)
        object.insert(QStringLiteral("reversible"), step.reversible);
    if (!script)
        return object;
    QJsonArray statements;
    for (const SqlStatement& statement : script->statements)
        statements.append(statementObject(statement));
    object.insert(QStringLiteral("transactional"), script->transactional);
    object.insert(QStringLiteral("live"), !script->live.isEmpty());
    put(object, QStringLiteral("needs_connection"), script->throughEnvPy ? QString() : script->live);
    put(object, QStringLiteral("outside_transaction"), script->outsideTransactionReason);
    object.insert(QStringLiteral("statements"), statements);
    if (!script->verifications.isEmpty()) {
        QJsonArray verifications;
        for (const SqlStatement& query : script->verifications)
            verifications.append(statementObject(query));
        object.insert(QStringLiteral("verifications"), verifications);
    }
    return object;
}

QJsonObject planDocument(const Plan& plan, const QStringList& warnings)
{
    QJsonArray steps;
    for (const Step& step : plan.steps)
        steps.append(stepObject(step));
    QStringList all = warnings;
    for (const QString& warning : plan.warnings) {
        if (!all.contains(warning))
            all.append(warning);
    }
    return QJsonObject{{QStringLiteral("direction"), directionName(plan.direction)},
                       {QStringLiteral("targets"), array(plan.targets)},
                       {QStringLiteral("version_rows_before"), array(plan.versionRowsBefore)},
                       {QStringLiteral("steps"), steps},
                       {QStringLiteral("version_rows"), array(plan.versionRowsAfter)},
                       {QStringLiteral("warnings"), array(all)},
                       {QStringLiteral("cautions"), array(plan.cautions)}};
}

QJsonObject serverObject(const ServerInfo& server)
{
    QJsonObject object{{QStringLiteral("database"), server.database},
                       {QStringLiteral("user"), server.user},
                       {QStringLiteral("host"), server.host},
                       {QStringLiteral("server_version"), server.versionText}};
    if (server.port > 0)
        object.insert(QStringLiteral("port"), server.port);
    put(object, QStringLiteral("tls"), server.tls);
    return object;
}

QString directionName(Direction direction)
{
    switch (direction) {
    case Direction::Upgrade:
        return QStringLiteral("upgrade");
    case Direction::Downgrade:
        return QStringLiteral("downgrade");
    case Direction::Stamp:
        return QStringLiteral("stamp");
    }
    return {};
}

} // namespace athanor
