// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The commands, one file each. They answer through the context's output; what goes wrong is returned. Main
// thread.

#include "cli/context.h"

namespace athanor {

[[nodiscard]] Result<ExitCode> runCommand(Context& context, const InitOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const EditOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const EnsureVersionOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const ListTemplatesOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const RevisionOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const MergeOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const RunOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const PlanOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const CurrentOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const HistoryOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const HeadsOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const BasesOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const BranchesOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const ShowOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const BatchOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const SandboxOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const TrustOptions& options);
[[nodiscard]] Result<ExitCode> runCommand(Context& context, const ModelsOptions& options);

} // namespace athanor
