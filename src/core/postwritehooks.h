// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The programs that a project wants to run over every new revision file: [post_write_hooks] of an ini file,
// [[tool.alembic.post_write_hooks]] of a pyproject.toml. Reading blocks; any thread.

#include "core/projectsettings.h"
#include "core/result.h"

namespace athanor {

struct PostWriteHook {
    enum class Type {
        ConsoleScript, ///< "console_scripts": a script of a package of the project's Python
        Module, ///< a Python module
        Program, ///< "exec"
    };
    QString name;
    Type type = Type::Program;
    QString target; ///< entrypoint, module or executable
    QString options; ///< as written
    QString folder; ///< absolute; empty: where the command was started
};

/// The hooks of \a settings' configuration files, in the order in which they run; none when none are set.
/// Errors (ErrorKind::Project): a hook without type or target, or of a type that does not exist.
[[nodiscard]] Result<QList<PostWriteHook>> readPostWriteHooks(const ProjectSettings& settings);

/// The arguments that \a options make, by the rules of a POSIX shell, with REVISION_SCRIPT_FILENAME replaced
/// by \a file, which comes first when it is not named. Errors (ErrorKind::Project): a quote that does not
/// end.
[[nodiscard]] Result<QStringList> hookArguments(const QString& options, const QString& file);

} // namespace athanor
