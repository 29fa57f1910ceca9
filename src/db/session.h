// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One open connection to one database. QtSql's PostgreSQL driver owns it and runs queries; libpq works on the
// same connection for statements, notices, error fields and cancel. Used by one thread at a time; only cancel
// goes across threads, through the CancelToken given to open(). The server is reached by polling first,
// because the driver's own connect cannot be cancelled.

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
        std::chrono::seconds connectTimeout{10}; ///< for each host; connect_timeout in the parameters wins
        QString applicationName = QStringLiteral("athanor");
    };

    /// Connects; blocks. Errors are ErrorKind::Connection or Cancelled; code "password_required" or
    /// "password_refused" when that is the cause. The password, if any, is in \a parameters.
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
    /// False once the server is known to be gone.
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] bool inTransaction() const;

    struct StatementResult {
        QString commandTag; ///< "INSERT 0 3"
        qint64 rows = -1; ///< rows affected or returned, -1 when PostgreSQL does not say
    };

    /// Runs one statement; rows it returns are counted and dropped. On failure the error carries SQLSTATE,
    /// detail, hint, context, and line and column counted from the start of \a sql. A lost connection is
    /// ErrorKind::Connection with code "connection_lost". COPY FROM STDIN is refused.
    [[nodiscard]] Result<StatementResult> execute(const QString& sql);
    /// The same with bound values for $1, $2, ..., in one round trip.
    [[nodiscard]] Result<StatementResult> execute(const QString& sql, const QStringList& values);
    /// Runs one query by QtSql's driver, with bound values for $1, $2, ... (one with values must not use the
    /// operator
    /// "?").
    [[nodiscard]] Result<QSqlQuery> query(const QString& sql, const QVariantList& values = {});

    [[nodiscard]] Result<> begin();
    /// An error when the server rolled back instead.
    [[nodiscard]] Result<> commit();
    /// Also works after the token was cancelled. Nothing happens outside a transaction.
    Result<> rollback();

    /// From now on \a cancel is what interrupts the session, not the token given to open().
    void setCancelToken(const CancelToken& cancel);
    void setNoticeHandler(std::function<void(const Notice&)> handler);

    /// While one lives, the session's queries are neither refused nor interrupted because of the token: for
    /// cleaning up after a cancel.
    class CancelShield {
    public:
        explicit CancelShield(Session& session);
        ~CancelShield();
        CancelShield(const CancelShield&) = delete;
        CancelShield& operator=(const CancelShield&) = delete;

    private:
        Session& m_session;
    };

private:
    Session();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace athanor
