// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds what a mistyped name may have been meant for. Pure; any thread.

#include <QStringList>

namespace athanor {

/// Up to \a most of \a names that look like \a text, the closest first: few characters are added, left out,
/// changed or swapped, or \a text is a part of the name. Letters count in either case.
[[nodiscard]] QStringList closeNames(const QString& text, const QStringList& names, int most = 5);

} // namespace athanor
