// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/connectionchoice.h"

#include "cli/text.h"
#include "core/errortext.h"
#include "core/profilestore.h"
#include "core/projectconfig.h"
#include "db/conninfo.h"

#include <QSettings>

#include <algorithm>

namespace athanor {

namespace {

Error usage(const QString& code, const QString& message, const QString& hint)
{
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = code;
    error.message = message;
    error.hint = hint;
    return error;
}

Result<ConnectionChoice> fromProfile(const QString& name)
{
    QSettings store(settingsFile(), QSettings::IniFormat);
    const QList<ConnectionProfile> profiles = loadProfiles(store);
    QList<ConnectionProfile> matching;
    QStringList names;
    for (const ConnectionProfile& profile : profiles) {
        names.append(profile.name);
        if (profile.name == name || profile.id == name)
            matching.append(profile);
    }
    if (matching.size() > 1) {
        return fail(usage(QStringLiteral("ambiguous_connection"),
                          Cli::tr("%1 connections are called \"%2\"").arg(matching.size()).arg(name),
                          Cli::tr("Rename one of them in the window")));
    }
    if (matching.isEmpty()) {
        return fail(usage(
            QStringLiteral("unknown_connection"), Cli::tr("There is no connection called \"%1\"").arg(name),
            names.isEmpty() ? Cli::tr("The window has saved no connections yet")
                            : Cli::tr("Saved connections: %1").arg(names.join(QLatin1String(", ")))));
    }
    const ConnectionProfile& profile = matching.first();
    const QList<Environment> environments = loadEnvironments(store);
    const bool production
        = std::any_of(environments.begin(), environments.end(), [&profile](const Environment& e) {
              return e.name == profile.environment && e.kind == EnvironmentKind::Production;
          });
    return ConnectionChoice{profile.parameters, Cli::tr("connection \"%1\"").arg(profile.name), profile.name,
                            production, profile.passwordSource};
}

Result<ConnectionChoice> fromText(const QString& text, const QString& source)
{
    const Result<ConnectionParameters> parameters = parseConnection(text);
    if (!parameters) {
        Error error = parameters.error();
        error.message = Cli::tr("%1: %2").arg(source, error.message);
        return fail(error);
    }
    ConnectionChoice choice;
    choice.parameters = *parameters;
    choice.source = source;
    return choice;
}

/// \a problem of sqlalchemy.url, with what else names a database.
Error withoutUrl(Error problem)
{
    problem.kind = ErrorKind::Usage;
    problem.code = QStringLiteral("no_database");
    problem.hint = Cli::tr("Use --url or --connection, or set DATABASE_URL; or: %1").arg(problem.hint);
    return problem;
}

Result<ConnectionChoice> withDatabaseName(Result<ConnectionChoice> choice)
{
    const QString name = qEnvironmentVariable("DB_NAME");
    if (choice && !name.isEmpty()) {
        choice->parameters.keywords.insert(QStringLiteral("dbname"), name);
        choice->source += Cli::tr(" with DB_NAME");
    }
    return choice;
}

Result<ConnectionChoice> choose(const CommonOptions& common, const ProjectSettings& settings)
{
    if (!common.url.isEmpty())
        return fromText(common.url, QStringLiteral("--url"));
    if (!common.connection.isEmpty())
        return fromProfile(common.connection);
    const QString environmentUrl = qEnvironmentVariable("DATABASE_URL");
    if (!environmentUrl.isEmpty())
        return withDatabaseName(fromText(environmentUrl, QStringLiteral("DATABASE_URL")));
    if (!settings.sqlalchemyUrl.isEmpty()) {
        return withDatabaseName(
            fromText(settings.sqlalchemyUrl, Cli::tr("sqlalchemy.url in %1").arg(settings.configFile)));
    }
    if (settings.sqlalchemyUrlProblem)
        return fail(withoutUrl(*settings.sqlalchemyUrlProblem));
    const QStringList databases = databaseNames(settings.options.value(QStringLiteral("databases")));
    if (!databases.isEmpty()) {
        return fail(
            usage(QStringLiteral("no_database"),
                  Cli::tr("The project has several databases: %1").arg(databases.join(QLatin1String(", "))),
                  Cli::tr("Choose one with -n, such as -n %1, or give its --url").arg(databases.first())));
    }
    return fail(usage(QStringLiteral("no_database"), Cli::tr("No database was named"),
                      Cli::tr("Use --url or --connection, set DATABASE_URL, or write sqlalchemy.url into %1")
                          .arg(settings.configFile)));
}

} // namespace

Result<ConnectionChoice> chooseConnection(const CommonOptions& common, const ProjectSettings& settings)
{
    Result<ConnectionChoice> choice = choose(common, settings);
    if (choice)
        choice->versionTableDoubts = settings.versionTableDoubts;
    return choice;
}

Result<std::unique_ptr<Session>> connectTo(Context& context, const ConnectionChoice& choice)
{
    for (const Error& doubt : choice.versionTableDoubts)
        context.output.warning(printable(errorText(doubt)));
    context.output.startProgress(
        Cli::tr("Connecting to %1").arg(printableLine(choice.parameters.displayText())));
    Result<std::unique_ptr<Session>> session = Session::open(choice.parameters, context.cancel);
    context.output.stopProgress();
    if (!session && session.error().kind == ErrorKind::Connection && session.error().hint.isEmpty()
        && choice.passwordSource != PasswordSource::None) {
        Error error = session.error();
        error.hint
            = Cli::tr("The command line does not read the keychain and does not ask: give the password "
                      "of this connection in PGPASSWORD or in a .pgpass file");
        return fail(error);
    }
    return session;
}

QString databaseText(const ServerInfo& server)
{
    const QString place = server.host.startsWith(QLatin1Char('/')) || server.port == 0
        ? server.host
        : QStringLiteral("%1:%2").arg(server.host).arg(server.port);
    return printableLine(Cli::tr("%1 at %2").arg(server.database, place));
}

} // namespace athanor
