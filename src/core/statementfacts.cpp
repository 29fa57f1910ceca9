// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/statementfacts.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <algorithm>

namespace athanor {

namespace {

/// Names that WITH queries define, by the statement node they belong to.
class WithNames {
public:
    explicit WithNames(const ParseTree& tree) : m_tree(tree)
    {
        const auto& nodes = tree.nodes();
        for (int i = 0; i < nodes.size(); ++i) {
            if (nodes[i].key != "CommonTableExpr")
                continue;
            const int with = nodes[nodes[nodes[i].parent].parent].parent; // element, "ctes", "withClause"
            const QString name = tree.text(i, "ctename");
            m_names.insert(name);
            m_definitions[nodes[with].parent].append(
                {.name = name, .node = i, .recursive = tree.isTrue(with, "recursive")});
        }
    }

    /// Whether \a name, used in a FROM list by \a node, is one of them. Without RECURSIVE a WITH query sees
    /// only those before it.
    [[nodiscard]] bool hides(int node, const QString& name) const
    {
        if (!m_names.contains(name))
            return false;
        for (int above = m_tree.at(node).parent; above >= 0; above = m_tree.at(above).parent) {
            const auto found = m_definitions.constFind(above);
            if (found == m_definitions.cend())
                continue;
            for (const Definition& definition : *found) {
                const bool afterIt = node >= m_tree.at(definition.node).end;
                const bool insideWith
                    = node >= found->first().node && node < m_tree.at(found->last().node).end;
                if (definition.name == name && (afterIt || definition.recursive || !insideWith))
                    return true;
            }
        }
        return false;
    }

private:
    struct Definition {
        QString name;
        int node = -1;
        bool recursive = false;
    };

    const ParseTree& m_tree;
    QSet<QString> m_names;
    QHash<int, QList<Definition>> m_definitions;
};

struct PlacedName {
    RelationName name;
    int location = 0; ///< byte in the statement, 0 when the tree does not say
};

/// How many of the last parts of a name in DROP and COMMENT ON do not belong to the relation; -1 when the
/// object is not a relation and on none.
int partsBehindRelation(QByteArrayView objectType)
{
    if (objectType == "OBJECT_TABLE" || objectType == "OBJECT_VIEW" || objectType == "OBJECT_MATVIEW"
        || objectType == "OBJECT_SEQUENCE" || objectType == "OBJECT_INDEX"
        || objectType == "OBJECT_FOREIGN_TABLE")
        return 0;
    if (objectType == "OBJECT_COLUMN" || objectType == "OBJECT_TABCONSTRAINT"
        || objectType == "OBJECT_TRIGGER" || objectType == "OBJECT_RULE" || objectType == "OBJECT_POLICY")
        return 1;
    return -1;
}

/// database.schema.name, schema.name or name, less \a behind parts.
RelationName relationName(QStringList parts, int behind)
{
    parts = parts.first(std::max<qsizetype>(0, parts.size() - behind));
    if (parts.isEmpty())
        return {};
    return {.schema = parts.size() > 1 ? parts.at(parts.size() - 2) : QString(), .name = parts.constLast()};
}

/// Relations that are written as lists of strings: DROP, COMMENT ON, SECURITY LABEL, OWNED BY.
QList<PlacedName> namesInLists(const ParseTree& tree)
{
    const int statement = tree.statement();
    const QByteArrayView node = tree.at(statement).key;
    QList<PlacedName> result;
    const auto add = [&](int names, QByteArrayView objectType) {
        const int behind = partsBehindRelation(objectType);
        const RelationName name = behind < 0 ? RelationName{} : relationName(tree.strings(names), behind);
        if (!name.name.isEmpty())
            result.append({.name = name, .location = 0});
    };
    const auto valueOf = [&](QByteArrayView key) {
        const int found = tree.child(statement, key);
        return found < 0 ? QByteArrayView() : tree.at(found).value;
    };
    if (node == "DropStmt") {
        for (const int object : tree.children(tree.child(statement, "objects")))
            add(object, valueOf("removeType"));
    } else if (node == "CommentStmt" || node == "SecLabelStmt") {
        add(tree.child(statement, "object"), valueOf("objtype"));
    } else if (node == "AlterSeqStmt" || node == "CreateSeqStmt") {
        for (const int element : tree.children(tree.child(statement, "options"))) {
            const int definition = tree.child(element, "DefElem");
            if (tree.is(definition, "defname", "owned_by"))
                add(tree.child(definition, "arg"), "OBJECT_COLUMN");
        }
    }
    return result;
}

/// Written like relations, but names of composite types, or of what FOR UPDATE OF repeats by its alias.
bool isOtherName(const ParseTree& tree, int relation)
{
    const int statement = tree.statement();
    const int list = tree.at(tree.at(relation).parent).parent;
    return tree.at(relation).key == "typevar" || (list >= 0 && tree.at(list).key == "lockedRels")
        || (tree.at(relation).parent == statement
            && (tree.is(statement, "objtype", "OBJECT_TYPE")
                || tree.is(statement, "relationType", "OBJECT_TYPE")));
}

} // namespace

QList<RelationName> relationsOf(const ParseTree& tree)
{
    if (tree.statement() < 0)
        return {};
    QList<PlacedName> names;
    const WithNames withNames(tree);
    const auto& nodes = tree.nodes();
    for (int i = tree.statement(); i < nodes.at(tree.statement()).end; ++i) {
        if (nodes[i].key != "relname" || isOtherName(tree, nodes[i].parent))
            continue;
        const int relation = nodes[i].parent;
        const PlacedName name{
            .name = {.schema = tree.text(relation, "schemaname"), .name = tree.text(relation, "relname")},
            .location = tree.text(relation, "location").toInt()};
        const bool inFrom = nodes[relation].key == "RangeVar"; // not the target of INSERT and the like
        if (!(inFrom && name.name.schema.isEmpty() && withNames.hides(relation, name.name.name)))
            names.append(name);
    }
    std::ranges::stable_sort(names, {}, &PlacedName::location);
    names.append(namesInLists(tree));

    QList<RelationName> result;
    QSet<std::pair<QString, QString>> seen;
    for (const PlacedName& placed : std::as_const(names)) {
        const std::pair key(placed.name.schema, placed.name.name);
        if (!seen.contains(key)) {
            seen.insert(key);
            result.append(placed.name);
        }
    }
    return result;
}

bool isTransactionControl(const ParseTree& tree)
{
    return tree.statement() >= 0 && tree.at(tree.statement()).key == "TransactionStmt"
        && formRefusedInTransaction(tree).isEmpty();
}

QString copyThroughClient(const ParseTree& tree)
{
    const int statement = tree.statement();
    if (statement < 0 || tree.at(statement).key != "CopyStmt" || tree.child(statement, "filename") >= 0)
        return {};
    return tree.isTrue(statement, "is_from") ? QStringLiteral("COPY FROM STDIN")
                                             : QStringLiteral("COPY TO STDOUT");
}

} // namespace athanor
