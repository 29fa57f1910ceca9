// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Turns an Error into words for people: the only place that does.

#include "core/error.h"

namespace athanor {

/// Plain text of \a error, several lines: message; file:line:column; detail; statement excerpt with a caret
/// under the position; hint. Never contains rich text; callers that show rich text must escape it.
QString errorText(const Error& error);

/// The message in one line, with "file:line:column: " before it when the place is known.
QString errorLine(const Error& error);

/// The stable name of \a kind for JSON documents ("usage", "identifier", "graph", ...).
QString errorKindName(ErrorKind kind);

} // namespace athanor
