// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commandbuilder.h"
#include "cli/text.h"

namespace athanor {

void addSandbox(CommandBuilder& builder)
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
                Cli::tr("Database, made when there is none; default: named for the project's folder"));
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

} // namespace athanor
