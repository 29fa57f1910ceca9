// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Loads plans whose Python revisions are to run through the project's env.py, as Alembic runs them. Any
// thread; reads files.

#include "core/script.h"

namespace athanor {

/// A loader that leaves every Python revision to the project's env.py, where \a loader would render it.
/// \a loader: for the others; empty: core's.
[[nodiscard]] ScriptLoader throughEnvPy(ScriptLoader loader);

} // namespace athanor
