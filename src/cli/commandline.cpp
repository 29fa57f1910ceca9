// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commandline.h"

#include "cli/text.h"
#include "version.h"

#include <QRegularExpression>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <sstream>

namespace athanor {

namespace {

// CLI11 takes "-1" and "-3:current" for options, an empty value for a missing one, and, after "--", the name
// of a command for the command. Such words get a mark in front before it sees them, which text() takes off
// again.
constexpr char kMark = '\x01';

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
            word.insert(word.begin(), kMark);
        else if (emptyValue.match(argument).hasMatch())
            word.push_back(kMark);
        marked.push_back(std::move(word));
    }
    return marked;
}

QString text(const std::string& value)
{
    const bool marked = !value.empty() && value.front() == kMark;
    return QString::fromStdString(marked ? value.substr(1) : value);
}

QStringList texts(const std::vector<std::string>& values)
{
    QStringList result;
    for (const std::string& value : values)
        result.append(text(value));
    return result;
}

std::string words(const QString& translated)
{
    return translated.toStdString();
}

CLI::Option* addText(CLI::App& app, const char* names, QString& target, const char* type, const QString& help)
{
    return app
        .add_option_function<std::string>(
            names, [&target](const std::string& value) { target = text(value); }, words(help))
        ->type_name(type);
}

CLI::Option* addTexts(CLI::App& app, const char* names, QStringList& target, const char* type,
                      const QString& help)
{
    return app
        .add_option_function<std::vector<std::string>>(
            names, [&target](const std::vector<std::string>& values) { target = texts(values); }, words(help))
        ->type_name(type);
}

void addDuration(CLI::App& app, const char* names, Milliseconds& target, const QString& help)
{
    app.add_option_function<std::string>(
           names,
           [&target](const std::string& value) {
               const auto duration = parseDuration(text(value));
               if (!duration) {
                   throw CLI::ValidationError(
                       words(Cli::tr("\"%1\" is not a duration such as 500ms, 10s or 2min")
                                 .arg(printableLine(text(value)))));
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
               target = text(value).split(QLatin1Char(','), Qt::SkipEmptyParts);
           },
           words(Cli::tr("Version rows to start from, instead of asking a database; empty: none")))
        ->type_name("R1,R2,...");
}

/// The parser while it is built: each command keeps its options alive and hands them over when it was chosen.
class Builder {
public:
    Builder() : m_app(words(Cli::tr("PostgreSQL schema migrations in Alembic's model")), "athanor-cli")
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

    CLI::App& app() { return m_app; }

    [[nodiscard]] const Invocation& invocation() const { return m_invocation; }

    /// A command whose options are a \a T.
    template <typename T>
    std::pair<CLI::App*, T*> add(CLI::App& parent, const char* name, const QString& help, T initial = {})
    {
        CLI::App* app = parent.add_subcommand(name, words(help));
        app->fallthrough();
        auto options = std::make_shared<T>(std::move(initial));
        app->final_callback([this, options] { m_invocation.command = *options; });
        return {app, options.get()};
    }

private:
    void addCommonOptions()
    {
        CommonOptions& common = m_invocation.common;
        CLI::Option* config = addText(m_app, "-c,--config", common.config, "FILE",
                                      Cli::tr("Configuration file; default: $ALEMBIC_CONFIG, or athanor.ini, "
                                              "alembic.ini or pyproject.toml here or in a folder above"));
        addText(m_app, "--project", common.project, "FOLDER", Cli::tr("Folder of the project"))
            ->excludes(config);
        addText(m_app, "-n,--name", common.section, "SECTION",
                Cli::tr("Section of the configuration file to use"));
        CLI::Option* url = addText(m_app, "--url", common.url, "URL",
                                   Cli::tr("Database: a postgresql:// URL or libpq keywords"));
        addText(m_app, "--connection", common.connection, "NAME",
                Cli::tr("Database: a connection saved by the window"))
            ->excludes(url);
        m_app
            .add_option_function<std::string>(
                "--format",
                [&common](const std::string& value) {
                    common.format = value == "json" ? Format::Json : Format::Text;
                },
                words(Cli::tr("How to answer: text (default) or json")))
            ->type_name("FORMAT")
            ->check(CLI::IsMember({"text", "json"}));
        m_app.add_flag("-q,--quiet", common.quiet, words(Cli::tr("Say nothing while it works")));
    }

    CLI::App m_app;
    Invocation m_invocation;
};

void addAuthoring(Builder& builder)
{
    auto [init, initOptions]
        = builder.add<InitOptions>(builder.app(), "init", Cli::tr("Make a new SQL project"));
    addText(*init, "folder", initOptions->folder, "FOLDER", Cli::tr("Where; default: here"));

    auto [revision, revisionOptions]
        = builder.add<RevisionOptions>(builder.app(), "revision", Cli::tr("Make a new revision file"));
    RevisionOptions& r = *revisionOptions;
    addText(*revision, "-m,--message", r.message, "TEXT", Cli::tr("What the revision does"));
    addText(*revision, "--head", r.head, "REVISION",
            Cli::tr("Revision, BRANCH@head or base to stand on; default: head"));
    revision->add_flag("--splice", r.splice,
                       words(Cli::tr("Allow to stand on a revision that is not a head")));
    addText(*revision, "--branch-label", r.branchLabel, "LABEL", Cli::tr("Branch label to give it"));
    addText(*revision, "--version-path", r.versionPath, "FOLDER",
            Cli::tr("Version location for the file; default: that of its parent"));
    addText(*revision, "--rev-id", r.revisionId, "ID", Cli::tr("Its id; default: by the project's scheme"));
    addTexts(*revision, "--depends-on", r.dependsOn, "REVISION",
             Cli::tr("Revision or label it depends on; may be repeated"))
        ->allow_extra_args(false);
    addText(*revision, "--template", r.templateName, "NAME", Cli::tr("Template to start from"));
    revision->add_flag("--list-templates", r.listTemplates, words(Cli::tr("List the templates and end")));

    auto [merge, mergeOptions] = builder.add<MergeOptions>(
        builder.app(), "merge", Cli::tr("Make a revision that merges several heads"));
    addTexts(*merge, "revisions", mergeOptions->revisions, "REVISION",
             Cli::tr("Heads to merge, or \"heads\""))
        ->required();
    addText(*merge, "-m,--message", mergeOptions->message, "TEXT", Cli::tr("What the revision does"));
    addText(*merge, "--branch-label", mergeOptions->branchLabel, "LABEL", Cli::tr("Branch label to give it"));
    addText(*merge, "--rev-id", mergeOptions->revisionId, "ID",
            Cli::tr("Its id; default: by the project's scheme"));
    merge->add_flag("--splice", mergeOptions->splice,
                    words(Cli::tr("Allow to merge revisions that are not heads")));
}

void addTargets(CLI::App& command, RunOptions& options)
{
    if (options.direction == Direction::Stamp) {
        addTexts(command, "revisions", options.targets, "REVISION",
                 Cli::tr("Revisions to record, \"heads\" or \"base\""))
            ->required();
        command.add_flag("--purge", options.purge,
                         words(Cli::tr("Forget all rows of the version table first")));
        return;
    }
    QStringList& targets = options.targets;
    command
        .add_option_function<std::string>(
            "revision", [&targets](const std::string& value) { targets = {text(value)}; },
            words(options.direction == Direction::Upgrade
                      ? Cli::tr("Where to go: head, heads, an id, +N, BRANCH@head, ...")
                      : Cli::tr("Where to go: base, an id, -N, BRANCH@base, ...")))
        ->type_name("REVISION")
        ->required();
}

void addTransaction(CLI::App& command, RunOptions& options)
{
    TransactionMode& mode = options.transaction;
    command
        .add_option_function<std::string>(
            "--transaction",
            [&mode](const std::string& value) {
                mode = value == "all" ? TransactionMode::All : TransactionMode::PerRevision;
            },
            words(Cli::tr("One transaction for each revision (default) or one for all")))
        ->type_name("revision|all")
        ->check(CLI::IsMember({"revision", "all"}));
}

void addRun(Builder& builder, const char* name, Direction direction, const QString& help)
{
    RunOptions initial;
    initial.direction = direction;
    auto [command, options] = builder.add<RunOptions>(builder.app(), name, help, initial);
    addTargets(*command, *options);
    command->add_flag("--sql", options->sql,
                      words(Cli::tr("Print the SQL instead of running it; REVISION may be FROM:TO")));
    addTransaction(*command, *options);
    addDuration(*command, "--lock-timeout", options->lockTimeout,
                Cli::tr("Longest wait for a lock of PostgreSQL; default: the server's"));
    addDuration(*command, "--statement-timeout", options->statementTimeout,
                Cli::tr("Longest time of one statement; default: the server's"));
    addDuration(*command, "--wait", options->wait,
                Cli::tr("How long to wait for another run on this database; default: 10s"));
    if (direction != Direction::Upgrade) {
        addText(*command, "--confirm", options->confirm, "DATABASE",
                Cli::tr("Name of the database, required when its connection belongs to production"));
    }
    addVerbose(*command, options->verbose, Cli::tr("Tell every statement"));
}

void addPlan(Builder& builder)
{
    CLI::App* plan = builder.app().add_subcommand(
        "plan", words(Cli::tr("Show what a command would do; changes nothing")));
    plan->require_subcommand(1);
    plan->fallthrough();
    const auto addOne = [&builder, plan](const char* name, Direction direction, const QString& help) {
        PlanOptions initial;
        initial.run.direction = direction;
        auto [command, options] = builder.add<PlanOptions>(*plan, name, help, initial);
        addTargets(*command, options->run);
        addAt(*command, options->at);
        command->add_flag("--sql", options->run.sql,
                          words(Cli::tr("As offline: the start comes from FROM:TO, not from rows")));
        command->add_flag("--check", options->check,
                          words(Cli::tr("End with exit code 3 when there is something to do")));
        addVerbose(*command, options->run.verbose, Cli::tr("Show the SQL too"));
    };
    addOne("upgrade", Direction::Upgrade, Cli::tr("What upgrade would do"));
    addOne("downgrade", Direction::Downgrade, Cli::tr("What downgrade would do"));
    addOne("stamp", Direction::Stamp, Cli::tr("What stamp would do"));
}

void addLooking(Builder& builder)
{
    CLI::App& app = builder.app();
    auto [current, currentOptions]
        = builder.add<CurrentOptions>(app, "current", Cli::tr("Show where a database stands"));
    addAt(*current, currentOptions->at);
    addVerbose(*current, currentOptions->verbose, Cli::tr("Show everything about each revision"));
    current->add_flag("--check-heads", currentOptions->checkHeads,
                      words(Cli::tr("End with exit code 3 unless the database stands at all heads")));

    auto [history, historyOptions]
        = builder.add<HistoryOptions>(app, "history", Cli::tr("List revisions, newest first"));
    addAt(*history, historyOptions->at);
    addText(*history, "-r,--rev-range,--range", historyOptions->range, "START:END",
            Cli::tr("Which revisions; either end may be left out, \"current\" asks the database"));
    history->add_flag("-i,--indicate-current", historyOptions->indicateCurrent,
                      words(Cli::tr("Mark where the database stands")));
    addVerbose(*history, historyOptions->verbose, Cli::tr("Show everything about each revision"));

    auto [heads, headsOptions] = builder.add<HeadsOptions>(app, "heads", Cli::tr("Show the heads"));
    heads->add_flag("--resolve-dependencies", headsOptions->resolveDependencies,
                    words(Cli::tr("Count depends-on links as down revisions")));
    addAt(*heads, headsOptions->at);
    addVerbose(*heads, headsOptions->verbose, Cli::tr("Show everything about each revision"));

    auto [bases, basesOptions] = builder.add<BasesOptions>(app, "bases", Cli::tr("Show the bases"));
    addAt(*bases, basesOptions->at);
    addVerbose(*bases, basesOptions->verbose, Cli::tr("Show everything about each revision"));

    auto [branches, branchesOptions]
        = builder.add<BranchesOptions>(app, "branches", Cli::tr("Show the branch points"));
    addAt(*branches, branchesOptions->at);
    addVerbose(*branches, branchesOptions->verbose, Cli::tr("Show everything about each revision"));

    auto [show, showOptions]
        = builder.add<ShowOptions>(app, "show", Cli::tr("Show everything about a revision"));
    addAt(*show, showOptions->at);
    addText(*show, "revision", showOptions->revision, "REVISION",
            Cli::tr("Which: an id, a label, head, heads, current, ..."))
        ->required();

    auto [batch, batchOptions] = builder.add<BatchOptions>(
        app, "batch", Cli::tr("Answer queries, one JSON document a line, from standard input"));
    Q_UNUSED(batchOptions)
    batch->group(words(Cli::tr("Subcommands")));
}

void addSandbox(Builder& builder)
{
    CLI::App* sandbox = builder.app().add_subcommand(
        "sandbox", words(Cli::tr("Use the private PostgreSQL server that comes with Athanor")));
    sandbox->require_subcommand(1);
    sandbox->fallthrough();
    using Action = SandboxOptions::Action;
    const auto addOne = [&builder, sandbox](const char* name, Action action, const QString& help) {
        SandboxOptions initial;
        initial.action = action;
        auto added = builder.add<SandboxOptions>(*sandbox, name, help, initial);
        addText(*added.first, "--database", added.second->database, "NAME",
                Cli::tr("Database, made when there is none; default: athanor"));
        addText(*added.first, "--folder", added.second->folder, "FOLDER",
                Cli::tr("Where its data are; default: the lasting sandbox of this user"));
        return added;
    };
    addOne("start", Action::Start, Cli::tr("Start it and leave it running; prints its URL"));
    addOne("stop", Action::Stop, Cli::tr("Stop it"));
    addOne("status", Action::Status, Cli::tr("Tell whether it runs; exit code 3 when it does not"));
    addOne("url", Action::Url, Cli::tr("Print the URL of a database of the running sandbox"));
    auto run = addOne("run", Action::Run,
                      Cli::tr("Run a command with DATABASE_URL set, then stop what was started"));
    addTexts(*run.first, "command", run.second->command, "COMMAND",
             Cli::tr("The command and its arguments, after --"))
        ->required();
    addOne("hold", Action::Hold, Cli::tr("Keep it running until a signal comes"))
        .first->group(std::string()); // what start runs in the background
}

Error usageError(const CLI::App& app, const CLI::ParseError& parseError)
{
    std::string message = parseError.what();
    std::erase(message, kMark);
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
    Builder builder;
    addAuthoring(builder);
    addRun(builder, "upgrade", Direction::Upgrade, Cli::tr("Upgrade a database to a revision"));
    addRun(builder, "downgrade", Direction::Downgrade, Cli::tr("Take a database back to a revision"));
    addRun(builder, "stamp", Direction::Stamp,
           Cli::tr("Record a revision in the version table without running anything"));
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
