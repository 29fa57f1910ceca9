// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/session.h"

#include "db/cancelrequest.h"
#include "db/connector.h"
#include "db/databaseerror.h"
#include "db/driverconnection.h"
#include "db/interruption.h"

#include <QSqlError>
#include <QSqlResult>
#include <QVariant>

#include <libpq-fe.h>
#include <poll.h>

#include <optional>

Q_DECLARE_OPAQUE_POINTER(PGresult*)

namespace athanor {

namespace {

using Clock = std::chrono::steady_clock;

Error cancelled(const QString& sql = {})
{
    return {.kind = ErrorKind::Cancelled, .message = QStringLiteral("Cancelled"), .statement = sql};
}

ServerInfo describe(PGconn* pg)
{
    ServerInfo info;
    info.database = QString::fromUtf8(PQdb(pg));
    info.user = QString::fromUtf8(PQuser(pg));
    info.host = QString::fromUtf8(PQhost(pg));
    info.port = QByteArray(PQport(pg)).toInt();
    info.version = PQserverVersion(pg);
    info.versionText = QString::fromUtf8(PQparameterStatus(pg, "server_version")).section(u' ', 0, 0);
    if (PQsslInUse(pg))
        info.tls = QStringLiteral("%1 (%2)").arg(QString::fromUtf8(PQsslAttribute(pg, "protocol")),
                                                 QString::fromUtf8(PQsslAttribute(pg, "cipher")));
    info.backendPid = PQbackendPID(pg);
    return info;
}

/// The rows in a command tag's end: "UPDATE 3", "INSERT 0 3", "SELECT 5".
qint64 rowsOf(const PGresult* result)
{
    bool isNumber = false;
    const auto rows = QByteArray(PQcmdTuples(const_cast<PGresult*>(result))).toLongLong(&isNumber);
    return isNumber ? rows : -1;
}

struct ClearResult {
    void operator()(pg_result* result) const { PQclear(result); }
};

using ResultHandle = std::unique_ptr<pg_result, ClearResult>;

} // namespace

struct Session::Private {
    explicit Private(const CancelToken& cancelToken)
        : token(cancelToken)
        , wakeUp(std::make_unique<WakeUp>(cancelToken))
    {
    }

    CancelToken token;
    std::unique_ptr<WakeUp> wakeUp;
    ConnectionParameters parameters;
    ServerInfo info;
    std::unique_ptr<DriverConnection> connection;
    std::function<void(const Notice&)> noticeHandler;
    int shields = 0;

    /// What came back for one request.
    struct Answer {
        ResultHandle last, error;
        bool copyRefused = false;
    };

    [[nodiscard]] PGconn* pg() const { return connection ? connection->handle() : nullptr; }

    [[nodiscard]] bool cancelWanted() const { return shields == 0 && token.isCancelled(); }

    [[nodiscard]] bool wait(std::optional<CancelRequest>& request, Clock::time_point& cancelledAt);
    void drainCopy(std::optional<CancelRequest>& request, Clock::time_point& cancelledAt);
    [[nodiscard]] Answer answer();
    [[nodiscard]] Result<ResultHandle> finish(bool sent, const QString& sql);
    [[nodiscard]] Error lost(const QString& sql, const Answer& answer) const;
    [[nodiscard]] Result<QString> command(const char* sql);
    template <typename Send>
    [[nodiscard]] Result<StatementResult> statement(const QString& sql, const Send& send);
    [[nodiscard]] bool runOnDriver(QSqlQuery& query, const QString& sql, const QVariantList& values);
};

/// Waits until the socket has something; asks the server to cancel when the token says so. False: given up.
bool Session::Private::wait(std::optional<CancelRequest>& request, Clock::time_point& cancelledAt)
{
    if (cancelWanted()) {
        if (!request) {
            request.emplace(pg());
            cancelledAt = Clock::now();
        }
        if (Clock::now() - cancelledAt > kCancelPatience) {
            connection.reset();
            return false;
        }
        // Sent again and again: one that comes before the statement has begun does nothing.
        request->send();
    }
    pollfd files[2]
        = {{PQsocket(pg()), POLLIN, 0}, {request || shields > 0 ? -1 : wakeUp->fileDescriptor(), POLLIN, 0}};
    const int ready = ::poll(files, 2, request ? int(kCancelRepeat.count()) : -1);
    if (ready > 0 && files[0].revents != 0)
        return PQconsumeInput(pg()) == 1;
    return true;
}

/// COPY ... TO STDOUT: what comes is dropped.
void Session::Private::drainCopy(std::optional<CancelRequest>& request, Clock::time_point& cancelledAt)
{
    for (;;) {
        char* row = nullptr;
        const int length = PQgetCopyData(pg(), &row, 1);
        PQfreemem(row);
        if (length < 0 || (length == 0 && !wait(request, cancelledAt)))
            return;
    }
}

Session::Private::Answer Session::Private::answer()
{
    Answer answer;
    std::optional<CancelRequest> request;
    Clock::time_point cancelledAt;
    while (pg()) {
        while (PQisBusy(pg()) && wait(request, cancelledAt)) { }
        if (!pg())
            break;
        ResultHandle result(PQgetResult(pg()));
        if (!result)
            break;
        switch (PQresultStatus(result.get())) {
        case PGRES_SINGLE_TUPLE:
            break;
        case PGRES_COPY_IN:
            answer.copyRefused = true;
            PQputCopyEnd(pg(), "COPY FROM STDIN is refused");
            break;
        case PGRES_COPY_OUT:
            drainCopy(request, cancelledAt);
            break;
        case PGRES_BAD_RESPONSE:
        case PGRES_FATAL_ERROR:
            if (!answer.error)
                answer.error = std::move(result);
            break;
        default:
            answer.last = std::move(result);
        }
    }
    if (request)
        request->settle(std::chrono::seconds(1));
    return answer;
}

Error Session::Private::lost(const QString& sql, const Answer& answer) const
{
    Error error{.kind = ErrorKind::Connection,
                .code = QStringLiteral("connection_lost"),
                .message = QStringLiteral("The connection to %1 was lost").arg(parameters.displayText()),
                .statement = sql};
    if (answer.error) {
        error.sqlState = QString::fromUtf8(PQresultErrorField(answer.error.get(), PG_DIAG_SQLSTATE));
        error.detail = QString::fromUtf8(PQresultErrorMessage(answer.error.get())).simplified();
    } else if (pg()) {
        error.detail = QString::fromUtf8(PQerrorMessage(pg())).simplified();
    }
    return error;
}

Result<ResultHandle> Session::Private::finish(bool sent, const QString& sql)
{
    Answer answered = sent ? answer() : Answer{};
    if (cancelWanted() && (!pg() || answered.error))
        return fail(cancelled(sql));
    if (!pg() || PQstatus(pg()) != CONNECTION_OK)
        return fail(lost(sql, answered));
    if (!sent)
        return fail({.kind = ErrorKind::Database,
                     .message = QString::fromUtf8(PQerrorMessage(pg())).trimmed(),
                     .statement = sql});
    if (answered.copyRefused)
        return fail({.kind = ErrorKind::Statement,
                     .code = QStringLiteral("copy_from_stdin"),
                     .message = QStringLiteral("COPY FROM STDIN needs data that a revision cannot give"),
                     .hint = QStringLiteral("Use INSERT, or COPY from a file on the server"),
                     .statement = sql});
    if (answered.error)
        return fail(databaseError(answered.error.get(), sql));
    return std::move(answered.last);
}

Result<QString> Session::Private::command(const char* sql)
{
    const auto result = finish(pg() && PQsendQuery(pg(), sql) == 1, QString::fromUtf8(sql));
    if (!result)
        return fail(result.error());
    return QString::fromUtf8(PQcmdStatus(result->get()));
}

template <typename Send>
Result<Session::StatementResult> Session::Private::statement(const QString& sql, const Send& send)
{
    if (cancelWanted())
        return fail(cancelled(sql));
    // Row by row, so that a large SELECT is counted without being held in memory.
    const bool sent = pg() && send() == 1 && PQsetSingleRowMode(pg()) == 1;
    const auto result = finish(sent, sql);
    if (!result)
        return fail(result.error());
    return StatementResult{QString::fromUtf8(PQcmdStatus(result->get())), rowsOf(result->get())};
}

/// Blocks in QtSql's driver; the token interrupts it.
bool Session::Private::runOnDriver(QSqlQuery& query, const QString& sql, const QVariantList& values)
{
    const Interruption interruption(pg(), shields > 0 ? CancelToken() : token);
    if (values.isEmpty())
        return query.exec(sql);
    if (!query.prepare(sql))
        return false;
    for (const QVariant& value : values)
        query.addBindValue(value);
    return query.exec();
}

Session::Session() = default;
Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::open(const ConnectionParameters& parameters,
                                               const CancelToken& cancel)
{
    return open(parameters, cancel, Options{});
}

Result<std::unique_ptr<Session>> Session::open(const ConnectionParameters& parameters,
                                               const CancelToken& cancel, const Options& options)
{
    std::unique_ptr<Session> session(new Session);
    session->d = std::make_unique<Private>(cancel);
    session->d->parameters = parameters;
    ConnectionParameters named = parameters;
    if (named.value(QStringLiteral("application_name")).isEmpty())
        named.keywords.insert(QStringLiteral("application_name"), options.applicationName);
    const auto reached = reachServer(named, options.connectTimeout, *session->d->wakeUp);
    if (!reached)
        return fail(reached.error());
    auto connection = DriverConnection::open(*reached);
    if (!connection)
        return fail(connection.error());
    session->d->connection = std::move(*connection);
    session->d->info = describe(session->d->pg());
    PQsetNoticeReceiver(
        session->d->pg(),
        [](void* context, const PGresult* result) {
            const auto* self = static_cast<Private*>(context);
            if (self->noticeHandler)
                self->noticeHandler(noticeFrom(result));
        },
        session->d.get());
    return session;
}

const ServerInfo& Session::server() const
{
    return d->info;
}

const ConnectionParameters& Session::parameters() const
{
    return d->parameters;
}

bool Session::isOpen() const
{
    return d->pg() && PQstatus(d->pg()) == CONNECTION_OK;
}

bool Session::inTransaction() const
{
    const auto status = d->pg() ? PQtransactionStatus(d->pg()) : PQTRANS_IDLE;
    return status == PQTRANS_ACTIVE || status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

Result<Session::StatementResult> Session::execute(const QString& sql)
{
    return d->statement(sql, [&] { return PQsendQuery(d->pg(), sql.toUtf8().constData()); });
}

Result<Session::StatementResult> Session::execute(const QString& sql, const QStringList& values)
{
    QList<QByteArray> texts;
    QList<const char*> pointers;
    for (const QString& value : values)
        pointers << texts.emplaceBack(value.toUtf8()).constData();
    return d->statement(sql, [&] {
        return PQsendQueryParams(d->pg(), sql.toUtf8().constData(), int(values.size()), nullptr,
                                 pointers.constData(), nullptr, nullptr, 0);
    });
}

Result<QSqlQuery> Session::query(const QString& sql, const QVariantList& values)
{
    if (d->cancelWanted())
        return fail(cancelled(sql));
    if (!isOpen())
        return fail(d->lost(sql, {}));
    QSqlQuery query(d->connection->database());
    if (d->runOnDriver(query, sql, values))
        return query;
    if (d->cancelWanted())
        return fail(cancelled(sql));
    if (!isOpen())
        return fail(d->lost(sql, {}));
    if (const auto* result = query.result()->handle().value<PGresult*>())
        return fail(databaseError(result, sql));
    return fail(
        {.kind = ErrorKind::Database,
         .message = query.lastError().databaseText().section(u'\n', 0, 0).remove(QStringLiteral("ERROR:  ")),
         .sqlState = query.lastError().nativeErrorCode(),
         .statement = sql});
}

Result<> Session::begin()
{
    if (d->cancelWanted())
        return fail(cancelled());
    const auto tag = d->command("BEGIN");
    return tag ? Result<>() : fail(tag.error());
}

Result<> Session::commit()
{
    if (d->cancelWanted())
        return fail(cancelled());
    const auto tag = d->command("COMMIT");
    if (!tag)
        return fail(tag.error());
    if (*tag != u"COMMIT")
        return fail({.kind = ErrorKind::Database,
                     .code = QStringLiteral("rolled_back"),
                     .message = QStringLiteral("The transaction had failed; the server rolled it back")});
    return {};
}

Result<> Session::rollback()
{
    if (!inTransaction())
        return {};
    const CancelShield shield(*this);
    const auto tag = d->command("ROLLBACK");
    return tag ? Result<>() : fail(tag.error());
}

void Session::setCancelToken(const CancelToken& cancel)
{
    d->token = cancel;
    d->wakeUp = std::make_unique<WakeUp>(cancel);
}

void Session::setNoticeHandler(std::function<void(const Notice&)> handler)
{
    d->noticeHandler = std::move(handler);
}

Session::CancelShield::CancelShield(Session& session) : m_session(session)
{
    ++m_session.d->shields;
}

Session::CancelShield::~CancelShield()
{
    --m_session.d->shields;
}

} // namespace athanor
