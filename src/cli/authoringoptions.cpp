// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commandbuilder.h"
#include "cli/text.h"

namespace athanor {

void addAuthoring(CommandBuilder& builder)
{
    auto [init, initOptions]
        = builder.add<InitOptions>(builder.app(), "init", Cli::tr("Make a new SQL project"));
    addText(*init, "folder", initOptions->folder, "FOLDER", Cli::tr("Where; default: here"));

    auto [revision, revisionOptions]
        = builder.add<RevisionOptions>(builder.app(), "revision", Cli::tr("Make a new revision file"));
    RevisionOptions& r = *revisionOptions;
    std::optional<QString>& message = r.message;
    revision
        ->add_option_function<std::string>(
            "-m,--message",
            [&message](const std::string& value) { message = valueOf("-m,--message", value); },
            words(Cli::tr("What the revision does; needed, \"\" for none")))
        ->type_name("TEXT");
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
    revision->add_flag(
        "--sql", r.sql,
        words(Cli::tr("In an Alembic project: make a SQL revision, which Alembic does not see")));
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
    merge->add_flag("--sql", mergeOptions->sql,
                    words(Cli::tr("In an Alembic project: make a SQL revision, which Alembic does not see")));
    merge->add_flag("--splice", mergeOptions->splice,
                    words(Cli::tr("Allow to merge revisions that are not heads")));

    auto [edit, editOptions] = builder.add<EditOptions>(
        builder.app(), "edit", Cli::tr("Open revision files in $VISUAL or $EDITOR, then check them"));
    addText(*edit, "revision", editOptions->revision, "REVISION",
            Cli::tr("Which: an id, a label, head, heads, current, ..."))
        ->required();

    auto [templates, templatesOptions] = builder.add<ListTemplatesOptions>(
        builder.app(), "list_templates",
        Cli::tr("List the templates for new SQL revisions (environments are made by alembic init)"));
    Q_UNUSED(templatesOptions)
    templates->alias("list-templates");
}

} // namespace athanor
