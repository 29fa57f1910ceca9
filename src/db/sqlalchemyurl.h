// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads a database URL the way SQLAlchemy does ("postgresql+psycopg2://user:p/w@host/db?host=a:1&host=b").
// Its rules differ from libpq's: only "@" ends a password, a plus in the query is a blank, hosts may come in
// the query. Pure; any thread.

#include "core/connectionprofile.h"

namespace athanor {

/// \a rest is what follows "://"; \a driver what follows "postgresql+". Options that libpq does not have are
/// left to the caller to refuse; asyncpg's "ssl" becomes sslmode.
[[nodiscard]] ConnectionParameters parseSqlAlchemyUrl(const QString& driver, const QString& rest);

} // namespace athanor
