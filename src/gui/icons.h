// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The icons: one family of line drawings (resources/icons/*.svg) that take the palette's colour when painted,
// so that they follow the appearance. GUI thread.

#include <QIcon>

namespace athanor {

/// The icon called \a name ("upgrade" is resources/icons/upgrade.svg).
[[nodiscard]] QIcon icon(const QString& name);
/// Athanor's own, in colours.
[[nodiscard]] QIcon applicationIcon();

} // namespace athanor
