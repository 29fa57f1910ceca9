// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/projectaccess.h"
#include "cli/text.h"
#include "db/sandbox.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QProcess>
#include <QStandardPaths>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace athanor {

namespace {

using namespace std::chrono_literals;

constexpr auto kHolderPatience = 15s;

QString folderOf(const SandboxOptions& options)
{
    return options.folder.isEmpty() ? Sandbox::lastingFolder()
                                    : QDir::cleanPath(QDir::current().absoluteFilePath(options.folder));
}

/// The database that was named, or that of the project here; "athanor" where there is no project.
Result<QString> databaseOf(const Context& context, const SandboxOptions& options)
{
    if (!options.database.isEmpty())
        return options.database;
    const Result<Project> project = openProject(context.common);
    if (project)
        return Sandbox::databaseFor(QFileInfo(project->settings().configFile).absolutePath());
    if (project.error().code == QLatin1String("no_project"))
        return Sandbox::databaseFor({});
    return fail(project.error());
}

/// The file that the process which keeps a sandbox running holds locked.
QString holderFile(const QString& folder)
{
    return folder + QStringLiteral(".holder");
}

/// The process that keeps the sandbox in \a folder running, 0 when there is none.
qint64 holderOf(const QString& folder)
{
    QLockFile lock(holderFile(folder));
    lock.setStaleLockTime(0);
    if (lock.tryLock(0))
        return 0;
    qint64 process = 0;
    QString host;
    QString application;
    return lock.getLockInfo(&process, &host, &application) ? process : 0;
}

bool waitFor(const std::function<bool()>& condition, const CancelToken& cancel)
{
    const auto end = std::chrono::steady_clock::now() + kHolderPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end || cancel.isCancelled())
            return false;
        std::this_thread::sleep_for(50ms);
    }
    return true;
}

Error systemError(const QString& code, const QString& message, const QString& hint = {})
{
    Error error;
    error.kind = ErrorKind::System;
    error.code = code;
    error.message = message;
    error.hint = hint;
    return error;
}

Result<std::unique_ptr<Sandbox>> startSandbox(Context& context, const SandboxOptions& options)
{
    context.output.startProgress(Cli::tr("Starting PostgreSQL in %1").arg(printableLine(folderOf(options))));
    Result<std::unique_ptr<Sandbox>> sandbox = Sandbox::start({folderOf(options), {}});
    if (sandbox) {
        const Result<bool> created = (*sandbox)->createDatabase(options.database);
        if (!created)
            sandbox = fail(created.error());
        else if (*created)
            context.output.log(Cli::tr("Made the database \"%1\"").arg(printableLine(options.database)));
    }
    context.output.stopProgress();
    return sandbox;
}

void tell(Context& context, const Sandbox& sandbox, const SandboxOptions& options)
{
    const QString url = sandbox.url(options.database);
    if (!context.output.json()) {
        context.output.answer(printableLine(url));
        return;
    }
    context.output.document({{QStringLiteral("running"), true},
                             {QStringLiteral("url"), url},
                             {QStringLiteral("database"), options.database},
                             {QStringLiteral("folder"), sandbox.folder()},
                             {QStringLiteral("server_major"), sandbox.major()}});
}

Result<ExitCode> start(Context& context, const SandboxOptions& options)
{
    const Result<std::unique_ptr<Sandbox>> sandbox = startSandbox(context, options);
    if (!sandbox)
        return fail(sandbox.error());
    const QString folder = folderOf(options);
    if (holderOf(folder) == 0) {
        QProcess holder;
        holder.setProgram(QCoreApplication::applicationFilePath());
        holder.setArguments({QStringLiteral("sandbox"), QStringLiteral("hold"), QStringLiteral("--folder"),
                             folder, QStringLiteral("--database"), options.database});
        holder.setWorkingDirectory(QDir::rootPath());
        holder.setStandardInputFile(QProcess::nullDevice());
        holder.setStandardOutputFile(QProcess::nullDevice());
        holder.setStandardErrorFile(QProcess::nullDevice());
        if (!holder.startDetached()
            || !waitFor([&folder] { return holderOf(folder) != 0; }, context.cancel)) {
            return fail(systemError(QStringLiteral("sandbox_not_kept"),
                                    Cli::tr("The process that keeps the sandbox running did not start"),
                                    Cli::tr("\"athanor-cli sandbox run -- COMMAND\" works without it")));
        }
    }
    tell(context, **sandbox, options);
    return ExitCode::Done;
}

/// What `start` leaves running: uses the sandbox until a signal comes.
Result<ExitCode> hold(Context& context, const SandboxOptions& options)
{
    QLockFile lock(holderFile(folderOf(options)));
    lock.setStaleLockTime(0);
    const Result<std::unique_ptr<Sandbox>> sandbox = startSandbox(context, options);
    if (!sandbox)
        return fail(sandbox.error());
    if (!lock.tryLock(0))
        return ExitCode::Done; // another process holds it already
    std::mutex mutex;
    std::condition_variable wake;
    bool cancelled = false;
    const auto registration = context.cancel.onCancel([&] {
        const std::lock_guard guard(mutex);
        cancelled = true;
        wake.notify_all();
    });
    std::unique_lock guard(mutex);
    wake.wait(guard, [&] { return cancelled; });
    return ExitCode::Done;
}

Result<ExitCode> stop(Context& context, const SandboxOptions& options)
{
    const QString folder = folderOf(options);
    const qint64 holder = holderOf(folder);
    if (holder > 0) {
        ::kill(static_cast<pid_t>(holder), SIGTERM);
        if (!waitFor([&folder] { return holderOf(folder) == 0; }, context.cancel)) {
            return fail(systemError(
                QStringLiteral("sandbox_not_stopped"),
                Cli::tr("Process %1, which keeps the sandbox running, does not end").arg(holder)));
        }
    }
    if (context.output.json())
        context.output.document({{QStringLiteral("running"), false}, {QStringLiteral("folder"), folder}});
    else
        context.output.log(holder > 0 ? Cli::tr("Stopped") : Cli::tr("It was not running"));
    return ExitCode::Done;
}

/// status and url: about a sandbox that `start` left running.
Result<ExitCode> tellRunning(Context& context, const SandboxOptions& options)
{
    const QString folder = folderOf(options);
    if (holderOf(folder) > 0) {
        const Result<std::unique_ptr<Sandbox>> sandbox = startSandbox(context, options);
        if (!sandbox)
            return fail(sandbox.error());
        tell(context, **sandbox, options);
        return ExitCode::Done;
    }
    if (context.output.json())
        context.output.document({{QStringLiteral("running"), false}, {QStringLiteral("folder"), folder}});
    else
        context.output.log(Cli::tr("The sandbox is not running; \"athanor-cli sandbox start\" starts it"));
    return ExitCode::No;
}

/// Waits for \a child. A terminal sends Ctrl-C to the child itself; SIGTERM is passed on.
int exitCodeOf(QProcess& child, const Context& context)
{
    bool passedOn = false;
    while (!child.waitForFinished(100) && child.state() != QProcess::NotRunning) {
        if (!passedOn && context.signalWatch.received() == SIGTERM) {
            passedOn = true;
            child.terminate();
        }
    }
    return child.exitStatus() == QProcess::CrashExit ? 128 + child.exitCode() : child.exitCode();
}

Result<ExitCode> runInside(Context& context, const SandboxOptions& options)
{
    const Result<std::unique_ptr<Sandbox>> sandbox = startSandbox(context, options);
    if (!sandbox)
        return fail(sandbox.error());
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DATABASE_URL"), (*sandbox)->url(options.database));
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::ForwardedChannels);
    child.setInputChannelMode(QProcess::ForwardedInputChannel);
    child.setChildProcessModifier(&SignalWatch::restoreInChild);
    child.start(options.command.first(), options.command.sliced(1));
    if (!child.waitForStarted(-1)) {
        const QString program = options.command.first();
        const bool known = program.contains(QLatin1Char('/'))
            ? QFileInfo::exists(program)
            : !QStandardPaths::findExecutable(program).isEmpty();
        return fail(systemError(
            QStringLiteral("command_not_started"),
            (known ? Cli::tr("The program \"%1\" cannot be run") : Cli::tr("There is no program \"%1\""))
                .arg(program),
            Cli::tr("The command begins with a program, such as: "
                    "athanor-cli sandbox run -- athanor-cli upgrade head")));
    }
    return static_cast<ExitCode>(exitCodeOf(child, context));
}

} // namespace

Result<ExitCode> runCommand(Context& context, const SandboxOptions& given)
{
    SandboxOptions options = given;
    if (options.action != SandboxOptions::Action::Stop) {
        const Result<QString> database = databaseOf(context, given);
        if (!database)
            return fail(database.error());
        options.database = *database;
    }
    switch (options.action) {
    case SandboxOptions::Action::Start:
        return start(context, options);
    case SandboxOptions::Action::Stop:
        return stop(context, options);
    case SandboxOptions::Action::Status:
    case SandboxOptions::Action::Url:
        return tellRunning(context, options);
    case SandboxOptions::Action::Run:
        return runInside(context, options);
    case SandboxOptions::Action::Hold:
        return hold(context, options);
    }
    return ExitCode::Failed;
}

} // namespace athanor
