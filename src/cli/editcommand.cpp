// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/databaserows.h"
#include "cli/projectaccess.h"
#include "cli/text.h"
#include "core/identifiers.h"

#include <QFileInfo>
#include <QProcess>

#include <csignal>

namespace athanor {

namespace {

constexpr int kPollMilliseconds = 200;

/// The user's editor as a shell command, as git takes it: it may have arguments ("code --wait").
Result<QString> editor()
{
    for (const char* name : {"VISUAL", "EDITOR"}) {
        const QString command = qEnvironmentVariable(name).trimmed();
        if (!command.isEmpty())
            return command;
    }
    return fail({.kind = ErrorKind::System,
                 .code = QStringLiteral("no_editor"),
                 .message = Cli::tr("No editor is set"),
                 .hint = Cli::tr("Set VISUAL or EDITOR, for example: export EDITOR=nano")});
}

/// Leaves the terminal to the editor until it ends.
Result<> openEditor(const Context& context, const QString& command, const QString& file)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.setInputChannelMode(QProcess::ForwardedInputChannel);
    process.setChildProcessModifier(&SignalWatch::restoreInChild);
    process.start(QStringLiteral("/bin/sh"),
                  {QStringLiteral("-c"), command + QStringLiteral(" \"$@\""), command, file});
    // Ctrl-C is the editor's own business, and people take their time.
    bool passedOn = false;
    while (!process.waitForFinished(kPollMilliseconds) && process.state() != QProcess::NotRunning) {
        if (!passedOn && context.signalWatch.received() == SIGTERM) {
            passedOn = true;
            process.terminate();
        }
    }
    const bool ended
        = process.error() != QProcess::FailedToStart && process.exitStatus() == QProcess::NormalExit;
    if (ended && process.exitCode() == 0)
        return {};
    return fail(
        {.kind = ErrorKind::System,
         .code = QStringLiteral("editor_failed"),
         .message = ended
             ? Cli::tr("The editor \"%1\" ended with exit code %2").arg(command).arg(process.exitCode())
             : Cli::tr("The editor \"%1\" did not run to its end").arg(command),
         .hint = Cli::tr("Correct VISUAL or EDITOR")});
}

/// What is wrong with the files now that they were edited, and with the graph they make.
Result<> check(Context& context, const QStringList& files)
{
    const Result<Project> project = openProject(context.common);
    if (!project)
        return fail(project.error());
    const Result<LoadedRevisions> loaded = loadRevisions(*project);
    if (!loaded)
        return fail(loaded.error());
    for (const Error& error : loaded->errors) {
        if (files.contains(error.file))
            return fail(error);
    }
    const Result<OpenProject> open = loadProject(context);
    return open ? Result<>() : fail(open.error());
}

} // namespace

Result<ExitCode> runCommand(Context& context, const EditOptions& options)
{
    const Result<OpenProject> open = loadProject(context);
    if (!open)
        return fail(open.error());
    const Result<QString> command = editor();
    if (!command)
        return fail(command.error());
    QStringList rows;
    if (options.revision == QLatin1String("current")) {
        const Result<QStringList> read = rowsFrom(context, std::nullopt, open->project.settings());
        if (!read)
            return fail(read.error());
        rows = *read;
    }
    const Result<QList<int>> shown = resolveForShow(open->map, rows, options.revision);
    if (!shown)
        return fail(shown.error());
    QStringList files;
    for (const int index : *shown)
        files.append(open->map.at(index).filePath);
    if (files.isEmpty()) {
        Error error;
        error.kind = ErrorKind::Identifier;
        error.code = QStringLiteral("unknown_revision");
        error.message = Cli::tr("\"%1\" names no revision that has a file").arg(options.revision);
        error.hint = Cli::tr("\"athanor-cli history\" lists the revisions");
        return fail(error);
    }
    for (const QString& file : std::as_const(files)) {
        if (const Result<> edited = openEditor(context, *command, file); !edited)
            return fail(edited.error());
    }
    if (const Result<> checked = check(context, files); !checked)
        return fail(checked.error());
    if (context.output.json())
        context.output.document({{QStringLiteral("files"), QJsonArray::fromStringList(files)}});
    return ExitCode::Done;
}

} // namespace athanor
