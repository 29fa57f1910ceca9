// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/errortext.h"
#include "gui/backgroundpool.h"
#include "gui/connections/connectionmonitor.h"
#include "gui/passwordprovider.h"

#include "memorypasswordstore.h"
#include "support/testserver.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <memory>

using namespace athanor;

class TestConnectionMonitor : public QObject {
    Q_OBJECT
private slots:
    void deadServerDelaysNoOther();
    void goingAwayDoesNotWaitForADeadServer();
    void pendingRevisionsAreCountedByTheProject();
    void rowsUnknownToTheProjectAreNamed();
    void connectionOfAnotherProjectIsNotCounted();
    void passwordThatMustBeAskedIsNoFailure();
    void refusedConnectionSaysWhy();

private:
    ConnectionProfile live(const QString& id);
    ConnectionProfile dead(const QString& id);

    athanor::test::TestServer m_server;
    MemoryPasswordStore m_store;
};

namespace {

/// Revisions 1 to \a count, one after the other.
RevisionMap chain(int count)
{
    QList<Revision> revisions;
    for (int i = 1; i <= count; ++i) {
        Revision revision;
        revision.id = QString::number(i);
        if (i > 1)
            revision.downRevisions = {QString::number(i - 1)};
        revisions.append(revision);
    }
    return RevisionMap(revisions);
}

} // namespace

ConnectionProfile TestConnectionMonitor::live(const QString& id)
{
    ConnectionProfile profile;
    profile.id = id;
    profile.name = id;
    profile.parameters = m_server.freshDatabase();
    return profile;
}

ConnectionProfile TestConnectionMonitor::dead(const QString& id)
{
    // Listens and never answers: the port is taken by a server that accepts nothing.
    auto* silent = new QTcpServer(this);
    if (!silent->listen(QHostAddress::LocalHost))
        qFatal("No port to listen on");
    ConnectionProfile profile;
    profile.id = id;
    profile.name = id;
    profile.parameters.keywords = {{QStringLiteral("host"), QStringLiteral("127.0.0.1")},
                                   {QStringLiteral("port"), QString::number(silent->serverPort())},
                                   {QStringLiteral("dbname"), QStringLiteral("shop")}};
    return profile;
}

void TestConnectionMonitor::deadServerDelaysNoOther()
{
    QList<ConnectionProfile> profiles;
    for (int i = 0; i < 5; ++i)
        profiles.append(dead(QStringLiteral("dead%1").arg(i)));
    profiles.append(live(QStringLiteral("live")));
    BackgroundPool pool;
    PasswordProvider passwords(m_store, nullptr);
    ConnectionMonitor monitor(pool, passwords);
    QElapsedTimer timer;
    timer.start();
    monitor.setProfiles(profiles);
    QVERIFY(timer.elapsed() < 2000); // nothing is waited for here
    QTRY_COMPARE_WITH_TIMEOUT(monitor.status(QStringLiteral("live")).state,
                              ConnectionStatus::State::Connected, 4000);
    QCOMPARE(monitor.status(QStringLiteral("dead0")).state, ConnectionStatus::State::Checking);
    QVERIFY(!monitor.status(QStringLiteral("live")).serverVersion.isEmpty());
    QVERIFY(monitor.status(QStringLiteral("live")).rows.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(monitor.status(QStringLiteral("dead0")).state, ConnectionStatus::State::Failed,
                              15000);
    QCOMPARE(monitor.status(QStringLiteral("dead0")).error.kind, ErrorKind::Connection);
}

void TestConnectionMonitor::goingAwayDoesNotWaitForADeadServer()
{
    QElapsedTimer timer;
    {
        BackgroundPool pool;
        PasswordProvider passwords(m_store, nullptr);
        ConnectionMonitor monitor(pool, passwords);
        monitor.setProfiles({dead(QStringLiteral("dead"))});
        QTest::qWait(300);
        timer.start();
    }
    QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
}

void TestConnectionMonitor::pendingRevisionsAreCountedByTheProject()
{
    const ConnectionProfile profile = live(QStringLiteral("one"));
    const auto session = athanor::test::TestServer::open(profile.parameters);
    VERIFY_RESULT(
        session->execute(QStringLiteral("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)")));
    VERIFY_RESULT(session->execute(QStringLiteral("INSERT INTO alembic_version VALUES ('2')")));
    BackgroundPool pool;
    PasswordProvider passwords(m_store, nullptr);
    ConnectionMonitor monitor(pool, passwords);
    monitor.setProfiles({profile});
    QTRY_COMPARE(monitor.status(profile.id).state, ConnectionStatus::State::Connected);
    QCOMPARE(monitor.status(profile.id).pending, -1); // no project is open
    monitor.setProject(QStringLiteral("/p/athanor.ini"), VersionTable(), chain(5));
    QTRY_COMPARE(monitor.status(profile.id).pending, 3);
    QCOMPARE(monitor.status(profile.id).rows, QStringList{QStringLiteral("2")});
    VERIFY_RESULT(session->execute(QStringLiteral("UPDATE alembic_version SET version_num = '4'")));
    monitor.refresh(profile.id);
    QTRY_COMPARE(monitor.status(profile.id).pending, 1);
}

void TestConnectionMonitor::rowsUnknownToTheProjectAreNamed()
{
    const ConnectionProfile profile = live(QStringLiteral("one"));
    const auto session = athanor::test::TestServer::open(profile.parameters);
    VERIFY_RESULT(
        session->execute(QStringLiteral("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)")));
    VERIFY_RESULT(session->execute(QStringLiteral("INSERT INTO alembic_version VALUES ('gone')")));
    BackgroundPool pool;
    PasswordProvider passwords(m_store, nullptr);
    ConnectionMonitor monitor(pool, passwords);
    monitor.setProject(QStringLiteral("/p/athanor.ini"), VersionTable(), chain(5));
    monitor.setProfiles({profile});
    QTRY_COMPARE(monitor.status(profile.id).unknownRows, QStringList{QStringLiteral("gone")});
    QCOMPARE(monitor.status(profile.id).pending, -1);
}

void TestConnectionMonitor::connectionOfAnotherProjectIsNotCounted()
{
    ConnectionProfile profile = live(QStringLiteral("one"));
    profile.project = QStringLiteral("/other/alembic.ini");
    BackgroundPool pool;
    PasswordProvider passwords(m_store, nullptr);
    ConnectionMonitor monitor(pool, passwords);
    monitor.setProject(QStringLiteral("/p/athanor.ini"), VersionTable(), chain(5));
    monitor.setProfiles({profile});
    QTRY_COMPARE(monitor.status(profile.id).state, ConnectionStatus::State::Connected);
    QCOMPARE(monitor.status(profile.id).pending, -1);
}

void TestConnectionMonitor::passwordThatMustBeAskedIsNoFailure()
{
    ConnectionProfile profile = live(QStringLiteral("one"));
    profile.passwordSource = PasswordSource::Ask;
    BackgroundPool pool;
    PasswordProvider passwords(m_store, nullptr);
    ConnectionMonitor monitor(pool, passwords);
    QSignalSpy changed(&monitor, &ConnectionMonitor::statusChanged);
    monitor.setProfiles({profile});
    QTRY_COMPARE(changed.size(), 2); // looked at, and nothing to look with
    QCOMPARE(monitor.status(profile.id).state, ConnectionStatus::State::Unknown);
    passwords.remember(profile.id, QStringLiteral("any"));
    QTRY_COMPARE(monitor.status(profile.id).state, ConnectionStatus::State::Connected);
}

void TestConnectionMonitor::refusedConnectionSaysWhy()
{
    ConnectionProfile profile = live(QStringLiteral("one"));
    profile.parameters.keywords.insert(QStringLiteral("dbname"), QStringLiteral("nowhere"));
    profile.passwordSource = PasswordSource::Ask;
    BackgroundPool pool;
    PasswordProvider passwords(m_store, nullptr);
    passwords.remember(profile.id, QStringLiteral("hunter2"));
    ConnectionMonitor monitor(pool, passwords);
    monitor.setProfiles({profile});
    QTRY_COMPARE(monitor.status(profile.id).state, ConnectionStatus::State::Failed);
    const QString text = errorText(monitor.status(profile.id).error);
    QVERIFY(text.contains(QStringLiteral("nowhere")));
    QVERIFY(!text.contains(QStringLiteral("hunter2")));
}

QTEST_MAIN(TestConnectionMonitor)
#include "tst_connectionmonitor.moc"
