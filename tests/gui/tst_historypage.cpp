// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/history/historydelegate.h"
#include "gui/history/historypage.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>

using namespace athanor;

namespace {

/// A straight line of \a count revisions, ids "r0" (base) and up.
RevisionMap line(int count, int first = 0)
{
    QList<Revision> revisions;
    for (int i = first; i < first + count; ++i) {
        Revision revision;
        revision.id = QStringLiteral("r%1").arg(i);
        revision.message = QStringLiteral("Message %1").arg(i);
        revision.filePath = QStringLiteral("/p/r%1.sql").arg(i);
        if (i > first)
            revision.downRevisions = {QStringLiteral("r%1").arg(i - 1)};
        revisions.append(revision);
    }
    return RevisionMap(revisions);
}

QTableView* table(const HistoryPage& page)
{
    return page.findChild<QTableView*>(QStringLiteral("historyTable"));
}

void search(const HistoryPage& page, const QString& text)
{
    page.findChild<QLineEdit*>(QStringLiteral("historySearch"))->setText(text);
}

} // namespace

class TestHistoryPage : public QObject {
    Q_OBJECT
private slots:
    void tenThousandRowsOpenAndDraw();
    void theSelectionSurvivesAReload();
    void aRevisionThatGoesAwayIsNoLongerSelected();
    void theSelectedRowIsHighlighted();
    void focusSelectsTheFirstRow();
    void searchFindsIdMessageAndText();
    void selectingWhatTheSearchHidesShowsIt();
    void pendingAndAppliedAreToldApart();
    void anEmptyProjectSaysWhatToDo();
    void jumpsGoToHeadBaseAndCurrent();
    void theKeyboardReachesEverything();
    void hostileTextIsDrawnInOneLine();

private:
    Commands m_commands;
};

void TestHistoryPage::tenThousandRowsOpenAndDraw()
{
    HistoryPage page(m_commands);
    page.resize(900, 600);
    page.show();
    const auto map = line(10'000);
    page.setRevisions(map);
    page.grab();
    QCOMPARE(page.model().rowCount(), 10'000);
    page.select(QStringLiteral("r5000"));
    page.grab();
    QCOMPARE(page.selectedRevision(), QStringLiteral("r5000"));
}

void TestHistoryPage::theSelectionSurvivesAReload()
{
    HistoryPage page(m_commands);
    page.resize(900, 300);
    page.show();
    page.setRevisions(line(100));
    QVERIFY(page.select(QStringLiteral("r50")));
    const auto y = table(page)->visualRect(table(page)->currentIndex()).top();
    QSignalSpy selected(&page, &HistoryPage::selected);
    page.setRevisions(line(103));
    QCOMPARE(page.selectedRevision(), QStringLiteral("r50"));
    QCOMPARE(table(page)->currentIndex().data(HistoryModel::RevisionIdRole).toString(),
             QStringLiteral("r50"));
    QVERIFY(table(page)->selectionModel()->isRowSelected(table(page)->currentIndex().row(), {}));
    QCOMPARE(table(page)->visualRect(table(page)->currentIndex()).top(), y);
    for (const auto& arguments : selected)
        QCOMPARE(arguments.first().toString(), QStringLiteral("r50"));
}

void TestHistoryPage::aRevisionThatGoesAwayIsNoLongerSelected()
{
    HistoryPage page(m_commands);
    page.setRevisions(line(10));
    page.select(QStringLiteral("r9"));
    QSignalSpy selected(&page, &HistoryPage::selected);
    page.setRevisions(line(9));
    QVERIFY(page.selectedRevision().isEmpty());
    QCOMPARE(selected.count(), 1);
    QVERIFY(selected.first().first().toString().isEmpty());
}

void TestHistoryPage::theSelectedRowIsHighlighted()
{
    HistoryPage page(m_commands);
    page.resize(900, 300);
    page.show();
    page.setRevisions(line(5));
    page.jumpToHead();
    DatabasePosition position{QStringLiteral("c"), QStringLiteral("db"), QStringLiteral("test"), {}};
    page.setPositions({position});
    page.setChosenConnection(QStringLiteral("c"));
    QVERIFY(table(page)->selectionModel()->isRowSelected(0, {}));
    const auto rect = table(page)->visualRect(table(page)->model()->index(0, HistoryModel::CreatedColumn));
    const auto image = table(page)->viewport()->grab().toImage();
    QCOMPARE(image.pixelColor(rect.center()), page.palette().color(QPalette::Highlight));
}

void TestHistoryPage::focusSelectsTheFirstRow()
{
    HistoryPage page(m_commands);
    page.show();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    page.setRevisions(line(5));
    page.focusTable();
    QTRY_COMPARE(page.selectedRevision(), QStringLiteral("r4"));
    QVERIFY(table(page)->selectionModel()->isRowSelected(0, {}));
}

void TestHistoryPage::searchFindsIdMessageAndText()
{
    HistoryPage page(m_commands);
    page.setRevisions(line(20));
    QSignalSpy wanted(&page, &HistoryPage::contentsWanted);
    search(page, QStringLiteral("message 17"));
    QTRY_COMPARE(table(page)->model()->rowCount(), 1);
    QCOMPARE(wanted.count(), 1);
    search(page, QStringLiteral("r3"));
    QTRY_COMPARE(table(page)->model()->index(0, 0).data(HistoryModel::RevisionIdRole).toString(),
                 QStringLiteral("r3"));
    search(page, QStringLiteral("drop table secrets"));
    QTRY_COMPARE(table(page)->model()->rowCount(), 0);
    page.setContents({{QStringLiteral("r8"), QStringLiteral("drop table secrets;")}});
    QCOMPARE(table(page)->model()->rowCount(), 1);
    QCOMPARE(wanted.count(), 1);
}

void TestHistoryPage::selectingWhatTheSearchHidesShowsIt()
{
    HistoryPage page(m_commands);
    page.setRevisions(line(20));
    search(page, QStringLiteral("r3"));
    QTRY_COMPARE(table(page)->model()->rowCount(), 1);
    QVERIFY(page.select(QStringLiteral("r9")));
    QCOMPARE(page.selectedRevision(), QStringLiteral("r9"));
    QCOMPARE(table(page)->model()->rowCount(), 20);
    QVERIFY(!page.select(QStringLiteral("nothing of this name")));
}

void TestHistoryPage::pendingAndAppliedAreToldApart()
{
    HistoryPage page(m_commands);
    page.resize(900, 300);
    page.show();
    page.setRevisions(line(4));
    page.setPositions(
        {{QStringLiteral("c"), QStringLiteral("db"), QStringLiteral("test"), {QStringLiteral("r1")}}});
    page.setChosenConnection(QStringLiteral("c"));
    page.setFilter(HistoryFilterModel::State::Pending);
    QCOMPARE(table(page)->model()->rowCount(), 2);
    page.setFilter(HistoryFilterModel::State::Applied);
    QCOMPARE(table(page)->model()->rowCount(), 2);
    page.setFilter(HistoryFilterModel::State::All);
    // The mark of a pending revision is hollow: the middle has the colour of the background.
    const auto image = table(page)->viewport()->grab().toImage();
    const auto middle = [&page](int row) {
        const auto rect = table(page)->visualRect(table(page)->model()->index(row, 0));
        return QPoint(rect.left() + 16, rect.center().y() + 1);
    };
    QCOMPARE(image.pixelColor(middle(1)), page.palette().color(QPalette::Base));
    QVERIFY(image.pixelColor(middle(3)) != page.palette().color(QPalette::Base));
}

void TestHistoryPage::anEmptyProjectSaysWhatToDo()
{
    HistoryPage page(m_commands);
    page.show();
    page.setRevisions({});
    const auto* label = page.findChild<QLabel*>(QStringLiteral("historyEmpty"));
    QVERIFY(label->isVisible());
    QVERIFY(label->text().contains(QLatin1String("New Revision")));
    page.setRevisions(line(1));
    QVERIFY(!label->isVisible());
}

void TestHistoryPage::jumpsGoToHeadBaseAndCurrent()
{
    HistoryPage page(m_commands);
    page.setRevisions(line(9));
    page.setPositions(
        {{QStringLiteral("c"), QStringLiteral("db"), QStringLiteral("test"), {QStringLiteral("r4")}}});
    page.setChosenConnection(QStringLiteral("c"));
    page.jumpToHead();
    QCOMPARE(page.selectedRevision(), QStringLiteral("r8"));
    page.jumpToBase();
    QCOMPARE(page.selectedRevision(), QStringLiteral("r0"));
    page.jumpToCurrent();
    QCOMPARE(page.selectedRevision(), QStringLiteral("r4"));
}

void TestHistoryPage::theKeyboardReachesEverything()
{
    HistoryPage page(m_commands);
    page.show();
    page.setRevisions(line(9));
    auto* edit = page.findChild<QLineEdit*>(QStringLiteral("historySearch"));
    page.focusSearch();
    QTest::keyClicks(edit, QStringLiteral("r5"));
    QTRY_COMPARE(table(page)->model()->rowCount(), 1);
    QTest::keyClick(edit, Qt::Key_Down);
    QCOMPARE(page.selectedRevision(), QStringLiteral("r5"));
    QSignalSpy activated(&page, &HistoryPage::activated);
    QTest::keyClick(table(page), Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toString(), QStringLiteral("r5"));
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(edit->text().isEmpty());
    QTRY_COMPARE(table(page)->model()->rowCount(), 9);
}

void TestHistoryPage::hostileTextIsDrawnInOneLine()
{
    Revision revision;
    revision.id = QString(200, u'x') + QStringLiteral(" \"quoted\"");
    revision.message = QStringLiteral("<b>bold</b>\nsecond line 😀 ") + QString(5000, u'm');
    revision.branchLabels = {QString(300, u'l')};
    HistoryPage page(m_commands);
    page.resize(700, 200);
    page.show();
    page.setRevisions(RevisionMap({revision}));
    page.grab();
    QCOMPARE(table(page)->rowHeight(0), table(page)->verticalHeader()->defaultSectionSize());
    QVERIFY(page.select(revision.id));
}

QTEST_MAIN(TestHistoryPage)
#include "tst_historypage.moc"
