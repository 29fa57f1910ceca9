// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectionurl.h"

#include <QUrl>

namespace athanor {
namespace {

QString encoded(const QString& text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

} // namespace

QString connectionUrl(const ConnectionParameters& parameters)
{
    QMap<QString, QString> rest = parameters.withoutPassword().keywords;
    QString url = QStringLiteral("postgresql://");
    if (const QString user = rest.take(QStringLiteral("user")); !user.isEmpty())
        url += encoded(user) + u'@';
    const QString host = rest.value(QStringLiteral("host"));
    const QString port = rest.value(QStringLiteral("port"));
    // Socket folders and lists of hosts do not fit before the path.
    if (!host.contains(u'/') && !host.contains(u',') && !port.contains(u',')) {
        rest.remove(QStringLiteral("host"));
        rest.remove(QStringLiteral("port"));
        url += host.contains(u':') ? u'[' + host + u']' : encoded(host);
        if (!port.isEmpty())
            url += u':' + port;
    }
    url += u'/' + encoded(rest.take(QStringLiteral("dbname")));
    QStringList query;
    for (auto it = rest.constBegin(); it != rest.constEnd(); ++it) {
        if (!it.value().isEmpty())
            query.append(it.key() + u'=' + encoded(it.value()));
    }
    return query.isEmpty() ? url : url + u'?' + query.join(u'&');
}

} // namespace athanor
