// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// SQL quoting, in one place. Pure; any thread.

#include <QString>

namespace athanor {

/// "name" with quotes doubled, as PQescapeIdentifier.
[[nodiscard]] QString quotedIdentifier(const QString& name);
/// schema.name quoted; only the name when \a schema is empty.
[[nodiscard]] QString quotedName(const QString& schema, const QString& name);
/// 'text', as PQescapeLiteral.
[[nodiscard]] QString quotedLiteral(const QString& text);

} // namespace athanor
