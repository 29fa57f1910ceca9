// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Resolves what people type for revisions: ids, unique prefixes, labels, head, heads, base, branch@x,
// relative forms. Pure functions; any thread. Follows Alembic's RevisionMap.get_revisions and friends; errors
// carry a class in `code`.

#include "core/result.h"
#include "core/revisionmap.h"

namespace athanor {

/// Revisions that \a identifier names (`show`, `stamp`); empty for "base". \a rows gives "current" a meaning
/// when the caller allows it (history ranges, show, edit).
[[nodiscard]] Result<QList<int>> resolveRevisions(const RevisionMap& map, const QString& identifier);
/// Exactly one revision, or the error that says why not (e.g. multiple_heads).
[[nodiscard]] Result<int> resolveRevision(const RevisionMap& map, const QString& identifier);
/// `show`: like resolveRevisions, where "current" means \a rows.
[[nodiscard]] Result<QList<int>> resolveForShow(const RevisionMap& map, const QStringList& rows,
                                                const QString& identifier);
/// `history -r START:END`, newest first; an empty \a range is everything.
[[nodiscard]] Result<QList<int>> historyRange(const RevisionMap& map, const QStringList& rows,
                                              const QString& range);
/// `current`: the rows and the branch heads implied through depends_on.
[[nodiscard]] Result<QList<int>> currentRevisions(const RevisionMap& map, const QStringList& rows);

} // namespace athanor
