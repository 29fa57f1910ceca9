// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/writehooks.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>

#include <csignal>
#include <unistd.h>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kKeptLines = 20; ///< of a hook's output, for its error
constexpr qsizetype kLongestLine = 64 * 1024;
constexpr int kPollMilliseconds = 50;
constexpr int kKillMilliseconds = 5000; ///< more than the kernel needs

/// Runs the console script that is its first argument, as the script in the environment's bin folder would.
constexpr auto kConsoleScript = R"(import sys
from importlib import metadata
name = sys.argv.pop(1)
points = metadata.entry_points()
if hasattr(points, "select"):
    points = points.select(group="console_scripts")
else:
    points = points.get("console_scripts", ())
for point in points:
    if point.name == name:
        break
else:
    sys.exit("There is no console script \"%s\" in %s" % (name, sys.prefix))
sys.argv[0] = name
sys.exit(point.load()())
)";

class HookRunner {
public:
    HookRunner(const WriteHookRun& run, const PostWriteHook& hook) : m_run(run), m_hook(hook) { }

    Result<> execute()
    {
        const auto arguments = hookArguments(m_hook.options, m_run.file);
        if (!arguments)
            return failed(arguments.error().message, arguments.error().hint);
        QString program = m_hook.target;
        QStringList before;
        if (m_hook.type != PostWriteHook::Type::Program) {
            const auto interpreter = m_run.interpreter();
            if (!interpreter)
                return failed(interpreter.error().message, interpreter.error().hint);
            program = *interpreter;
            before = m_hook.type == PostWriteHook::Type::Module
                ? QStringList{u"-m"_s, m_hook.target}
                : QStringList{u"-c"_s, QString::fromUtf8(kConsoleScript), m_hook.target};
        }
        if (!m_hook.folder.isEmpty() && !QFileInfo(m_hook.folder).isDir()) {
            return failed(u"its folder does not exist: %1"_s.arg(m_hook.folder),
                          u"Correct %1.cwd"_s.arg(m_hook.name));
        }
        m_process.setWorkingDirectory(m_hook.folder);
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setStandardInputFile(QProcess::nullDevice());
        // A group of its own, so that what the hook starts ends with it; and no signals held back.
        m_process.setChildProcessModifier([] {
            ::setpgid(0, 0);
            sigset_t none;
            ::sigemptyset(&none);
            ::sigprocmask(SIG_SETMASK, &none, nullptr);
            std::signal(SIGPIPE, SIG_DFL);
        });
        m_process.start(program, before + *arguments);
        if (!m_process.waitForStarted(-1)) {
            return failed(u"\"%1\" could not be started: %2"_s.arg(program, m_process.errorString()),
                          u"Install it, or correct the section [post_write_hooks]"_s);
        }
        return watch();
    }

private:
    Result<> watch()
    {
        QElapsedTimer timer;
        timer.start();
        while (m_process.state() != QProcess::NotRunning) {
            m_process.waitForReadyRead(kPollMilliseconds);
            takeOutput(false);
            const bool late = timer.hasExpired(m_run.timeLimit.count());
            if (!late && !m_run.cancel.isCancelled())
                continue;
            ::kill(-static_cast<pid_t>(m_process.processId()), SIGKILL);
            m_process.waitForFinished(kKillMilliseconds);
            takeOutput(true);
            if (late) {
                return failed(u"it did not end in %1 s"_s.arg(m_run.timeLimit.count() / 1000),
                              u"Run it by hand to see why"_s);
            }
            Error error = failed(u"it was cancelled"_s, {}).error();
            error.kind = ErrorKind::Cancelled;
            return fail(error);
        }
        takeOutput(true);
        if (m_process.exitStatus() == QProcess::CrashExit)
            return failed(u"it crashed"_s, u"Run it by hand to see why"_s);
        if (m_process.exitCode() != 0)
            return failed(u"it ended with exit code %1"_s.arg(m_process.exitCode()),
                          u"Correct the file or the section [post_write_hooks]"_s);
        return {};
    }

    /// Hands complete lines on; at the end also the last without a line end.
    void takeOutput(bool end)
    {
        m_pending += m_process.readAll();
        for (qsizetype newline; (newline = m_pending.indexOf('\n')) >= 0;) {
            takeLine(m_pending.first(newline));
            m_pending.remove(0, newline + 1);
        }
        if (!m_pending.isEmpty() && (end || m_pending.size() > kLongestLine)) {
            takeLine(m_pending);
            m_pending.clear();
        }
    }

    void takeLine(QByteArray line)
    {
        if (line.endsWith('\r'))
            line.chop(1);
        const QString text = QString::fromUtf8(line);
        m_lines.append(text);
        if (m_lines.size() > kKeptLines)
            m_lines.removeFirst();
        if (m_run.output)
            m_run.output(text);
    }

    [[nodiscard]] Result<> failed(const QString& reason, const QString& hint) const
    {
        Error error;
        error.kind = ErrorKind::System;
        error.code = u"post_write_hook"_s;
        error.message = u"The revision was written, but its post-write hook \"%1\" failed: %2"_s.arg(
            m_hook.name, reason);
        error.detail = m_lines.join(u'\n');
        error.hint = hint;
        error.file = m_run.file;
        return fail(error);
    }

    const WriteHookRun& m_run;
    const PostWriteHook& m_hook;
    QProcess m_process;
    QByteArray m_pending;
    QStringList m_lines;
};

} // namespace

Result<> runWriteHooks(const WriteHookRun& run)
{
    for (const PostWriteHook& hook : run.hooks) {
        if (run.output)
            run.output(u"Running post-write hook \"%1\""_s.arg(hook.name));
        if (const auto done = HookRunner(run, hook).execute(); !done)
            return fail(done.error());
    }
    return {};
}

} // namespace athanor
