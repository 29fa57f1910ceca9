// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads and completes connection parameters with libpq's own parser. Any thread.

#include "core/connectionprofile.h"
#include "core/result.h"

namespace athanor {

/// Parses a URL ("postgresql://", "postgres://", SQLAlchemy's "postgresql+psycopg2://", ...) or libpq
/// keywords ("host=... dbname=..."). Errors (ErrorKind::Usage) never repeat a password.
[[nodiscard]] Result<ConnectionParameters> parseConnection(const QString& text);
/// \a parameters with another database, as DB_NAME asks for.
[[nodiscard]] ConnectionParameters withDatabase(ConnectionParameters parameters, const QString& database);
/// The services of a service file (pg_service.conf), by name. Empty \a path: the files libpq would read.
[[nodiscard]] Result<QMap<QString, ConnectionParameters>> readServiceFile(const QString& path = {});
/// \a parameters and, for what they leave out, what libpq would use: their service, the environment (PGHOST,
/// ...), its defaults. Only keywords with a value. For showing; a password from the environment is left out.
[[nodiscard]] Result<ConnectionParameters> effectiveParameters(const ConnectionParameters& parameters);

/// The same connection for a client that has neither this program's environment nor its service files:
/// effectiveParameters() with PGPASSWORD, without a service and without what libpq takes anyway.
[[nodiscard]] Result<ConnectionParameters> handedOver(const ConnectionParameters& parameters);

} // namespace athanor
