// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes new revisions in the format of their project, and runs its post-write hooks over them. Blocks; any
// thread but the GUI's. Where the project's own code takes part, whoever calls it has the user's consent.

#include "bridge/bridge.h"
#include "core/newrevision.h"

namespace athanor {

struct RevisionWriting {
    Project project;
    RevisionMap map;
    NewRevision revision;
    std::shared_ptr<Bridge> bridge; ///< may be null where usesProjectCode() is false
    std::function<void(const QString& line)> output; ///< what hooks print; may be empty
    CancelToken cancel;
};

/// Whether a new revision of \a project runs the project's own code: its template, or its hooks.
[[nodiscard]] bool usesProjectCode(const Project& project, const RevisionMap& map);

/// Writes the revision and returns its path. An error of a hook (code "post_write_hook") says that the file
/// was written.
[[nodiscard]] Result<QString> writeNewRevision(const RevisionWriting& writing);

} // namespace athanor
