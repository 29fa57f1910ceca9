// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/projectaccess.h"

#include "bridge/projectpython.h"
#include "cli/pythonside.h"
#include "cli/text.h"
#include "core/errortext.h"

#include <QDir>

namespace athanor {

namespace {

Error problemError(const GraphProblem& problem)
{
    Error error;
    error.kind = ErrorKind::Graph;
    error.code = problem.code;
    error.message = problem.message;
    error.hint = problem.hint;
    error.file = problem.files.value(0);
    return error;
}

/// The first of \a errors, with the others in its detail.
Error combined(const QList<Error>& errors)
{
    Error error = errors.first();
    QStringList others;
    for (const Error& other : errors.sliced(1))
        others.append(errorLine(other));
    if (!others.isEmpty()) {
        const QString list = Cli::tr("Also: %1").arg(others.join(QLatin1Char('\n')));
        error.detail = error.detail.isEmpty() ? list : error.detail + QLatin1Char('\n') + list;
    }
    return error;
}

/// One -c, or two: an ini file and a pyproject.toml.
Result<Project> openConfigs(const CommonOptions& common)
{
    const auto isToml = [](const QString& path) { return path.endsWith(QLatin1String(".toml")); };
    const QStringList& configs = common.configs;
    if (configs.size() == 1)
        return Project::open(configs.first(), common.section);
    if (configs.size() == 2 && isToml(configs.first()) != isToml(configs.last())) {
        const bool swap = isToml(configs.first());
        return Project::open(configs.at(swap ? 1 : 0), common.section, configs.at(swap ? 0 : 1));
    }
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("usage");
    error.message = Cli::tr("-c may be given twice only for an ini file and a pyproject.toml");
    error.hint = Cli::tr("Name one of each");
    return fail(error);
}

/// Lets Python read what only it can read; without consent the errors say how to give it.
Result<> readComputed(Context& context, const Project& project, LoadedRevisions& loaded,
                      PythonConsent consent)
{
    if (!hasComputedRevisions(loaded))
        return {};
    if (consent != PythonConsent::ByCommand && !mayRunPython(project.settings())) {
        for (Error& error : loaded.errors) {
            if (error.code == QLatin1String("computed_identifier"))
                error.hint += Cli::tr("; or agree that the project's Python runs: athanor-cli trust");
        }
        return {};
    }
    auto complete = withComputedRevisions(*bridgeTo(project.settings(), context.common), project,
                                          std::move(loaded), context.cancel);
    if (!complete)
        return fail(complete.error());
    loaded = *std::move(complete);
    return {};
}

} // namespace

Result<Project> openProject(const CommonOptions& common)
{
    if (!common.project.isEmpty())
        return Project::open(common.project, common.section);
    if (!common.configs.isEmpty())
        return openConfigs(common);
    const QString fromEnvironment = qEnvironmentVariable("ALEMBIC_CONFIG");
    if (!fromEnvironment.isEmpty())
        return Project::open(fromEnvironment, common.section);
    const QString found = Project::find(QDir::currentPath());
    if (!found.isEmpty())
        return Project::open(found, common.section);
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("no_project");
    error.message
        = Cli::tr("No project here: neither %1 nor a folder above it holds athanor.ini, alembic.ini "
                  "or pyproject.toml")
              .arg(QDir::toNativeSeparators(QDir::currentPath()));
    error.hint = Cli::tr("Name one with --project FOLDER or -c FILE, or make one with: athanor-cli init");
    return fail(error);
}

Result<OpenProject> loadProject(Context& context, PythonConsent consent)
{
    const Result<Project> project = openProject(context.common);
    if (!project)
        return fail(project.error());
    context.output.startProgress(Cli::tr("Reading revisions"));
    Result<LoadedRevisions> loaded = loadRevisions(*project);
    const Result<> computed
        = loaded ? readComputed(context, *project, *loaded, consent) : Result<>(fail(loaded.error()));
    context.output.stopProgress();
    if (!computed)
        return fail(computed.error());
    if (!loaded->errors.isEmpty())
        return fail(combined(loaded->errors));
    OpenProject open{*project, std::move(loaded->map), {}};
    context.revisions = open.map;
    QList<Error> fatal;
    for (const GraphProblem& problem : open.map.problems()) {
        if (problem.fatal)
            fatal.append(problemError(problem));
        else if (!open.warnings.contains(problem.code))
            open.warnings.append(problem.code);
    }
    if (!fatal.isEmpty())
        return fail(combined(fatal));
    for (const GraphProblem& problem : open.map.problems())
        context.output.warning(printable(problem.message));
    return open;
}

} // namespace athanor
