// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/driverconnection.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QUuid>
#include <QVariant>

#include <libpq-fe.h>

Q_DECLARE_OPAQUE_POINTER(PGconn*)

namespace athanor {

namespace {

QString quotedValue(QString value)
{
    value.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
    return u'\'' + value + u'\'';
}

/// Everything that has no setter in QSqlDatabase, as libpq's keyword string. The port too: libpq takes lists.
Result<QString> connectOptions(const ConnectionParameters& parameters)
{
    static const QStringList withSetters{QStringLiteral("host"), QStringLiteral("dbname"),
                                         QStringLiteral("user"), QStringLiteral("password")};
    QStringList options;
    for (auto it = parameters.keywords.cbegin(); it != parameters.keywords.cend(); ++it) {
        if (withSetters.contains(it.key()))
            continue;
        if (it.value().contains(u';'))
            return fail(
                {.kind = ErrorKind::Usage,
                 .code = QStringLiteral("connection"),
                 .message = QStringLiteral("The value of \"%1\" must not hold a semicolon").arg(it.key()),
                 .hint = QStringLiteral("Rename the file, or put the option into a service file")});
        options << it.key() + u'=' + quotedValue(it.value());
    }
    return options.join(u' ');
}

} // namespace

DriverConnection::DriverConnection(const QString& name) : m_name(name) { }

DriverConnection::~DriverConnection()
{
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<DriverConnection>> DriverConnection::open(const ConnectionParameters& parameters)
{
    const auto options = connectOptions(parameters);
    if (!options)
        return fail(options.error());
    std::unique_ptr<DriverConnection> connection(
        new DriverConnection(QUuid::createUuid().toString(QUuid::WithoutBraces)));
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), connection->m_name);
    if (!database.isValid())
        return fail({.kind = ErrorKind::System,
                     .code = QStringLiteral("no_driver"),
                     .message = QStringLiteral("Qt's PostgreSQL driver (QPSQL) is not installed"),
                     .hint = QStringLiteral("On Debian: apt-get install libqt6sql6-psql")});
    database.setNumericalPrecisionPolicy(QSql::HighPrecision);
    database.setHostName(parameters.value(QStringLiteral("host")));
    database.setDatabaseName(parameters.value(QStringLiteral("dbname")));
    database.setUserName(parameters.value(QStringLiteral("user")));
    database.setPassword(parameters.value(QStringLiteral("password")));
    database.setConnectOptions(*options);
    if (!database.open())
        return fail({.kind = ErrorKind::Connection,
                     .code = QStringLiteral("connection_failed"),
                     .message = QStringLiteral("Cannot connect to %1").arg(parameters.displayText()),
                     .detail = database.lastError().databaseText().trimmed()});
    connection->m_handle = database.driver()->handle().value<PGconn*>();
    return connection;
}

QSqlDatabase DriverConnection::database() const
{
    return QSqlDatabase::database(m_name, false);
}

} // namespace athanor
