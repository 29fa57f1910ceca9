// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Splits SQL into statements and says what each is, by libpg_query (PostgreSQL's own parser). Pure; any
// thread.

#include "core/result.h"

#include <QList>
#include <QString>
#include <QStringView>

namespace athanor {

struct RelationName {
    QString schema; ///< empty when not qualified
    QString name;

    bool operator==(const RelationName&) const = default;
};

struct SqlStatement {
    QString text; ///< without the semicolon and the blanks and comments before it
    qsizetype offset = 0; ///< of text in the string that was split, in UTF-16 units
    int line = 1; ///< of its first character in the file, 1-based
    int column = 1; ///< 1-based, in code points
    int sourceLine = 0; ///< line of the Python revision that made it; 0 when there is none
    QString
        command; ///< PostgreSQL's command tag where it has one: "CREATE INDEX", "ALTER TABLE", "SELECT", ...
    QList<RelationName> relations; ///< relations named, in order, without repetition
    QString outsideTransactionReason; ///< why PostgreSQL refuses it in a transaction; empty when it does not
    bool transactionControl = false; ///< BEGIN, COMMIT, ROLLBACK, SAVEPOINT, ...

    bool operator==(const SqlStatement&) const = default;
};

/// Splits \a sql. \a file and \a firstLine place errors and statements (line 1 of \a sql is \a firstLine of
/// the file). Errors (ErrorKind::Statement): syntax error with PostgreSQL's message, psql meta-command, COPY
/// ... FROM STDIN.
[[nodiscard]] Result<QList<SqlStatement>> splitStatements(QStringView sql, const QString& file = {},
                                                          int firstLine = 1);

} // namespace athanor
