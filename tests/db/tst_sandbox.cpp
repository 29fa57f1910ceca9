// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/sandbox.h"
#include "support/testserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

using namespace athanor;
using namespace athanor::test;

class TestSandbox : public QObject {
    Q_OBJECT
private slots:
    void startsInTimeAndLetsOnlyTheSocketIn();
    void leavesNothingBehind();
    void restartsWithItsData();
    void severalAtOnceDoNotMeet();
    void createsADatabaseOnceWhateverItsName();
    void namesADatabaseForAFolder_data();
    void namesADatabaseForAFolder();
    void aLastingOneKeepsItsDataAndIsSharedByItsUsers();
    void aLastingOneIsStartedOnceByManyPrograms();
    void aKilledProgramLeavesNoServer();
    void copiesATemplateThatIsMadeOnce();
    void aDamagedTemplateIsMadeAnew();
    void doesWithoutATemplateWhereNoneCanBeKept();
    void refusesAFolderThatHoldsSomethingElse();
    void namesAFolderWithoutServerBinaries();
    void worksInAFolderTooLongForASocket();
    void urlLeadsToTheDatabase();

private:
    static QString lastingParent();
};

/// A folder that the server's user can reach, whoever runs the test.
QString TestSandbox::lastingParent()
{
    return QStringLiteral("/tmp/athanor-test-%1-%2")
        .arg(::getpid())
        .arg(QRandomGenerator::global()->generate());
}

namespace {

bool eventuallyGone(const QString& path)
{
    for (int i = 0; i < 1000 && QFileInfo::exists(path); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return !QFileInfo::exists(path);
}

} // namespace

void TestSandbox::startsInTimeAndLetsOnlyTheSocketIn()
{
    QElapsedTimer timer;
    timer.start();
    auto sandbox = Sandbox::start({});
    VERIFY_RESULT(sandbox);
    qInfo("start of a throw-away server: %lld ms", timer.elapsed());
    const auto session = TestServer::open((*sandbox)->parameters(QStringLiteral("postgres")));
    QCOMPARE(scalar(*session, QStringLiteral("SHOW listen_addresses")), QString());
    QCOMPARE(scalar(*session, QStringLiteral("SHOW server_encoding")), QStringLiteral("UTF8"));
    QCOMPARE(scalar(*session, QStringLiteral("SHOW fsync")), QStringLiteral("off"));
    QVERIFY((*sandbox)->major() >= 10);
    const auto permissions = QFileInfo((*sandbox)->folder()).permissions();
    QVERIFY(!(permissions & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther)));
}

void TestSandbox::leavesNothingBehind()
{
    auto sandbox = Sandbox::start({});
    VERIFY_RESULT(sandbox);
    const QString folder = (*sandbox)->folder();
    QVERIFY(QFileInfo::exists(folder + QStringLiteral("/data/postmaster.pid")));
    sandbox->reset();
    QVERIFY(!QFileInfo::exists(folder));
}

void TestSandbox::restartsWithItsData()
{
    auto sandbox = Sandbox::start({});
    VERIFY_RESULT(sandbox);
    const auto parameters = (*sandbox)->parameters(QStringLiteral("postgres"));
    VERIFY_RESULT(TestServer::open(parameters)->execute(QStringLiteral("CREATE TABLE kept ()")));
    VERIFY_RESULT((*sandbox)->restart());
    VERIFY_RESULT(TestServer::open(parameters)->execute(QStringLiteral("TABLE kept")));
    VERIFY_RESULT((*sandbox)->stop());
    QVERIFY(!Session::open(parameters));
    VERIFY_RESULT((*sandbox)->restart());
    VERIFY_RESULT(TestServer::open(parameters)->execute(QStringLiteral("TABLE kept")));
}

void TestSandbox::severalAtOnceDoNotMeet()
{
    auto one = Sandbox::start({});
    auto two = Sandbox::start({});
    VERIFY_RESULT(one);
    VERIFY_RESULT(two);
    QVERIFY((*one)->folder() != (*two)->folder());
    one->reset();
    TestServer::open((*two)->parameters(QStringLiteral("postgres")));
}

void TestSandbox::createsADatabaseOnceWhateverItsName()
{
    auto sandbox = Sandbox::start({});
    VERIFY_RESULT(sandbox);
    const auto name = QStringLiteral("we\"ird; na'me\\ x");
    const auto made = (*sandbox)->createDatabase(name);
    QVERIFY(made && *made);
    const auto again = (*sandbox)->createDatabase(name);
    QVERIFY(again && !*again);
    const auto session = TestServer::open((*sandbox)->parameters(name));
    QCOMPARE(scalar(*session, QStringLiteral("SELECT current_database()")), name);
    QCOMPARE(session->server().database, name);
}

void TestSandbox::namesADatabaseForAFolder_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("database");
    QTest::newRow("as it is") << "/srv/example"
                              << "example";
    QTest::newRow("slash at the end") << "/srv/example/"
                                      << "example";
    QTest::newRow("odd characters") << "/srv/My Shop - v2!"
                                    << "my_shop_v2";
    QTest::newRow("nothing left") << "/srv/\u5e97"
                                  << "athanor";
    QTest::newRow("root") << "/"
                          << "athanor";
    QTest::newRow("no folder") << ""
                               << "athanor";
    QTest::newRow("the server's own") << "/srv/postgres"
                                      << "postgres_project";
    QTest::newRow("too long") << "/srv/" + QString(70, 'x') << QString(63, 'x');
}

void TestSandbox::namesADatabaseForAFolder()
{
    QFETCH(QString, folder);
    QTEST(Sandbox::databaseFor(folder), "database");
}

void TestSandbox::aLastingOneKeepsItsDataAndIsSharedByItsUsers()
{
    const QString parent = lastingParent();
    const QString folder = parent + QStringLiteral("/sandbox");
    auto first = Sandbox::start({.folder = folder});
    VERIFY_RESULT(first);
    const auto parameters = (*first)->parameters(QStringLiteral("postgres"));
    VERIFY_RESULT(TestServer::open(parameters)->execute(QStringLiteral("CREATE TABLE kept ()")));
    QCOMPARE(scalar(*TestServer::open(parameters), QStringLiteral("SHOW fsync")), QStringLiteral("on"));
    auto second = Sandbox::start({.folder = folder});
    VERIFY_RESULT(second);
    const auto stopped = (*first)->stop();
    QVERIFY(!stopped);
    QVERIFY(stopped.error().message.contains(QStringLiteral("uses the sandbox")));
    first->reset();
    VERIFY_RESULT(TestServer::open(parameters)->execute(QStringLiteral("TABLE kept")));
    second->reset();
    QVERIFY(!QFileInfo::exists(folder + QStringLiteral("/data/postmaster.pid")));
    auto third = Sandbox::start({.folder = folder});
    VERIFY_RESULT(third);
    VERIFY_RESULT(TestServer::open(parameters)->execute(QStringLiteral("TABLE kept")));
    VERIFY_RESULT((*third)->stop());
    third->reset();
    QVERIFY(QDir(parent).removeRecursively());
}

void TestSandbox::aLastingOneIsStartedOnceByManyPrograms()
{
    const QString parent = lastingParent();
    const QString folder = parent + QStringLiteral("/sandbox");
    QList<QProcess*> programs;
    for (int i = 0; i < 4; ++i) {
        auto* program = new QProcess(this);
        program->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        program->start(QCoreApplication::applicationFilePath(), {QStringLiteral("--use-sandbox"), folder});
        programs << program;
    }
    for (auto* program : programs) {
        QVERIFY(program->waitForFinished(60'000));
        QCOMPARE(program->exitCode(), 0);
    }
    QVERIFY(eventuallyGone(folder + QStringLiteral("/data/postmaster.pid")));
    QVERIFY(QDir(parent).removeRecursively());
}

void TestSandbox::aKilledProgramLeavesNoServer()
{
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--hold-sandbox")});
    QVERIFY(program.waitForReadyRead(60'000));
    const QString folder = QString::fromUtf8(program.readLine()).trimmed();
    QVERIFY(QFileInfo::exists(folder + QStringLiteral("/data/postmaster.pid")));
    program.kill();
    QVERIFY(program.waitForFinished());
    QVERIFY(eventuallyGone(folder));
}

namespace {

/// initdb gives each cluster another one; copies have that of their template.
QString identifierOf(const Sandbox& sandbox)
{
    return scalar(*TestServer::open(sandbox.parameters(QStringLiteral("postgres"))),
                  QStringLiteral("SELECT system_identifier FROM pg_control_system()"));
}

} // namespace

void TestSandbox::copiesATemplateThatIsMadeOnce()
{
    const QString parent = lastingParent();
    QList<QString> identifiers(3);
    std::vector<std::thread> users;
    for (QString& identifier : identifiers)
        users.emplace_back([&identifier, &parent] {
            const auto sandbox = Sandbox::start({.templates = parent});
            identifier = sandbox ? identifierOf(**sandbox) : sandbox.error().message;
        });
    for (auto& user : users)
        user.join();
    // Who cannot have the template in time runs initdb himself; all get a server, and one template stays.
    for (const QString& identifier : identifiers)
        QVERIFY2(identifier.toULongLong() > 0, qPrintable(identifier));
    QCOMPARE(QDir(parent).entryList({QStringLiteral("cluster-*")}).size(), 1);
    const auto next = Sandbox::start({.templates = parent});
    const auto last = Sandbox::start({.templates = parent});
    VERIFY_RESULT(next);
    VERIFY_RESULT(last);
    QCOMPARE(identifierOf(**next), identifierOf(**last));
    QVERIFY(QDir(parent).removeRecursively());
}

void TestSandbox::aDamagedTemplateIsMadeAnew()
{
    const QString parent = lastingParent();
    const auto first = Sandbox::start({.templates = parent});
    VERIFY_RESULT(first);
    const auto templates = QDir(parent).entryList({QStringLiteral("cluster-*")});
    QCOMPARE(templates.size(), 1);
    const QString victim = parent + u'/' + templates.at(0) + QStringLiteral("/data/global/pg_control");
    QVERIFY(QFile::resize(victim, 100));
    const auto second = Sandbox::start({.templates = parent});
    VERIFY_RESULT(second);
    QVERIFY(identifierOf(**second) != identifierOf(**first));
    QCOMPARE(QDir(parent).entryList({QStringLiteral("cluster-*")}), templates);
    QVERIFY(QDir(parent).removeRecursively());
}

void TestSandbox::doesWithoutATemplateWhereNoneCanBeKept()
{
    const auto sandbox = Sandbox::start({.templates = QStringLiteral("/proc/athanor")});
    VERIFY_RESULT(sandbox);
    QVERIFY(identifierOf(**sandbox).toULongLong() > 0);
}

void TestSandbox::refusesAFolderThatHoldsSomethingElse()
{
    const QString folder = lastingParent();
    QVERIFY(QDir().mkpath(folder + QStringLiteral("/mine")));
    const auto sandbox = Sandbox::start({.folder = folder});
    QVERIFY(!sandbox);
    QVERIFY(sandbox.error().message.contains(QStringLiteral("holds something else")));
    QVERIFY(QDir(folder).removeRecursively());
}

void TestSandbox::namesAFolderWithoutServerBinaries()
{
    const auto sandbox = Sandbox::start({.binaries = QStringLiteral("/nowhere/bin")});
    QVERIFY(!sandbox);
    QVERIFY(sandbox.error().message.contains(QStringLiteral("/nowhere/bin")));
}

void TestSandbox::worksInAFolderTooLongForASocket()
{
    const QString parent = lastingParent();
    const QString folder = parent + u'/' + QString(100, u'x') + QStringLiteral("/a,b \"c\"");
    auto sandbox = Sandbox::start({.folder = folder});
    VERIFY_RESULT(sandbox);
    TestServer::open((*sandbox)->parameters(QStringLiteral("postgres")));
    const QString socket = (*sandbox)->parameters(QString()).value(QStringLiteral("host"));
    sandbox->reset();
    QVERIFY(QDir(socket).removeRecursively());
    QVERIFY(QDir(parent).removeRecursively());
}

void TestSandbox::urlLeadsToTheDatabase()
{
    TestServer server;
    QVERIFY(server.sandbox().createDatabase(QStringLiteral("a b/c?")));
    const QString url = server.sandbox().url(QStringLiteral("a b/c?"));
    QVERIFY(url.startsWith(u"postgresql://"));
    QVERIFY(url.contains(QStringLiteral("a%20b%2Fc%3F")));
}

namespace {

/// What other programs do with a sandbox; started by the tests above.
int useSandbox(const QString& folder)
{
    const auto sandbox = Sandbox::start({.folder = folder});
    if (!sandbox) {
        qWarning("%s\n%s", qPrintable(sandbox.error().message), qPrintable(sandbox.error().detail));
        return 1;
    }
    const auto session = Session::open((*sandbox)->parameters(QStringLiteral("postgres")));
    return session && (*session)->execute(QStringLiteral("SELECT 1")) ? 0 : 2;
}

int holdSandbox()
{
    const auto sandbox = Sandbox::start({});
    if (!sandbox)
        return 1;
    std::printf("%s\n", qPrintable((*sandbox)->folder()));
    std::fflush(stdout);
    ::pause();
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--use-sandbox")
        return useSandbox(arguments.value(2));
    if (arguments.value(1) == u"--hold-sandbox")
        return holdSandbox();
    TestSandbox test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sandbox.moc"
