// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/lanes.h"

#include <QTest>

using namespace athanor;

namespace {

/// "id: down down > dependency" each.
RevisionMap graph(const QStringList& lines)
{
    QList<Revision> revisions;
    for (const QString& line : lines) {
        const QStringList declared = line.split(u'>');
        const QStringList parts = declared.first().split(u':');
        Revision revision;
        revision.id = parts.first().trimmed();
        revision.downRevisions = parts.value(1).split(u' ', Qt::SkipEmptyParts);
        revision.dependsOn = declared.value(1).split(u' ', Qt::SkipEmptyParts);
        revision.filePath = QStringLiteral("/p/%1.sql").arg(revision.id);
        revisions.append(revision);
    }
    return RevisionMap(revisions);
}

QStringList drawn(const RevisionMap& map)
{
    return lanesText(map, Lanes(map));
}

QHash<QString, int> lanesById(const RevisionMap& map)
{
    const Lanes lanes(map);
    QHash<QString, int> result;
    for (int row = 0; row < lanes.rowCount(); ++row)
        result.insert(map.at(lanes.revisionAt(row)).id, lanes.row(row).lane);
    return result;
}

/// Every line that leaves a row at one edge enters the next one there.
bool isConnected(const Lanes& lanes)
{
    using Crossing = std::pair<int, int>; // lane, kind
    QList<Crossing> above;
    for (int row = 0; row < lanes.rowCount(); ++row) {
        QList<Crossing> top, bottom;
        const LaneRow drawn = lanes.row(row);
        for (const LaneSegment& segment : drawn.segments) {
            if (segment.from >= drawn.width || segment.to >= drawn.width)
                return false;
            if (!segment.fromNode)
                top.append({segment.from, int(segment.kind)});
            if (!segment.toNode)
                bottom.append({segment.to, int(segment.kind)});
        }
        std::ranges::sort(top);
        std::ranges::sort(bottom);
        const auto [first, last] = std::ranges::unique(bottom); // several links of one revision share a line
        bottom.erase(first, last);
        if (top != above || drawn.width > lanes.maximumWidth())
            return false;
        above = bottom;
    }
    return above.isEmpty();
}

RevisionMap chain(int count)
{
    QStringList lines;
    for (int i = 0; i < count; ++i)
        lines.append(i == 0 ? QStringLiteral("r0") : QStringLiteral("r%1: r%2").arg(i).arg(i - 1));
    return graph(lines);
}

/// \a heads lines upon one base, each \a length long.
RevisionMap fan(int heads, int length)
{
    QStringList lines{QStringLiteral("base")};
    for (int head = 0; head < heads; ++head) {
        for (int i = 0; i < length; ++i) {
            const QString parent
                = i == 0 ? QStringLiteral("base") : QStringLiteral("h%1_%2").arg(head).arg(i - 1);
            lines.append(QStringLiteral("h%1_%2: %3").arg(head).arg(i).arg(parent));
        }
    }
    return graph(lines);
}

} // namespace

class TestLanes : public QObject {
    Q_OBJECT
private slots:
    void drawsAsText_data();
    void drawsAsText();
    void aRevisionAtAHeadMovesNothing_data();
    void aRevisionAtAHeadMovesNothing();
    void linesOfRandomGraphsAreConnected();
    void linesSideBySideDoNotShareAColour();
    void findsRowsByRevision();
    void aRowHoldsOnlyWhatCrossesIt();
    void laysOutThousandsOfHeads();
};

void TestLanes::drawsAsText_data()
{
    QTest::addColumn<QStringList>("revisions");
    QTest::addColumn<QStringList>("expected");
    using L = QStringList;
    QTest::newRow("nothing") << L{} << L{};
    QTest::newRow("one") << L{"a"} << L{"o  a"};
    QTest::newRow("chain") << L{"a", "b: a", "c: b"} << L{"o  c", "o  b", "o  a"};
    QTest::newRow("fork") << L{"a", "b: a", "c: a"} << L{"o  b", "| o  c", "o-/  a"};
    QTest::newRow("fork of longer lines")
        << L{"a", "b: a", "c: b", "x: a", "y: x"} << L{"o  c", "o  b", "| o  y", "| o  x", "o-/  a"};
    QTest::newRow("diamond") << L{"a", "b: a", "c: a", "d: b c"}
                             << L{"o-\\  d", "o |  b", "| o  c", "o-/  a"};
    QTest::newRow("several bases") << L{"a", "b: a", "x", "y: x"} << L{"o  b", "o  a", "  o  y", "  o  x"};
    QTest::newRow("bases merged") << L{"a", "x", "m: a x", "n: m"}
                                  << L{"o  n", "o-\\  m", "o |  a", "  o  x"};
    QTest::newRow("nested forks") << L{"a", "b: a", "c: b", "d: b", "e: a", "f: d c", "g: f e"}
                                  << L{"  /-o  g", "/-|-o  f", "| | o  d", "o | |  c",
                                       "| o |  e", "o-|-/  b", "o-/  a"};
    QTest::newRow("merge of three") << L{"a", "b: a", "c: a", "d: a", "m: b c d"}
                                    << L{"o-\\-\\  m", "o | |  b", "| o |  c", "| | o  d", "o-/-/  a"};
    QTest::newRow("forks after each other")
        << L{"a", "b: a", "c: a", "m: b c", "d: m", "e: m", "n: d e"}
        << L{"o---\\  n", "o   |  d", "|   o  e", "o-\\-/  m", "o |  b", "| o  c", "o-/  a"};
    QTest::newRow("depends on") << L{"a", "b: a", "c: b", "x", "y: x > b", "z: y > b"}
                                << L{"o  c", "| o.:  z", "| o.:  y", "| o :  x", "o...:  b", "o  a"};
    QTest::newRow("depends on within a line")
        << L{"a", "b: a", "c: b > a"} << L{"o.:  c", "o :  b", "o.:  a"};
    QTest::newRow("criss-cross") << L{"a", "b: a", "c: a", "m: b c", "n: c b"}
                                 << L{"o---\\  m", "| o-|-\\  n", "o-|-|-/  b", "| o-/  c", "o-/  a"};
    QTest::newRow("merge of a line that goes on")
        << L{"a", "b: a", "c: b", "x: a", "m: x b", "n: m"}
        << L{"o  c", "| o  n", "| o-\\  m", "| o |  x", "o-|-/  b", "o-/  a"};
    QTest::newRow("missing parent") << L{"a: gone", "b: a", "c: gone a"} << L{"o  b", "| o  c", "o-/  a"};
    QTest::newRow("itself") << L{"a: a", "b: a"} << L{"o  b", "o  a"};
    QTest::newRow("cycle") << L{"a: c", "b: a", "c: b", "d"} << L{"  o  d", "o  c", "o  b", "o  a"};
    QTest::newRow("parent twice") << L{"a", "b: a a"} << L{"o  b", "o  a"};
}

void TestLanes::drawsAsText()
{
    QFETCH(QStringList, revisions);
    QFETCH(QStringList, expected);
    const RevisionMap map = graph(revisions);
    QCOMPARE(drawn(map).join(u'\n'), expected.join(u'\n'));
    QVERIFY(isConnected(Lanes(map)));
}

void TestLanes::aRevisionAtAHeadMovesNothing_data()
{
    QTest::addColumn<QString>("added");
    QTest::newRow("upon the first head") << "new: c";
    QTest::newRow("upon an old head") << "new: x";
    QTest::newRow("upon a head, depending on something") << "new: q > b";
    QTest::newRow("merge of heads") << "new: c q";
}

void TestLanes::aRevisionAtAHeadMovesNothing()
{
    QFETCH(QString, added);
    QStringList lines{"a", "b: a", "x: a", "p: b", "q: p", "k: b", "l: b", "m: k l", "c: m", "z"};
    const QHash<QString, int> before = lanesById(graph(lines));
    lines.append(added);
    QHash<QString, int> after = lanesById(graph(lines));
    QVERIFY(after.remove(QStringLiteral("new")));
    QCOMPARE(after, before);
}

void TestLanes::linesOfRandomGraphsAreConnected()
{
    quint32 state = 7;
    const auto random = [&](int below) {
        state = state * 1664525U + 1013904223U;
        return int((state >> 8) % quint32(below));
    };
    for (int round = 0; round < 60; ++round) {
        QStringList lines;
        for (int i = 0; i < 150; ++i) {
            QString line = QStringLiteral("r%1:").arg(i);
            for (int parents = i == 0 ? 0 : random(8) == 0 ? random(4) : 1; parents > 0; --parents)
                line += QStringLiteral(" r%1").arg(i - 1 - random(std::min(i, 1 + round / 4)));
            if (i > 0 && random(12) == 0)
                line += QStringLiteral(" > r%1").arg(random(i));
            lines.append(line);
        }
        const RevisionMap map = graph(lines);
        const Lanes lanes(map);
        QCOMPARE(lanes.rowCount(), 150);
        QVERIFY2(isConnected(lanes), qPrintable(lanesText(map, lanes).join(u'\n')));
    }
}

void TestLanes::linesSideBySideDoNotShareAColour()
{
    const Lanes lanes(fan(12, 3));
    for (int row = 0; row < lanes.rowCount(); ++row) {
        QHash<int, int> laneOfColour;
        const LaneRow drawn = lanes.row(row);
        for (const LaneSegment& segment : drawn.segments) {
            if (!segment.fromNode && !segment.toNode)
                QCOMPARE(std::exchange(laneOfColour[segment.colour], segment.from + 1), 0);
        }
        QVERIFY(!laneOfColour.contains(drawn.colour));
    }
}

void TestLanes::findsRowsByRevision()
{
    const RevisionMap map = graph({"a", "b: a", "c: a"});
    const Lanes lanes(map);
    for (int row = 0; row < 3; ++row) {
        QCOMPARE(lanes.rowOf(lanes.revisionAt(row)), row);
        QCOMPARE(lanes.row(row).revision, lanes.revisionAt(row));
    }
    QCOMPARE(Lanes().rowCount(), 0);
}

void TestLanes::aRowHoldsOnlyWhatCrossesIt()
{
    const auto segments = [](const Lanes& lanes) {
        qsizetype sum = 0;
        for (int row = 0; row < 50; ++row)
            sum += lanes.row(lanes.rowCount() / 2 + row).segments.size();
        return sum;
    };
    const Lanes large(chain(100'000));
    QCOMPARE(large.rowCount(), 100'000);
    QCOMPARE(segments(large), segments(Lanes(chain(200))));
}

void TestLanes::laysOutThousandsOfHeads()
{
    const Lanes lanes(fan(5'000, 4));
    for (int row = 0; row < 50; ++row)
        QVERIFY(lanes.row(row).width <= 5'000);
    QCOMPARE(lanes.maximumWidth(), 5'000);
}

QTEST_GUILESS_MAIN(TestLanes)
#include "tst_lanes.moc"
