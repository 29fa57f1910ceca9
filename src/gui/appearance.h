// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How the window looks: light, dark or as the system. Fusion style with palettes of our own; colours that
// mean a state. GUI thread.

#include "gui/settings.h"

#include <QColor>
#include <QFont>
#include <QPalette>

class QApplication;

namespace athanor {

/// Sets style and palette of \a application.
void applyAppearance(QApplication& application, Appearance appearance);
/// Whether \a palette is a dark one.
[[nodiscard]] bool isDark(const QPalette& palette);

enum class StateColour { Done, Failed, Warning, Running, Pending };
/// The colour of a state that can be read on \a palette's base.
[[nodiscard]] QColor stateColour(StateColour state, const QPalette& palette);
/// The colour of branch line \a index of the graph, readable on \a palette's base.
[[nodiscard]] QColor laneColour(int index, const QPalette& palette);

/// The font of ids and SQL, as large as the application's.
[[nodiscard]] QFont monospacedFont();

/// All distances are multiples of it.
inline constexpr int kSpace = 8;

} // namespace athanor
