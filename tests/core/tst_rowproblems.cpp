// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/rowproblems.h"
#include "graphfixture.h"

#include <QTest>

using namespace athanor;

class TestRowProblems : public QObject {
    Q_OBJECT

private slots:
    void rowsOnLinesOfTheirOwnAreFine();
    void anUnknownRowComesWithRevisionsCalledAlike();
    void aRowBelowAnotherIsCoveredByIt();
    void aDependencyIsCoveredToo();
    void whatIsLeftCanBeStamped();
};

namespace {

constexpr auto kGraph = "root:\nleft1: root\nleft2: left1\nright1: root\nextra: | right1";

} // namespace

void TestRowProblems::rowsOnLinesOfTheirOwnAreFine()
{
    const RevisionMap map = fixture::map(kGraph);
    QVERIFY(findRowProblems(map, {}).isEmpty());
    QVERIFY(findRowProblems(map, {"left2"}).isEmpty());
    QVERIFY(findRowProblems(map, {"left2", "right1"}).isEmpty());
}

void TestRowProblems::anUnknownRowComesWithRevisionsCalledAlike()
{
    const RevisionMap map = fixture::map(kGraph);
    const auto problems = findRowProblems(map, {"left2", "rigth1", "8f2a"});
    QCOMPARE(problems.size(), 2);
    QCOMPARE(problems.at(0).kind, RowProblem::Kind::Unknown);
    QCOMPARE(problems.at(0).row, QStringLiteral("rigth1"));
    QCOMPARE(problems.at(0).closeIds.value(0), QStringLiteral("right1"));
    QCOMPARE(problems.at(1).row, QStringLiteral("8f2a"));
    QVERIFY(problems.at(1).closeIds.isEmpty());
}

void TestRowProblems::aRowBelowAnotherIsCoveredByIt()
{
    const RevisionMap map = fixture::map(kGraph);
    const auto problems = findRowProblems(map, {"root", "right1", "left2"});
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first(), (RowProblem{RowProblem::Kind::Covered, "root", "right1", {}}));
}

void TestRowProblems::aDependencyIsCoveredToo()
{
    const RevisionMap map = fixture::map(kGraph);
    const auto problems = findRowProblems(map, {"right1", "extra"});
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first(), (RowProblem{RowProblem::Kind::Covered, "right1", "extra", {}}));
}

void TestRowProblems::whatIsLeftCanBeStamped()
{
    const RevisionMap map = fixture::map(kGraph);
    const QStringList rows{"root", "gone", "left2"};
    QCOMPARE(withoutProblems(rows, findRowProblems(map, rows)), QStringList{"left2"});
}

QTEST_GUILESS_MAIN(TestRowProblems)

#include "tst_rowproblems.moc"
