// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The exit codes of athanor-cli; part of its interface. Any thread.

#include "core/error.h"

namespace athanor {

enum class ExitCode {
    Done = 0,
    Failed = 1,
    Usage = 2, ///< the command line is wrong, or names no database or project
    No = 3, ///< the answer to the question asked is no
    Cancelled = 130,
};

/// The code with which the program ends after \a error.
[[nodiscard]] inline ExitCode exitCodeFor(const Error& error)
{
    switch (error.kind) {
    case ErrorKind::Cancelled:
        return ExitCode::Cancelled;
    case ErrorKind::Usage:
        return ExitCode::Usage;
    default:
        return ExitCode::Failed;
    }
}

} // namespace athanor
