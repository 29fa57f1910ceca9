// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graphfixture.h"
#include "core/planner.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace athanor;
using fixture::revision;

namespace {

const char* const kGraph = R"(root:
left: root | | lefty
right: root | | righty
join: left, right
top: join
bill: | left | billing
)";

/// "+left(root>left) -> left | ...": direction and revision, row changes, rows after, of every step.
QString text(const Result<Plan>& plan)
{
    if (!plan)
        return QLatin1Char('!') + plan.error().code;
    QStringList steps;
    for (const Step& step : plan->steps) {
        QStringList changes;
        for (const VersionRowChange& change : step.rowChanges)
            changes.append(change.from + QLatin1Char('>') + change.to);
        QStringList rows = step.versionRowsAfter;
        rows.sort();
        const QString sign = step.direction == Direction::Upgrade ? QStringLiteral("+")
            : step.direction == Direction::Downgrade              ? QStringLiteral("-")
                                                                  : QStringLiteral("=");
        steps.append(sign + step.revision + QLatin1Char('(') + changes.join(u' ') + QStringLiteral(") ")
                     + rows.join(u' '));
    }
    return steps.join(QStringLiteral(" | "));
}

QStringList rows(const char* text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

class TestPlanner : public QObject {
    Q_OBJECT

private slots:

    void upgrades_data()
    {
        QTest::addColumn<QString>("at");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* at, const char* target, const char* expected) {
            QTest::addRow("'%s' to %s", at, target)
                << QString::fromLatin1(at) << QString::fromLatin1(target) << QString::fromLatin1(expected);
        };
        row("", "root", "+root(>root) root");
        row("root", "join",
            "+right(root>right) right | +left(>left) left right | +join(right> left>join) join");
        row("", "base", "");
        row("join", "left", "");
        row("left", "billing", "+bill(left>bill) bill");
        row("join", "billing", "+bill(>bill) bill join");
        row("root", "lefty@+1", "+left(root>left) left");
        row("left", "+1", "+right(>right) left right | +join(right> left>join) join");
        row("left", "+9", "!not_enough_relative");
        row("root", "+1", "!ambiguous_relative");
        row("left right", "+1", "!ambiguous_relative");
        row("root", "-1", "!not_enough_relative");
        row("root", "head", "!multiple_heads");
        row("root left", "top", "!overlapping_targets");
        row("gone", "top", "!unknown_database_revision");
        row("root", "root:top", "!range_not_allowed");
        row("left left", "top", "!version_table_mismatch");
    }

    void upgrades()
    {
        QFETCH(QString, at);
        QFETCH(QString, target);
        QFETCH(QString, expected);
        const RevisionMap map = fixture::map(kGraph);
        QCOMPARE(text(planUpgrade(map, rows(qPrintable(at)), target)), expected);
    }

    void downgrades_data()
    {
        QTest::addColumn<QString>("at");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* at, const char* target, const char* expected) {
            QTest::addRow("'%s' to %s", at, target)
                << QString::fromLatin1(at) << QString::fromLatin1(target) << QString::fromLatin1(expected);
        };
        row("root", "base", "-root(root>) ");
        row("root", "-1", "-root(root>) ");
        row("root", "-2", "!not_enough_relative");
        row("top", "-1", "-top(top>join) join");
        row("join", "-1", "!ambiguous_relative");
        row("join", "left", "-join(>right join>left) left right");
        row("bill", "billing@base", "-bill(bill>left) left");
        row("bill join", "billing@base", "-bill(bill>) join");
        row("left right", "root", "-left(left>) right | -right(right>root) root");
        row("left", "right", "!range_not_ancestor");
        row("left", "left", "");
        row("left", "+1", "!not_enough_relative");
        row("", "-1", "!not_enough_relative");
        row("gone", "-1", "!unknown_database_revision");
    }

    void downgrades()
    {
        QFETCH(QString, at);
        QFETCH(QString, target);
        QFETCH(QString, expected);
        const RevisionMap map = fixture::map(kGraph);
        QCOMPARE(text(planDowngrade(map, rows(qPrintable(at)), target)), expected);
    }

    void stamps_data()
    {
        QTest::addColumn<QString>("at");
        QTest::addColumn<QString>("targets");
        QTest::addColumn<bool>("purge");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* at, const char* targets, bool purge, const char* expected) {
            QTest::addRow("'%s' to %s%s", at, targets, purge ? " purged" : "")
                << QString::fromLatin1(at) << QString::fromLatin1(targets) << purge
                << QString::fromLatin1(expected);
        };
        row("", "top", false, "=top(>top) top");
        row("root", "top", false, "=top(root>top) top");
        row("left right", "top", false, "=top(left> right>top) top");
        row("top", "top", false, "");
        row("top", "base", false, "=(top>) ");
        row("", "base", false, "");
        row("left", "right", false, "=right(>right) left right");
        row("left", "left right", false, "=right(>right) left right"); // nothing is lost
        row("left", "root right", false,
            "=right(>right) left right | =(left>) right"); // left is on root's line
        row("", "root top", false, "=top(>top) top"); // nothing is doubled
        row("gone", "top", false, "!unknown_database_revision");
        row("gone", "top", true, "=(gone>)  | =top(>top) top");
        row("top", "top", true, "");
        row("root", "nowhere", false, "!unknown_revision");
        row("root", "head", false, "!multiple_heads");
    }

    void stamps()
    {
        QFETCH(QString, at);
        QFETCH(QString, targets);
        QFETCH(bool, purge);
        QFETCH(QString, expected);
        const RevisionMap map = fixture::map(kGraph);
        QCOMPARE(text(planStamp(map, rows(qPrintable(at)), rows(qPrintable(targets)), purge)), expected);
    }

    void offlineTheStartComesFromTheTarget()
    {
        const RevisionMap map = fixture::map(kGraph);
        const auto offline = [&](Direction direction, const char* targets, bool purge = false) {
            return text(planOffline(map, direction, rows(targets), purge));
        };
        QCOMPARE(offline(Direction::Upgrade, "root"), QStringLiteral("+root(>root) root"));
        QCOMPARE(offline(Direction::Upgrade, "root:left"), QStringLiteral("+left(root>left) left"));
        QCOMPARE(offline(Direction::Downgrade, "top:-1"), QStringLiteral("-top(top>join) join"));
        QCOMPARE(offline(Direction::Downgrade, "root:base"), QStringLiteral("-root(root>) "));
        QCOMPARE(offline(Direction::Downgrade, "base"), QStringLiteral("!range_required"));
        QCOMPARE(offline(Direction::Upgrade, "a:b:c"), QStringLiteral("!bad_range"));
        QCOMPARE(offline(Direction::Upgrade, "head:top"), QStringLiteral("!multiple_heads"));
        QCOMPARE(offline(Direction::Stamp, "root:left right"),
                 QStringLiteral("=left(root>left) left | =right(>right) left right"));
        QCOMPARE(offline(Direction::Stamp, "root:left top:right"), QStringLiteral("!bad_option"));
        QCOMPARE(offline(Direction::Stamp, "root", true), QStringLiteral("!bad_option"));
    }

    void aDependencyOnSomethingBelowAnotherDependencyDoesNotHinder()
    {
        const RevisionMap map = fixture::map("lib1:\nlib2: lib1\nbase:\nuser: base | lib1, lib2\n");
        const auto up = planUpgrade(map, {}, QStringLiteral("heads"));
        QVERIFY(up);
        QCOMPARE(up->versionRowsAfter, rows("user"));
        const auto down = planDowngrade(map, rows("user"), QStringLiteral("-1"));
        QVERIFY(down);
        QStringList after = down->versionRowsAfter;
        after.sort();
        QCOMPARE(after, rows("base lib2"));
    }

    void aStepCarriesItsFileMessageAndWhetherItCanBeTakenBack()
    {
        QList<Revision> revisions = fixture::revisions(QStringLiteral("a:\nb: a\n"));
        revisions[1].reversible = false;
        const auto plan = planUpgrade(RevisionMap(revisions), {}, QStringLiteral("head"));
        QVERIFY(plan);
        QCOMPARE(plan->steps.size(), 2);
        QCOMPARE(plan->steps.at(1).file, QStringLiteral("/project/1_b.sql"));
        QCOMPARE(plan->steps.at(1).message, QStringLiteral("message of b"));
        QVERIFY(plan->steps.at(0).reversible && !plan->steps.at(1).reversible);
    }

    void aRelativeDowngradeFromSeveralRowsTakesTheFirstAndWarns()
    {
        const RevisionMap map = fixture::map(kGraph);
        const auto plan = planDowngrade(map, rows("right left"), QStringLiteral("-1"));
        QVERIFY(plan);
        QCOMPARE(plan->warnings, rows("relative_downgrade_from_multiple_heads"));
        QCOMPARE(text(plan), QStringLiteral("-right(right>) left"));
    }

    void anUnknownRowIsNamedWithTheWayOut()
    {
        const RevisionMap map = fixture::map(kGraph);
        const Error error = planUpgrade(map, rows("deadbeef"), QStringLiteral("top")).error();
        QCOMPARE(error.code, QStringLiteral("unknown_database_revision"));
        QVERIFY(error.message.contains(QStringLiteral("deadbeef")));
        QVERIFY2(error.hint.contains(QStringLiteral("--purge")), qPrintable(error.hint));
    }

    void aNumberWithoutASignIsTakenForACount()
    {
        const RevisionMap map = fixture::map(kGraph);
        QCOMPARE(planUpgrade(map, {}, QStringLiteral("1")).error().hint,
                 QStringLiteral("+1 goes up by that many revisions"));
        QCOMPARE(planDowngrade(map, {}, QStringLiteral("2")).error().hint,
                 QStringLiteral("-2 goes down by that many revisions"));
    }

    void aBrokenGraphMakesNoPlan()
    {
        const RevisionMap map = fixture::map("a: b\nb: a\n");
        for (const auto& plan :
             {planUpgrade(map, {}, QStringLiteral("head")), planDowngrade(map, {}, QStringLiteral("base")),
              planStamp(map, {}, rows("a")), planOffline(map, Direction::Upgrade, rows("a"))}) {
            QVERIFY(!plan);
            QCOMPARE(plan.error().kind, ErrorKind::Graph);
            QCOMPARE(plan.error().code, QStringLiteral("cycle"));
            QVERIFY(!plan.error().file.isEmpty());
        }
    }

    void pendingAndAppliedComplementEachOther()
    {
        const RevisionMap map = fixture::map(kGraph);
        QCOMPARE(fixture::idText(map, pendingRevisions(map, rows("bill gone"))),
                 QStringLiteral("right join top"));
        QCOMPARE(appliedRevisions(map, rows("bill")).count(true), 3);
        QCOMPARE(pendingRevisions(map, {}).size(), map.size());
    }

    void aPlanOf10000RevisionsIsQuick()
    {
        QList<Revision> revisions;
        for (int i = 0; i < 10000; ++i)
            revisions.append(revision(i, i == 0 ? QList<int>() : QList<int>{i - 1}));
        const RevisionMap map(revisions);
        QElapsedTimer timer;
        timer.start();
        const auto up = planUpgrade(map, {}, QStringLiteral("head"));
        const auto down = planDowngrade(map, {revisions.last().id}, QStringLiteral("base"));
        const qint64 elapsed = timer.elapsed();
        qInfo("both ways in %lld ms", qlonglong(elapsed));
        QVERIFY(up && down);
        QCOMPARE(up->steps.size(), 10000);
        QCOMPARE(down->steps.size(), 10000);
        QVERIFY2(elapsed < 1000, "far too slow, also for a debug build");
    }
};

QTEST_GUILESS_MAIN(TestPlanner)
#include "tst_planner.moc"
