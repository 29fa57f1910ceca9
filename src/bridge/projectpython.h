// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What only the project's Python knows about its files and models. Blocks; any thread but the GUI's. Whoever
// calls it has the user's consent to run the project's code.

#include "bridge/bridge.h"
#include "core/project.h"

namespace athanor {

/// \a loaded with those revisions whose identifiers are computed (errors of code "computed_identifier"), as
/// Python computes them. What Python cannot load stays among the errors, with Python's reason. Error: the
/// bridge does not start.
[[nodiscard]] Result<LoadedRevisions> withComputedRevisions(Bridge& bridge, const Project& project,
                                                            LoadedRevisions loaded,
                                                            const CancelToken& cancel = {});

/// Whether \a loaded has revisions that only Python can read.
[[nodiscard]] bool hasComputedRevisions(const LoadedRevisions& loaded);

/// The SQL that makes what the project's target_metadata describes. Runs env.py, which is told that it works
/// offline. Errors: env.py's own; it gives no target_metadata (code "no_models").
[[nodiscard]] Result<QString> modelsSql(Bridge& bridge, const CancelToken& cancel = {});

} // namespace athanor
