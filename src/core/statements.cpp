// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/statements.h"

#include "core/psqlcommands.h"
#include "core/statementfacts.h"

#include <QScopeGuard>

#include <pg_query.h>

#include <algorithm>

namespace athanor {

namespace {

/// Walks UTF-8 text once, forwards, and knows the place in every unit that is asked for.
class Place {
public:
    Place(QByteArrayView utf8, int line) : m_utf8(utf8), m_line(line) { }

    void advanceToByte(qsizetype byte)
    {
        while (m_byte < byte && m_byte < m_utf8.size())
            step();
    }

    void advanceToCodePoint(qsizetype codePoint)
    {
        while (m_codePoint < codePoint && m_byte < m_utf8.size())
            step();
    }

    [[nodiscard]] qsizetype byte() const { return m_byte; }

    [[nodiscard]] qsizetype utf16() const { return m_utf16; }

    [[nodiscard]] int line() const { return m_line; }

    [[nodiscard]] int column() const { return m_column; }

private:
    void step()
    {
        const auto lead = uchar(m_utf8[m_byte]);
        m_byte += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        m_utf16 += lead < 0xf0 ? 1 : 2;
        ++m_codePoint;
        if (lead == '\n') {
            ++m_line;
            m_column = 1;
        } else {
            ++m_column;
        }
    }

    QByteArrayView m_utf8;
    qsizetype m_byte = 0;
    qsizetype m_utf16 = 0;
    qsizetype m_codePoint = 0;
    int m_line = 1;
    int m_column = 1;
};

struct Source {
    QStringView text;
    QByteArray utf8;
    QString file;
    int firstLine = 1;
};

bool isBlank(char character)
{
    return QByteArrayView(" \t\n\r\f\v").contains(character);
}

/// Offset of the first byte of \a utf8 from \a start that is neither blank nor in a comment.
qsizetype skipBlanksAndComments(QByteArrayView utf8, qsizetype start, qsizetype end)
{
    qsizetype at = start;
    while (at < end) {
        const QByteArrayView rest = utf8.sliced(at, end - at);
        if (isBlank(rest.front())) {
            ++at;
        } else if (rest.startsWith("--")) {
            const qsizetype newline = rest.indexOf('\n');
            at = newline < 0 ? end : at + newline + 1;
        } else if (rest.startsWith("/*")) {
            int depth = 0;
            do {
                const QByteArrayView here = utf8.sliced(at, end - at);
                if (here.startsWith("/*")) {
                    ++depth;
                    at += 2;
                } else if (here.startsWith("*/")) {
                    --depth;
                    at += 2;
                } else {
                    ++at;
                }
            } while (depth > 0 && at < end);
        } else {
            break;
        }
    }
    return at;
}

struct Span {
    qsizetype start = 0;
    qsizetype length = 0;
};

/// Takes libpg_query's answer: the statements without blanks around them and comments before them.
QList<Span> takeSpans(const PgQuerySplitResult& result, QByteArrayView utf8)
{
    QList<Span> spans;
    for (int i = 0; i < result.n_stmts && !result.error; ++i) {
        const PgQuerySplitStmt* statement = result.stmts[i];
        qsizetype end = std::min<qsizetype>(utf8.size(), statement->stmt_location + statement->stmt_len);
        const qsizetype start = skipBlanksAndComments(utf8, statement->stmt_location, end);
        while (end > start && isBlank(utf8[end - 1]))
            --end;
        if (end > start)
            spans.append({.start = start, .length = end - start});
    }
    return spans;
}

Error errorAt(const Source& source, const Place& place, const QString& code, const QString& message)
{
    Error error;
    error.kind = ErrorKind::Statement;
    error.code = code;
    error.message = message;
    error.file = source.file;
    error.line = place.line();
    error.column = place.column();
    const qsizetype start = place.utf16() == 0 ? 0 : source.text.lastIndexOf(u'\n', place.utf16() - 1) + 1;
    qsizetype end = source.text.indexOf(u'\n', place.utf16());
    if (end < 0)
        end = source.text.size();
    error.statement = source.text.sliced(start, end - start).toString();
    if (error.statement.endsWith(u'\r'))
        error.statement.chop(1);
    return error;
}

Error copyError(const Source& source, const Place& place, const QString& form)
{
    Error error = errorAt(source, place, QStringLiteral("copy_stdin"),
                          form
                              + QStringLiteral(" cannot be used in a revision: it moves data through the "
                                               "client"));
    error.hint
        = QStringLiteral("Write the rows as INSERT, or use COPY with a file that the server can reach.");
    return error;
}

QString syntaxHint(const QString& message, QStringView rest)
{
    if (message.startsWith(QLatin1String("unterminated")))
        return QStringLiteral("What opens here is not closed before the end of the section.");
    if (message.endsWith(QLatin1String("at end of input")))
        return QStringLiteral("The section ends in the middle of a statement.");
    if (rest.startsWith(u':') && rest.size() > 1
        && (rest[1].isLetter() || rest[1] == u'\'' || rest[1] == u'"'))
        return QStringLiteral("Write the value itself: psql's variables are not known here.");
    return {};
}

/// The first statement before \a byte that explains why the parser stumbled there: data after COPY FROM
/// STDIN.
std::optional<Error> copyBefore(const Source& source, qsizetype byte)
{
    const QByteArray before = source.utf8.first(byte);
    const PgQuerySplitResult split = pg_query_split_with_scanner(before.constData());
    const auto freeSplit = qScopeGuard([&] { pg_query_free_split_result(split); });
    Place place(source.utf8, source.firstLine);
    const QList<Span> spans = takeSpans(split, before);
    for (const Span& span : spans) {
        const auto tree = ParseTree::parse(before.sliced(span.start, span.length));
        const QString form = tree ? copyThroughClient(*tree) : QString();
        if (!form.isEmpty()) {
            place.advanceToByte(span.start);
            return copyError(source, place, form);
        }
    }
    return {};
}

Error syntaxError(const Source& source, const ParseFailure& failure)
{
    Place place(source.utf8, source.firstLine);
    if (failure.message.endsWith(QLatin1String("at end of input"))) {
        qsizetype end = source.utf8.size();
        while (end > 0 && isBlank(source.utf8[end - 1]))
            --end;
        place.advanceToByte(end);
    } else {
        place.advanceToCodePoint(failure.position - 1);
    }
    if (auto copy = copyBefore(source, place.byte()))
        return *std::move(copy);
    const QStringView rest = source.text.sliced(place.utf16());
    if (failure.position > 0 && rest.startsWith(u'\\')) {
        const QString command = psqlCommandAt(rest);
        Error error
            = errorAt(source, place, QStringLiteral("psql_command"),
                      QStringLiteral("the psql command %1 cannot be used in a revision").arg(command));
        error.hint = psqlCommandHint(command);
        return error;
    }
    Error error = errorAt(source, place, QStringLiteral("syntax_error"), failure.message);
    if (failure.position <= 0) { // PostgreSQL does not say where
        error.line = error.column = 0;
        error.statement.clear();
    }
    error.hint = syntaxHint(failure.message, rest);
    return error;
}

} // namespace

Result<QList<SqlStatement>> splitStatements(QStringView sql, const QString& file, int firstLine)
{
    const Source source{.text = sql, .utf8 = sql.toUtf8(), .file = file, .firstLine = firstLine};
    if (const qsizetype nul = source.utf8.indexOf('\0'); nul >= 0) {
        Place place(source.utf8, firstLine);
        place.advanceToByte(nul);
        Error error = errorAt(source, place, QStringLiteral("nul_character"),
                              QStringLiteral("the SQL holds a NUL character, which PostgreSQL cannot read"));
        error.hint = QStringLiteral("Remove the character; is this a text file in UTF-8?");
        error.statement.clear();
        return fail(error);
    }
    const PgQuerySplitResult split = pg_query_split_with_parser(source.utf8.constData());
    const auto freeSplit = qScopeGuard([&] { pg_query_free_split_result(split); });
    if (split.error)
        return fail(syntaxError(
            source,
            {.message = QString::fromUtf8(split.error->message), .position = split.error->cursorpos}));

    QList<SqlStatement> statements;
    Place place(source.utf8, firstLine);
    const QList<Span> spans = takeSpans(split, source.utf8);
    for (const Span& span : spans) {
        place.advanceToByte(span.start);
        ParseFailure failure;
        const auto tree = ParseTree::parse(source.utf8.sliced(span.start, span.length), &failure);
        if (!tree)
            return fail(errorAt(source, place, QStringLiteral("syntax_error"), failure.message));
        if (const QString form = copyThroughClient(*tree); !form.isEmpty())
            return fail(copyError(source, place, form));
        SqlStatement statement;
        statement.offset = place.utf16();
        statement.line = place.line();
        statement.column = place.column();
        statement.command = commandTag(*tree);
        statement.relations = relationsOf(*tree);
        statement.transactionControl = isTransactionControl(*tree);
        if (const QString form = formRefusedInTransaction(*tree); !form.isEmpty())
            statement.outsideTransactionReason = QStringLiteral("%1 at line %2 cannot run in a transaction")
                                                     .arg(form, QString::number(statement.line));
        place.advanceToByte(span.start + span.length);
        statement.text = sql.sliced(statement.offset, place.utf16() - statement.offset).toString();
        statements.append(std::move(statement));
    }
    return statements;
}

} // namespace athanor
