// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs a project's post-write hooks over a new revision file. Blocks; any thread but the GUI's.

#include "core/canceltoken.h"
#include "core/postwritehooks.h"

#include <chrono>
#include <functional>

namespace athanor {

struct WriteHookRun {
    QList<PostWriteHook> hooks;
    QString file; ///< absolute path of the revision, which is written already
    /// The project's Python, asked for only when a hook needs it.
    std::function<Result<QString>()> interpreter;
    std::function<void(const QString& line)> output; ///< what happens, and what the hooks print
    std::chrono::milliseconds timeLimit = std::chrono::minutes(5); ///< for each hook
    CancelToken cancel;
};

/// Runs the hooks one after the other. The first that fails ends it: the error (code "post_write_hook") names
/// the hook and says that the file was written; its detail is what the hook printed last.
[[nodiscard]] Result<> runWriteHooks(const WriteHookRun& run);

} // namespace athanor
