// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/text.h"

#include <QDir>

namespace athanor {

namespace {

bool changesDirection(char16_t unit)
{
    return unit == 0x061c || (unit >= 0x200e && unit <= 0x200f) || (unit >= 0x202a && unit <= 0x202e)
        || (unit >= 0x2066 && unit <= 0x2069);
}

QString escaped(const QString& text, bool keepLines)
{
    QString result;
    result.reserve(text.size());
    for (const QChar character : text) {
        const char16_t unit = character.unicode();
        const bool kept = keepLines && (unit == u'\n' || unit == u'\t');
        const bool control = unit < 0x20 || (unit >= 0x7f && unit < 0xa0);
        if (control && !kept)
            result += QStringLiteral("\\x%1").arg(unit, 2, 16, QLatin1Char('0'));
        else if (changesDirection(unit) || unit == 0x2028 || unit == 0x2029)
            result += QStringLiteral("\\u%1").arg(unit, 4, 16, QLatin1Char('0'));
        else
            result += character;
    }
    return result;
}

} // namespace

QString printable(const QString& text)
{
    return escaped(text, true);
}

QString printableLine(const QString& text)
{
    return escaped(text, false);
}

QString shortPath(const QString& path)
{
    const QString relative = QDir::current().relativeFilePath(path);
    return printableLine(relative.size() < path.size() ? relative : path);
}

QString durationText(qint64 milliseconds)
{
    if (milliseconds < 1000)
        return Cli::tr("%1 ms").arg(milliseconds);
    if (milliseconds < 60'000)
        return Cli::tr("%1 s").arg(static_cast<double>(milliseconds) / 1000.0, 0, 'f', 1);
    const qint64 seconds = milliseconds / 1000;
    return Cli::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

} // namespace athanor
