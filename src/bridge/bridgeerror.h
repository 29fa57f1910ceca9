// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the bridge reports, as Errors that say what to do. Pure; any thread.

#include "core/error.h"

#include <QJsonObject>

namespace athanor {

/// The Error for \a answer, the "error" of the bridge; \a interpreter is the Python that gave it.
[[nodiscard]] Error bridgeError(const QJsonObject& answer, const QString& interpreter);

/// How to install \a package for \a interpreter: a command, or the choices.
[[nodiscard]] QString installHint(const QString& package, const QString& interpreter);

} // namespace athanor
