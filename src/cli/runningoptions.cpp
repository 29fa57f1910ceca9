// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commandbuilder.h"
#include "cli/text.h"

namespace athanor {

namespace {

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

void addRun(CommandBuilder& builder, const char* name, Direction direction, const QString& help)
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
    if (direction != Direction::Stamp) {
        command->add_flag("--env-py", options->envPy,
                          words(Cli::tr("Run Python revisions through the project's env.py")));
    }
    addText(*command, "--tag", options->tag, "TAG", Cli::tr("Tag for the project's env.py"));
    addVerbose(*command, options->verbose, Cli::tr("Tell every statement"));
}

} // namespace

void addRuns(CommandBuilder& builder)
{
    addRun(builder, "upgrade", Direction::Upgrade, Cli::tr("Upgrade a database to a revision"));
    addRun(builder, "downgrade", Direction::Downgrade, Cli::tr("Take a database back to a revision"));
    addRun(builder, "stamp", Direction::Stamp,
           Cli::tr("Record a revision in the version table without running anything"));
    auto [ensure, ensureOptions] = builder.add<EnsureVersionOptions>(
        builder.app(), "ensure_version", Cli::tr("Create the version table when it is missing"));
    ensure->alias("ensure-version");
    ensure->add_flag("--sql", ensureOptions->sql, words(Cli::tr("Print the SQL instead of running it")));
}

void addPlan(CommandBuilder& builder)
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

} // namespace athanor
