// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Turns arguments into an Invocation. Main thread.

#include "cli/exitcode.h"
#include "cli/options.h"
#include "core/result.h"

#include <variant>

namespace athanor {

/// Text that was asked for (--help, --version) instead of a command.
struct HelpText {
    QString text;
};

/// Reads \a arguments (without the program's name). Errors are ErrorKind::Usage.
[[nodiscard]] Result<std::variant<Invocation, HelpText>> parseCommandLine(const QStringList& arguments);

/// Whether \a arguments ask for JSON, readable also when they are wrong otherwise.
[[nodiscard]] bool asksForJson(const QStringList& arguments);

/// "250ms", "5s", "2min", "1h"; a bare number counts seconds.
[[nodiscard]] std::optional<Milliseconds> parseDuration(const QString& text);

} // namespace athanor
