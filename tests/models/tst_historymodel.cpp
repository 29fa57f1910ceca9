// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/historymodel.h"

#include "models/historyfiltermodel.h"
#include "models/modeltext.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace athanor;
using test::modelText;

namespace {

const QDateTime kNow(QDate(2026, 1, 10), QTime(12, 0), QTimeZone::utc());

Revision revision(const QString& id, const QStringList& down, const QString& message, int daysOld = -1)
{
    Revision result;
    result.id = id;
    result.downRevisions = down;
    result.message = message;
    result.filePath = QStringLiteral("/p/%1.sql").arg(id);
    if (daysOld >= 0)
        result.createDate = kNow.addDays(-daysOld);
    return result;
}

RevisionMap sample()
{
    Revision labelled = revision("0003", {"0001"}, "Add reports", 2);
    labelled.branchLabels = QStringList{"reports"};
    labelled.reversible = false;
    return RevisionMap({revision("0001", {}, "Baseline", 40),
                        revision("0002", {"0001"}, "Add audit columns", 3), labelled,
                        revision("0004", {"0002", "0003"}, "Merge", 0)});
}

QString badgesOf(const QAbstractItemModel& model, int row)
{
    QStringList texts;
    const auto badges = model.index(row, 0).data(HistoryModel::BadgesRole).value<QList<Badge>>();
    for (const Badge& badge : badges)
        texts.append(badge.text);
    return texts.join(u',');
}

} // namespace

class TestHistoryModel : public QObject {
    Q_OBJECT
private slots:
    void showsTheGraphNewestFirst();
    void holdsTheModelContract();
    void badgesTellWhatARevisionIs();
    void databasesStandWhereTheirRowsAre();
    void appliedDependsOnTheChosenDatabase();
    void hostileMessagesStayOnePlainLine();
    void problemsAreShown();
    void speaksToScreenReaders();
    void filterFindsWordsEverywhere();
    void filterFollowsTheDatabase();

private:
    HistoryModel* make(const RevisionMap& map)
    {
        auto* model = new HistoryModel(this);
        new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::QtTest, model);
        model->setClock([] { return kNow; });
        model->setRevisions(map);
        return model;
    }
};

void TestHistoryModel::showsTheGraphNewestFirst()
{
    HistoryModel* model = make(sample());
    QCOMPARE(modelText(*model).join(u'\n'),
             QStringLiteral(" | 0004 | Merge | just now\n"
                            " | 0002 | Add audit columns | 3 days ago\n"
                            " | 0003 | Add reports | 2 days ago\n"
                            " | 0001 | Baseline | 1 month ago"));
    QCOMPARE(model->rowOfRevision("0003"), 2);
    QCOMPARE(model->rowOfRevision("9"), -1);
    const QModelIndex index = model->index(1, HistoryModel::MessageColumn);
    QCOMPARE(index.data(HistoryModel::RevisionIdRole).toString(), "0002");
    QCOMPARE(index.data(HistoryModel::FilePathRole).toString(), "/p/0002.sql");
    QCOMPARE(index.data(HistoryModel::CreatedRole).toDateTime(), kNow.addDays(-3));
    QCOMPARE(index.data(HistoryModel::LaneRowRole).value<LaneRow>().revision,
             index.data(HistoryModel::RevisionIndexRole).toInt());
    QCOMPARE(index.data(Qt::ToolTipRole).toString(),
             "Created 2026-01-07 12:00:00 UTC\n0002 Add audit columns");
    QCOMPARE(model->headerData(HistoryModel::CreatedColumn, Qt::Horizontal).toString(), "Created");
}

void TestHistoryModel::holdsTheModelContract()
{
    HistoryModel* model = make({});
    QCOMPARE(model->rowCount(), 0);
    model->setRevisions(sample());
    model->setPositions({{"c", "staging-db", "staging", {"0002"}}});
    model->setChosenConnection("c");
    model->setRevisions({});
    QCOMPARE(model->rowCount(), 0);
    QVERIFY(!model->data({}).isValid());
}

void TestHistoryModel::badgesTellWhatARevisionIs()
{
    HistoryModel* model = make(sample());
    QCOMPARE(badgesOf(*model, 0), "head,merge point");
    QCOMPARE(badgesOf(*model, 1), "");
    QCOMPARE(badgesOf(*model, 2), "reports,irreversible");
    QCOMPARE(badgesOf(*model, 3), "base,branch point");
}

void TestHistoryModel::databasesStandWhereTheirRowsAre()
{
    HistoryModel* model = make(sample());
    QSignalSpy changes(model, &HistoryModel::dataChanged);
    const QList<DatabasePosition> positions{{"a", "staging-db", "staging", {"0002", "0003"}},
                                            {"b", "prod-db", "production", {"0002", "gone"}},
                                            {"c", "new-db", "development", {}}};
    model->setPositions(positions);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(badgesOf(*model, 1), "staging-db,prod-db");
    QCOMPARE(badgesOf(*model, 2), "staging-db,reports,irreversible");
    const auto badges = model->index(1, 0).data(HistoryModel::BadgesRole).value<QList<Badge>>();
    QCOMPARE(badges.at(1).kind, Badge::Kind::Database);
    QCOMPARE(badges.at(1).environment, "production");
    model->setPositions(positions);
    QCOMPARE(changes.size(), 1);
}

void TestHistoryModel::appliedDependsOnTheChosenDatabase()
{
    HistoryModel* model = make(sample());
    model->setPositions({{"a", "one", "test", {"0002"}}, {"b", "two", "test", {}}});
    const auto states = [&] {
        QString text;
        for (int row = 0; row < model->rowCount(); ++row) {
            const QVariant applied = model->index(row, 0).data(HistoryModel::AppliedRole);
            const bool current = model->index(row, 0).data(HistoryModel::CurrentRole).toBool();
            text += !applied.isValid() ? u'?' : current ? u'c' : applied.toBool() ? u'a' : u'p';
        }
        return text;
    };
    QCOMPARE(states(), "????");
    model->setChosenConnection("a");
    QCOMPARE(states(), "pcpa");
    model->setChosenConnection("b");
    QCOMPARE(states(), "pppp");
    model->setChosenConnection("unknown");
    QCOMPARE(states(), "????");
}

void TestHistoryModel::hostileMessagesStayOnePlainLine()
{
    const QString message = QStringLiteral("<b>bold</b>\n<img src=x> \"q\" \U0001F600\u202e");
    HistoryModel* model = make(RevisionMap({revision("a'\"<i>", {}, message)}));
    QCOMPARE(model->index(0, HistoryModel::MessageColumn).data().toString(),
             QStringLiteral("<b>bold</b> <img src=x> \"q\" \U0001F600"));
    // Qt looks for rich text in the first line only.
    const QString toolTip = model->index(0, 0).data(Qt::ToolTipRole).toString();
    QCOMPARE(toolTip.section(u'\n', 0, 0), "No creation date");
}

void TestHistoryModel::problemsAreShown()
{
    HistoryModel* model = make(RevisionMap({revision("a", {"gone"}, "x"), revision("b", {"a"}, "y")}));
    QVERIFY(badgesOf(*model, model->rowOfRevision("a")).contains("problem"));
    QVERIFY(model->index(model->rowOfRevision("a"), 0).data(Qt::ToolTipRole).toString().contains("gone"));
}

void TestHistoryModel::speaksToScreenReaders()
{
    HistoryModel* model = make(sample());
    model->setPositions({{"a", "staging-db", "staging", {"0004"}}});
    model->setChosenConnection("a");
    QCOMPARE(model->index(0, 0).data(Qt::AccessibleTextRole).toString(),
             "0004 Merge, head, merge point, applied, staging-db stands here");
    QCOMPARE(model->index(2, 0).data(Qt::AccessibleTextRole).toString(),
             "0003 Add reports, label reports, irreversible, applied");
}

void TestHistoryModel::filterFindsWordsEverywhere()
{
    HistoryModel* model = make(sample());
    HistoryFilterModel filter;
    const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.setSourceModel(model);
    const auto found = [&](const QString& text) {
        filter.setSearchText(text);
        QStringList ids;
        for (int row = 0; row < filter.rowCount(); ++row)
            ids.append(filter.index(row, 0).data(HistoryModel::RevisionIdRole).toString());
        return ids.join(u' ');
    };
    QVERIFY(!filter.isFiltering());
    QCOMPARE(found("add"), "0002 0003");
    QVERIFY(filter.isFiltering());
    QCOMPARE(found("  AUDIT add "), "0002");
    QCOMPARE(found("0004"), "0004");
    QCOMPARE(found("merge point"), "0004");
    QCOMPARE(found("teams"), "");
    filter.setContents({{"0001", "create table teams (id bigint)"}});
    QCOMPARE(found("Teams"), "0001");
    QCOMPARE(found("teams baseline"), "0001");
    QCOMPARE(found("teams merge"), "");
    QCOMPARE(found(" "), "0004 0002 0003 0001");
}

void TestHistoryModel::filterFollowsTheDatabase()
{
    HistoryModel* model = make(sample());
    HistoryFilterModel filter;
    filter.setSourceModel(model);
    filter.setState(HistoryFilterModel::State::Pending);
    QCOMPARE(filter.rowCount(), 4); // no database is chosen: nothing is known
    model->setPositions({{"a", "db", "test", {"0002"}}});
    model->setChosenConnection("a");
    QCOMPARE(filter.rowCount(), 2);
    filter.setState(HistoryFilterModel::State::Applied);
    QCOMPARE(filter.rowCount(), 2);
    model->setPositions({{"a", "db", "test", {"0004"}}});
    QCOMPARE(filter.rowCount(), 4);
    filter.setState(HistoryFilterModel::State::Pending);
    QCOMPARE(filter.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestHistoryModel)
#include "tst_historymodel.moc"
