// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One open connection to one database: QtSql's PostgreSQL driver for queries, libpq on the same connection
// for statements, notices, error fields and cancel. Belongs to the thread that opened it; only cancel goes
// across threads, through the CancelToken given to open().

#include "core/canceltoken.h"
#include "core/connectionprofile.h"
#include "core/databaseinfo.h"
#include "core/result.h"

#include <QSqlQuery>

#include <chrono>
#include <functional>
#include <memory>

namespace athanor {

class Session {
public:
    struct Options {
        std::chrono::seconds connectTimeout{10};
        QString applicationName = QStringLiteral("athanor");
    };

    /// Connects; blocks. Errors are ErrorKind::Connection or Cancelled. The password, if any, is in \a
    /// parameters.
    [[nodiscard]] static Result<std::unique_ptr<Session>>
    open(const ConnectionParameters& parameters, const CancelToken& cancel, const Options& options);
    [[nodiscard]] static Result<std::unique_ptr<Session>> open(const ConnectionParameters& parameters,
                                                               const CancelToken& cancel = {});
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] const ServerInfo& server() const;
    /// Parameters the session was opened with, for opening another one like it; holds the password.
    [[nodiscard]] const ConnectionParameters& parameters() const;
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] bool inTransaction() const;

    struct StatementResult {
        QString commandTag; ///< "INSERT 0 3"
        qint64 rows = -1; ///< rows affected or returned, -1 when PostgreSQL does not say
    };

    /// Runs one statement. On failure the error carries SQLSTATE, detail, hint, context, and line and column
    /// counted from the start of \a sql.
    [[nodiscard]] Result<StatementResult> execute(const QString& sql);
    /// Runs one query with bound values ("?" placeholders).
    [[nodiscard]] Result<QSqlQuery> query(const QString& sql, const QVariantList& values = {});

    [[nodiscard]] Result<> begin();
    [[nodiscard]] Result<> commit();
    Result<> rollback();

    void setNoticeHandler(std::function<void(const Notice&)> handler);

private:
    Session();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace athanor
