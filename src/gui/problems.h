// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Puts what is wrong with a project's files and graph into words. Pure; any thread.

#include "core/revisionmap.h"

namespace athanor {

struct ProblemWords {
    QString summary; ///< empty: nothing is wrong
    QString details; ///< every problem with its files and what to do
    bool fatal = false; ///< nothing can be run
};

[[nodiscard]] ProblemWords problemsOf(const QList<Error>& fileErrors, const RevisionMap& map);

} // namespace athanor
