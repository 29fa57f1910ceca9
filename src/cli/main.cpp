// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commandline.h"
#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/signals.h"

#include <QCoreApplication>

#include <langinfo.h>
#include <malloc.h>

#include <clocale>
#include <cstdlib>
#include <cstring>

namespace {

using namespace athanor;

/// Qt wants a UTF-8 locale and says so on standard error where there is none, as in many containers.
void ensureUtf8Locale()
{
    std::setlocale(LC_ALL, "");
    if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        qputenv("LC_ALL", "C.UTF-8");
        std::setlocale(LC_ALL, "");
    }
}

/// Lets the heap grow in large steps. By default it asks the system for more 1,300 times while it reads
/// 10,000 revisions, a seventh of the reading.
void growMemoryInLargeSteps()
{
    constexpr int kStep = 4 * 1024 * 1024;
    ::mallopt(M_TOP_PAD, kStep);
}

void report(Output& output, const Error& error)
{
    if (output.json())
        output.document(errorDocument(error));
    else
        output.error(error);
}

/// Ends the program and leaves its memory to the system. Taking apart 10,000 revisions, piece by piece, took
/// a tenth of the time of reading them.
[[noreturn]] void leave(int code)
{
    std::_Exit(code);
}

int runProgram(const QStringList& arguments, const SignalWatch& signalWatch, const CancelToken& cancel)
{
    const auto parsed = parseCommandLine(arguments);
    if (!parsed) {
        Output output(asksForJson(arguments) ? Format::Json : Format::Text, false);
        report(output, parsed.error());
        return static_cast<int>(output.finish() ? ExitCode::Usage : ExitCode::Failed);
    }
    if (const auto* help = std::get_if<HelpText>(&*parsed)) {
        Output output(Format::Text, false);
        output.script(help->text);
        return static_cast<int>(output.finish() ? ExitCode::Done : ExitCode::Failed);
    }
    const Invocation& invocation = std::get<Invocation>(*parsed);
    Output output(invocation.common.format, invocation.common.quiet);
    Context context{invocation.common, output, cancel, signalWatch, {}};
    const Result<ExitCode> result = std::visit(
        [&context](const auto& options) { return runCommand(context, options); }, invocation.command);
    if (!result)
        report(output, result.error());
    ExitCode code = result ? *result : exitCodeFor(result.error());
    if (code == ExitCode::Failed && signalWatch.received() != 0)
        code = ExitCode::Cancelled;
    if (const Result<> written = output.finish(); !written) {
        output.error(written.error());
        if (code == ExitCode::Done)
            code = ExitCode::Failed;
    }
    leave(static_cast<int>(code));
}

} // namespace

int main(int argc, char* argv[])
{
    growMemoryInLargeSteps();
    prepareStandardStreams();
    ensureUtf8Locale();
    const CancelToken cancel;
    const SignalWatch signalWatch(cancel); // before Qt or libpq start threads
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("athanor-cli"));
    return runProgram(QCoreApplication::arguments().sliced(1), signalWatch, cancel);
}
