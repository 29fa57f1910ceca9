// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What revision and merge share: identifiers to ids, and saying what was written. Main thread.

#include "cli/context.h"
#include "cli/projectaccess.h"
#include "core/newrevision.h"

namespace athanor {

/// Ids of the revisions \a identifier names; none for "base".
[[nodiscard]] Result<QStringList> idsOf(const RevisionMap& map, const QString& identifier);
/// depends_on as a file keeps it: labels as they are, anything else as full ids.
[[nodiscard]] Result<QStringList> dependencyNames(const RevisionMap& map, const QStringList& identifiers);
/// Writes the file in the project's format (SQL when \a sql asks for it), runs the post-write hooks and
/// answers with its path.
[[nodiscard]] Result<ExitCode> writeRevision(Context& context, const OpenProject& open, NewRevision revision,
                                             bool sql);

} // namespace athanor
