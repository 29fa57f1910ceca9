// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/text.h"
#include "core/project.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace athanor {

namespace {

/// \a word as a shell takes it for one word.
QString shellWord(QString word)
{
    static const QRegularExpression plain(QStringLiteral("\\A[A-Za-z0-9_./][A-Za-z0-9_./+@%:,-]*\\z"));
    if (plain.match(word).hasMatch())
        return word;
    return QStringLiteral("'%1'").arg(word.replace(QLatin1Char('\''), QStringLiteral("'\\''")));
}

} // namespace

Result<ExitCode> runCommand(Context& context, const InitOptions& options)
{
    const QString folder = QDir::current().absoluteFilePath(options.folder);
    const Result<Project> project = Project::create(QDir::cleanPath(folder));
    if (!project)
        return fail(project.error());
    const ProjectSettings& settings = project->settings();
    if (context.output.json()) {
        context.output.document(
            {{QStringLiteral("config"), settings.configFile},
             {QStringLiteral("version_locations"), QJsonArray::fromStringList(settings.versionLocations)}});
        return ExitCode::Done;
    }
    context.output.answer(printableLine(settings.configFile));
    const bool here = QFileInfo(project->folder()) == QFileInfo(QDir::currentPath());
    const QString change
        = here ? QString() : QStringLiteral("cd %1 && ").arg(shellWord(printableLine(options.folder)));
    context.output.log(
        Cli::tr("Next: %1athanor-cli revision -m \"%2\"").arg(change, Cli::tr("what it does")));
    return ExitCode::Done;
}

} // namespace athanor
