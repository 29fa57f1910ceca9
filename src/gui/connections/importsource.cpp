// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/importsource.h"

#include "core/filereader.h"
#include "core/inifile.h"
#include "db/conninfo.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QUuid>

namespace athanor {
namespace {

QString words(const char* source)
{
    return QCoreApplication::translate("ImportSource", source);
}

/// A standard environment whose name is a word of \a text; empty when there is none.
QString environmentIn(const QString& text)
{
    static const QList<std::pair<QString, QString>> hints{
        {QStringLiteral("prod"), QStringLiteral("production")},
        {QStringLiteral("stag"), QStringLiteral("staging")},
        {QStringLiteral("test"), QStringLiteral("test")},
        {QStringLiteral("dev"), QStringLiteral("development")},
        {QStringLiteral("local"), QStringLiteral("development")},
    };
    for (const auto& [part, environment] : hints) {
        if (text.contains(part, Qt::CaseInsensitive))
            return environment;
    }
    return {};
}

ImportedConnection imported(const QString& name, const ConnectionParameters& parameters)
{
    ImportedConnection connection;
    connection.profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    connection.profile.name = name;
    connection.profile.parameters = parameters.withoutPassword();
    connection.password = parameters.value(QStringLiteral("password"));
    connection.profile.environment = environmentIn(name + u' ' + parameters.value(QStringLiteral("host"))
                                                   + u' ' + parameters.value(QStringLiteral("dbname")));
    return connection;
}

QString nameOf(const ConnectionParameters& parameters)
{
    for (const char* keyword : {"dbname", "service", "host"}) {
        if (const QString value = parameters.value(QString::fromLatin1(keyword)); !value.isEmpty())
            return value;
    }
    return words("database");
}

Result<QList<ImportedConnection>> fromServices(const QString& path)
{
    auto services = readServiceFile(path);
    if (!services)
        return fail(services.error());
    QList<ImportedConnection> found;
    for (auto it = services->constBegin(); it != services->constEnd(); ++it) {
        ImportedConnection connection = imported(it.key(), it.value());
        if (path.isEmpty()) {
            // libpq finds the rest, the password too: the file stays the one place that says it.
            connection.profile.parameters = {};
            connection.profile.parameters.keywords.insert(QStringLiteral("service"), it.key());
            connection.password.clear();
        }
        found.append(connection);
    }
    return found;
}

Result<QList<ImportedConnection>> fromIni(const QString& path)
{
    FileReader reader;
    const auto bytes = reader.read(path);
    if (!bytes)
        return fail(bytes.error());
    const QFileInfo info(path);
    const auto ini = IniFile::parse(bytes->toByteArray(), path, info.absolutePath());
    if (!ini)
        return fail(ini.error());
    const QString key = QStringLiteral("sqlalchemy.url");
    QList<ImportedConnection> found;
    for (const QString& section : ini->sections()) {
        if (!ini->keys(section).contains(key))
            continue;
        const auto url = ini->value(section, key);
        if (!url)
            return fail(url.error());
        const auto parameters = parseConnection(*url);
        if (!parameters) {
            Error error = parameters.error();
            error.file = path;
            error.line = ini->line(section, key);
            return fail(error);
        }
        const QString name = section == QLatin1String("alembic") || section == QLatin1String("athanor")
            ? nameOf(*parameters)
            : section;
        ImportedConnection connection = imported(name, *parameters);
        connection.profile.project = info.absoluteFilePath();
        found.append(connection);
    }
    if (found.isEmpty()) {
        Error error;
        error.kind = ErrorKind::Project;
        error.message = words("No section of the file has a sqlalchemy.url");
        error.hint = words("Add the connection by hand, or by its URL.");
        error.file = path;
        return fail(error);
    }
    return found;
}

} // namespace

Result<QList<ImportedConnection>> findConnections(ImportSource source, const QString& text)
{
    switch (source) {
    case ImportSource::ServiceFile:
        return fromServices(text);
    case ImportSource::AlembicIni:
        return fromIni(text);
    case ImportSource::Url:
        break;
    }
    const auto parameters = parseConnection(text);
    if (!parameters)
        return fail(parameters.error());
    return QList<ImportedConnection>{imported(nameOf(*parameters), *parameters)};
}

} // namespace athanor
