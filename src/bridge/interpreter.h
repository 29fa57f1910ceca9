// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds the Python that a project's Alembic runs in. Looks at files only, except that poetry may be asked;
// blocks; any thread.

#include "core/projectsettings.h"
#include "core/result.h"

#include <QProcessEnvironment>

namespace athanor {

struct Interpreter {
    QString path; ///< absolute; symbolic links are kept, as a virtual environment is known by its own
    QString origin; ///< where it was found, for people: ".venv", "poetry", "PATH", ...

    bool operator==(const Interpreter&) const = default;
};

/// The first of: \a choice (a Python, or the folder of a virtual environment); $ATHANOR_PYTHON; the folders
/// .venv and venv (so uv's too) of the project or a folder above it up to its repository's; poetry's and
/// pipenv's environments for that folder; $VIRTUAL_ENV and $CONDA_PREFIX; the Python of the program "alembic"
/// on $PATH; python3 on $PATH. Error (ErrorKind::Project, code "no_python"): none, or \a choice is none.
/// Whether Alembic is there, Bridge::hello() says.
[[nodiscard]] Result<Interpreter> findInterpreter(const ProjectSettings& project, const QString& choice = {},
                                                  const QProcessEnvironment& environment
                                                  = QProcessEnvironment::systemEnvironment());

} // namespace athanor
