// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/versiontable.h"

#include "db/quoting.h"

namespace athanor {

namespace {

// $1: the table's name, quoted and qualified if it is to be; $2: its schema or null. One row always. The
// names are qualified so that a search path cannot put other functions before PostgreSQL's.
const auto kLocateQuery = QStringLiteral(R"(
SELECT n.nspname,
       c.relkind,
       pg_catalog.has_table_privilege(c.oid, 'SELECT'),
       pg_catalog.has_table_privilege(c.oid, 'INSERT') AND pg_catalog.has_table_privilege(c.oid, 'UPDATE')
           AND pg_catalog.has_table_privilege(c.oid, 'DELETE'),
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' '
                   || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
       (SELECT pg_catalog.bool_and(a.attname = 'version_num' AND a.atttypid IN (25, 1042, 1043))
                   AND pg_catalog.count(*) = 1
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
       wanted.schema,
       s.oid IS NOT NULL,
       pg_catalog.has_schema_privilege(s.oid, 'CREATE')
  FROM (SELECT coalesce($2, pg_catalog.current_schema()) AS schema) wanted
  LEFT JOIN pg_catalog.pg_namespace s ON s.nspname = wanted.schema
  LEFT JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass($1)
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)");

QString displayName(const VersionTable& table)
{
    return table.schema.isEmpty() ? table.name : table.schema + u'.' + table.name;
}

QString quoted(const VersionTable& table)
{
    return quotedName(table.schema, table.name);
}

Error tableError(const char* code, const QString& message, const QString& hint)
{
    return {.kind = ErrorKind::Database, .code = QString::fromLatin1(code), .message = message, .hint = hint};
}

bool isTable(const QString& kind)
{
    return kind == u"r" || kind == u"p" || kind == u"f" || kind == u"v";
}

/// Says which row was wanted, and how many there were.
Error rowError(const VersionTable& table, const VersionRowChange& change, qint64 rows)
{
    const QString message = change.kind == VersionRowChange::Kind::Update
        ? QStringLiteral("Expected one row when moving %1 from '%2' to '%3'; %4 found")
              .arg(displayName(table), change.from, change.to, QString::number(rows))
        : QStringLiteral("Expected one row when deleting '%2' from %1; %3 found")
              .arg(displayName(table), change.from, QString::number(rows));
    return tableError(
        "version_row", message,
        QStringLiteral("Something else changed the version table meanwhile; look at its rows, then "
                       "try again"));
}

} // namespace

VersionTable VersionTable::of(const ProjectSettings& settings)
{
    return {settings.versionTableSchema, settings.versionTable};
}

Result<VersionTablePlace> locateVersionTable(Session& session, const VersionTable& table)
{
    const QVariant schema = table.schema.isEmpty() ? QVariant() : QVariant(table.schema);
    auto found = session.query(kLocateQuery, {quoted(table), schema});
    if (!found)
        return fail(found.error());
    if (!found->next())
        return fail(tableError("version_table_shape", QStringLiteral("The catalog gave no answer"), {}));
    VersionTablePlace place;
    place.table = table;
    place.exists = !found->isNull(0);
    if (!place.exists) {
        place.table.schema = found->value(6).toString();
        place.mayCreate = found->value(7).toBool() && found->value(8).toBool();
        return place;
    }
    place.table.schema = found->value(0).toString();
    place.mayRead = found->value(2).toBool();
    place.mayWrite = found->value(3).toBool();
    if (!isTable(found->value(1).toString()) || !found->value(5).toBool())
        return fail(tableError(
            "version_table_shape",
            QStringLiteral("%1 is not a version table: it has the columns %2")
                .arg(displayName(place.table), found->value(4).toString()),
            QStringLiteral("A version table has one column, version_num; name the right one in the project's "
                           "settings (version_table, version_table_schema)")));
    return place;
}

Result<> checkRecordable(Session& session, const VersionTablePlace& place)
{
    const QString user = session.server().user;
    if (place.exists ? place.mayRead && place.mayWrite : place.mayCreate)
        return {};
    if (place.exists)
        return fail(tableError(
            "version_table_rights",
            QStringLiteral("%1 may not write to the version table %2").arg(user, displayName(place.table)),
            QStringLiteral("As its owner: GRANT SELECT, INSERT, UPDATE, DELETE ON %1 TO %2")
                .arg(quoted(place.table), quotedIdentifier(user))));
    if (place.table.schema.isEmpty())
        return fail(tableError(
            "no_schema",
            QStringLiteral("There is no schema to make the version table %1 in").arg(place.table.name),
            QStringLiteral("No schema of the search path exists or may be used; set "
                           "version_table_schema, or search_path")));
    return fail(tableError(
        "version_table_rights",
        QStringLiteral("%1 may not make the version table %2").arg(user, displayName(place.table)),
        QStringLiteral(
            "Create the schema if it is missing, and as its owner: GRANT CREATE, USAGE ON SCHEMA %1 TO "
            "%2")
            .arg(quotedIdentifier(place.table.schema), quotedIdentifier(user))));
}

Result<VersionState> readVersionState(Session& session, const VersionTablePlace& place)
{
    VersionState state;
    state.tableExists = place.exists;
    if (!place.exists)
        return state;
    auto rows = session.query(QStringLiteral("SELECT version_num FROM %1").arg(quoted(place.table)));
    if (!rows)
        return fail(rows.error());
    while (rows->next())
        state.rows << rows->value(0).toString();
    return state;
}

Result<VersionState> readVersionState(Session& session, const VersionTable& table)
{
    const auto place = locateVersionTable(session, table);
    return place ? readVersionState(session, *place) : fail(place.error());
}

QString versionTableDefinition(const VersionTable& table)
{
    return QStringLiteral(
               "CREATE TABLE %1 (version_num VARCHAR(32) NOT NULL, CONSTRAINT %2 PRIMARY KEY (version_num))")
        .arg(quoted(table), quotedIdentifier(table.name + QStringLiteral("_pkc")));
}

Result<> ensureVersionTable(Session& session, const VersionTable& table)
{
    const auto place = locateVersionTable(session, table);
    if (!place)
        return fail(place.error());
    if (place->exists)
        return {};
    if (const auto allowed = checkRecordable(session, *place); !allowed)
        return allowed;
    const auto created = session.execute(versionTableDefinition(place->table));
    return created ? Result<>() : fail(created.error());
}

Result<> applyRowChange(Session& session, const VersionTable& table, const VersionRowChange& change)
{
    QString sql;
    QStringList values;
    switch (change.kind) {
    case VersionRowChange::Kind::Insert:
        sql = QStringLiteral("INSERT INTO %1 (version_num) VALUES ($1)");
        values = {change.to};
        break;
    case VersionRowChange::Kind::Update:
        sql = QStringLiteral("UPDATE %1 SET version_num = $1 WHERE version_num = $2");
        values = {change.to, change.from};
        break;
    case VersionRowChange::Kind::Delete:
        sql = QStringLiteral("DELETE FROM %1 WHERE version_num = $1");
        values = {change.from};
        break;
    }
    const auto done = session.execute(sql.arg(quoted(table)), values);
    if (!done) {
        Error error = done.error();
        if (error.sqlState == u"22001")
            error.hint
                = QStringLiteral("The column version_num is shorter than '%1'; give the revision a shorter "
                                 "id")
                      .arg(change.to);
        return fail(error);
    }
    if (const qint64 rows = done->rows; rows != 1)
        return fail(rowError(table, change, rows));
    return {};
}

} // namespace athanor
