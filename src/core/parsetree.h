// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// PostgreSQL's parse tree of one statement, as libpg_query gives it, held flat: nodes in the order of the
// text, each knowing its parent and its end, so that no nesting however deep needs recursion. A value; any
// thread.

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>

namespace athanor {

/// What libpg_query says against a text.
struct ParseFailure {
    QString message;
    int position = 0; ///< 1-based, in code points; 0 when unknown
};

class ParseTree {
public:
    struct Node {
        enum class Kind { Object, Array, Scalar };
        QByteArrayView key; ///< empty for the elements of an array
        QByteArrayView value; ///< of a scalar, as written in the tree's JSON
        int parent = -1;
        int end = 0; ///< index behind the last node below this one
        Kind kind = Kind::Scalar;
    };

    /// Parses \a sql, one statement in UTF-8 without NUL. Long ones are parsed on a thread of their own whose
    /// stack fits their deepest possible nesting.
    [[nodiscard]] static std::optional<ParseTree> parse(const QByteArray& sql,
                                                        ParseFailure* failure = nullptr);

    [[nodiscard]] const QList<Node>& nodes() const { return m_nodes; }

    [[nodiscard]] const Node& at(int node) const { return m_nodes.at(node); }

    /// The statement's own node, e.g. with the key "CreateStmt"; -1 when there is none.
    [[nodiscard]] int statement() const { return m_statement; }

    /// The child of \a node with \a key, -1 when there is none (defaults are left out) or \a node is -1.
    [[nodiscard]] int child(int node, QByteArrayView key) const;
    /// The children of \a node in order.
    [[nodiscard]] QList<int> children(int node) const;
    /// Text of the scalar child with \a key; empty when there is none.
    [[nodiscard]] QString text(int node, QByteArrayView key) const;
    /// Whether the child with \a key is an enumerator of this name.
    [[nodiscard]] bool is(int node, QByteArrayView key, QByteArrayView value) const;
    /// Whether the child with \a key is true.
    [[nodiscard]] bool isTrue(int node, QByteArrayView key) const;
    /// Value of the strings below \a node, in order: the parts of a qualified name.
    [[nodiscard]] QStringList strings(int node) const;

private:
    void read(QByteArray json);

    QByteArray m_json; ///< what the nodes' views look into
    QList<Node> m_nodes;
    int m_statement = -1;
};

} // namespace athanor
