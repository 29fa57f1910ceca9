// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graphfixture.h"
#include "core/identifiers.h"

#include <QtTest>

using namespace athanor;
using fixture::idText;

namespace {

const char* const kGraph = R"(ae10:
ae1027: ae10
left: ae1027 | | lefty
right: ae1027 | | righty
join: left
abc: right
bill: | ae1027 | billing
)";

QString answer(const RevisionMap& map, const Result<QList<int>>& found)
{
    return found ? idText(map, *found) : QLatin1Char('!') + found.error().code;
}

} // namespace

class TestIdentifiers : public QObject {
    Q_OBJECT

private slots:

    void identifiersNameRevisions_data()
    {
        QTest::addColumn<QString>("identifier");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* identifier, const char* expected) {
            QTest::addRow("'%s'", identifier)
                << QString::fromLatin1(identifier) << QString::fromLatin1(expected);
        };
        row("ae10", "ae10"); // an exact match wins over a prefix
        row("ae102", "ae1027");
        row("ae1", "!ambiguous_prefix");
        row("jo", "join");
        row("ab", "!unknown_revision"); // ids of three characters match only in full
        row("abc", "abc");
        row("lefty", "left");
        row("lef", "!ambiguous_prefix"); // the id and the label
        row("billi", "bill");
        row("heads", "join abc bill");
        row("head", "!multiple_heads");
        row("lefty@head", "join");
        row("ae1027@heads", "join abc");
        row("billing@head", "bill");
        row("base", "");
        row("lefty@ae1", "!ambiguous_prefix");
        row("lefty@abc", "!not_in_branch");
        row("lefty@ae102", "ae1027");
        row("nowhere@abc", "!unknown_branch");
        row("nowhere@head", "!unknown_revision");
        row("nowhere", "!unknown_revision");
        row("", "!unknown_revision");
        row("lefty@", "!unknown_revision");
        row("lefty@-2", "ae1027");
        row("lefty@-9", "!not_enough_relative");
        row("current", "!unknown_revision");
    }

    void identifiersNameRevisions()
    {
        QFETCH(QString, identifier);
        QFETCH(QString, expected);
        const RevisionMap map = fixture::map(kGraph);
        const auto found = resolveRevisions(map, identifier);
        QCOMPARE(answer(map, found), expected);
        if (!found) {
            QVERIFY(!found.error().message.isEmpty());
            QVERIFY(!found.error().hint.isEmpty());
            QCOMPARE(found.error().kind, ErrorKind::Identifier);
        }
    }

    void anEmptyProjectHasNoHeadAndThatIsNoError()
    {
        const RevisionMap map{QList<Revision>()};
        QCOMPARE(answer(map, resolveRevisions(map, QStringLiteral("head"))), QString());
        QCOMPARE(answer(map, resolveRevisions(map, QStringLiteral("heads"))), QString());
        QVERIFY(!resolveRevision(map, QStringLiteral("head")));
    }

    void oneRevisionIsOneRevision()
    {
        const RevisionMap map = fixture::map(kGraph);
        QCOMPARE(map.at(*resolveRevision(map, QStringLiteral("lefty"))).id, QStringLiteral("left"));
        QCOMPARE(resolveRevision(map, QStringLiteral("heads")).error().code,
                 QStringLiteral("multiple_heads"));
        QCOMPARE(resolveRevision(map, QStringLiteral("base")).error().code,
                 QStringLiteral("unknown_revision"));
    }

    void errorsNameTheCandidates()
    {
        const RevisionMap map = fixture::map(kGraph);
        const Error close = resolveRevisions(map, QStringLiteral("rigth")).error();
        QVERIFY2(close.hint.contains(QStringLiteral("right")), qPrintable(close.hint));
        QVERIFY2(close.detail.contains(QStringLiteral("join, abc, bill")), qPrintable(close.detail));
        QVERIFY(close.detail.contains(QStringLiteral("billing")));
        const auto guess
            = [&](const char* text) { return resolveRevisions(map, QString::fromLatin1(text)).error().hint; };
        QCOMPARE(guess("hed"), QStringLiteral("Did you mean head?"));
        QCOMPARE(guess("haed"), QStringLiteral("Did you mean head?"));
        QCOMPARE(guess("bse"), QStringLiteral("Did you mean base?"));
        const Error several = resolveRevisions(map, QStringLiteral("head")).error();
        QVERIFY(several.detail.contains(QStringLiteral("join, abc, bill")));
        QVERIFY2(several.hint.contains(QStringLiteral("lefty@head")), qPrintable(several.hint));
        const Error ambiguous = resolveRevisions(map, QStringLiteral("ae1")).error();
        QCOMPARE(ambiguous.detail, QStringLiteral("ae10, ae1027"));
        const Error label = resolveRevisions(map, QStringLiteral("lef")).error();
        QVERIFY2(label.detail.contains(QStringLiteral("lefty (label of left)")), qPrintable(label.detail));
        const Error shortOne = resolveRevisions(map, QStringLiteral("ab")).error();
        QVERIFY2(shortOne.detail.contains(QStringLiteral("three characters")), qPrintable(shortOne.detail));
    }

    void currentIsAWordOfShow()
    {
        const RevisionMap map = fixture::map(kGraph);
        const QStringList rows{QStringLiteral("left"), QStringLiteral("right")};
        QCOMPARE(answer(map, resolveForShow(map, rows, QStringLiteral("current"))),
                 QStringLiteral("left right"));
        QCOMPARE(answer(map, resolveForShow(map, {QStringLiteral("gone")}, QStringLiteral("current"))),
                 QStringLiteral("!unknown_database_revision"));
    }

    void currentListsBranchHeadsImpliedByDependencies()
    {
        const RevisionMap map = fixture::map(kGraph);
        QCOMPARE(answer(map, currentRevisions(map, {QStringLiteral("bill")})), QStringLiteral("bill ae1027"));
        QCOMPARE(answer(map, currentRevisions(map, {})), QString());
    }

    void rangesOfTheHistory_data()
    {
        QTest::addColumn<QString>("range");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* range, const char* expected) {
            QTest::addRow("'%s'", range) << QString::fromLatin1(range) << QString::fromLatin1(expected);
        };
        row("ae10:join", "join left ae1027 ae10"); // both ends are in it
        row("left:", "join left");
        row(":left", "left ae1027 ae10");
        row("ae1027:current", "right ae1027");
        row("current:abc", "abc right");
        row("ae10:+1", "ae1027 ae10");
        row("left:right", "!range_not_ancestor");
        row("join:left", "!range_not_ancestor");
        row("left", "!bad_range");
        row("a:b:c", "!bad_range");
        row(":-1", "!not_enough_relative");
        row(":nowhere", "!unknown_revision");
    }

    void rangesOfTheHistory()
    {
        QFETCH(QString, range);
        QFETCH(QString, expected);
        const RevisionMap map = fixture::map(kGraph);
        QCOMPARE(answer(map, historyRange(map, {QStringLiteral("right")}, range)), expected);
    }

    void aBrokenGraphIsToldBeforeAnything()
    {
        const RevisionMap map = fixture::map("a:\nb: gone\n");
        for (const auto& found : {resolveRevisions(map, QStringLiteral("a")), historyRange(map, {}, {}),
                                  currentRevisions(map, {}), resolveForShow(map, {}, QStringLiteral("a"))}) {
            QVERIFY(!found);
            QCOMPARE(found.error().code, QStringLiteral("missing_down_revision"));
            QCOMPARE(found.error().kind, ErrorKind::Graph);
            QCOMPARE(found.error().file, QStringLiteral("/project/1_b.sql"));
        }
    }
};

QTEST_GUILESS_MAIN(TestIdentifiers)
#include "tst_identifiers.moc"
