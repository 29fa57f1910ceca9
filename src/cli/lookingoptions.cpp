// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commandbuilder.h"
#include "cli/text.h"

namespace athanor {

void addLooking(CommandBuilder& builder)
{
    CLI::App& app = builder.app();
    auto [current, currentOptions]
        = builder.add<CurrentOptions>(app, "current", Cli::tr("Show where a database stands"));
    addAt(*current, currentOptions->at);
    addVerbose(*current, currentOptions->verbose, Cli::tr("Show everything about each revision"));
    current->add_flag("-c,--check-heads", currentOptions->checkHeads,
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
    show->add_flag("--sql", showOptions->sql,
                   words(Cli::tr("Show its SQL too; of a Python revision, when the project is trusted")));

    auto [models, modelsOptions] = builder.add<ModelsOptions>(
        app, "models", Cli::tr("Print the SQL that makes what the project's models describe; runs env.py"));
    Q_UNUSED(models)
    Q_UNUSED(modelsOptions)

    auto [trust, trustOptions] = builder.add<TrustOptions>(
        app, "trust", Cli::tr("Agree that the project's Python runs when the project is only looked at"));
    CLI::Option* revoke
        = trust->add_flag("--revoke", trustOptions->revoke, words(Cli::tr("Take the agreement back")));
    trust->add_flag("--list", trustOptions->list, words(Cli::tr("List the projects agreed to")))
        ->excludes(revoke);

    auto [batch, batchOptions] = builder.add<BatchOptions>(
        app, "batch", Cli::tr("Answer queries, one JSON document a line, from standard input"));
    Q_UNUSED(batchOptions)
    batch->group(words(Cli::tr("Subcommands")));
}

} // namespace athanor
