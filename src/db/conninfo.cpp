// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/conninfo.h"

#include "db/sqlalchemyurl.h"

#include <QRegularExpression>
#include <QSet>

#include <libpq-fe.h>

#include <memory>

namespace athanor {

namespace {

const auto kUrlScheme = QStringLiteral("^([A-Za-z][A-Za-z0-9_.-]*)(?:\\+([A-Za-z0-9_]+))?://");

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

Error usageError(const QString& message, const QString& hint = {})
{
    return Error{
        .kind = ErrorKind::Usage, .code = QStringLiteral("connection"), .message = message, .hint = hint};
}

Error unreadable(bool url)
{
    return usageError(
        QStringLiteral("The connection %1 cannot be read").arg(url ? u"URL" : u"string"),
        url ? QStringLiteral("Form: postgresql://user:password@host:port/database?sslmode=require; write "
                             "special characters of the password as percent codes (@ as %40, / as %2F, % as "
                             "%25)")
            : QStringLiteral("Form: host=... port=... dbname=... user=...; put values with blanks in single "
                             "quotes, a quote or backslash in them behind a backslash"));
}

Error unknownOption(const QString& name)
{
    return usageError(QStringLiteral("Unknown connection option \"%1\"").arg(name),
                      QStringLiteral("Remove it, or use the name libpq gives it (sslmode, sslrootcert, "
                                     "options, connect_timeout, ...)"));
}

QSet<QString> knownKeywords()
{
    QSet<QString> names;
    const Options defaults(PQconndefaults(), PQconninfoFree);
    for (const auto* option = defaults.get(); option && option->keyword; ++option)
        names << QString::fromUtf8(option->keyword);
    return names;
}

/// What would be reported by libpq with the value in the message, and may be part of a password that was not
/// quoted as it should be.
bool looksBroken(const ConnectionParameters& parameters)
{
    static const QRegularExpression ports(QStringLiteral("^[0-9, ]*$"));
    return !ports.match(parameters.value(QStringLiteral("port"))).hasMatch()
        || (parameters.value(QStringLiteral("host")).contains(u'@')
            && !parameters.value(QStringLiteral("host")).startsWith(u'@'));
}

Result<ConnectionParameters> checked(ConnectionParameters parameters, bool url)
{
    if (looksBroken(parameters))
        return fail(unreadable(url));
    const auto known = knownKeywords();
    for (auto it = parameters.keywords.cbegin(); it != parameters.keywords.cend(); ++it) {
        if (!known.contains(it.key()))
            return fail(unknownOption(it.key()));
    }
    return parameters;
}

/// The option libpq's message complains of, when it cannot be part of a password.
QString complainedOption(const QString& message, const QString& text, bool url)
{
    static const QRegularExpression option(
        QStringLiteral("^(?:invalid connection option|invalid URI query parameter:) \"([A-Za-z0-9_]+)\""));
    const auto match = option.match(message);
    if (!match.hasMatch())
        return {};
    const auto at = text.indexOf(match.captured(1));
    const bool mayBeSecret = url ? text.indexOf(u'@', text.indexOf(u'?')) >= 0
                                 : text.left(at).contains(u"password", Qt::CaseInsensitive);
    return mayBeSecret ? QString() : match.captured(1);
}

Result<ConnectionParameters> parseByLibpq(const QString& text, bool url)
{
    if (url) {
        // A "/" in a password ends it for libpq; the rest would be taken for the database's name.
        const auto start = text.indexOf(QStringLiteral("://")) + 3;
        const auto slash = text.indexOf(u'/', start);
        const auto at = text.indexOf(u'@', start);
        const auto question = text.indexOf(u'?', start);
        if (slash >= 0 && at > slash && (question < 0 || at < question))
            return fail(unreadable(url));
    }
    char* complaint = nullptr;
    const Options parsed(PQconninfoParse(text.toUtf8().constData(), &complaint), PQconninfoFree);
    if (!parsed) {
        const QString message = QString::fromUtf8(complaint);
        PQfreemem(complaint);
        const QString option = complainedOption(message, text, url);
        return fail(option.isEmpty() ? unreadable(url) : unknownOption(option));
    }
    ConnectionParameters parameters;
    for (const auto* option = parsed.get(); option->keyword; ++option) {
        if (option->val)
            parameters.keywords.insert(QString::fromUtf8(option->keyword), QString::fromUtf8(option->val));
    }
    return checked(std::move(parameters), url);
}

bool isKnownDriver(const QString& driver)
{
    static const QSet<QString> drivers{QStringLiteral("psycopg2"), QStringLiteral("psycopg2cffi"),
                                       QStringLiteral("psycopg"),  QStringLiteral("psycopg_async"),
                                       QStringLiteral("asyncpg"),  QStringLiteral("pg8000"),
                                       QStringLiteral("pygresql"), QStringLiteral("psycopg3")};
    return drivers.contains(driver);
}

} // namespace

Result<ConnectionParameters> parseConnection(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return fail(usageError(QStringLiteral("The connection URL is empty"),
                               QStringLiteral("Form: postgresql://user@host:port/database")));
    static const QRegularExpression scheme(kUrlScheme);
    const auto match = scheme.match(trimmed);
    const bool url = match.hasMatch();
    if (trimmed.contains(QChar(0)))
        return fail(unreadable(url));
    if (!url)
        return parseByLibpq(trimmed, false);
    const QString database = match.captured(1).toLower();
    const QString driver = match.captured(2).toLower();
    if (database == u"driver")
        return fail(
            Error{.kind = ErrorKind::Usage,
                  .code = QStringLiteral("placeholder_url"),
                  .message = QStringLiteral("This is still the example of \"alembic init\", not the "
                                            "URL of a database"),
                  .hint = QStringLiteral("Write the real one there; where env.py makes it up, give it "
                                         "by --url or DATABASE_URL, or in a connection of the "
                                         "window")});
    if (database != u"postgresql" && database != u"postgres")
        return fail(usageError(
            QStringLiteral("The connection URL is for \"%1\", not for PostgreSQL").arg(match.captured(1)),
            QStringLiteral("It must begin with postgresql://")));
    const QString rest = trimmed.mid(match.capturedLength());
    if (driver.isEmpty())
        return parseByLibpq(QStringLiteral("postgresql://") + rest, true);
    if (!isKnownDriver(driver))
        return fail(
            usageError(QStringLiteral("Unknown driver \"%1\" in the connection URL").arg(driver),
                       QStringLiteral("Use postgresql://, or one of postgresql+psycopg2://, +psycopg, "
                                      "+asyncpg, +pg8000")));
    return checked(parseSqlAlchemyUrl(driver, rest), true);
}

ConnectionParameters withDatabase(ConnectionParameters parameters, const QString& database)
{
    parameters.keywords.insert(QStringLiteral("dbname"), database);
    return parameters;
}

Result<ConnectionParameters> effectiveParameters(const ConnectionParameters& parameters)
{
    ConnectionParameters effective = parameters;
    const auto complete = [&effective](const QString& keyword, const QString& value) {
        if (!value.isEmpty() && !effective.keywords.contains(keyword))
            effective.keywords.insert(keyword, value);
    };
    if (const QString service = parameters.value(QStringLiteral("service")); !service.isEmpty()) {
        const auto services = readServiceFile();
        if (!services)
            return fail(services.error());
        if (!services->contains(service))
            return fail(
                usageError(QStringLiteral("There is no service \"%1\"").arg(service),
                           QStringLiteral("Services are read from PGSERVICEFILE, ~/.pg_service.conf and "
                                          "pg_service.conf in PGSYSCONFDIR")));
        const auto& found = services->value(service).keywords;
        for (auto it = found.cbegin(); it != found.cend(); ++it)
            complete(it.key(), it.value());
    }
    const Options defaults(PQconndefaults(), PQconninfoFree);
    for (const auto* option = defaults.get(); option && option->keyword; ++option) {
        const QString keyword = QString::fromUtf8(option->keyword);
        if (keyword != u"password")
            complete(keyword, QString::fromUtf8(option->val));
    }
    complete(QStringLiteral("dbname"), effective.value(QStringLiteral("user")));
    return effective;
}

Result<ConnectionParameters> handedOver(const ConnectionParameters& parameters)
{
    auto effective = effectiveParameters(parameters);
    if (!effective)
        return effective;
    auto& keywords = effective->keywords;
    const Options defaults(PQconndefaults(), PQconninfoFree);
    for (const auto* option = defaults.get(); option && option->keyword; ++option) {
        const QString keyword = QString::fromUtf8(option->keyword);
        // Another libpq may not know the keyword.
        if (!parameters.keywords.contains(keyword)
            && keywords.value(keyword) == QString::fromUtf8(option->compiled))
            keywords.remove(keyword);
    }
    const QString password = QStringLiteral("password");
    if (!keywords.contains(password) && qEnvironmentVariableIsSet("PGPASSWORD"))
        keywords.insert(password, qEnvironmentVariable("PGPASSWORD"));
    keywords.remove(QStringLiteral("service"));
    keywords.remove(QStringLiteral("servicefile"));
    return effective;
}

} // namespace athanor
