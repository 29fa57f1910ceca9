// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The project's Python, as commands use it. Nothing is looked for or started before it is needed. Main
// thread.

#include "bridge/renderedscripts.h"
#include "cli/context.h"
#include "core/project.h"

namespace athanor {

/// A bridge to the Alembic of \a settings.
[[nodiscard]] std::shared_ptr<Bridge> bridgeTo(const ProjectSettings& settings, const CommonOptions& common);

/// Scripts of SQL and Python revisions.
[[nodiscard]] std::shared_ptr<RenderedScripts>
scriptsOf(const ProjectSettings& settings, const CommonOptions& common,
          RenderedScripts::Purpose purpose = RenderedScripts::Purpose::Run);

/// Whether commands that only look may run the project's Python: it is trusted.
[[nodiscard]] bool mayRunPython(const ProjectSettings& settings);

/// The error for a command that only looks and would have to run Python, which was not agreed to.
[[nodiscard]] Error notTrusted(const ProjectSettings& settings, const QString& what);

} // namespace athanor
