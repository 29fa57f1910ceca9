// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/connectionprofile.h"

#include <QRegularExpression>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

/// libpq takes a whole connection string as dbname; this finds out.
bool isConnectionString(const QString& database)
{
    return database.contains(u'=') || database.contains("://"_L1);
}

QString withoutSecrets(QString connectionString)
{
    static const QRegularExpression inUrl(u"(://[^:/@?]*):.*@"_s);
    static const QRegularExpression inKeywords(
        u"\\b(password|sslpassword|oauth_client_secret)\\s*=\\s*('(?:[^'\\\\]|\\\\.)*'|[^\\s&]*)"_s);
    connectionString.replace(inUrl, u"\\1@"_s);
    return connectionString.remove(inKeywords).trimmed();
}

} // namespace

ConnectionParameters ConnectionParameters::withoutPassword() const
{
    ConnectionParameters result = *this;
    for (const QString& keyword : {u"password"_s, u"sslpassword"_s, u"oauth_client_secret"_s})
        result.keywords.remove(keyword);
    const auto database = result.keywords.find(u"dbname"_s);
    if (database != result.keywords.end() && isConnectionString(*database))
        *database = withoutSecrets(*database);
    return result;
}

QString ConnectionParameters::displayText() const
{
    const QString database = value(u"dbname"_s);
    QString text = isConnectionString(database) ? u"connection string"_s : database;
    if (text.isEmpty())
        text = value(u"service"_s).isEmpty() ? u"default database"_s : u"service "_s + value(u"service"_s);
    QString host = value(u"host"_s).isEmpty() ? value(u"hostaddr"_s) : value(u"host"_s);
    const QString port = value(u"port"_s);
    if (!port.isEmpty() && host.contains(u':') && !host.startsWith(u'/'))
        host = u'[' + host + u']';
    if (!host.isEmpty())
        text += u" on "_s + host + (port.isEmpty() ? QString() : u':' + port);
    else if (!port.isEmpty())
        text += u" on port "_s + port;
    if (const QString user = value(u"user"_s); !user.isEmpty())
        text += u" as "_s + user;
    return text;
}

QList<Environment> standardEnvironments()
{
    return {{u"development"_s, EnvironmentKind::Development, u"#2e9e5b"_s},
            {u"test"_s, EnvironmentKind::Test, u"#3b7dd8"_s},
            {u"staging"_s, EnvironmentKind::Staging, u"#d08a1d"_s},
            {u"production"_s, EnvironmentKind::Production, u"#cf3f3f"_s}};
}

} // namespace athanor
