// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commandline.h"

#include "cli/commandbuilder.h"
#include "cli/text.h"

#include <QRegularExpression>

#include <algorithm>
#include <limits>
#include <sstream>

namespace athanor {

namespace {

std::vector<std::string> markedArguments(const QStringList& arguments)
{
    static const QRegularExpression relative(QStringLiteral("^-\\d"));
    static const QRegularExpression emptyValue(QStringLiteral("^--[a-z-]+=$"));
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
        else if (emptyValue.match(argument).hasMatch())
            word.push_back(kArgumentMark);
        marked.push_back(std::move(word));
    }
    return marked;
}

Error usageError(const CLI::App& app, const CLI::ParseError& parseError)
{
    std::string message = parseError.what();
    std::erase(message, kArgumentMark);
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("usage");
    error.message = QString::fromStdString(message);
    QString command = QStringLiteral("athanor-cli ");
    for (const CLI::App* chosen = &app; !chosen->get_subcommands().empty();) {
        chosen = chosen->get_subcommands().front();
        command += QString::fromStdString(chosen->get_name()) + QLatin1Char(' ');
    }
    error.hint = Cli::tr("See %1--help").arg(command);
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
