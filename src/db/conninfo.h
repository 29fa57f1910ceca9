// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads and completes connection parameters with libpq's own parser. Any thread.

#include "core/connectionprofile.h"
#include "core/result.h"

namespace athanor {

/// Parses a URL ("postgresql://", "postgres://", SQLAlchemy's "postgresql+psycopg2://", ...) or libpq
/// keywords
/// ("host=... dbname=..."). Errors (ErrorKind::Usage) never repeat a password.
[[nodiscard]] Result<ConnectionParameters> parseConnection(const QString& text);
/// The services of a service file (pg_service.conf), by name. Empty \a path: the files libpq would read.
[[nodiscard]] Result<QMap<QString, ConnectionParameters>> readServiceFile(const QString& path = {});

} // namespace athanor
