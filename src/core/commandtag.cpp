// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/statementfacts.h"

#include <array>

namespace athanor {

namespace {

struct Tag {
    QByteArrayView key;
    const char* tag;
};

template <std::size_t size> QString lookUp(const std::array<Tag, size>& tags, QByteArrayView key)
{
    for (const Tag& tag : tags) {
        if (tag.key == key)
            return QString::fromLatin1(tag.tag);
    }
    return {};
}

/// Nodes whose tag is always the same.
constexpr std::array kTags{
    Tag{"AlterCollationStmt", "ALTER COLLATION"},
    Tag{"AlterDatabaseRefreshCollStmt", "ALTER DATABASE"},
    Tag{"AlterDatabaseSetStmt", "ALTER DATABASE"},
    Tag{"AlterDatabaseStmt", "ALTER DATABASE"},
    Tag{"AlterDefaultPrivilegesStmt", "ALTER DEFAULT PRIVILEGES"},
    Tag{"AlterDomainStmt", "ALTER DOMAIN"},
    Tag{"AlterEnumStmt", "ALTER TYPE"},
    Tag{"AlterEventTrigStmt", "ALTER EVENT TRIGGER"},
    Tag{"AlterExtensionContentsStmt", "ALTER EXTENSION"},
    Tag{"AlterExtensionStmt", "ALTER EXTENSION"},
    Tag{"AlterFdwStmt", "ALTER FOREIGN DATA WRAPPER"},
    Tag{"AlterForeignServerStmt", "ALTER SERVER"},
    Tag{"AlterOpFamilyStmt", "ALTER OPERATOR FAMILY"},
    Tag{"AlterOperatorStmt", "ALTER OPERATOR"},
    Tag{"AlterPolicyStmt", "ALTER POLICY"},
    Tag{"AlterPublicationStmt", "ALTER PUBLICATION"},
    Tag{"AlterRoleSetStmt", "ALTER ROLE"},
    Tag{"AlterRoleStmt", "ALTER ROLE"},
    Tag{"AlterSeqStmt", "ALTER SEQUENCE"},
    Tag{"AlterStatsStmt", "ALTER STATISTICS"},
    Tag{"AlterSubscriptionStmt", "ALTER SUBSCRIPTION"},
    Tag{"AlterSystemStmt", "ALTER SYSTEM"},
    Tag{"AlterTSConfigurationStmt", "ALTER TEXT SEARCH CONFIGURATION"},
    Tag{"AlterTSDictionaryStmt", "ALTER TEXT SEARCH DICTIONARY"},
    Tag{"AlterTableSpaceOptionsStmt", "ALTER TABLESPACE"},
    Tag{"AlterTypeStmt", "ALTER TYPE"},
    Tag{"AlterUserMappingStmt", "ALTER USER MAPPING"},
    Tag{"CallStmt", "CALL"},
    Tag{"CheckPointStmt", "CHECKPOINT"},
    Tag{"ClusterStmt", "CLUSTER"},
    Tag{"CommentStmt", "COMMENT"},
    Tag{"CompositeTypeStmt", "CREATE TYPE"},
    Tag{"ConstraintsSetStmt", "SET CONSTRAINTS"},
    Tag{"CopyStmt", "COPY"},
    Tag{"CreateAmStmt", "CREATE ACCESS METHOD"},
    Tag{"CreateCastStmt", "CREATE CAST"},
    Tag{"CreateConversionStmt", "CREATE CONVERSION"},
    Tag{"CreateDomainStmt", "CREATE DOMAIN"},
    Tag{"CreateEnumStmt", "CREATE TYPE"},
    Tag{"CreateEventTrigStmt", "CREATE EVENT TRIGGER"},
    Tag{"CreateExtensionStmt", "CREATE EXTENSION"},
    Tag{"CreateFdwStmt", "CREATE FOREIGN DATA WRAPPER"},
    Tag{"CreateForeignServerStmt", "CREATE SERVER"},
    Tag{"CreateForeignTableStmt", "CREATE FOREIGN TABLE"},
    Tag{"CreateOpClassStmt", "CREATE OPERATOR CLASS"},
    Tag{"CreateOpFamilyStmt", "CREATE OPERATOR FAMILY"},
    Tag{"CreatePLangStmt", "CREATE LANGUAGE"},
    Tag{"CreatePolicyStmt", "CREATE POLICY"},
    Tag{"CreatePublicationStmt", "CREATE PUBLICATION"},
    Tag{"CreateRangeStmt", "CREATE TYPE"},
    Tag{"CreateRoleStmt", "CREATE ROLE"},
    Tag{"CreateSchemaStmt", "CREATE SCHEMA"},
    Tag{"CreateSeqStmt", "CREATE SEQUENCE"},
    Tag{"CreateStatsStmt", "CREATE STATISTICS"},
    Tag{"CreateStmt", "CREATE TABLE"},
    Tag{"CreateSubscriptionStmt", "CREATE SUBSCRIPTION"},
    Tag{"CreateTableSpaceStmt", "CREATE TABLESPACE"},
    Tag{"CreateTransformStmt", "CREATE TRANSFORM"},
    Tag{"CreateTrigStmt", "CREATE TRIGGER"},
    Tag{"CreateUserMappingStmt", "CREATE USER MAPPING"},
    Tag{"CreatedbStmt", "CREATE DATABASE"},
    Tag{"DeclareCursorStmt", "DECLARE CURSOR"},
    Tag{"DeleteStmt", "DELETE"},
    Tag{"DoStmt", "DO"},
    Tag{"DropOwnedStmt", "DROP OWNED"},
    Tag{"DropRoleStmt", "DROP ROLE"},
    Tag{"DropSubscriptionStmt", "DROP SUBSCRIPTION"},
    Tag{"DropTableSpaceStmt", "DROP TABLESPACE"},
    Tag{"DropUserMappingStmt", "DROP USER MAPPING"},
    Tag{"DropdbStmt", "DROP DATABASE"},
    Tag{"ExecuteStmt", "EXECUTE"},
    Tag{"ExplainStmt", "EXPLAIN"},
    Tag{"ImportForeignSchemaStmt", "IMPORT FOREIGN SCHEMA"},
    Tag{"IndexStmt", "CREATE INDEX"},
    Tag{"InsertStmt", "INSERT"},
    Tag{"ListenStmt", "LISTEN"},
    Tag{"LoadStmt", "LOAD"},
    Tag{"LockStmt", "LOCK TABLE"},
    Tag{"MergeStmt", "MERGE"},
    Tag{"NotifyStmt", "NOTIFY"},
    Tag{"PrepareStmt", "PREPARE"},
    Tag{"ReassignOwnedStmt", "REASSIGN OWNED"},
    Tag{"RefreshMatViewStmt", "REFRESH MATERIALIZED VIEW"},
    Tag{"ReindexStmt", "REINDEX"},
    Tag{"RuleStmt", "CREATE RULE"},
    Tag{"SecLabelStmt", "SECURITY LABEL"},
    Tag{"SelectStmt", "SELECT"},
    Tag{"TruncateStmt", "TRUNCATE TABLE"},
    Tag{"UnlistenStmt", "UNLISTEN"},
    Tag{"UpdateStmt", "UPDATE"},
    Tag{"VariableShowStmt", "SHOW"},
    Tag{"ViewStmt", "CREATE VIEW"},
};

/// What ALTER, DROP and CREATE call the kinds of object.
constexpr std::array kObjects{
    Tag{"OBJECT_ACCESS_METHOD", "ACCESS METHOD"},
    Tag{"OBJECT_AGGREGATE", "AGGREGATE"},
    Tag{"OBJECT_ATTRIBUTE", "TYPE"},
    Tag{"OBJECT_CAST", "CAST"},
    Tag{"OBJECT_COLLATION", "COLLATION"},
    Tag{"OBJECT_COLUMN", "TABLE"},
    Tag{"OBJECT_CONVERSION", "CONVERSION"},
    Tag{"OBJECT_DATABASE", "DATABASE"},
    Tag{"OBJECT_DOMAIN", "DOMAIN"},
    Tag{"OBJECT_DOMCONSTRAINT", "DOMAIN"},
    Tag{"OBJECT_EVENT_TRIGGER", "EVENT TRIGGER"},
    Tag{"OBJECT_EXTENSION", "EXTENSION"},
    Tag{"OBJECT_FDW", "FOREIGN DATA WRAPPER"},
    Tag{"OBJECT_FOREIGN_SERVER", "SERVER"},
    Tag{"OBJECT_FOREIGN_TABLE", "FOREIGN TABLE"},
    Tag{"OBJECT_FUNCTION", "FUNCTION"},
    Tag{"OBJECT_INDEX", "INDEX"},
    Tag{"OBJECT_LANGUAGE", "LANGUAGE"},
    Tag{"OBJECT_LARGEOBJECT", "LARGE OBJECT"},
    Tag{"OBJECT_MATVIEW", "MATERIALIZED VIEW"},
    Tag{"OBJECT_OPCLASS", "OPERATOR CLASS"},
    Tag{"OBJECT_OPERATOR", "OPERATOR"},
    Tag{"OBJECT_OPFAMILY", "OPERATOR FAMILY"},
    Tag{"OBJECT_POLICY", "POLICY"},
    Tag{"OBJECT_PROCEDURE", "PROCEDURE"},
    Tag{"OBJECT_PUBLICATION", "PUBLICATION"},
    Tag{"OBJECT_ROLE", "ROLE"},
    Tag{"OBJECT_ROUTINE", "ROUTINE"},
    Tag{"OBJECT_RULE", "RULE"},
    Tag{"OBJECT_SCHEMA", "SCHEMA"},
    Tag{"OBJECT_SEQUENCE", "SEQUENCE"},
    Tag{"OBJECT_STATISTIC_EXT", "STATISTICS"},
    Tag{"OBJECT_SUBSCRIPTION", "SUBSCRIPTION"},
    Tag{"OBJECT_TABCONSTRAINT", "TABLE"},
    Tag{"OBJECT_TABLE", "TABLE"},
    Tag{"OBJECT_TABLESPACE", "TABLESPACE"},
    Tag{"OBJECT_TRANSFORM", "TRANSFORM"},
    Tag{"OBJECT_TRIGGER", "TRIGGER"},
    Tag{"OBJECT_TSCONFIGURATION", "TEXT SEARCH CONFIGURATION"},
    Tag{"OBJECT_TSDICTIONARY", "TEXT SEARCH DICTIONARY"},
    Tag{"OBJECT_TSPARSER", "TEXT SEARCH PARSER"},
    Tag{"OBJECT_TSTEMPLATE", "TEXT SEARCH TEMPLATE"},
    Tag{"OBJECT_TYPE", "TYPE"},
    Tag{"OBJECT_VIEW", "VIEW"},
};

constexpr std::array kTransactionTags{
    Tag{"TRANS_STMT_BEGIN", "BEGIN"},
    Tag{"TRANS_STMT_START", "START TRANSACTION"},
    Tag{"TRANS_STMT_COMMIT", "COMMIT"},
    Tag{"TRANS_STMT_ROLLBACK", "ROLLBACK"},
    Tag{"TRANS_STMT_ROLLBACK_TO", "ROLLBACK"},
    Tag{"TRANS_STMT_SAVEPOINT", "SAVEPOINT"},
    Tag{"TRANS_STMT_RELEASE", "RELEASE"},
    Tag{"TRANS_STMT_PREPARE", "PREPARE TRANSACTION"},
    Tag{"TRANS_STMT_COMMIT_PREPARED", "COMMIT PREPARED"},
    Tag{"TRANS_STMT_ROLLBACK_PREPARED", "ROLLBACK PREPARED"},
};

constexpr std::array kDiscardTags{
    Tag{"DISCARD_ALL", "DISCARD ALL"},
    Tag{"DISCARD_PLANS", "DISCARD PLANS"},
    Tag{"DISCARD_SEQUENCES", "DISCARD SEQUENCES"},
    Tag{"DISCARD_TEMP", "DISCARD TEMP"},
};

/// Nodes whose tag is a verb and the kind of object that a field tells.
struct ObjectTag {
    QByteArrayView node;
    const char* verb;
    QByteArrayView field;
};

constexpr std::array kObjectTags{
    ObjectTag{"AlterFunctionStmt", "ALTER", "objtype"},
    ObjectTag{"AlterObjectDependsStmt", "ALTER", "objectType"},
    ObjectTag{"AlterObjectSchemaStmt", "ALTER", "objectType"},
    ObjectTag{"AlterOwnerStmt", "ALTER", "objectType"},
    ObjectTag{"AlterTableMoveAllStmt", "ALTER", "objtype"},
    ObjectTag{"AlterTableStmt", "ALTER", "objtype"},
    ObjectTag{"DefineStmt", "CREATE", "kind"},
    ObjectTag{"DropStmt", "DROP", "removeType"},
    ObjectTag{"RenameStmt", "ALTER", "renameType"},
};

QByteArrayView value(const ParseTree& tree, int node, QByteArrayView key)
{
    const int found = tree.child(node, key);
    return found < 0 ? QByteArrayView() : tree.at(found).value;
}

/// Nodes whose tag depends on a flag or enumerator of their own.
QString tagByFlag(const ParseTree& tree, int statement)
{
    const QByteArrayView node = tree.at(statement).key;
    const auto choose
        = [&](bool first, const char* yes, const char* no) { return QString::fromLatin1(first ? yes : no); };
    if (node == "VacuumStmt")
        return choose(tree.isTrue(statement, "is_vacuumcmd"), "VACUUM", "ANALYZE");
    if (node == "GrantStmt")
        return choose(tree.isTrue(statement, "is_grant"), "GRANT", "REVOKE");
    if (node == "GrantRoleStmt")
        return choose(tree.isTrue(statement, "is_grant"), "GRANT ROLE", "REVOKE ROLE");
    if (node == "CreateFunctionStmt")
        return choose(tree.isTrue(statement, "is_procedure"), "CREATE PROCEDURE", "CREATE FUNCTION");
    if (node == "FetchStmt")
        return choose(tree.isTrue(statement, "ismove"), "MOVE", "FETCH");
    if (node == "ClosePortalStmt")
        return choose(tree.child(statement, "portalname") >= 0, "CLOSE CURSOR", "CLOSE CURSOR ALL");
    if (node == "DeallocateStmt")
        return choose(tree.child(statement, "name") >= 0, "DEALLOCATE", "DEALLOCATE ALL");
    if (node == "VariableSetStmt")
        return choose(value(tree, statement, "kind").startsWith("VAR_RESET"), "RESET", "SET");
    if (node == "CreateTableAsStmt") {
        if (tree.is(statement, "objtype", "OBJECT_MATVIEW"))
            return QStringLiteral("CREATE MATERIALIZED VIEW");
        return QStringLiteral("CREATE TABLE AS");
    }
    if (node == "TransactionStmt")
        return lookUp(kTransactionTags, value(tree, statement, "kind"));
    if (node == "DiscardStmt")
        return lookUp(kDiscardTags, value(tree, statement, "target"));
    return {};
}

} // namespace

QString commandTag(const ParseTree& tree)
{
    const int statement = tree.statement();
    if (statement < 0)
        return {};
    const QByteArrayView node = tree.at(statement).key;
    for (const ObjectTag& tag : kObjectTags) {
        if (tag.node != node)
            continue;
        // ALTER VIEW v RENAME COLUMN is an ALTER VIEW.
        const bool column = tree.is(statement, tag.field, "OBJECT_COLUMN");
        const QString object = lookUp(kObjects, value(tree, statement, column ? "relationType" : tag.field));
        return QString::fromLatin1(tag.verb) + u' ' + object;
    }
    const QString tag = tagByFlag(tree, statement);
    return tag.isEmpty() ? lookUp(kTags, node) : tag;
}

} // namespace athanor
