// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/parsetree.h"

#include <QScopeGuard>
#include <QStringList>
#include <QThread>

#include <pg_query.h>

#include <algorithm>
#include <memory>

namespace athanor {

namespace {

struct Parsed {
    QByteArray json;
    std::optional<ParseFailure> failure;
};

Parsed parseHere(const QByteArray& sql)
{
    const PgQueryParseResult result = pg_query_parse(sql.constData());
    const auto freeResult = qScopeGuard([&] { pg_query_free_parse_result(result); });
    if (result.error)
        return {.json = {},
                .failure = ParseFailure{QString::fromUtf8(result.error->message), result.error->cursorpos}};
    return {.json = result.parse_tree, .failure = {}};
}

/// libpg_query writes its tree by recursion, about 60 bytes of stack for each byte of "1+1+1+...": what is
/// longer than kShort gets a thread whose stack cannot overflow. Untouched stack costs no memory.
Parsed parseWithRoom(const QByteArray& sql)
{
    constexpr qsizetype kShort = 16 * 1024;
    constexpr qsizetype kStackPerByte = 160;
    constexpr qsizetype kMostStack = qsizetype(1) << 30;
    if (sql.size() <= kShort)
        return parseHere(sql);
    // What stays when the thread cannot be started.
    Parsed parsed{.json = {},
                  .failure = ParseFailure{QStringLiteral("not enough memory to parse the statement")}};
    const std::unique_ptr<QThread> thread(QThread::create([&] { parsed = parseHere(sql); }));
    thread->setStackSize(uint(std::min(sql.size() * kStackPerByte, kMostStack)));
    thread->start();
    thread->wait();
    return parsed;
}

/// Splits JSON as libpg_query writes it (no blanks) into flat nodes.
class Reader {
public:
    Reader(QByteArrayView json, QList<ParseTree::Node>& nodes) : m_json(json), m_nodes(nodes) { }

    void read()
    {
        QByteArrayView key;
        while (m_at < m_json.size()) {
            switch (m_json[m_at]) {
            case '{':
                open(std::exchange(key, {}), ParseTree::Node::Kind::Object);
                break;
            case '[':
                open(std::exchange(key, {}), ParseTree::Node::Kind::Array);
                break;
            case '}':
            case ']':
                close();
                break;
            case ',':
                ++m_at;
                break;
            case '"': {
                const QByteArrayView text = quoted();
                if (m_at < m_json.size() && m_json[m_at] == ':') {
                    ++m_at;
                    key = text;
                } else {
                    scalar(std::exchange(key, {}), text);
                }
                break;
            }
            default:
                scalar(std::exchange(key, {}), bare());
            }
        }
        while (m_open >= 0)
            close();
    }

private:
    /// Constants and column references are most of a tree and tell nothing here: their nodes are not kept.
    static bool isDull(QByteArrayView key) { return key == "A_Const" || key == "ColumnRef"; }

    void open(QByteArrayView key, ParseTree::Node::Kind kind)
    {
        if (m_dullDepth > 0 || isDull(key)) {
            ++m_dullDepth;
        } else {
            m_nodes.append({.key = key, .value = {}, .parent = m_open, .end = 0, .kind = kind});
            m_open = int(m_nodes.size()) - 1;
        }
        ++m_at;
    }

    void close()
    {
        if (m_dullDepth > 0) {
            --m_dullDepth;
        } else if (m_open >= 0) {
            m_nodes[m_open].end = int(m_nodes.size());
            m_open = m_nodes[m_open].parent;
        }
        ++m_at;
    }

    void scalar(QByteArrayView key, QByteArrayView value)
    {
        if (m_dullDepth == 0)
            m_nodes.append({.key = key,
                            .value = value,
                            .parent = m_open,
                            .end = int(m_nodes.size()) + 1,
                            .kind = ParseTree::Node::Kind::Scalar});
    }

    QByteArrayView quoted()
    {
        const qsizetype start = ++m_at;
        while (m_at < m_json.size() && m_json[m_at] != '"')
            m_at += m_json[m_at] == '\\' ? 2 : 1;
        m_at = std::min(m_at, m_json.size());
        const QByteArrayView text = m_json.sliced(start, m_at - start);
        m_at = std::min(m_at + 1, m_json.size());
        return text;
    }

    QByteArrayView bare()
    {
        const qsizetype start = m_at++;
        while (m_at < m_json.size() && m_json[m_at] != ',' && m_json[m_at] != '}' && m_json[m_at] != ']')
            ++m_at;
        return m_json.sliced(start, m_at - start);
    }

    QByteArrayView m_json;
    QList<ParseTree::Node>& m_nodes;
    qsizetype m_at = 0;
    int m_open = -1;
    int m_dullDepth = 0;
};

QString unescaped(QByteArrayView text)
{
    if (!text.contains('\\'))
        return QString::fromUtf8(text);
    QByteArray plain;
    plain.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            plain.append(text[i]);
            continue;
        }
        const char escape = text[++i];
        if (escape == 'u') { // only control characters are written so
            plain.append(
                char(text.sliced(i + 1, std::min<qsizetype>(4, text.size() - i - 1)).toInt(nullptr, 16)));
            i += 4;
        } else {
            constexpr QByteArrayView kLetters = "bfnrt", kMeanings = "\b\f\n\r\t";
            const qsizetype known = kLetters.indexOf(escape);
            plain.append(known < 0 ? escape : kMeanings[known]);
        }
    }
    return QString::fromUtf8(plain);
}

} // namespace

std::optional<ParseTree> ParseTree::parse(const QByteArray& sql, ParseFailure* failure)
{
    Parsed parsed = parseWithRoom(sql);
    if (parsed.failure) {
        if (failure)
            *failure = *parsed.failure;
        return {};
    }
    ParseTree tree;
    tree.read(std::move(parsed.json));
    return tree;
}

void ParseTree::read(QByteArray json)
{
    m_json = std::move(json);
    Reader(m_json, m_nodes).read();
    // {"version":…,"stmts":[{"stmt":{"CreateStmt":{…}},…}]}
    const QList<int> statements = m_nodes.isEmpty() ? QList<int>{} : children(child(0, "stmts"));
    if (statements.isEmpty())
        return;
    const QList<int> nodes = children(child(statements.first(), "stmt"));
    if (!nodes.isEmpty())
        m_statement = nodes.first();
}

int ParseTree::child(int node, QByteArrayView key) const
{
    if (node < 0)
        return -1;
    for (int i = node + 1; i < at(node).end; i = at(i).end) {
        if (at(i).key == key)
            return i;
    }
    return -1;
}

QList<int> ParseTree::children(int node) const
{
    QList<int> result;
    if (node < 0)
        return result;
    for (int i = node + 1; i < at(node).end; i = at(i).end)
        result.append(i);
    return result;
}

QString ParseTree::text(int node, QByteArrayView key) const
{
    const int found = child(node, key);
    return found < 0 ? QString() : unescaped(at(found).value);
}

bool ParseTree::is(int node, QByteArrayView key, QByteArrayView value) const
{
    const int found = child(node, key);
    return found >= 0 && at(found).value == value;
}

bool ParseTree::isTrue(int node, QByteArrayView key) const
{
    return is(node, key, "true");
}

QStringList ParseTree::strings(int node) const
{
    QStringList result;
    if (node < 0)
        return result;
    for (int i = node; i < at(node).end; ++i) {
        if (at(i).key == "sval" || at(i).key == "str")
            result.append(unescaped(at(i).value));
    }
    return result;
}

} // namespace athanor
