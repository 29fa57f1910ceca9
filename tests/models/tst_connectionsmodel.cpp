// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/connectionsmodel.h"

#include "models/modeltext.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

#include <memory>

using namespace athanor;
using test::modelText;

namespace {

const QDateTime kNow(QDate(2026, 1, 10), QTime(12, 0), QTimeZone::utc());
using State = ConnectionStatus::State;

ConnectionProfile profile(const QString& id, const QString& environment)
{
    ConnectionProfile result;
    result.id = id;
    result.name = id + QStringLiteral("-db");
    result.environment = environment;
    result.parameters.keywords = {{"host", "db.example"}, {"dbname", "league"}, {"user", "ann"}};
    return result;
}

ConnectionStatus connected(const QStringList& rows, int pending)
{
    ConnectionStatus status;
    status.state = State::Connected;
    status.rows = rows;
    status.pending = pending;
    status.serverVersion = "15.18";
    status.checkedAt = kNow.addSecs(-120);
    return status;
}

} // namespace

class TestConnectionsModel : public QObject {
    Q_OBJECT
private slots:
    void init();
    void showsEveryEnvironmentWithItsConnections();
    void environmentsThatOnlyAProfileNamesComeLast();
    void aStatusChangesOneRow();
    void tellsWhatIsKnownOfADatabase();
    void statusesStayWhenProfilesAreSetAgain();
    void toolTipIsPlainAndHoldsNoPassword();
    void draggingOntoAnEnvironmentAsksToMove();
    void refusesForeignDrops();
    void speaksToScreenReaders();

private:
    std::unique_ptr<ConnectionsModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestConnectionsModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<ConnectionsModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_model->setClock([] { return kNow; });
    m_model->setEnvironments({{"development", EnvironmentKind::Development, "#00aa00"},
                              {"staging", EnvironmentKind::Staging, "#aa5500"},
                              {"production", EnvironmentKind::Production, "#aa0000"}});
    m_model->setProfiles({profile("a", "staging"), profile("b", "production"), profile("c", "staging")});
}

void TestConnectionsModel::showsEveryEnvironmentWithItsConnections()
{
    QCOMPARE(modelText(*m_model).join(u'\n'), "development\nstaging\n  a-db\n  c-db\nproduction\n  b-db");
    const QModelIndex development = m_model->index(0, 0), staging = m_model->index(1, 0);
    QVERIFY(development.data(ConnectionsModel::EmptyRole).toBool());
    QVERIFY(!staging.data(ConnectionsModel::EmptyRole).toBool());
    QVERIFY(staging.data(ConnectionsModel::IsEnvironmentRole).toBool());
    const QModelIndex c = m_model->indexOf("c");
    QCOMPARE(c.parent(), staging);
    QCOMPARE(c.row(), 1);
    QCOMPARE(c.data(ConnectionsModel::ConnectionIdRole).toString(), "c");
    QCOMPARE(c.data(ConnectionsModel::ColourRole).toString(), "#aa5500");
    QCOMPARE(m_model->profile(c)->name, "c-db");
    QCOMPARE(m_model->profile(staging), nullptr);
    QVERIFY(!m_model->indexOf("none").isValid());
    QCOMPARE(m_model->profile("none"), nullptr);
}

void TestConnectionsModel::environmentsThatOnlyAProfileNamesComeLast()
{
    m_model->setProfiles({profile("x", "our own")});
    QCOMPARE(modelText(*m_model).join(u'\n'), "development\nstaging\nproduction\nour own\n  x-db");
    m_model->setEnvironments({});
    QCOMPARE(modelText(*m_model).join(u'\n'), "our own\n  x-db");
}

void TestConnectionsModel::aStatusChangesOneRow()
{
    QSignalSpy changes(m_model.get(), &ConnectionsModel::dataChanged);
    QSignalSpy resets(m_model.get(), &ConnectionsModel::modelReset);
    m_model->setStatus("c", connected({"0008"}, 0));
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes.first().at(0).toModelIndex(), m_model->indexOf("c"));
    m_model->setStatus("c", connected({"0008"}, 0));
    m_model->setStatus("none", connected({"0008"}, 0));
    QCOMPARE(changes.size(), 1);
    QCOMPARE(resets.size(), 0);
    QCOMPARE(m_model->status("c").rows, QStringList{"0008"});
    QCOMPARE(m_model->status("none"), ConnectionStatus());
}

void TestConnectionsModel::tellsWhatIsKnownOfADatabase()
{
    const auto line = [&] { return modelText(*m_model, m_model->index(2, 0)).first(); };
    QCOMPARE(line(), "b-db");
    ConnectionStatus status;
    status.state = State::Checking;
    m_model->setStatus("b", status);
    QCOMPARE(line(), QStringLiteral("b-db | checking…"));
    m_model->setStatus("b", connected({"0008", "00a1"}, 3));
    QCOMPARE(line(), "b-db | 0008, 00a1 | 3 pending");
    m_model->setStatus("b", connected({"0008"}, 0));
    QCOMPARE(line(), "b-db | 0008 | up to date");
    m_model->setStatus("b", connected({}, 8));
    QCOMPARE(line(), "b-db | no revision | 8 pending");
    status = connected({"0008"}, 2);
    status.state = State::Checking; // the last answer stays while it is asked again
    m_model->setStatus("b", status);
    QCOMPARE(line(), "b-db | 0008 | 2 pending");
    status = connected({"gone"}, -1);
    status.unknownRows = QStringList{"gone"};
    m_model->setStatus("b", status);
    QCOMPARE(line(), "b-db | gone | unknown");
    status = {};
    status.state = State::Failed;
    m_model->setStatus("b", status);
    QCOMPARE(line(), "b-db | no connection");
}

void TestConnectionsModel::statusesStayWhenProfilesAreSetAgain()
{
    m_model->setStatus("a", connected({"1"}, 0));
    m_model->setStatus("b", connected({"2"}, 0));
    m_model->setProfiles({profile("a", "production")});
    QCOMPARE(m_model->status("a").rows, QStringList{"1"});
    QCOMPARE(m_model->status("b"), ConnectionStatus());
}

void TestConnectionsModel::toolTipIsPlainAndHoldsNoPassword()
{
    ConnectionProfile hostile = profile("h", "staging");
    hostile.name = "<b>x</b>";
    hostile.parameters.keywords.insert("password", "secret");
    m_model->setProfiles({hostile});
    const QModelIndex index = m_model->indexOf("h");
    QCOMPARE(index.data().toString(), "<b>x</b>");
    QCOMPARE(index.data(Qt::ToolTipRole).toString().section(u'\n', 0, 0), "Not checked yet");
    m_model->setStatus("h", connected({"1"}, 0));
    QString toolTip = index.data(Qt::ToolTipRole).toString();
    QVERIFY(toolTip.startsWith("Checked 2 minutes ago, 2026-01-10 11:58:00 UTC\n"));
    QVERIFY(toolTip.contains("PostgreSQL 15.18\nNot encrypted"));
    QVERIFY(!toolTip.contains("secret"));
    ConnectionStatus failed;
    failed.state = State::Failed;
    failed.error.message = "connection refused";
    failed.error.hint = "Is the server running?";
    m_model->setStatus("h", failed);
    toolTip = index.data(Qt::ToolTipRole).toString();
    QVERIFY(toolTip.endsWith("connection refused\nIs the server running?"));
}

void TestConnectionsModel::draggingOntoAnEnvironmentAsksToMove()
{
    QSignalSpy moves(m_model.get(), &ConnectionsModel::moved);
    const QModelIndex a = m_model->indexOf("a"), b = m_model->indexOf("b");
    const std::unique_ptr<QMimeData> data(
        m_model->mimeData({a, a.siblingAtColumn(1), b, m_model->index(0, 0)}));
    QVERIFY(data);
    QVERIFY(a.flags() & Qt::ItemIsDragEnabled);
    QVERIFY(!(a.flags() & Qt::ItemIsDropEnabled));
    QVERIFY(m_model->index(2, 0).flags() & Qt::ItemIsDropEnabled);
    QVERIFY(m_model->dropMimeData(data.get(), Qt::MoveAction, -1, -1, m_model->index(2, 0)));
    QCOMPARE(moves.size(), 1); // b is there already
    QCOMPARE(moves.first().at(0).toString(), "a");
    QCOMPARE(moves.first().at(1).toString(), "production");
}

void TestConnectionsModel::refusesForeignDrops()
{
    QSignalSpy moves(m_model.get(), &ConnectionsModel::moved);
    QMimeData data;
    data.setText("a");
    QVERIFY(!m_model->dropMimeData(&data, Qt::MoveAction, -1, -1, m_model->index(0, 0)));
    data.setData(m_model->mimeTypes().first(), "gone\n\xff");
    QVERIFY(!m_model->dropMimeData(&data, Qt::MoveAction, -1, -1, m_model->index(0, 0)));
    QVERIFY(!m_model->dropMimeData(&data, Qt::MoveAction, 0, 0, {}));
    QVERIFY(!m_model->dropMimeData(&data, Qt::CopyAction, -1, -1, m_model->index(0, 0)));
    QCOMPARE(m_model->mimeData({m_model->index(0, 0)}), nullptr);
    QCOMPARE(moves.size(), 0);
}

void TestConnectionsModel::speaksToScreenReaders()
{
    m_model->setStatus("a", connected({"0008"}, 3));
    QCOMPARE(m_model->indexOf("a").data(Qt::AccessibleTextRole).toString(), "a-db, staging, 0008, 3 pending");
    QCOMPARE(m_model->index(1, 0).data(Qt::AccessibleTextRole).toString(), "staging, 2 connections");
}

QTEST_GUILESS_MAIN(TestConnectionsModel)
#include "tst_connectionsmodel.moc"
