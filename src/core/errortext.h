// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Turns an Error into words for people: the only place that does. Any thread.

#include "core/error.h"

namespace athanor {

/// Plain text of \a error, several lines: message; file:line:column; detail; statement excerpt with a caret
/// under the position; context; hint. Never contains rich text, nor control characters that would steer a
/// terminal; callers that show rich text must escape it. Reads the one line of \a error's file that it shows.
QString errorText(const Error& error);

/// The message in one line, with "file:line:column: " before it when the place is known.
QString errorLine(const Error& error);

/// The message in one line, with "(file:line:column)" after it when the place is known: the file without its
/// folders. For where the message is what is read and the place is said elsewhere in full.
QString errorSummary(const Error& error);

/// The stable name of \a kind for JSON documents ("usage", "identifier", "graph", "plan_changed", ...).
QString errorKindName(ErrorKind kind);

} // namespace athanor
