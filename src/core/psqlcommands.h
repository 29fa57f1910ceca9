// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What to do instead of a psql meta-command, which PostgreSQL itself does not know. Pure; any thread.

#include <QString>
#include <QStringView>

namespace athanor {

/// The command at the start of \a text, e.g. "\\connect"; \a text starts with a backslash.
[[nodiscard]] QString psqlCommandAt(QStringView text);
/// One sentence for people about the replacement of \a command.
[[nodiscard]] QString psqlCommandHint(const QString& command);

} // namespace athanor
