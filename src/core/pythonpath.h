// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where a project's Python would look for packages, found out without running it. Any thread; reads folders.

#include <QStringList>

namespace athanor {

/// Absolute folders, in the order in which they are searched: \a folder (that of the configuration file) and
/// its "src", PYTHONPATH, then site-packages of VIRTUAL_ENV, of the nearest ".venv" or "venv" in \a folder or
/// above, and of the system, each with the folders that its .pth files add (packages installed with "pip
/// install -e").
[[nodiscard]] QStringList pythonSearchPaths(const QString& folder);

} // namespace athanor
