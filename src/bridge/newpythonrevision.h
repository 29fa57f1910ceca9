// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes new revisions of an Alembic project: its own template, filled in by its own Mako. Blocks; any thread
// but the GUI's. Whoever calls it has the user's consent to run the project's template.

#include "bridge/bridge.h"
#include "core/newrevision.h"

namespace athanor {

/// Writes \a revision as a Python file and returns its path. Nothing is written unless the text reads back as
/// what was asked for. Errors: those of draftRevision() and of Bridge; no template (code "no_template"); one
/// that leaves out what was asked for, or garbles it (code "template_result"); a project whose env.py takes
/// part in new revisions (code "revision_environment").
[[nodiscard]] Result<QString> createPythonRevision(Bridge& bridge, const Project& project,
                                                   const RevisionMap& map, const NewRevision& revision,
                                                   const CancelToken& cancel = {});

} // namespace athanor
