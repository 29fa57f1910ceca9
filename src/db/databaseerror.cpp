// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/databaseerror.h"

#include <libpq-fe.h>

namespace athanor {

namespace {

QString field(const PGresult* result, int code)
{
    return QString::fromUtf8(PQresultErrorField(result, code));
}

} // namespace

TextPosition textPosition(const QString& text, int position)
{
    TextPosition place;
    int seen = 1;
    for (qsizetype i = 0; i < text.size() && seen < position; ++i) {
        const QChar c = text.at(i);
        if (c.isLowSurrogate())
            continue; // counted with its high surrogate
        ++seen;
        ++place.column;
        if (c == u'\n') {
            ++place.line;
            place.column = 1;
        }
    }
    return place;
}

Error databaseError(const pg_result* result, const QString& sql)
{
    Error error{.kind = ErrorKind::Database,
                .message = field(result, PG_DIAG_MESSAGE_PRIMARY),
                .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
                .hint = field(result, PG_DIAG_MESSAGE_HINT),
                .context = field(result, PG_DIAG_CONTEXT),
                .sqlState = field(result, PG_DIAG_SQLSTATE),
                .statement = sql};
    if (error.message.isEmpty())
        error.message = QString::fromUtf8(PQresultErrorMessage(result)).trimmed();
    if (const QString query = field(result, PG_DIAG_INTERNAL_QUERY); !query.isEmpty())
        error.context = QStringLiteral("%1\nQuery: %2").arg(error.context, query).trimmed();
    if (const int position = field(result, PG_DIAG_STATEMENT_POSITION).toInt(); position > 0) {
        const auto place = textPosition(sql, position);
        error.line = place.line;
        error.column = place.column;
    }
    return error;
}

Notice noticeFrom(const pg_result* result)
{
    return {.severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED),
            .message = field(result, PG_DIAG_MESSAGE_PRIMARY),
            .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
            .hint = field(result, PG_DIAG_MESSAGE_HINT),
            .context = field(result, PG_DIAG_CONTEXT),
            .sqlState = field(result, PG_DIAG_SQLSTATE)};
}

} // namespace athanor
