// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commandline.h"

#include "cli/commandbuilder.h"
#include "cli/text.h"
#include "core/closenames.h"

#include <QRegularExpression>

#include <algorithm>
#include <limits>
#include <sstream>

namespace athanor {

namespace {

constexpr int kCloseNames = 2;

std::vector<std::string> markedArguments(const QStringList& arguments)
{
    static const QRegularExpression relative(QStringLiteral("^-\\d"));
    // An empty value, or one that begins like an option but was written with "=".
    static const QRegularExpression unusualValue(QStringLiteral("^--[a-z-]+=(-.*)?$"),
                                                 QRegularExpression::DotMatchesEverythingOption);
    std::vector<std::string> marked;
    bool positionalOnly = false;
    for (const QString& argument : arguments) {
        if (!positionalOnly && argument == QLatin1String("--")) {
            positionalOnly = true;
            continue;
        }
        std::string word = argument.toStdString();
        if (positionalOnly || argument.isEmpty() || relative.match(argument).hasMatch())
            word.insert(word.begin(), kArgumentMark);
        else if (unusualValue.match(argument).hasMatch())
            word.insert(word.find('=') + 1, 1, kArgumentMark);
        marked.push_back(std::move(word));
    }
    return marked;
}

/// The innermost command that was chosen.
const CLI::App& chosenCommand(const CLI::App& app)
{
    const CLI::App* chosen = &app;
    while (!chosen->get_subcommands().empty())
        chosen = chosen->get_subcommands().front();
    return *chosen;
}

/// Names of all commands of \a app, or of all options that \a app and the commands around it take.
QStringList commandNames(const CLI::App& app)
{
    QStringList names;
    for (const CLI::App* command : app.get_subcommands(nullptr)) {
        if (!command->get_group().empty())
            names.append(QString::fromStdString(command->get_name()));
    }
    return names;
}

QStringList optionNames(const CLI::App& app)
{
    QStringList names;
    for (const CLI::App* level = &app; level; level = level->get_parent()) {
        for (const CLI::Option* option : level->get_options()) {
            for (const std::string& name : option->get_lnames())
                names.append(QStringLiteral("--") + QString::fromStdString(name));
        }
    }
    return names;
}

/// The first word that nothing on the command line takes.
QString strayWord(const CLI::App& app)
{
    std::vector<std::string> words = app.remaining(true);
    return words.empty() ? QString() : printableLine(text(words.front()));
}

Error usageError(const CLI::App& app, const CLI::ParseError& parseError)
{
    std::string message = parseError.what();
    std::erase(message, kArgumentMark);
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("usage");
    error.message = QString::fromStdString(message);
    const CLI::App& chosen = chosenCommand(app);
    QStringList command;
    for (const CLI::App* level = &chosen; level != &app; level = level->get_parent())
        command.prepend(QString::fromStdString(level->get_name()));
    const QString help
        = (QStringList("athanor-cli") + command + QStringList("--help")).join(QLatin1Char(' '));
    error.hint = Cli::tr("See %1").arg(help);
    const QString stray = strayWord(app);
    if (stray.isEmpty())
        return error;
    QStringList close;
    if (stray.startsWith(QLatin1Char('-'))) {
        error.message = Cli::tr("There is no option %1 here").arg(stray);
        close = closeNames(stray.section(QLatin1Char('='), 0, 0), optionNames(chosen), kCloseNames);
    } else if (const QStringList names = commandNames(chosen); !names.isEmpty()) {
        error.message = Cli::tr("There is no command \"%1\"")
                            .arg((command + QStringList(stray)).join(QLatin1Char(' ')));
        close = closeNames(stray, names, kCloseNames);
    }
    if (!close.isEmpty())
        error.hint
            = Cli::tr("Did you mean %1? %2 lists what there is").arg(close.join(Cli::tr(" or ")), help);
    return error;
}

} // namespace

std::optional<Milliseconds> parseDuration(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{1,9})(ms|s|min|h)?$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const qint64 count = match.captured(1).toLongLong();
    const QString unit = match.captured(2);
    qint64 factor = 1000;
    if (unit == QLatin1String("ms"))
        factor = 1;
    else if (unit == QLatin1String("min"))
        factor = 60'000;
    else if (unit == QLatin1String("h"))
        factor = 3'600'000;
    const qint64 milliseconds = count * factor;
    if (milliseconds > std::numeric_limits<int>::max()) // the most that PostgreSQL's settings hold
        return std::nullopt;
    return Milliseconds(milliseconds);
}

bool asksForJson(const QStringList& arguments)
{
    const auto end = std::find(arguments.begin(), arguments.end(), QLatin1String("--"));
    for (auto it = arguments.begin(); it != end; ++it) {
        const bool separate = *it == QLatin1String("--format") && std::next(it) != end
            && *std::next(it) == QLatin1String("json");
        if (separate || *it == QLatin1String("--format=json"))
            return true;
    }
    return false;
}

Result<std::variant<Invocation, HelpText>> parseCommandLine(const QStringList& arguments)
{
    CommandBuilder builder;
    addAuthoring(builder);
    addRuns(builder);
    addLooking(builder);
    addPlan(builder);
    addSandbox(builder);
    std::vector<std::string> marked = markedArguments(arguments);
    std::reverse(marked.begin(), marked.end()); // CLI11 takes them from the back
    try {
        builder.app().parse(std::move(marked));
    } catch (const CLI::ParseError& parseError) {
        if (parseError.get_exit_code() != 0)
            return fail(usageError(builder.app(), parseError));
        std::ostringstream out;
        std::ostringstream unused;
        builder.app().exit(parseError, out, unused);
        return HelpText{QString::fromStdString(out.str())};
    }
    return builder.invocation();
}

} // namespace athanor
