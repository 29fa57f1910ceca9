// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the inspector says about a revision, as a page of rich text. Everything that comes from files is
// escaped; the links are "revision:INDEX" and "file:". Pure; any thread.

#include "core/revisionmap.h"

#include <QPalette>

namespace athanor {

[[nodiscard]] QString revisionHtml(const RevisionMap& map, int index, const QPalette& palette);

/// What a reader must know before running \a revision: irreversible, outside a transaction. Plain text.
[[nodiscard]] QStringList revisionWarnings(const Revision& revision);

} // namespace athanor
