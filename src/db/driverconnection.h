// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The connection of a session: QtSql's PostgreSQL driver (QPSQL) owns it, libpq works on the same one through
// handle(). Opened, used and closed on one thread.

#include "core/connectionprofile.h"
#include "core/result.h"

#include <QSqlDatabase>

#include <memory>

struct pg_conn;

namespace athanor {

class DriverConnection {
public:
    /// Opens; blocks for as long as libpq does, so reach the server first (connector.h). Qt's driver cannot
    /// pass on a semicolon in other keywords than host, dbname, user and password: ErrorKind::Usage.
    [[nodiscard]] static Result<std::unique_ptr<DriverConnection>>
    open(const ConnectionParameters& parameters);
    ~DriverConnection();
    DriverConnection(const DriverConnection&) = delete;
    DriverConnection& operator=(const DriverConnection&) = delete;

    [[nodiscard]] QSqlDatabase database() const;

    [[nodiscard]] pg_conn* handle() const { return m_handle; }

private:
    explicit DriverConnection(const QString& name);

    QString m_name;
    pg_conn* m_handle = nullptr;
};

} // namespace athanor
