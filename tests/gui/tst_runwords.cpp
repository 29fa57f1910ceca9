// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/run/runwords.h"

#include <QTest>

using namespace athanor;

class TestRunWords : public QObject {
    Q_OBJECT
private slots:
    void nameIsTypedInProductionAndBeforeDowngrades_data();
    void nameIsTypedInProductionAndBeforeDowngrades();
    void titleCountsRevisionsAndNamesTheTarget();
    void summarySaysWhatLeavesTheTransactionAndWhatCannotBeReversed();
    void summarySaysThatNothingIsToDo();
};

void TestRunWords::nameIsTypedInProductionAndBeforeDowngrades_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("upgrade");
    QTest::addColumn<bool>("downgrade");
    QTest::addColumn<bool>("stamp");
    QTest::newRow("development") << int(EnvironmentKind::Development) << false << false << false;
    QTest::newRow("test") << int(EnvironmentKind::Test) << false << true << false;
    QTest::newRow("staging") << int(EnvironmentKind::Staging) << false << true << false;
    QTest::newRow("production") << int(EnvironmentKind::Production) << true << true << true;
    QTest::newRow("other") << int(EnvironmentKind::Other) << false << true << false;
}

void TestRunWords::nameIsTypedInProductionAndBeforeDowngrades()
{
    QFETCH(int, kind);
    QFETCH(bool, upgrade);
    QFETCH(bool, downgrade);
    QFETCH(bool, stamp);
    QCOMPARE(asksForName(EnvironmentKind(kind), Direction::Upgrade), upgrade);
    QCOMPARE(asksForName(EnvironmentKind(kind), Direction::Downgrade), downgrade);
    QCOMPARE(asksForName(EnvironmentKind(kind), Direction::Stamp), stamp);
}

void TestRunWords::titleCountsRevisionsAndNamesTheTarget()
{
    Plan plan;
    plan.versionRowsAfter = {QStringLiteral("0008")};
    plan.steps.resize(3);
    QCOMPARE(runTitle(plan, QStringLiteral("staging")),
             QStringLiteral("Upgrade staging to 0008, 3 revisions"));
    plan.direction = Direction::Downgrade;
    plan.versionRowsAfter.clear();
    plan.steps.resize(1);
    QCOMPARE(runTitle(plan, QStringLiteral("50% off")),
             QStringLiteral("Downgrade 50% off to base, 1 revision"));
    QCOMPARE(runTitle(plan, QStringLiteral("%3 %1")), QStringLiteral("Downgrade %3 %1 to base, 1 revision"));
}

void TestRunWords::summarySaysWhatLeavesTheTransactionAndWhatCannotBeReversed()
{
    Plan plan;
    plan.versionRowsBefore = {QStringLiteral("0005")};
    plan.versionRowsAfter = {QStringLiteral("0007")};
    plan.steps.resize(2);
    plan.steps[1].reversible = false;
    QList<Script> scripts(2);
    scripts[0].transactional = false;
    QCOMPARE(planSummary(plan, scripts),
             QStringLiteral("Stands at 0005, goes to 0007 in 2 revisions. Outside a transaction: 1. "
                            "Cannot be reversed: 1."));
}

void TestRunWords::summarySaysThatNothingIsToDo()
{
    Plan plan;
    plan.versionRowsBefore = plan.versionRowsAfter = {QStringLiteral("0007")};
    QCOMPARE(planSummary(plan, {}), QStringLiteral("Nothing to do: the database stands at 0007."));
}

QTEST_GUILESS_MAIN(TestRunWords)
#include "tst_runwords.moc"
