// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Turns what libpq reports into Error and Notice values. Pure; any thread.

#include "core/databaseinfo.h"
#include "core/error.h"

struct pg_result;

namespace athanor {

/// The error in \a result, which came from running \a sql; line and column are counted from the start of \a
/// sql.
[[nodiscard]] Error databaseError(const pg_result* result, const QString& sql);
[[nodiscard]] Notice noticeFrom(const pg_result* result);

struct TextPosition {
    int line = 1; ///< 1-based
    int column = 1; ///< 1-based, in code points
};

/// Line and column of the \a position-th code point (1-based) of \a text. CRLF and LF end lines.
[[nodiscard]] TextPosition textPosition(const QString& text, int position);

} // namespace athanor
