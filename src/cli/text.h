// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Words of the command line, for translators, and text made safe to print. Any thread.

#include <QCoreApplication>
#include <QString>

namespace athanor {

/// Translation context of the command line: Cli::tr("...").
struct Cli {
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

/// \a text with every control character but line feed and tab, and every character that changes the reading
/// direction, replaced by an escape (\x1b, \u202e): what a file or a database says cannot drive the terminal.
[[nodiscard]] QString printable(const QString& text);
/// The same with line feeds and tabs escaped too, for text that must stay in one line.
[[nodiscard]] QString printableLine(const QString& text);
/// \a path, or the way to it from the current folder when that is shorter. Printable, in one line.
[[nodiscard]] QString shortPath(const QString& path);
/// "850 ms", "1.2 s", "3 min 05 s".
[[nodiscard]] QString durationText(qint64 milliseconds);

} // namespace athanor
