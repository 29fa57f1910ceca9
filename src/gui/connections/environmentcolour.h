// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How the colour of an environment is drawn. GUI thread.

#include "core/connectionprofile.h"

#include <QColor>
#include <QIcon>

namespace athanor {

/// The environment called \a name, or one of that name without a colour when there is none.
[[nodiscard]] Environment environmentNamed(const QList<Environment>& environments, const QString& name);
/// Its colour; grey when it has none.
[[nodiscard]] QColor environmentColour(const Environment& environment);
/// Black or white, whichever is easier to read on \a background.
[[nodiscard]] QColor readableOn(const QColor& background);
/// A square of the colour, sharp at every scale.
[[nodiscard]] QIcon colourIcon(const QColor& colour);

} // namespace athanor
