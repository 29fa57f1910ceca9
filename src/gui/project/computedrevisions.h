// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Revisions whose identifiers are computed, for the window. Blocks; any thread but the GUI's.

#include "core/canceltoken.h"
#include "core/project.h"

namespace athanor {

/// \a loaded with the revisions that only the project's Python can read, when the user agreed to run it.
/// Else, and when Python cannot be had, they stay among the errors, which say what to do.
[[nodiscard]] LoadedRevisions readComputedRevisions(const Project& project, LoadedRevisions loaded,
                                                    const CancelToken& cancel);

} // namespace athanor
