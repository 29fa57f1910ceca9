// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/cliprogram.h"

#include <QJsonDocument>

namespace athanor::test {

namespace {

constexpr int kPatience = 60'000;

void prepare(QProcess& process, const CliProgram& program)
{
    process.setProcessEnvironment(program.environment);
    process.setWorkingDirectory(program.folder);
}

} // namespace

QJsonObject CliResult::document() const
{
    return QJsonDocument::fromJson(out.toUtf8()).object();
}

QString CliResult::text() const
{
    return QStringLiteral("exit code %1\n--- stdout\n%2\n--- stderr\n%3").arg(exitCode).arg(out, err);
}

QStringList stringsOf(const QJsonValue& array)
{
    QStringList result;
    const QJsonArray values = array.toArray();
    for (const QJsonValue& value : values)
        result.append(value.toString());
    return result;
}

CliProgram::CliProgram() : folder(m_home.path())
{
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    const QStringList kept{"PATH",          "LD_LIBRARY_PATH", "ASAN_OPTIONS",
                           "UBSAN_OPTIONS", "LSAN_OPTIONS",    "TMPDIR"};
    for (const QString& name : kept) {
        if (system.contains(name))
            environment.insert(name, system.value(name));
    }
    environment.insert("HOME", m_home.path());
    environment.insert("XDG_CONFIG_HOME", configFolder());
    environment.insert("XDG_DATA_HOME", m_home.filePath("data"));
    environment.insert("LC_ALL", "C.UTF-8");
    environment.insert("TZ", "UTC");
}

CliResult CliProgram::run(const QStringList& arguments, const QByteArray& input) const
{
    const auto process = start(arguments);
    process->write(input);
    process->closeWriteChannel();
    return finish(*process);
}

std::unique_ptr<QProcess> CliProgram::start(const QStringList& arguments) const
{
    auto process = std::make_unique<QProcess>();
    prepare(*process, *this);
    process->start(QStringLiteral(ATHANOR_CLI), arguments);
    process->waitForStarted(kPatience);
    return process;
}

CliResult CliProgram::finish(QProcess& process)
{
    if (!process.waitForFinished(kPatience)) {
        process.kill();
        process.waitForFinished(kPatience);
        return {-1, {}, QStringLiteral("did not end in time")};
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -process.exitCode();
    return {code, QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

CliResult CliProgram::shell(const QString& command) const
{
    QProcess process;
    prepare(process, *this);
    QProcessEnvironment withProgram = environment;
    withProgram.insert("CLI", QStringLiteral(ATHANOR_CLI));
    process.setProcessEnvironment(withProgram);
    process.start("bash", {"-c", command});
    return finish(process);
}

} // namespace athanor::test
