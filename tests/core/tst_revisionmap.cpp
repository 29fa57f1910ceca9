// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graphfixture.h"

#include <QtTest>

using namespace athanor;
using fixture::idText;
using fixture::revision;

namespace {

const char* const kTwoBranches = R"(a1: | | core
a2: a1
b1: | a2 | billing
b2: b1
left: a2
right: a2
join: left, right
)";

QStringList codes(const RevisionMap& map)
{
    QStringList list;
    for (const GraphProblem& problem : map.problems())
        list.append(problem.code);
    return list;
}

} // namespace

class TestRevisionMap : public QObject {
    Q_OBJECT

private slots:

    void anEmptyProjectHasNothing()
    {
        const RevisionMap map{QList<Revision>()};
        QVERIFY(map.isUsable());
        QVERIFY(map.heads().isEmpty() && map.bases().isEmpty() && map.historyOrder().isEmpty());
    }

    void findsHeadsBasesBranchAndMergePoints()
    {
        const RevisionMap map = fixture::map(kTwoBranches);
        QVERIFY(map.isUsable());
        QCOMPARE(idText(map, map.heads()), QStringLiteral("b2 join"));
        QCOMPARE(idText(map, map.bases()), QStringLiteral("a1 b1"));
        QCOMPARE(idText(map, map.branchPoints()), QStringLiteral("a2"));
        QCOMPARE(idText(map, map.mergePoints()), QStringLiteral("join"));
        QCOMPARE(idText(map, map.nextRevisions(map.indexOf(QStringLiteral("a2")))),
                 QStringLiteral("left right"));
        QCOMPARE(idText(map, map.dependents(map.indexOf(QStringLiteral("a2")))), QStringLiteral("b1"));
    }

    void aHeadOthersDependOnIsNoEffectiveHead()
    {
        const RevisionMap map = fixture::map("core: \nbill: | core\n");
        QCOMPARE(idText(map, map.heads()), QStringLiteral("core bill"));
        QCOMPARE(idText(map, map.effectiveHeads()), QStringLiteral("bill"));
        QVERIFY(map.isDependedOnHead(0));
        QVERIFY(!map.isDependedOnHead(1));
    }

    void ancestorsAndDescendantsFollowTheLinksAsked()
    {
        const RevisionMap map = fixture::map(kTwoBranches);
        const int b2 = map.indexOf(QStringLiteral("b2")), a1 = map.indexOf(QStringLiteral("a1"));
        QCOMPARE(map.ancestors({b2}).count(true), 4);
        QCOMPARE(map.ancestors({b2}, RevisionMap::Links::DownRevisions).count(true), 2);
        QCOMPARE(map.descendants({a1}).count(true), 7);
        QCOMPARE(map.descendants({a1}, RevisionMap::Links::DownRevisions).count(true), 5);
    }

    void aDependencyAnAncestorHasIsNotStoodOn()
    {
        const RevisionMap map
            = fixture::map("lib: | | lib\nother:\none: | lib\ntwo: one\nthree: two | lib, other\n");
        const int three = map.indexOf(QStringLiteral("three"));
        QCOMPARE(idText(map, map.dependencies(three)), QStringLiteral("lib other"));
        QCOMPARE(idText(map, map.standsOn(three)), QStringLiteral("two other"));
        QCOMPARE(idText(map, map.stoodOnBy(map.indexOf(QStringLiteral("lib")))), QStringLiteral("one"));
    }

    void labelsReachAllAboveAndTheTrunkOnlyWithoutForks()
    {
        const RevisionMap line = fixture::map("a:\nb: a\nc: b | | mine\nd: c\n");
        for (int i = 0; i < line.size(); ++i)
            QCOMPARE(line.branchLabels(i), QStringList{QStringLiteral("mine")});
        const RevisionMap forkAbove = fixture::map("a:\nb: a | | mine\nc: b\nd: b\n");
        QVERIFY(forkAbove.branchLabels(0).isEmpty());
        QVERIFY(forkAbove.hasBranchLabel(2, QStringLiteral("mine")));
        const RevisionMap forkBelow = fixture::map("a:\nb: a\nc: b\nd: c | | mine\nx: b\n");
        QVERIFY(forkBelow.branchLabels(1).isEmpty());
        QVERIFY(forkBelow.hasBranchLabel(2, QStringLiteral("mine")));
        QVERIFY(forkBelow.branchLabels(4).isEmpty());
    }

    void aMergePointCarriesTheLabelsOfBothSides()
    {
        const RevisionMap map = fixture::map("a: | | xx\nb: | | yy\nm: a, b\n");
        QStringList labels = map.branchLabels(2);
        labels.sort();
        QCOMPARE(labels.join(u' '), QStringLiteral("xx yy"));
    }

    void problemsAreNamedWithRevisionsAndFiles_data()
    {
        QTest::addColumn<QByteArray>("graph");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("concerned");
        const auto row = [](const char* code, const char* graph, const char* concerned) {
            QTest::addRow("%s %s", code, concerned)
                << QByteArray(graph) << QString::fromLatin1(code) << QString::fromLatin1(concerned);
        };
        row("cycle", "a: c\nb: a\nc: b\n", "a b c");
        row("cycle", "base:\na: base, c\nb: a\nc: b\nhead: c\n", "a b c");
        row("self_loop", "a:\nb: b\n", "b");
        row("dependency_cycle", "a: | b\nb: | c\nc: | a\n", "a b c");
        row("dependency_cycle", "a: | b\nb: a\n", "a b");
        row("dependency_self_loop", "a: | a\n", "a");
        row("dependency_self_loop", "a: | mine | mine\n", "a");
        row("missing_down_revision", "a:\nb: gone\n", "b");
        row("missing_dependency", "a:\nb: a | gone\n", "b");
        row("label_as_down_revision", "a: | | mine\nb: mine\n", "b a");
        row("duplicate_branch_label", "a: | | mine\nb: a | | mine\n", "a b");
        row("duplicate_branch_label", "a:\nb: a | | a\n", "b a");
        row("duplicate_revision", "a:\nb: a\nb: a\n", "b");
        row("illegal_revision_id", "a:\nb@c: a\n", "b@c");
        row("illegal_revision_id", "a-b:\n", "a-b");
        row("illegal_revision_id", ":\n", "");
    }

    void problemsAreNamedWithRevisionsAndFiles()
    {
        QFETCH(QByteArray, graph);
        QFETCH(QString, code);
        QFETCH(QString, concerned);
        const RevisionMap map = fixture::map(graph.constData());
        QCOMPARE(codes(map), QStringList{code});
        const GraphProblem problem = map.problems().first();
        QCOMPARE(problem.revisions.join(u' '), concerned);
        QVERIFY(!problem.files.isEmpty());
        QVERIFY(!problem.message.isEmpty() && !problem.hint.isEmpty());
        QVERIFY(!map.isUsable());
        const auto usable = map.checkUsable();
        QVERIFY(!usable);
        QCOMPARE(usable.error().kind, ErrorKind::Graph);
        QCOMPARE(usable.error().code, code);
        QCOMPARE(usable.error().file, problem.files.first());
        QCOMPARE(map.historyOrder().size(), map.size());
    }

    void ofSeveralFilesWithOneIdTheLastCountsAndAllAreNamed()
    {
        const RevisionMap map = fixture::map("a:\nb: a\nb: a\nb: a\nc: b\n");
        QCOMPARE(map.indexOf(QStringLiteral("b")), 3);
        QCOMPARE(map.problems().first().files.size(), 3);
    }

    void aLongIdIsToldButHindersNothing()
    {
        const RevisionMap map(
            {fixture::revisions(QString(200, QLatin1Char('x')) + QStringLiteral(":\n")).first()});
        QCOMPARE(codes(map), QStringList{QStringLiteral("long_revision_id")});
        QVERIFY(map.isUsable());
    }

    void hostileIdsAreShownAsTheyAre()
    {
        const RevisionMap map = fixture::map("%1%2<b>' \":\nb: %9gone\n");
        QVERIFY(map.problems().first().message.contains(QStringLiteral("%9gone")));
        QVERIFY(map.indexOf(QStringLiteral("%1%2<b>' \"")) == 0);
    }

    void aBrokenGraphKeepsEveryRevisionInItsHistory()
    {
        const RevisionMap map = fixture::map("base:\nok: base\na: b, ok\nb: a\ntop: a\nlost: gone\n");
        QVERIFY(!map.isUsable());
        QList<int> order = map.historyOrder();
        QVERIFY(order.indexOf(map.indexOf(QStringLiteral("top")))
                < order.indexOf(map.indexOf(QStringLiteral("a"))));
        QVERIFY(order.indexOf(map.indexOf(QStringLiteral("ok")))
                < order.indexOf(map.indexOf(QStringLiteral("base"))));
        std::sort(order.begin(), order.end());
        QCOMPARE(order, QList<int>({0, 1, 2, 3, 4, 5}));
    }

    void historyTakesOneBranchAfterTheOther()
    {
        const RevisionMap map
            = fixture::map("0001:\n0002: 0001\n0003: 0001\n0004: 0002\n0005: 0003, 0004\n0006: 0005\n");
        QCOMPARE(idText(map, map.historyOrder()), QStringLiteral("0006 0005 0003 0004 0002 0001"));
    }

    void largeGraphsAreWhole_data()
    {
        QTest::addColumn<QList<Revision>>("revisions");
        QList<Revision> chain, comb, heads, ladder, wide;
        for (int i = 0; i < 100000; ++i)
            chain.append(revision(i, i == 0 ? QList<int>() : QList<int>{i - 1}));
        comb.append(revision(0, {}));
        for (int i = 1; i < 10000; i += 2) {
            comb.append(revision(i, {std::max(i - 2, 0)}));
            comb.append(revision(i + 1, {i}));
        }
        heads.append(revision(0, {}));
        for (int i = 1; i <= 5000; ++i)
            heads.append(revision(i, {0}));
        for (int i = 0; i < 50000; ++i)
            ladder.append(revision(i, i == 0 ? QList<int>() : QList<int>{i - 1}));
        for (int i = 50000; i < 100000; ++i)
            ladder.append(revision(i, i == 50000 ? QList<int>() : QList<int>{i - 1}, {i - 50000}));
        wide.append(revision(0, {}));
        int last = 0;
        for (int round = 0; round < 20; ++round) {
            const int first = int(wide.size());
            QList<int> sides;
            for (int i = 0; i < 500; ++i) {
                wide.append(revision(first + i, {last}));
                sides.append(first + i);
            }
            last = first + 500;
            wide.append(revision(last, sides));
        }
        QTest::newRow("a chain of 100,000") << chain;
        QTest::newRow("a comb of 5,000 forks") << comb;
        QTest::newRow("5,000 heads") << heads;
        QTest::newRow("two chains that depend on each other at every revision") << ladder;
        QTest::newRow("merges of 500 parents") << wide;
    }

    void largeGraphsAreWhole()
    {
        QFETCH(QList<Revision>, revisions);
        const RevisionMap map(revisions);
        QVERIFY(map.isUsable());
        QCOMPARE(map.historyOrder().size(), map.size());
        QList<int> place(map.size());
        for (int i = 0; i < map.size(); ++i)
            place[map.historyOrder().at(i)] = i;
        for (int i = 0; i < map.size(); ++i) {
            for (const int lower : map.standsOn(i))
                QVERIFY(place.at(lower) > place.at(i));
        }
    }

    void aCycleOf100000RevisionsIsFoundWithoutOverflow()
    {
        QList<Revision> revisions;
        for (int i = 0; i < 100000; ++i)
            revisions.append(revision(i, {i == 0 ? 99999 : i - 1}));
        const RevisionMap map(revisions);
        QCOMPARE(codes(map), QStringList{QStringLiteral("cycle")});
        QCOMPARE(map.problems().first().revisions.size(), 100000);
        QCOMPARE(map.historyOrder().size(), 100000);
    }
};

QTEST_GUILESS_MAIN(TestRevisionMap)
#include "tst_revisionmap.moc"
