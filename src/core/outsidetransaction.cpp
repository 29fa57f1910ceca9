// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/statementfacts.h"

#include <QStringList>

#include <array>

namespace athanor {

namespace {

/// One form that PostgreSQL refuses in a transaction block.
struct RefusedForm {
    QByteArrayView node; ///< of the parse tree
    const char* form;
    const char* manual; ///< the page of the PostgreSQL manual that says so
    bool (*applies)(const ParseTree& tree, int statement);
};

/// Value of an option in a list of DefElem: its text, "true" when it stands alone, empty when missing.
QString option(const ParseTree& tree, int list, QByteArrayView name)
{
    for (const int element : tree.children(list)) {
        const int definition = tree.child(element, "DefElem");
        if (!tree.is(definition, "defname", name))
            continue;
        const int argument = tree.child(definition, "arg");
        if (argument < 0)
            return QStringLiteral("true");
        const QStringList words = tree.strings(argument);
        if (!words.isEmpty())
            return words.first().toLower();
        for (int i = argument; i < tree.at(argument).end; ++i) { // a bare number or boolean
            if (tree.at(i).kind == ParseTree::Node::Kind::Scalar)
                return QString::fromUtf8(tree.at(i).value);
        }
        return QStringLiteral("false"); // Integer and Boolean leave out 0 and false
    }
    return {};
}

bool isOff(const QString& value)
{
    return value == QLatin1String("false") || value == QLatin1String("off") || value == QLatin1String("0")
        || value == QLatin1String("no");
}

bool always(const ParseTree&, int)
{
    return true;
}

bool isConcurrent(const ParseTree& tree, int statement)
{
    return tree.isTrue(statement, "concurrent");
}

bool dropsIndexConcurrently(const ParseTree& tree, int statement)
{
    return tree.is(statement, "removeType", "OBJECT_INDEX") && tree.isTrue(statement, "concurrent");
}

bool reindexesConcurrently(const ParseTree& tree, int statement)
{
    const QString value = option(tree, tree.child(statement, "params"), "concurrently");
    return !value.isEmpty() && !isOff(value);
}

bool reindexesDatabase(const ParseTree& tree, int statement)
{
    return tree.is(statement, "kind", "REINDEX_OBJECT_DATABASE");
}

bool reindexesSystem(const ParseTree& tree, int statement)
{
    return tree.is(statement, "kind", "REINDEX_OBJECT_SYSTEM");
}

bool reindexesSchema(const ParseTree& tree, int statement)
{
    return tree.is(statement, "kind", "REINDEX_OBJECT_SCHEMA");
}

bool isVacuum(const ParseTree& tree, int statement)
{
    return tree.isTrue(statement, "is_vacuumcmd");
}

bool clustersEverything(const ParseTree& tree, int statement)
{
    return tree.child(statement, "relation") < 0;
}

bool setsTablespace(const ParseTree& tree, int statement)
{
    return !option(tree, tree.child(statement, "options"), "tablespace").isEmpty();
}

bool detachesConcurrently(const ParseTree& tree, int statement)
{
    for (const int element : tree.children(tree.child(statement, "cmds"))) {
        const int command = tree.child(element, "AlterTableCmd");
        const int partition = tree.child(tree.child(command, "def"), "PartitionCmd");
        if (tree.is(command, "subtype", "AT_DetachPartition") && tree.isTrue(partition, "concurrent"))
            return true;
    }
    return false;
}

bool discardsAll(const ParseTree& tree, int statement)
{
    return tree.is(statement, "target", "DISCARD_ALL");
}

bool createsSlot(const ParseTree& tree, int statement)
{
    const int options = tree.child(statement, "options");
    const QString createSlot = option(tree, options, "create_slot");
    return createSlot.isEmpty() ? !isOff(option(tree, options, "connect")) : !isOff(createSlot);
}

bool refreshesSubscription(const ParseTree& tree, int statement)
{
    return tree.is(statement, "kind", "ALTER_SUBSCRIPTION_REFRESH");
}

bool changesPublicationsWithRefresh(const ParseTree& tree, int statement)
{
    return (tree.is(statement, "kind", "ALTER_SUBSCRIPTION_SET_PUBLICATION")
            || tree.is(statement, "kind", "ALTER_SUBSCRIPTION_ADD_PUBLICATION")
            || tree.is(statement, "kind", "ALTER_SUBSCRIPTION_DROP_PUBLICATION"))
        && !isOff(option(tree, tree.child(statement, "options"), "refresh"));
}

bool changesSlotOptions(const ParseTree& tree, int statement)
{
    const int options = tree.child(statement, "options");
    return tree.is(statement, "kind", "ALTER_SUBSCRIPTION_OPTIONS")
        && !(option(tree, options, "failover").isEmpty() && option(tree, options, "two_phase").isEmpty());
}

bool commitsPrepared(const ParseTree& tree, int statement)
{
    return tree.is(statement, "kind", "TRANS_STMT_COMMIT_PREPARED");
}

bool rollsBackPrepared(const ParseTree& tree, int statement)
{
    return tree.is(statement, "kind", "TRANS_STMT_ROLLBACK_PREPARED");
}

/// Everything PostgreSQL refuses in a transaction block that the statement alone shows. What depends on the
/// catalog (REINDEX or CLUSTER of a partitioned table, a procedure that commits) cannot be known here; ALTER
/// TYPE ... ADD VALUE is allowed since PostgreSQL 12.
constexpr std::array kRefusedForms{
    RefusedForm{"IndexStmt", "CREATE INDEX CONCURRENTLY", "sql-createindex", isConcurrent},
    RefusedForm{"DropStmt", "DROP INDEX CONCURRENTLY", "sql-dropindex", dropsIndexConcurrently},
    RefusedForm{"ReindexStmt", "REINDEX CONCURRENTLY", "sql-reindex", reindexesConcurrently},
    RefusedForm{"ReindexStmt", "REINDEX DATABASE", "sql-reindex", reindexesDatabase},
    RefusedForm{"ReindexStmt", "REINDEX SYSTEM", "sql-reindex", reindexesSystem},
    RefusedForm{"ReindexStmt", "REINDEX SCHEMA", "sql-reindex", reindexesSchema},
    RefusedForm{"VacuumStmt", "VACUUM", "sql-vacuum", isVacuum},
    RefusedForm{"ClusterStmt", "CLUSTER without a table", "sql-cluster", clustersEverything},
    RefusedForm{"AlterSystemStmt", "ALTER SYSTEM", "sql-altersystem", always},
    RefusedForm{"CreatedbStmt", "CREATE DATABASE", "sql-createdatabase", always},
    RefusedForm{"DropdbStmt", "DROP DATABASE", "sql-dropdatabase", always},
    RefusedForm{"AlterDatabaseStmt", "ALTER DATABASE SET TABLESPACE", "sql-alterdatabase", setsTablespace},
    RefusedForm{"CreateTableSpaceStmt", "CREATE TABLESPACE", "sql-createtablespace", always},
    RefusedForm{"DropTableSpaceStmt", "DROP TABLESPACE", "sql-droptablespace", always},
    RefusedForm{"AlterTableStmt", "ALTER TABLE DETACH PARTITION CONCURRENTLY", "sql-altertable",
                detachesConcurrently},
    RefusedForm{"DiscardStmt", "DISCARD ALL", "sql-discard", discardsAll},
    RefusedForm{"CreateSubscriptionStmt", "CREATE SUBSCRIPTION with a replication slot",
                "sql-createsubscription", createsSlot},
    RefusedForm{"DropSubscriptionStmt", "DROP SUBSCRIPTION with a replication slot", "sql-dropsubscription",
                always},
    RefusedForm{"AlterSubscriptionStmt", "ALTER SUBSCRIPTION REFRESH PUBLICATION", "sql-altersubscription",
                refreshesSubscription},
    RefusedForm{"AlterSubscriptionStmt", "ALTER SUBSCRIPTION PUBLICATION with refresh",
                "sql-altersubscription", changesPublicationsWithRefresh},
    RefusedForm{"AlterSubscriptionStmt", "ALTER SUBSCRIPTION of slot options", "sql-altersubscription",
                changesSlotOptions},
    RefusedForm{"TransactionStmt", "COMMIT PREPARED", "sql-commit-prepared", commitsPrepared},
    RefusedForm{"TransactionStmt", "ROLLBACK PREPARED", "sql-rollback-prepared", rollsBackPrepared},
};

} // namespace

QString formRefusedInTransaction(const ParseTree& tree)
{
    const int statement = tree.statement();
    if (statement < 0)
        return {};
    for (const RefusedForm& form : kRefusedForms) {
        if (tree.at(statement).key == form.node && form.applies(tree, statement))
            return QString::fromLatin1(form.form);
    }
    return {};
}

} // namespace athanor
