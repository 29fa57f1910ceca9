// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/connector.h"

#include <QDeadlineTimer>
#include <QList>
#include <QRegularExpression>

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <memory>

namespace athanor {

namespace {

struct CloseConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};

using Connection = std::unique_ptr<PGconn, CloseConnection>;

enum class Outcome { Connected, Refused, TimedOut, Cancelled };

/// How long one host may take; zero: for ever, as in libpq.
std::chrono::seconds timeoutOf(const ConnectionParameters& parameters, std::chrono::seconds fallback)
{
    bool isNumber = false;
    const int seconds = parameters.value(QStringLiteral("connect_timeout")).trimmed().toInt(&isNumber);
    return isNumber ? std::chrono::seconds(std::max(seconds, 0)) : fallback;
}

Connection startConnecting(const ConnectionParameters& parameters)
{
    QList<QByteArray> texts;
    for (auto it = parameters.keywords.cbegin(); it != parameters.keywords.cend(); ++it)
        texts << it.key().toUtf8() << it.value().toUtf8();
    QList<const char*> keywords, values;
    for (qsizetype i = 0; i < texts.size(); i += 2) {
        keywords << texts.at(i).constData();
        values << texts.at(i + 1).constData();
    }
    keywords << nullptr;
    values << nullptr;
    return Connection(PQconnectStartParams(keywords.constData(), values.constData(), 0));
}

Outcome drive(PGconn* connection, std::chrono::seconds timeout, const WakeUp& wakeUp)
{
    const QDeadlineTimer deadline
        = timeout.count() > 0 ? QDeadlineTimer(timeout) : QDeadlineTimer(QDeadlineTimer::Forever);
    for (auto status = PGRES_POLLING_WRITING;; status = PQconnectPoll(connection)) {
        if (status == PGRES_POLLING_OK)
            return Outcome::Connected;
        if (status == PGRES_POLLING_FAILED || PQsocket(connection) < 0)
            return Outcome::Refused;
        pollfd files[2]
            = {{PQsocket(connection), short(status == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0},
               {wakeUp.fileDescriptor(), POLLIN, 0}};
        int ready = 0;
        do
            ready = ::poll(files, 2, int(std::min<qint64>(deadline.remainingTime(), 60'000)));
        while (ready <= 0 && !deadline.hasExpired() && !wakeUp.isCancelled());
        if (wakeUp.isCancelled())
            return Outcome::Cancelled;
        if (ready <= 0)
            return Outcome::TimedOut;
    }
}

/// \a parameters without the host that did not answer, so that the others are tried, as libpq does.
bool dropHost(ConnectionParameters& parameters, PGconn* connection)
{
    const QString host = parameters.value(QStringLiteral("host"));
    const QString address = parameters.value(QStringLiteral("hostaddr"));
    const QStringList hosts = (host.isEmpty() ? address : host).split(u',');
    QStringList ports = parameters.value(QStringLiteral("port")).split(u',');
    qsizetype dead = -1;
    for (qsizetype i = 0; i < hosts.size() && dead < 0; ++i) {
        const QString port
            = ports.size() == hosts.size() ? ports.at(i) : QString::fromUtf8(PQport(connection));
        if (hosts.at(i) == QString::fromUtf8(PQhost(connection))
            && port == QString::fromUtf8(PQport(connection)))
            dead = i;
    }
    if (hosts.size() < 2 || dead < 0)
        return false;
    for (const auto& keyword : {QStringLiteral("host"), QStringLiteral("hostaddr"), QStringLiteral("port")}) {
        QStringList list = parameters.value(keyword).split(u',');
        if (list.size() != hosts.size())
            continue;
        list.removeAt(dead);
        parameters.keywords.insert(keyword, list.join(u','));
    }
    return true;
}

struct Cause {
    QString text, sqlState;
};

/// libpq tells the SQLSTATE of a refused connection only in its verbose text.
Cause causeOf(PGconn* connection)
{
    static const QRegularExpression state(QStringLiteral(":  ([0-9A-Z]{5}): "));
    static const QRegularExpression location(QStringLiteral("^LOCATION:.*$"),
                                             QRegularExpression::MultilineOption);
    Cause cause;
    cause.text = QString::fromUtf8(PQerrorMessage(connection));
    for (auto it = state.globalMatch(cause.text); it.hasNext();)
        cause.sqlState = it.next().captured(1);
    cause.text.remove(location);
    cause.text.replace(state, QStringLiteral(": "));
    QStringList lines;
    for (const QString& line : cause.text.split(u'\n')) {
        if (const QString trimmed = line.trimmed(); !trimmed.isEmpty())
            lines << trimmed;
    }
    cause.text = lines.join(u'\n');
    return cause;
}

/// What to look at when the server was not reached. libpq and the system tell the cause only in words, which
/// may be in another language.
QString hintFor(const QString& cause)
{
    if (cause.contains(u"could not translate host name"))
        return QStringLiteral(
            "No host of this name is known here: check its spelling, and the network or VPN");
    if (cause.contains(u"Connection refused"))
        return QStringLiteral(
            "Nothing listens there: check the port, and that PostgreSQL runs and listens on "
            "this address");
    if (cause.contains(u"No such file or directory"))
        return QStringLiteral("No server has its socket there: start PostgreSQL, or name a host");
    if (cause.contains(u"timed out") || cause.contains(u"o route to host") || cause.contains(u"unreachable"))
        return QStringLiteral(
            "The host does not answer: check its address, and whether a firewall is between");
    if (cause.contains(u"does not support SSL"))
        return QStringLiteral("The server has no TLS; sslmode=prefer or disable connects without it");
    return QStringLiteral("Check host and port, and that the server runs and lets this machine in");
}

Error refusal(const ConnectionParameters& parameters, PGconn* connection)
{
    const Cause cause = causeOf(connection);
    Error error{.kind = ErrorKind::Connection,
                .code = QStringLiteral("connection_failed"),
                .message = QStringLiteral("Cannot connect to %1").arg(parameters.displayText()),
                .detail = cause.text,
                .sqlState = cause.sqlState};
    if (PQconnectionNeedsPassword(connection)) {
        error.code = QStringLiteral("password_required");
        error.hint = QStringLiteral("Give the password in the connection, in ~/.pgpass or in PGPASSWORD");
    } else if (cause.sqlState == u"28P01") {
        error.code = QStringLiteral("password_refused");
        error.hint = QStringLiteral("Check the user's name and the password");
    } else if (cause.sqlState == u"28000") {
        error.hint
            = QStringLiteral("The server's pg_hba.conf does not let this user in from here, or wants TLS "
                             "(sslmode) or a certificate");
    } else if (cause.sqlState == u"3D000") {
        error.code = QStringLiteral("no_database");
        error.hint = QStringLiteral("Create the database first, or check its name");
    } else if (cause.sqlState.isEmpty() && cause.text.contains(u"certificate")) {
        error.code = QStringLiteral("certificate");
        error.hint
            = QStringLiteral("Check that sslrootcert is the authority of the server's certificate, that "
                             "the certificate is for this host name, and your own sslcert and sslkey");
    } else if (cause.sqlState.isEmpty()) {
        error.hint = hintFor(cause.text);
    }
    return error;
}

Error timeoutError(const ConnectionParameters& parameters, std::chrono::seconds timeout)
{
    return {.kind = ErrorKind::Connection,
            .code = QStringLiteral("connection_timeout"),
            .message = QStringLiteral("No answer from %1 within %2 seconds")
                           .arg(parameters.displayText(), QString::number(timeout.count())),
            .hint
            = QStringLiteral("Check host and port, and whether a firewall is between; connect_timeout gives "
                             "it more time")};
}

/// \a parameters with the one host that answered: it need not be looked for again.
ConnectionParameters narrowed(ConnectionParameters parameters, PGconn* connection)
{
    for (const auto& keyword : {QStringLiteral("host"), QStringLiteral("hostaddr"), QStringLiteral("port")}) {
        if (!parameters.value(keyword).contains(u','))
            continue;
        const char* found = keyword == u"host" ? PQhost(connection)
            : keyword == u"port"               ? PQport(connection)
                                               : PQhostaddr(connection);
        parameters.keywords.insert(keyword, QString::fromUtf8(found));
    }
    return parameters;
}

} // namespace

Result<ConnectionParameters> reachServer(const ConnectionParameters& parameters, std::chrono::seconds timeout,
                                         const WakeUp& wakeUp)
{
    const auto limit = timeoutOf(parameters, timeout);
    ConnectionParameters remaining = parameters;
    remaining.keywords.insert(QStringLiteral("client_encoding"), QStringLiteral("UTF8"));
    remaining.keywords.insert(QStringLiteral("connect_timeout"), QString::number(limit.count()));
    for (;;) {
        if (wakeUp.isCancelled())
            return fail({.kind = ErrorKind::Cancelled, .message = QStringLiteral("Cancelled")});
        Connection connection = startConnecting(remaining);
        if (!connection)
            return fail({.kind = ErrorKind::System, .message = QStringLiteral("Out of memory")});
        PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
        const bool invalid = PQstatus(connection.get()) == CONNECTION_BAD;
        switch (invalid ? Outcome::Refused : drive(connection.get(), limit, wakeUp)) {
        case Outcome::Connected:
            return narrowed(remaining, connection.get());
        case Outcome::Refused:
            return fail(refusal(parameters, connection.get()));
        case Outcome::Cancelled:
            return fail(
                {.kind = ErrorKind::Cancelled, .message = QStringLiteral("Cancelled while connecting")});
        case Outcome::TimedOut:
            if (!dropHost(remaining, connection.get()))
                return fail(timeoutError(parameters, limit));
        }
    }
}

} // namespace athanor
