// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The format is libpq's, not that of ini files in general: no comments behind a value, no blanks around "=",
// nothing quoted; an ini library would change passwords. Rules: "The Connection Service File" in the manual.

#include "db/conninfo.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <libpq-fe.h>

namespace athanor {

namespace {

using Services = QMap<QString, ConnectionParameters>;

Error fileError(const QString& path, int line, const QString& message)
{
    return Error{.kind = ErrorKind::File,
                 .code = QStringLiteral("service_file"),
                 .message = message,
                 .hint = QStringLiteral("Form: [name] on a line, then lines such as host=db.example.com"),
                 .file = path,
                 .line = line};
}

/// Adds the services of \a path that \a services does not have.
Result<> readInto(Services& services, const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail({.kind = ErrorKind::File,
                     .code = QStringLiteral("service_file"),
                     .message = QStringLiteral("Cannot read the service file: %1").arg(file.errorString()),
                     .file = path});
    Services found;
    QString section;
    bool first = true; // of two sections with one name libpq reads the first
    for (int number = 1; !file.atEnd(); ++number) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (line.startsWith(u'[')) {
            const auto end = line.indexOf(u']');
            if (end < 0)
                return fail(fileError(path, number, QStringLiteral("A section's name has no \"]\"")));
            section = line.mid(1, end - 1);
            first = !found.contains(section);
            found[section];
            continue;
        }
        const auto equals = line.indexOf(u'=');
        if (section.isEmpty() || (equals <= 0 && !line.startsWith(u"ldap")))
            return fail(fileError(path, number, QStringLiteral("A line of the service file is no setting")));
        const QString keyword = line.left(equals);
        if (first && equals > 0 && !line.startsWith(u"ldap"))
            found[section].keywords.insert(keyword, line.mid(equals + 1));
    }
    for (auto it = found.cbegin(); it != found.cend(); ++it) {
        if (!services.contains(it.key()))
            services.insert(it.key(), it.value());
    }
    return {};
}

QStringList libpqServiceFiles()
{
    QStringList files;
    const QString chosen = qEnvironmentVariable("PGSERVICEFILE");
    files << (chosen.isEmpty() ? QDir::homePath() + QStringLiteral("/.pg_service.conf") : chosen);
    const QString systemFolder = qEnvironmentVariable("PGSYSCONFDIR");
    files << (systemFolder.isEmpty() ? QStringLiteral("/etc/postgresql-common") : systemFolder)
            + QStringLiteral("/pg_service.conf");
    return files;
}

} // namespace

Result<Services> readServiceFile(const QString& path)
{
    Services services;
    if (!path.isEmpty()) {
        if (const auto read = readInto(services, path); !read)
            return fail(read.error());
        return services;
    }
    for (const QString& file : libpqServiceFiles()) {
        if (!QFileInfo::exists(file))
            continue;
        if (const auto read = readInto(services, file); !read)
            return fail(read.error());
    }
    return services;
}

} // namespace athanor
