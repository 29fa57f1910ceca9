// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/sqlalchemyurl.h"

#include <QUrl>

namespace athanor {

namespace {

QString decoded(const QString& text)
{
    return QUrl::fromPercentEncoding(text.toUtf8());
}

void setUnlessEmpty(ConnectionParameters& parameters, const QString& keyword, const QString& value)
{
    if (!value.isEmpty())
        parameters.keywords.insert(keyword, value);
}

/// "host", "host:port", "[v6]:port" apart.
std::pair<QString, QString> hostAndPort(const QString& text)
{
    if (text.startsWith(u'[')) {
        const auto end = text.indexOf(u']');
        if (end > 0)
            return {text.mid(1, end - 1), text.mid(end + 1).startsWith(u':') ? text.mid(end + 2) : QString()};
    }
    const auto colon = text.lastIndexOf(u':');
    // A folder of Unix sockets may hold a colon, an address without brackets may be IPv6.
    if (colon < 0 || text.startsWith(u'/') || text.count(u':') > 1)
        return {text, {}};
    return {text.left(colon), text.mid(colon + 1)};
}

void readQuery(ConnectionParameters& parameters, const QString& driver, QString query)
{
    query.replace(u'+', u' ');
    QStringList hosts, ports;
    for (const QString& option : query.split(u'&', Qt::SkipEmptyParts)) {
        const auto equals = option.indexOf(u'=');
        QString name = decoded(option.left(equals));
        QString value = equals < 0 ? QString() : decoded(option.mid(equals + 1));
        if (name == u"host") {
            const auto [host, port] = hostAndPort(value);
            hosts << host;
            ports << port;
            continue;
        }
        if (driver == u"asyncpg" && name == u"ssl") {
            name = QStringLiteral("sslmode");
            if (value.compare(u"true", Qt::CaseInsensitive) == 0)
                value = QStringLiteral("require");
        }
        parameters.keywords.insert(name, value);
    }
    if (hosts.isEmpty())
        return;
    parameters.keywords.insert(QStringLiteral("host"), hosts.join(u','));
    if (!ports.join(QString()).isEmpty())
        parameters.keywords.insert(QStringLiteral("port"), ports.join(u','));
}

} // namespace

ConnectionParameters parseSqlAlchemyUrl(const QString& driver, const QString& rest)
{
    ConnectionParameters parameters;
    QString place = rest;
    // A user's name has no "/" or ":"; after a ":" everything up to the first "@" is the password.
    const auto at = rest.indexOf(u'@');
    if (at >= 0) {
        const QString account = rest.left(at);
        const auto colon = account.indexOf(u':');
        const QString user = account.left(colon);
        if (!user.contains(u'/') && !user.contains(u'?')) {
            setUnlessEmpty(parameters, QStringLiteral("user"), decoded(user));
            if (colon >= 0)
                setUnlessEmpty(parameters, QStringLiteral("password"), decoded(account.mid(colon + 1)));
            place = rest.mid(at + 1);
        }
    }
    const auto question = place.indexOf(u'?');
    const QString path = place.left(question);
    const auto slash = path.indexOf(u'/');
    const auto [host, port] = hostAndPort(path.left(slash));
    setUnlessEmpty(parameters, QStringLiteral("host"), host);
    setUnlessEmpty(parameters, QStringLiteral("port"), port);
    if (slash >= 0)
        setUnlessEmpty(parameters, QStringLiteral("dbname"), path.mid(slash + 1));
    if (question >= 0)
        readQuery(parameters, driver, place.mid(question + 1));
    return parameters;
}

} // namespace athanor
