// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Texts that several models show: times, durations, and one plain line of any text. Pure; any thread.

#include <QDateTime>
#include <QString>

#include <chrono>
#include <functional>

namespace athanor {

/// What time it is; replaced in tests.
using Clock = std::function<QDateTime()>;

/// "3 days ago", "in 2 hours", "just now"; empty when \a time is invalid.
[[nodiscard]] QString relativeTime(const QDateTime& time, const QDateTime& now);
/// "2025-12-07 10:30:00 UTC+01:00", in the offset that \a time carries; empty when it is invalid.
[[nodiscard]] QString exactTime(const QDateTime& time);
/// "12 ms", "3.4 s", "2 min 5 s".
[[nodiscard]] QString durationText(std::chrono::milliseconds duration);
/// \a text in one line: blanks and line breaks become one blank, characters that would steer the display
/// (controls, text direction) go. Longer than \a maximum (in UTF-16 units), it ends with "…".
[[nodiscard]] QString plainLine(const QString& text, int maximum = 1000);

} // namespace athanor
