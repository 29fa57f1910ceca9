// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commandbuilder.h"

#include "cli/commandline.h"
#include "cli/text.h"
#include "version.h"

#include <QRegularExpression>

namespace athanor {

QString text(const std::string& value)
{
    const bool marked = !value.empty() && value.front() == kArgumentMark;
    return QString::fromStdString(marked ? value.substr(1) : value);
}

std::string words(const QString& translated)
{
    return translated.toStdString();
}

QString valueOf(const char* names, const std::string& value)
{
    static const QRegularExpression option(QStringLiteral("\\A--?[A-Za-z][A-Za-z-]*(=.*)?\\z"));
    const QString following = QString::fromStdString(value);
    if (option.match(following).hasMatch()) {
        const QString name = QString::fromLatin1(names).section(QLatin1Char(','), -1);
        const QString equals = name.startsWith(QLatin1String("--")) ? QStringLiteral("=") : QString();
        throw CLI::ValidationError(
            words(Cli::tr("%1 needs a value, but %2 follows; write %1%3%2 if that is the value")
                      .arg(name, printableLine(following), equals)));
    }
    return text(value);
}

CLI::Option* addText(CLI::App& app, const char* names, QString& target, const char* type, const QString& help)
{
    return app
        .add_option_function<std::string>(
            names, [&target, names](const std::string& value) { target = valueOf(names, value); },
            words(help))
        ->type_name(type);
}

CLI::Option* addTexts(CLI::App& app, const char* names, QStringList& target, const char* type,
                      const QString& help)
{
    return app
        .add_option_function<std::vector<std::string>>(
            names,
            [&target, names](const std::vector<std::string>& values) {
                target.clear();
                for (const std::string& value : values)
                    target.append(valueOf(names, value));
            },
            words(help))
        ->type_name(type);
}

void addDuration(CLI::App& app, const char* names, Milliseconds& target, const QString& help)
{
    app.add_option_function<std::string>(
           names,
           [&target, names](const std::string& value) {
               const QString given = valueOf(names, value);
               const auto duration = parseDuration(given);
               if (!duration) {
                   throw CLI::ValidationError(
                       words(Cli::tr("\"%1\" is not a duration such as 500ms, 10s or 2min")
                                 .arg(printableLine(given))));
               }
               target = *duration;
           },
           words(help))
        ->type_name("DURATION");
}

void addVerbose(CLI::App& app, bool& target, const QString& help)
{
    app.add_flag("-v,--verbose", target, words(help));
}

void addAt(CLI::App& app, std::optional<QStringList>& target)
{
    app.add_option_function<std::string>(
           "--at",
           [&target](const std::string& value) {
               target = valueOf("--at", value).split(QLatin1Char(','), Qt::SkipEmptyParts);
           },
           words(Cli::tr("Version rows to start from, instead of asking a database; empty: none")))
        ->type_name("R1,R2,...");
}

CommandBuilder::CommandBuilder()
    : m_app(words(Cli::tr("PostgreSQL schema migrations in Alembic's model")), "athanor-cli")
{
    m_app.set_version_flag("--version", std::string("athanor-cli ") + kVersion,
                           words(Cli::tr("Print the version and end")));
    m_app.set_help_flag("-h,--help", words(Cli::tr("Print this help and end")));
    m_app.set_help_all_flag("--help-all", words(Cli::tr("Print the help of all commands and end")));
    m_app.require_subcommand(1);
    m_app.fallthrough();
    m_app.footer(words(Cli::tr("Options may stand before or after the command. A command's own options: "
                               "athanor-cli COMMAND --help.\n"
                               "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the answer is no, "
                               "130 cancelled.")));
    addCommonOptions();
}

void CommandBuilder::addCommonOptions()
{
    CommonOptions& common = m_invocation.common;
    CLI::Option* config
        = addTexts(m_app, "-c,--config", common.configs, "FILE",
                   Cli::tr("Configuration file; default: $ALEMBIC_CONFIG, or athanor.ini, "
                           "alembic.ini or pyproject.toml here or in a folder above; twice for an "
                           "ini file and its pyproject.toml"));
    config->allow_extra_args(false);
    addText(m_app, "--project", common.project, "FOLDER", Cli::tr("Folder of the project"))->excludes(config);
    addText(m_app, "-n,--name", common.section, "SECTION",
            Cli::tr("Section of the configuration file to use"));
    CLI::Option* url = addText(m_app, "--url", common.url, "URL",
                               Cli::tr("Database: a postgresql:// URL or libpq keywords"));
    addText(m_app, "--connection", common.connection, "NAME",
            Cli::tr("Database: a connection saved by the window"))
        ->excludes(url);
    addText(m_app, "--python", common.python, "PYTHON",
            Cli::tr("Python of the project, or the folder of its virtual environment; default: found"));
    m_app
        .add_option_function<std::string>(
            "--format",
            [&common](const std::string& value) {
                common.format = value == "json" ? Format::Json : Format::Text;
            },
            words(Cli::tr("How to answer: text (default) or json")))
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json"}));
    addTexts(m_app, "-x", common.xArguments, "KEY=VALUE",
             Cli::tr("Argument for the project's Python; may be repeated"))
        ->allow_extra_args(false);
    m_app.add_flag("--raiseerr", common.raiseErrors,
                   words(Cli::tr("Taken as Alembic takes it; errors are told in full without it")));
    m_app.add_flag("-q,--quiet", common.quiet, words(Cli::tr("Say nothing while it works")));
}

} // namespace athanor
