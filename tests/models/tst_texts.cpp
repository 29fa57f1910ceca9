// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/texts.h"

#include <QTest>
#include <QTimeZone>

using namespace athanor;

class TestTexts : public QObject {
    Q_OBJECT
private slots:
    void tellsTimesRelativeToNow_data();
    void tellsTimesRelativeToNow();
    void tellsExactTimesInTheirOwnOffset();
    void tellsDurations();
    void makesOnePlainLineOfAnything_data();
    void makesOnePlainLineOfAnything();
};

void TestTexts::tellsTimesRelativeToNow_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("expected");
    QTest::newRow("now") << qint64(0) << "just now";
    QTest::newRow("seconds") << qint64(59) << "just now";
    QTest::newRow("a minute") << qint64(60) << "1 minute ago";
    QTest::newRow("minutes") << qint64(3599) << "59 minutes ago";
    QTest::newRow("hours") << qint64(2 * 3600) << "2 hours ago";
    QTest::newRow("days") << qint64(3 * 86400) << "3 days ago";
    QTest::newRow("a week") << qint64(7 * 86400) << "1 week ago";
    QTest::newRow("months") << qint64(75 * 86400) << "2 months ago";
    QTest::newRow("years") << qint64(800 * 86400) << "2 years ago";
    QTest::newRow("future") << qint64(-3 * 3600) << "in 3 hours";
}

void TestTexts::tellsTimesRelativeToNow()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, expected);
    const QDateTime now(QDate(2026, 1, 10), QTime(12, 0), QTimeZone::utc());
    QCOMPARE(relativeTime(now.addSecs(-seconds), now), expected);
    QCOMPARE(relativeTime({}, now), QString());
}

void TestTexts::tellsExactTimesInTheirOwnOffset()
{
    const QDateTime utc(QDate(2025, 12, 7), QTime(10, 30), QTimeZone::utc());
    QCOMPARE(exactTime(utc), "2025-12-07 10:30:00 UTC");
    QCOMPARE(exactTime(utc.toOffsetFromUtc(5400)), "2025-12-07 12:00:00 UTC+01:30");
    QCOMPARE(exactTime(utc.toOffsetFromUtc(-3600)), "2025-12-07 09:30:00 UTC-01:00");
    QCOMPARE(exactTime({}), QString());
}

void TestTexts::tellsDurations()
{
    using namespace std::chrono_literals;
    QCOMPARE(durationText(0ms), "0 ms");
    QCOMPARE(durationText(999ms), "999 ms");
    QCOMPARE(durationText(1999ms), "1.9 s");
    QCOMPARE(durationText(125s), "2 min 5 s");
}

void TestTexts::makesOnePlainLineOfAnything_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("lines") << " a\r\n\tb  c\n"
                           << "a b c";
    QTest::newRow("html") << "<b>&</b>"
                          << "<b>&</b>";
    QTest::newRow("controls") << QStringLiteral("a\x01\x1b[0m") << "a[0m";
    QTest::newRow("direction") << QStringLiteral("a\u202eb\u2066c") << "abc";
    QTest::newRow("emoji") << QStringLiteral("\U0001F600 ok") << QStringLiteral("\U0001F600 ok");
    QTest::newRow("as long as allowed") << QString(12, u'x') << QString(12, u'x');
    QTest::newRow("long") << QString(100, u'x') << QString(11, u'x') + u'…';
    QTest::newRow("cut before an emoji")
        << QStringLiteral("1234567890\U0001F600 and more") << QStringLiteral("1234567890…");
}

void TestTexts::makesOnePlainLineOfAnything()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(plainLine(text, 12), expected);
}

QTEST_GUILESS_MAIN(TestTexts)
#include "tst_texts.moc"
