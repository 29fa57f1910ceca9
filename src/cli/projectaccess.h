// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Opens the project that the command line names. Blocks while files are read; main thread.

#include "cli/context.h"
#include "core/project.h"

namespace athanor {

struct OpenProject {
    Project project;
    RevisionMap map;
    QStringList warnings; ///< stable names, as in Plan::warnings
};

/// The project of -c, --project, $ALEMBIC_CONFIG or the current folder; its revisions are not read.
[[nodiscard]] Result<Project> openProject(const CommonOptions& common);

/// The same with its revisions. Files that cannot be read and a graph that contradicts itself are errors,
/// whose detail lists everything found; what is only doubtful is warned of.
/// Revisions whose identifiers are computed are read by Python when \a consent allows it.
enum class PythonConsent {
    WhenTrusted,
    ByCommand, ///< the command runs the project's Python by its nature
};
[[nodiscard]] Result<OpenProject> loadProject(Context& context,
                                              PythonConsent consent = PythonConsent::WhenTrusted);

} // namespace athanor
