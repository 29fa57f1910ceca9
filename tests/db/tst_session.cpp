// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/errortext.h"
#include "db/quoting.h"
#include "db/session.h"
#include "support/testserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSqlDatabase>
#include <QTemporaryDir>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

using namespace athanor;
using namespace athanor::test;

class TestSession : public QObject {
    Q_OBJECT
private slots:
    void describesTheServer();
    void namesAndValuesReachLibpqUnchanged();
    void servicesAndPasswordFilesAreLibpqs();
    void refusedConnectionsSayWhyWithoutThePassword();
    void aSilentHostIsGivenUpInTime();
    void connectingCanBeCancelled();
    void theNextHostIsTriedAfterASilentOne();
    void errorsHaveEveryFieldAndThePosition();
    void positionsCountCodePoints();
    void noticesArriveInOrder();
    void countsRowsOfEveryKindOfStatement();
    void copyIsRefusedAndTheSessionGoesOn();
    void queriesBindTheirValues();
    void cancelInterruptsStatementsAndQueries();
    void aCancelledSessionRunsNothingButRollback();
    void commitOfAFailedTransactionIsAnError();
    void aLostConnectionIsNamedSo();
    void leavesNoDatabaseConnectionBehind();

private:
    TestServer m_server;
};

namespace {

/// Listens and never answers.
class SilentServer {
public:
    SilentServer() : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(m_socket, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_socket, 8) != 0
            || ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            qFatal("cannot listen");
        m_port = ntohs(address.sin_port);
    }

    ~SilentServer() { ::close(m_socket); }

    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;

    [[nodiscard]] ConnectionParameters parameters() const
    {
        return {{{"host", "127.0.0.1"},
                 {"port", QString::number(m_port)},
                 {"user", "u"},
                 {"dbname", "d"},
                 {"password", "s3cret"}}};
    }

private:
    int m_socket;
    int m_port = 0;
};

} // namespace

void TestSession::describesTheServer()
{
    const auto session = m_server.open(m_server.sandbox().parameters("postgres"));
    QCOMPARE(session->server().version / 10000, m_server.sandbox().major());
    QVERIFY(session->server().versionText.startsWith(QString::number(m_server.sandbox().major())));
    QCOMPARE(session->server().user, QStringLiteral("postgres"));
    QCOMPARE(session->server().port, 5432);
    QVERIFY(session->server().tls.isEmpty());
    QCOMPARE(scalar(*session, "SHOW application_name"), QStringLiteral("athanor"));
    QCOMPARE(scalar(*session, "SELECT pg_client_encoding()"), QStringLiteral("UTF8"));
    QCOMPARE(scalar(*session, "SELECT pg_backend_pid()").toInt(), session->server().backendPid);
}

void TestSession::namesAndValuesReachLibpqUnchanged()
{
    const QString odd = QStringLiteral("we\"ird; na'me\\ x \u00e4");
    const auto admin = m_server.open(m_server.sandbox().parameters("postgres"));
    VERIFY_RESULT(m_server.sandbox().createDatabase(odd));
    VERIFY_RESULT(admin->execute(
        QStringLiteral("CREATE ROLE %1 LOGIN PASSWORD %2").arg(quotedIdentifier(odd), quotedLiteral(odd))));
    auto parameters = m_server.sandbox().parameters(odd);
    parameters.keywords.insert("user", odd);
    parameters.keywords.insert("password", odd);
    parameters.keywords.insert("application_name", "it's a \\ name");
    parameters.keywords.insert("options", "-c search_path=\"a\\ b\",c -c work_mem=123kB");
    const auto session = m_server.open(parameters);
    QCOMPARE(scalar(*session, "SELECT current_database()"), odd);
    QCOMPARE(scalar(*session, "SELECT current_user"), odd);
    QCOMPARE(scalar(*session, "SHOW application_name"), QStringLiteral("it's a \\ name"));
    QCOMPARE(scalar(*session, "SHOW work_mem"), QStringLiteral("123kB"));
    QCOMPARE(scalar(*session, "SHOW search_path"), QStringLiteral("\"a b\",c"));
}

void TestSession::servicesAndPasswordFilesAreLibpqs()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath("services"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto parameters = m_server.sandbox().parameters("postgres");
    file.write(QStringLiteral("[athanor test]\nhost=%1\nuser=postgres\ndbname=postgres\n")
                   .arg(parameters.value("host"))
                   .toUtf8());
    file.close();
    qputenv("PGSERVICEFILE", file.fileName().toUtf8());
    const auto session = m_server.open({{{"service", "athanor test"}}});
    QCOMPARE(session->server().database, QStringLiteral("postgres"));
    qunsetenv("PGSERVICEFILE");
}

void TestSession::refusedConnectionsSayWhyWithoutThePassword()
{
    auto parameters = m_server.sandbox().parameters("no such database");
    parameters.keywords.insert("password", "s3cret");
    const auto database = Session::open(parameters);
    QVERIFY(!database);
    QCOMPARE(database.error().kind, ErrorKind::Connection);
    QCOMPARE(database.error().sqlState, QStringLiteral("3D000"));
    QVERIFY(database.error().detail.contains("no such database"));
    parameters.keywords.insert("host", "/nowhere");
    const auto host = Session::open(parameters);
    QVERIFY(!host);
    QVERIFY2(host.error().hint.contains("socket"), qPrintable(host.error().hint));
    const auto port = Session::open({{{"host", "127.0.0.1"}, {"port", "1"}, {"user", "x"}, {"dbname", "x"}}});
    QVERIFY(!port);
    QVERIFY2(port.error().hint.contains("Nothing listens"), qPrintable(port.error().hint));
    const auto unknown = Session::open({{{"host", "no-such-host.invalid"}, {"user", "x"}, {"dbname", "x"}}});
    QVERIFY(!unknown);
    QVERIFY2(unknown.error().hint.contains("No host of this name"), qPrintable(unknown.error().hint));
    parameters = m_server.sandbox().parameters("postgres");
    parameters.keywords.insert("user", "nobody at all");
    const auto user = Session::open(parameters);
    QVERIFY(!user);
    QCOMPARE(user.error().sqlState, QStringLiteral("28000"));
    parameters.keywords.insert("sslmode", "s0metimes");
    QVERIFY(!Session::open(parameters));
    for (const auto* error : {&database.error(), &host.error(), &user.error()})
        QVERIFY(!errorText(*error).contains("s3cret"));
}

void TestSession::aSilentHostIsGivenUpInTime()
{
    const SilentServer silent;
    QElapsedTimer timer;
    timer.start();
    const auto session = Session::open(silent.parameters(), {}, {.connectTimeout = std::chrono::seconds(1)});
    QVERIFY(!session);
    QCOMPARE(session.error().code, QStringLiteral("connection_timeout"));
    QVERIFY(!errorText(session.error()).contains("s3cret"));
    QVERIFY(timer.elapsed() >= 900 && timer.elapsed() < 10'000);
}

void TestSession::connectingCanBeCancelled()
{
    const SilentServer silent;
    const CancelToken cancel;
    QElapsedTimer timer;
    timer.start();
    std::thread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        cancel.cancel();
    });
    const auto session
        = Session::open(silent.parameters(), cancel, {.connectTimeout = std::chrono::seconds(60)});
    canceller.join();
    QVERIFY(!session);
    QCOMPARE(session.error().kind, ErrorKind::Cancelled);
    QVERIFY(timer.elapsed() < 10'000);
}

void TestSession::theNextHostIsTriedAfterASilentOne()
{
    const SilentServer silent;
    auto parameters = m_server.sandbox().parameters("postgres");
    parameters.keywords.insert("host", "127.0.0.1," + parameters.value("host"));
    parameters.keywords.insert("port", silent.parameters().value("port") + ",5432");
    const auto session = Session::open(parameters, {}, {.connectTimeout = std::chrono::seconds(1)});
    VERIFY_RESULT(session);
}

void TestSession::errorsHaveEveryFieldAndThePosition()
{
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(session->execute("CREATE TABLE a (x int PRIMARY KEY)"));
    const auto twice = session->execute("INSERT INTO a VALUES (1), (1)");
    QVERIFY(!twice);
    QCOMPARE(twice.error().kind, ErrorKind::Database);
    QCOMPARE(twice.error().sqlState, QStringLiteral("23505"));
    QVERIFY(twice.error().detail.contains("(x)=(1)"));
    const auto inside = session->execute("DO $$ BEGIN RAISE EXCEPTION 'no' USING HINT = 'yes'; END $$");
    QCOMPARE(inside.error().message, QStringLiteral("no"));
    QCOMPARE(inside.error().hint, QStringLiteral("yes"));
    QVERIFY(inside.error().context.contains("line 1 at RAISE"));
    const auto query = session->query("SELECT nothing");
    QVERIFY(!query);
    QCOMPARE(query.error().sqlState, QStringLiteral("42703"));
    QCOMPARE(query.error().column, 8);
}

void TestSession::positionsCountCodePoints()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const auto error
        = session->execute(QString::fromUtf8("SELECT 1,\r\n '\xc3\xa4\xf0\x9f\x98\x80', nothing"));
    QVERIFY(!error);
    QCOMPARE(error.error().line, 2);
    QCOMPARE(error.error().column, 8);
}

void TestSession::noticesArriveInOrder()
{
    const auto session = m_server.open(m_server.freshDatabase());
    QStringList heard;
    session->setNoticeHandler([&](const Notice& notice) { heard << notice.severity + ' ' + notice.message; });
    VERIFY_RESULT(session->execute("DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; END $$"));
    QCOMPARE(heard, (QStringList{"NOTICE one", "WARNING two"}));
}

void TestSession::countsRowsOfEveryKindOfStatement()
{
    const auto session = m_server.open(m_server.freshDatabase());
    QCOMPARE(session->execute("CREATE TABLE a (x int)")->rows, -1);
    QCOMPARE(session->execute("INSERT INTO a SELECT generate_series(1, 5)")->commandTag,
             QStringLiteral("INSERT 0 5"));
    QCOMPARE(session->execute("UPDATE a SET x = 0 WHERE x > 3")->rows, 2);
    QCOMPARE(session->execute("SELECT generate_series(1, 1000)")->rows, 1000);
    QCOMPARE(session->execute("COPY a TO STDOUT")->rows, 5);
    VERIFY_RESULT(session->execute(""));
}

void TestSession::copyIsRefusedAndTheSessionGoesOn()
{
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(session->execute("CREATE TABLE a (x int)"));
    const auto copy = session->execute("COPY a FROM STDIN");
    QVERIFY(!copy);
    QCOMPARE(copy.error().code, QStringLiteral("copy_from_stdin"));
    VERIFY_RESULT(session->execute("SELECT 1"));
}

void TestSession::queriesBindTheirValues()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const QString odd = QStringLiteral("'; DROP TABLE a; -- \\ \" $1 ? \u00e4");
    QCOMPARE(scalar(*session, "SELECT $1::text", {odd}), odd);
    QCOMPARE(scalar(*session, "SELECT $1::text IS NULL", {QVariant()}), QStringLiteral("true"));
    auto query = session->query("SELECT 1, true, 'x', NULL::int UNION ALL SELECT 2, false, 'y', 3");
    VERIFY_RESULT(query);
    QCOMPARE(query->size(), 2);
    QVERIFY(query->next());
    QCOMPARE(query->value(0).toInt(), 1);
    QCOMPARE(query->value(1).toBool(), true);
    QVERIFY(query->isNull(3));
}

void TestSession::cancelInterruptsStatementsAndQueries()
{
    const auto parameters = m_server.freshDatabase();
    for (const bool asQuery : {false, true}) {
        const CancelToken cancel;
        const auto session = m_server.open(parameters, cancel);
        std::thread canceller([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(asQuery ? 150 : 100));
            cancel.cancel();
        });
        const auto error = asQuery ? session->query("SELECT pg_sleep(60)").error()
                                   : session->execute("SELECT pg_sleep(60)").error();
        canceller.join();
        QCOMPARE(error.kind, ErrorKind::Cancelled);
        QVERIFY(session->isOpen());
    }
}

void TestSession::aCancelledSessionRunsNothingButRollback()
{
    const CancelToken cancel;
    const auto session = m_server.open(m_server.freshDatabase(), cancel);
    VERIFY_RESULT(session->begin());
    cancel.cancel();
    QCOMPARE(session->execute("SELECT 1").error().kind, ErrorKind::Cancelled);
    QCOMPARE(session->commit().error().kind, ErrorKind::Cancelled);
    QVERIFY(session->inTransaction());
    VERIFY_RESULT(session->rollback());
    QVERIFY(!session->inTransaction());
    const Session::CancelShield shield(*session);
    VERIFY_RESULT(session->execute("SELECT 1"));
}

void TestSession::commitOfAFailedTransactionIsAnError()
{
    const auto session = m_server.open(m_server.freshDatabase());
    VERIFY_RESULT(session->begin());
    QVERIFY(!session->execute("SELECT nothing"));
    const auto committed = session->commit();
    QVERIFY(!committed);
    QCOMPARE(committed.error().code, QStringLiteral("rolled_back"));
    QVERIFY(!session->inTransaction());
}

void TestSession::aLostConnectionIsNamedSo()
{
    const auto session = m_server.open(m_server.freshDatabase());
    const auto lost = session->execute("SELECT pg_terminate_backend(pg_backend_pid())");
    QVERIFY(!lost);
    QCOMPARE(lost.error().kind, ErrorKind::Connection);
    QCOMPARE(lost.error().code, QStringLiteral("connection_lost"));
    QCOMPARE(lost.error().sqlState, QStringLiteral("57P01"));
    QVERIFY(!session->isOpen());
    QCOMPARE(session->execute("SELECT 1").error().kind, ErrorKind::Connection);
    QCOMPARE(session->query("SELECT 1").error().kind, ErrorKind::Connection);
    QVERIFY(!session->inTransaction());
}

void TestSession::leavesNoDatabaseConnectionBehind()
{
    const auto before = QSqlDatabase::connectionNames().size();
    m_server.open(m_server.sandbox().parameters("postgres"));
    QVERIFY(!Session::open(m_server.sandbox().parameters("no such database")));
    QCOMPARE(QSqlDatabase::connectionNames().size(), before);
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
