// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Lists the revision files of a folder. Reading blocks; any thread.

#include "core/result.h"

#include <QStringList>

namespace athanor {

/// Paths of all *.sql and *.py files in \a folder, by name (code points). Not those whose names start with
/// "__init__" or ".#", nor hidden SQL files. \a recursive: then the subfolders in turn, without __pycache__.
/// Errors (ErrorKind::Project): the folder is missing or cannot be read.
[[nodiscard]] Result<QStringList> listRevisionFiles(const QString& folder, bool recursive);

} // namespace athanor
