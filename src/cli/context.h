// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What every command gets besides its own options. Main thread.

#include "cli/exitcode.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "core/canceltoken.h"
#include "core/result.h"
#include "core/revisionmap.h"

namespace athanor {

struct Context {
    const CommonOptions& common;
    Output& output;
    CancelToken cancel; ///< set by a signal
    const SignalWatch& signalWatch;
    RevisionMap revisions; ///< the project's, kept to the program's end: see leave() in main.cpp
};

} // namespace athanor
