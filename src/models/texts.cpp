// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/texts.h"

#include "core/revisionheader.h"

#include <QCoreApplication>

#include <array>
#include <utility>

namespace athanor {

namespace {

constexpr auto kContext = "athanor::texts";

struct Unit {
    qint64 seconds;
    const char* one;
    const char* several; ///< with %1
};

constexpr std::array kUnits{
    Unit{365 * 86400LL, QT_TRANSLATE_NOOP("athanor::texts", "1 year"),
         QT_TRANSLATE_NOOP("athanor::texts", "%1 years")},
    Unit{30 * 86400LL, QT_TRANSLATE_NOOP("athanor::texts", "1 month"),
         QT_TRANSLATE_NOOP("athanor::texts", "%1 months")},
    Unit{7 * 86400LL, QT_TRANSLATE_NOOP("athanor::texts", "1 week"),
         QT_TRANSLATE_NOOP("athanor::texts", "%1 weeks")},
    Unit{86400, QT_TRANSLATE_NOOP("athanor::texts", "1 day"), QT_TRANSLATE_NOOP("athanor::texts", "%1 days")},
    Unit{3600, QT_TRANSLATE_NOOP("athanor::texts", "1 hour"),
         QT_TRANSLATE_NOOP("athanor::texts", "%1 hours")},
    Unit{60, QT_TRANSLATE_NOOP("athanor::texts", "1 minute"),
         QT_TRANSLATE_NOOP("athanor::texts", "%1 minutes")},
};

QString translated(const char* text)
{
    return QCoreApplication::translate(kContext, text);
}

} // namespace

QString relativeTime(const QDateTime& time, const QDateTime& now)
{
    if (!time.isValid())
        return {};
    const qint64 seconds = time.secsTo(now);
    for (const Unit& unit : kUnits) {
        const qint64 count = qAbs(seconds) / unit.seconds;
        if (count == 0)
            continue;
        const QString span = count == 1 ? translated(unit.one) : translated(unit.several).arg(count);
        return translated(seconds > 0 ? QT_TRANSLATE_NOOP("athanor::texts", "%1 ago")
                                      : QT_TRANSLATE_NOOP("athanor::texts", "in %1"))
            .arg(span);
    }
    return translated(QT_TRANSLATE_NOOP("athanor::texts", "just now"));
}

QString exactTime(const QDateTime& time)
{
    if (!time.isValid())
        return {};
    QString zone = QStringLiteral("UTC");
    if (time.offsetFromUtc() != 0)
        zone += utcOffsetText(time);
    return time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss ")) + zone;
}

QString durationText(std::chrono::milliseconds duration)
{
    const qint64 milliseconds = duration.count();
    if (milliseconds < 1000)
        return translated(QT_TRANSLATE_NOOP("athanor::texts", "%1 ms")).arg(milliseconds);
    if (milliseconds < 60'000)
        return translated(QT_TRANSLATE_NOOP("athanor::texts", "%1 s"))
            .arg(double(milliseconds / 100) / 10, 0, 'f', 1);
    return translated(QT_TRANSLATE_NOOP("athanor::texts", "%1 min %2 s"))
        .arg(milliseconds / 60'000)
        .arg(milliseconds / 1000 % 60);
}

QString plainLine(const QString& text, int maximum)
{
    QString line;
    bool blank = false;
    for (const QChar character : text) {
        if (character.isSpace()) {
            blank = !line.isEmpty();
            continue;
        }
        const char16_t unit = character.unicode();
        const bool steers = character.category() == QChar::Other_Control || unit == 0x061c || unit == 0xfeff
            || (unit >= 0x200e && unit <= 0x200f) || (unit >= 0x202a && unit <= 0x202e)
            || (unit >= 0x2066 && unit <= 0x2069);
        if (steers)
            continue;
        if (std::exchange(blank, false))
            line += u' ';
        line += character;
        if (line.size() > maximum) {
            line.truncate(maximum - 1);
            if (!line.isEmpty() && line.back().isHighSurrogate())
                line.chop(1);
            return line + u'…';
        }
    }
    return line;
}

} // namespace athanor
