// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Ways into a server that does not trust everybody: TLS, certificates, and passwords from each place that
// libpq takes them from.

#include "core/errortext.h"
#include "db/quoting.h"
#include "db/serveraccount.h"
#include "support/testserver.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>

using namespace athanor;
using namespace athanor::test;

namespace {

const auto kPassword = QStringLiteral("marked-pa:ss\\wo'rd");

/// All that a server with TLS needs: an authority, another one nobody asked for, and keys signed by the
/// first.
const auto kCertificates = QStringLiteral(R"sh(
set -e
cd "$1"
authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$1" \
        -keyout "$1.key" -out "$1.crt"
}
signed() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$2" -keyout "$1.key" -out "$1.csr"
    printf '%s\n' "$3" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA right.crt -CAkey right.key -CAcreateserial -days 2 -extfile "$1.ext" -out "$1.crt"
}
authority right
authority wrong
signed server db.example subjectAltName=DNS:db.example
signed client certified basicConstraints=CA:FALSE
cp client.key open.key
chmod 644 open.key
cat >data/pg_hba.conf <<'HBA'
local all postgres trust
hostssl all encrypted 127.0.0.0/8 trust
hostssl all certified 127.0.0.0/8 cert
host all secretive 127.0.0.0/8 scram-sha-256
HBA
)sh");

} // namespace

class TestLogin : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();

    void cleanup() { init(); }

    void namesTheEncryption();
    void theServersCertificateIsCheckedAsAsked_data();
    void theServersCertificateIsCheckedAsAsked();
    void aServerThatWantsEncryptionSaysSo();
    void aCertificateOfOnesOwnLetsIn();
    void aKeyThatOthersCanReadIsRefused();
    void thePasswordOpens();
    void aWrongPasswordIsRefused();
    void aMissingPasswordIsAskedFor();
    void thePasswordComesFromAFile();
    void thePasswordComesFromTheEnvironment();
    void thePasswordComesFromAService();

private:
    [[nodiscard]] ConnectionParameters as(const QString& user, const QMap<QString, QString>& more = {}) const;

    [[nodiscard]] QString certificate(const QString& name) const { return m_sandbox->folder() + u'/' + name; }

    std::unique_ptr<Sandbox> m_sandbox;
    QString m_address;
};

void TestLogin::initTestCase()
{
    // An address of this machine's own that no other program listens on.
    const auto part = [] { return QRandomGenerator::global()->bounded(1, 255); };
    m_address = QStringLiteral("127.%1.%2.%3").arg(part()).arg(part()).arg(part());
    auto started = Sandbox::start({.binaries = qEnvironmentVariable("ATHANOR_TEST_SERVER"),
                                   .settings = {{"listen_addresses", m_address}}});
    VERIFY_RESULT(started);
    m_sandbox = std::move(*started);
    const auto account = ServerAccount::current();
    VERIFY_RESULT(account);
    VERIFY_RESULT(account->run("/bin/sh", {"-c", kCertificates, "test", m_sandbox->folder()}));
    const auto session = TestServer::open(m_sandbox->parameters("postgres"));
    const QStringList statements{
        "CREATE ROLE encrypted LOGIN",
        "CREATE ROLE certified LOGIN",
        "SET password_encryption = 'scram-sha-256'",
        "CREATE ROLE secretive LOGIN PASSWORD " + quotedLiteral(kPassword),
        "ALTER SYSTEM SET ssl = on",
        "ALTER SYSTEM SET ssl_cert_file = " + quotedLiteral(certificate("server.crt")),
        "ALTER SYSTEM SET ssl_key_file = " + quotedLiteral(certificate("server.key")),
        "ALTER SYSTEM SET ssl_ca_file = " + quotedLiteral(certificate("right.crt"))};
    for (const QString& statement : statements)
        VERIFY_RESULT(session->execute(statement));
    VERIFY_RESULT(m_sandbox->restart());
}

void TestLogin::init()
{
    for (const auto* name : {"PGPASSWORD", "PGPASSFILE", "PGSERVICEFILE", "PGSSLMODE", "PGSSLROOTCERT"})
        qunsetenv(name);
}

ConnectionParameters TestLogin::as(const QString& user, const QMap<QString, QString>& more) const
{
    // The certificate is for the name; nobody has to resolve it.
    ConnectionParameters parameters{{{"host", "db.example"},
                                     {"hostaddr", m_address},
                                     {"port", "5432"},
                                     {"user", user},
                                     {"dbname", "postgres"},
                                     {"passfile", "/nowhere"},
                                     {"sslcert", "/nowhere"},
                                     {"sslrootcert", "/nowhere"}}};
    parameters.keywords.insert(more);
    return parameters;
}

void TestLogin::namesTheEncryption()
{
    const auto session = TestServer::open(as("encrypted", {{"sslmode", "require"}}));
    QVERIFY2(session->server().tls.startsWith("TLSv1."), qPrintable(session->server().tls));
    QVERIFY2(session->server().tls.contains('('), qPrintable(session->server().tls));
    QCOMPARE(session->server().host, QStringLiteral("db.example"));
    QCOMPARE(scalar(*session, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
             QStringLiteral("true"));
    VERIFY_RESULT(session->execute("SELECT 1"));
}

void TestLogin::theServersCertificateIsCheckedAsAsked_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("root");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("refusal"); // empty: lets in
    QTest::newRow("encrypted, unchecked") << "require"
                                          << "none.crt"
                                          << "other.example"
                                          << "";
    QTest::newRow("authority") << "verify-ca"
                               << "right.crt"
                               << "other.example"
                               << "";
    QTest::newRow("wrong authority") << "verify-ca"
                                     << "wrong.crt"
                                     << "db.example"
                                     << "certificate verify failed";
    QTest::newRow("authority and name") << "verify-full"
                                        << "right.crt"
                                        << "db.example"
                                        << "";
    QTest::newRow("wrong name") << "verify-full"
                                << "right.crt"
                                << "other.example"
                                << "does not match host name";
    QTest::newRow("wrong authority, right name") << "verify-full"
                                                 << "wrong.crt"
                                                 << "db.example"
                                                 << "certificate verify failed";
    QTest::newRow("no authority") << "verify-full"
                                  << "none.crt"
                                  << "db.example"
                                  << "none.crt";
}

void TestLogin::theServersCertificateIsCheckedAsAsked()
{
    QFETCH(QString, mode);
    QFETCH(QString, root);
    QFETCH(QString, host);
    QFETCH(QString, refusal);
    const auto session = Session::open(
        as("encrypted", {{"sslmode", mode}, {"sslrootcert", certificate(root)}, {"host", host}}));
    QVERIFY2(session.has_value() == refusal.isEmpty(), session ? "" : qPrintable(errorText(session.error())));
    if (session)
        return;
    QCOMPARE(session.error().kind, ErrorKind::Connection);
    QCOMPARE(session.error().code, QStringLiteral("certificate"));
    QVERIFY2(session.error().detail.contains(refusal), qPrintable(session.error().detail));
    QVERIFY2(session.error().hint.contains("sslrootcert"), qPrintable(session.error().hint));
}

void TestLogin::aServerThatWantsEncryptionSaysSo()
{
    const auto session = Session::open(as("encrypted", {{"sslmode", "disable"}}));
    QVERIFY(!session);
    QCOMPARE(session.error().sqlState, QStringLiteral("28000"));
    QVERIFY2(session.error().detail.contains("no encryption"), qPrintable(session.error().detail));
    QVERIFY2(session.error().hint.contains("sslmode"), qPrintable(session.error().hint));
}

void TestLogin::aCertificateOfOnesOwnLetsIn()
{
    const auto session = Session::open(as("certified",
                                          {{"sslmode", "verify-full"},
                                           {"sslrootcert", certificate("right.crt")},
                                           {"sslcert", certificate("client.crt")},
                                           {"sslkey", certificate("client.key")}}));
    VERIFY_RESULT(session);
    QCOMPARE((*session)->server().user, QStringLiteral("certified"));
    const auto without = Session::open(as("certified", {{"sslmode", "require"}}));
    QVERIFY(!without);
    QVERIFY2(without.error().detail.contains("certificate"), qPrintable(without.error().detail));
}

void TestLogin::aKeyThatOthersCanReadIsRefused()
{
    const QString key = certificate("open.key");
    const auto session = Session::open(
        as("certified", {{"sslmode", "require"}, {"sslcert", certificate("client.crt")}, {"sslkey", key}}));
    QVERIFY(!session);
    QVERIFY2(session.error().detail.contains(key), qPrintable(session.error().detail));
}

void TestLogin::thePasswordOpens()
{
    const auto session = Session::open(as("secretive", {{"password", kPassword}}));
    VERIFY_RESULT(session);
    QCOMPARE((*session)->server().user, QStringLiteral("secretive"));
}

void TestLogin::aWrongPasswordIsRefused()
{
    const auto session = Session::open(as("secretive", {{"password", kPassword + u'x'}}));
    QVERIFY(!session);
    QCOMPARE(session.error().code, QStringLiteral("password_refused"));
    QVERIFY(!errorText(session.error()).contains(kPassword));
}

void TestLogin::aMissingPasswordIsAskedFor()
{
    const auto session = Session::open(as("secretive"));
    QVERIFY(!session);
    QCOMPARE(session.error().code, QStringLiteral("password_required"));
    QVERIFY(session.error().hint.contains("PGPASSWORD"));
}

void TestLogin::thePasswordComesFromAFile()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath("pgpass"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QString escaped = kPassword;
    escaped.replace('\\', "\\\\").replace(':', "\\:");
    file.write(QStringLiteral("db.example:5432:*:secretive:%1\n").arg(escaped).toUtf8());
    file.close();
    const auto parameters = as("secretive", {{"passfile", file.fileName()}});
    VERIFY_RESULT(Session::open(parameters));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write("db.example:5432:*:secretive:another-mark\n");
    file.close();
    const auto wrong = Session::open(parameters);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, QStringLiteral("password_refused"));
    QVERIFY(!errorText(wrong.error()).contains("another-mark"));
}

void TestLogin::thePasswordComesFromTheEnvironment()
{
    qputenv("PGPASSWORD", kPassword.toUtf8());
    VERIFY_RESULT(Session::open(as("secretive")));
    qputenv("PGPASSWORD", "another-mark");
    const auto wrong = Session::open(as("secretive"));
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, QStringLiteral("password_refused"));
    QVERIFY(!errorText(wrong.error()).contains("another-mark"));
}

void TestLogin::thePasswordComesFromAService()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath("services"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QStringLiteral("[shop]\nhost=db.example\nhostaddr=%1\nport=5432\nuser=secretive\n"
                              "dbname=postgres\npassword=%2\nsslmode=prefer\n")
                   .arg(m_address, kPassword)
                   .toUtf8());
    file.close();
    qputenv("PGSERVICEFILE", file.fileName().toUtf8());
    const auto session = Session::open({{{"service", "shop"}, {"passfile", "/nowhere"}}});
    VERIFY_RESULT(session);
    QCOMPARE((*session)->server().user, QStringLiteral("secretive"));
}

QTEST_GUILESS_MAIN(TestLogin)
#include "tst_login.moc"
