// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/bridge.h"

#include "bridge/bridgeerror.h"
#include "bridge/helperprocess.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcessEnvironment>
#include <QUrl>

#include <mutex>

// A static library's resources are only there once they are asked for; the macro must stand outside of a
// namespace.
static void initBridgeResources()
{
    Q_INIT_RESOURCE(bridge);
}

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kOutputKept = 4000; ///< bytes of what was printed, for errors

/// The program comes in descriptor 3: standard input is for requests, and arguments are for everyone to read.
constexpr auto kBootstrap = "import os\n"
                            "with os.fdopen(3, 'rb') as file: source = file.read()\n"
                            "exec(compile(source, 'athanor_bridge.py', 'exec'))"_L1;

QByteArray program()
{
    initBridgeResources();
    QFile file(u":/athanor/bridge/athanor_bridge.py"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A URL of a database keeps everything but its password.
QString withoutPassword(const QString& value)
{
    if (!value.startsWith("postgres"_L1) || !value.contains("://"_L1))
        return value;
    QUrl url(value);
    if (!url.isValid() || url.host().isEmpty())
        return {};
    url.setPassword(QString());
    return url.toString();
}

/// This program's environment without passwords and without what is meant for Athanor.
QByteArrayList cleanEnvironment()
{
    const auto environment = QProcessEnvironment::systemEnvironment();
    QByteArrayList list;
    for (const QString& name : environment.keys()) {
        if (name.startsWith("ATHANOR_"_L1) || name == "PGPASSWORD"_L1 || name == "PGPASSFILE"_L1)
            continue;
        list << (name + u'=' + withoutPassword(environment.value(name))).toLocal8Bit();
    }
    return list;
}

} // namespace

BridgeSettings BridgeSettings::of(const ProjectSettings& project, const QString& python)
{
    BridgeSettings settings;
    settings.project = project;
    settings.python = python;
    return settings;
}

QString BridgeSettings::folder() const
{
    return QFileInfo(project.configFile).absolutePath();
}

class Bridge::Private {
public:
    explicit Private(BridgeSettings wanted) : settings(std::move(wanted)) { }

    Result<Interpreter> findPython();
    Result<> ensureStarted(const CancelToken& cancel);
    Result<QJsonObject> exchange(const BridgeRequest& request, const CancelToken& cancel);

    const BridgeSettings settings;
    std::mutex mutex; ///< guards what follows
    std::optional<Interpreter> python;
    std::unique_ptr<HelperProcess> process;
    QJsonObject introduction;
    int lastId = 0;

private:
    Error silenceError(HelperProcess::Silence silence, const BridgeRequest& request, Milliseconds limit,
                       const QByteArray& printed);
    QJsonObject helloArguments() const;
};

QJsonObject Bridge::Private::helloArguments() const
{
    const ProjectSettings& project = settings.project;
    const bool toml = project.configFile.endsWith(".toml"_L1);
    return {{u"folder"_s, settings.folder()},
            {u"ini"_s, toml ? project.otherConfigFile : project.configFile},
            {u"toml"_s, toml ? project.configFile : project.otherConfigFile},
            {u"section"_s, project.section},
            {u"paths"_s, QJsonArray::fromStringList(project.prependSysPath)},
            {u"x"_s, QJsonArray::fromStringList(settings.xArguments)},
            {u"version_table"_s, project.versionTable},
            {u"version_table_schema"_s, project.versionTableSchema}};
}

Result<Interpreter> Bridge::Private::findPython()
{
    if (!python) {
        auto found = findInterpreter(settings.project, settings.python);
        if (!found)
            return found;
        python = *found;
    }
    return *python;
}

Result<> Bridge::Private::ensureStarted(const CancelToken& cancel)
{
    if (process)
        return {};
    if (const auto found = findPython(); !found)
        return fail(found.error());
    auto started = HelperProcess::start({.program = python->path,
                                         .arguments = {u"-c"_s, kBootstrap},
                                         .environment = cleanEnvironment(),
                                         .folder = settings.folder(),
                                         .file = program()});
    if (!started)
        return fail(started.error());
    process = std::move(*started);
    auto hello = exchange({.what = u"hello"_s, .arguments = helloArguments()}, cancel);
    if (!hello) {
        process.reset();
        return fail(hello.error());
    }
    introduction = *hello;
    return {};
}

Error Bridge::Private::silenceError(HelperProcess::Silence silence, const BridgeRequest& request,
                                    Milliseconds limit, const QByteArray& printed)
{
    if (silence == HelperProcess::Silence::Cancelled)
        return {.kind = ErrorKind::Cancelled, .message = u"Cancelled"_s};
    Error error{.kind = ErrorKind::System, .detail = QString::fromUtf8(printed).trimmed()};
    if (silence == HelperProcess::Silence::Timeout) {
        error.code = u"bridge_timeout"_s;
        error.message = u"Python gave no answer within %1 s (%2)"_s.arg(
            QString::number(double(limit.count()) / 1000), request.what);
        error.hint = u"Look for what waits or loops in the project's code"_s;
    } else {
        error.code = u"bridge_ended"_s;
        error.message = u"Python %1 (%2)"_s.arg(process->exitText(), request.what);
        error.hint = u"Try it by hand: %1 -c \"import alembic\""_s.arg(python->path);
    }
    return error;
}

Result<QJsonObject> Bridge::Private::exchange(const BridgeRequest& request, const CancelToken& cancel)
{
    using Clock = HelperProcess::Clock;
    QJsonObject document = request.arguments;
    document.insert(u"id"_s, ++lastId);
    document.insert(u"do"_s, request.what);
    process->send(QJsonDocument(document).toJson(QJsonDocument::Compact));
    const Milliseconds limit = request.timeLimit.count() < 0 ? settings.timeLimit : request.timeLimit;
    QByteArray printed;
    const auto output = [&](const QByteArray& text) {
        printed = (printed + text).right(kOutputKept);
        if (request.output)
            request.output(QString::fromUtf8(text));
    };
    while (true) {
        std::optional<Clock::time_point> deadline;
        if (limit.count() > 0)
            deadline = Clock::now() + limit;
        const auto line = process->nextLine(deadline, cancel, output);
        if (!line) {
            process->kill();
            const Error error = silenceError(line.error(), request, limit, printed);
            process.reset();
            return fail(error);
        }
        const QJsonObject answer = QJsonDocument::fromJson(*line).object();
        if (answer.value("id"_L1).toInt() != lastId)
            continue;
        if (answer.contains("part"_L1)) {
            if (request.part)
                request.part(answer.value("part"_L1).toObject());
        } else if (answer.contains("error"_L1)) {
            return fail(bridgeError(answer.value("error"_L1).toObject(), python->path));
        } else {
            return answer.value("result"_L1).toObject();
        }
    }
}

Bridge::Bridge(BridgeSettings settings) : d(std::make_unique<Private>(std::move(settings))) { }

Bridge::~Bridge() = default;

QByteArray Bridge::programDigest()
{
    return QCryptographicHash::hash(program(), QCryptographicHash::Sha256).toHex();
}

const BridgeSettings& Bridge::settings() const
{
    return d->settings;
}

Result<Interpreter> Bridge::interpreter()
{
    const std::lock_guard lock(d->mutex);
    return d->findPython();
}

Result<QJsonObject> Bridge::hello(const CancelToken& cancel)
{
    const std::lock_guard lock(d->mutex);
    if (const auto started = d->ensureStarted(cancel); !started)
        return fail(started.error());
    return d->introduction;
}

Result<QJsonObject> Bridge::ask(const BridgeRequest& request, const CancelToken& cancel)
{
    const std::lock_guard lock(d->mutex);
    if (const auto started = d->ensureStarted(cancel); !started)
        return fail(started.error());
    auto answer = d->exchange(request, cancel);
    if (answer || answer.error().code != "stale"_L1)
        return answer;
    d->process.reset(); // a module of the project changed; a new process loads it
    if (const auto started = d->ensureStarted(cancel); !started)
        return fail(started.error());
    return d->exchange(request, cancel);
}

} // namespace athanor
