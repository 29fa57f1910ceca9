// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Looks for revisions that the project's files do not have in the other branches of its git repository: a
// database that stands at an unknown revision was often upgraded from a colleague's branch. Runs the program
// git, which only reads. Blocks; any thread.

#include "core/canceltoken.h"
#include "core/projectsettings.h"
#include "core/result.h"

namespace athanor {

/// A revision as one branch has it.
struct GitSighting {
    QString revision;
    QString branch; ///< "feature/orders", "origin/main"
    QString file; ///< below the repository's top

    bool operator==(const GitSighting&) const = default;
};

/// Where local and remote branches declare one of \a ids (200 branches at most, those with the newest
/// commits), one sighting for each version of a file. Empty when there is no repository. Errors
/// (ErrorKind::System): git is not installed, failed, or took longer than 20 s.
[[nodiscard]] Result<QList<GitSighting>> findInGit(const ProjectSettings& project, const QStringList& ids,
                                                   const CancelToken& cancel = {});

} // namespace athanor
