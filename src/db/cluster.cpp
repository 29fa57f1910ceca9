// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/cluster.h"

#include "db/clustertemplate.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <libpq-fe.h>
#include <signal.h>

#include <array>
#include <chrono>
#include <thread>

namespace athanor {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kStartPatience = 60s;
constexpr auto kStopPatience = 60s;
/// A socket's path must fit in 108 bytes with its ending zero; "/.s.PGSQL.5432" follows the folder.
constexpr int kLongestSocketFolder = 90;

// The shell prints the server's process id and ends; the server lives on by itself.
const auto kStartScript = QStringLiteral("log=$1; shift; \"$@\" >\"$log\" 2>&1 </dev/null & echo $!");

// $1: folder, $2: signal, $3: whether to keep the folder. The users' lock is free when the last of them is
// gone, also when it was killed. Who comes meanwhile waits until the server has stopped.
const auto kWatchScript = QStringLiteral(R"sh(
watch() {
    exec 8>"$1/watcher" || exit
    flock -n 8 || exit
    exec 9<"$1/users" || exit
    flock -x 9
    pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
    if [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$1/data" ]; then
        kill "-$2" "$pid"
        tries=0
        while [ -e "$1/data/postmaster.pid" ] && [ "$tries" -lt 600 ]; do
            sleep 0.1
            tries=$((tries + 1))
        done
    fi
    [ "$3" = keep ] || rm -rf "$1"
}

watch "$@" </dev/null >/dev/null 2>&1 &
)sh");

Error sandboxError(const QString& message, const QString& detail = {}, const QString& hint = {})
{
    return {.kind = ErrorKind::System,
            .code = QStringLiteral("sandbox"),
            .message = message,
            .detail = detail,
            .hint = hint};
}

/// Not a zombie either: where nobody reaps orphans they stay.
bool processLives(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray stat = file.readAll();
    const auto state = stat.lastIndexOf(')') + 2;
    return state > 1 && state < stat.size() && stat.at(state) != 'Z' && stat.at(state) != 'X';
}

QString lastLines(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - 2000));
    return QString::fromUtf8(file.readAll()).trimmed();
}

} // namespace

Cluster::Cluster(const QString& folder, Kind kind, ServerAccount account)
    : m_folder(folder)
    , m_kind(kind)
    , m_account(std::move(account))
{
}

QString Cluster::socketFolder() const
{
    const QString inside = m_folder + QStringLiteral("/socket");
    // libpq takes a comma in a host for the end of it.
    if (QFile::encodeName(inside).size() <= kLongestSocketFolder && !inside.contains(u','))
        return inside;
    const auto hash = QCryptographicHash::hash(QFile::encodeName(m_folder), QCryptographicHash::Sha256);
    return QStringLiteral("/tmp/athanor-socket-") + QString::fromLatin1(hash.toHex().left(16));
}

int Cluster::major() const
{
    QFile file(dataFolder() + QStringLiteral("/PG_VERSION"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

Result<> Cluster::initialise(const QString& binaries, const QString& templates) const
{
    const QString fresh = m_folder + QStringLiteral("/data.new");
    QDir(fresh).removeRecursively(); // of a program that was killed
    const QStringList arguments{QStringLiteral("--username=postgres"), QStringLiteral("--auth=trust"),
                                QStringLiteral("--encoding=UTF8"),     QStringLiteral("--locale=C.UTF-8"),
                                QStringLiteral("--no-instructions"),   QStringLiteral("--no-sync"),
                                QStringLiteral("--wal-segsize=1")};
    if (!ClusterTemplate(templates, binaries, arguments, m_account).copyTo(fresh)) {
        const auto made = m_account.run(binaries + QStringLiteral("/initdb"),
                                        QStringList{QStringLiteral("--pgdata=") + fresh} + arguments);
        if (!made)
            return fail(sandboxError(QStringLiteral("Cannot make a private PostgreSQL in %1").arg(m_folder),
                                     made.error().detail));
    }
    if (!QDir().rename(fresh, dataFolder()))
        return fail(sandboxError(QStringLiteral("Cannot rename %1").arg(fresh)));
    if (m_kind == Kind::Lasting)
        return syncLater();
    return {};
}

Result<> Cluster::syncLater() const
{
    // initdb's own, file by file, keeps the user waiting for seconds on a busy disk.
    const auto started
        = m_account.run(QStringLiteral("/bin/sh"),
                        {QStringLiteral("-c"), QStringLiteral("sync -f \"$1\" </dev/null >/dev/null 2>&1 &"),
                         QStringLiteral("athanor-sync"), dataFolder()});
    return started ? Result<>() : fail(started.error());
}

qint64 Cluster::serverPid() const
{
    QFile file(dataFolder() + QStringLiteral("/postmaster.pid"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const qint64 pid = file.readLine().trimmed().toLongLong();
    // The number may belong to another process by now; a server stands in its data folder.
    if (pid <= 0 || !processLives(pid)
        || QFile::symLinkTarget(QStringLiteral("/proc/%1/cwd").arg(pid)) != dataFolder())
        return 0;
    return pid;
}

bool Cluster::isRunning() const
{
    return serverPid() != 0;
}

QStringList Cluster::serverArguments(const QMap<QString, QString>& settings) const
{
    QMap<QString, QString> all{
        {QStringLiteral("listen_addresses"), QString()},
        {QStringLiteral("unix_socket_directories"),
         u'"' + socketFolder().replace(u'"', QStringLiteral("\"\"")) + u'"'},
        {QStringLiteral("unix_socket_permissions"), QStringLiteral("0700")},
        {QStringLiteral("port"), QStringLiteral("5432")},
        {QStringLiteral("logging_collector"), QStringLiteral("off")},
    };
    if (m_kind == Kind::ThrowAway) {
        // Commits are still written before they are answered: a crash of the server loses nothing.
        for (const auto& setting : {"fsync", "full_page_writes"})
            all.insert(QString::fromLatin1(setting), QStringLiteral("off"));
        all.insert(QStringLiteral("wal_level"), QStringLiteral("minimal"));
        all.insert(QStringLiteral("max_wal_senders"), QStringLiteral("0"));
    }
    all.insert(settings);
    QStringList arguments{QStringLiteral("-D"), dataFolder()};
    for (auto it = all.cbegin(); it != all.cend(); ++it)
        arguments << QStringLiteral("-c") << it.key() + u'=' + it.value();
    return arguments;
}

Result<> Cluster::waitUntilReady(qint64 pid) const
{
    const QByteArray host = QFile::encodeName(socketFolder());
    const std::array<const char*, 5> keywords{"host", "port", "dbname", "user", nullptr};
    const std::array<const char*, 5> values{host.constData(), "5432", "postgres", "postgres", nullptr};
    const auto end = Clock::now() + kStartPatience;
    while (PQpingParams(keywords.data(), values.data(), 0) != PQPING_OK) {
        if (!processLives(pid))
            return fail(
                sandboxError(QStringLiteral("The private PostgreSQL in %1 did not start").arg(m_folder),
                             lastLines(m_folder + QStringLiteral("/log"))));
        if (Clock::now() > end)
            return fail(
                sandboxError(QStringLiteral("The private PostgreSQL in %1 does not answer").arg(m_folder),
                             lastLines(m_folder + QStringLiteral("/log"))));
        std::this_thread::sleep_for(5ms);
    }
    return {};
}

Result<> Cluster::start(const QString& binaries, const QMap<QString, QString>& settings) const
{
    if (const auto made = m_account.makePrivateFolder(socketFolder()); !made)
        return made;
    const auto started
        = m_account.run(QStringLiteral("/bin/sh"),
                        QStringList{QStringLiteral("-c"), kStartScript, QStringLiteral("athanor"),
                                    m_folder + QStringLiteral("/log"), binaries + QStringLiteral("/postgres")}
                            + serverArguments(settings));
    if (!started)
        return fail(started.error());
    return waitUntilReady(started->toLongLong());
}

Result<> Cluster::stop(bool immediately) const
{
    const qint64 pid = serverPid();
    if (pid == 0)
        return {};
    ::kill(pid_t(pid), immediately ? SIGQUIT : SIGINT);
    const auto end = Clock::now() + kStopPatience;
    while (processLives(pid)) {
        if (Clock::now() > end)
            return fail(
                sandboxError(QStringLiteral("The private PostgreSQL in %1 does not stop").arg(m_folder), {},
                             QStringLiteral("Its process is %1").arg(pid)));
        std::this_thread::sleep_for(5ms);
    }
    return {};
}

Result<> Cluster::startWatcher() const
{
    const bool lasting = m_kind == Kind::Lasting;
    const auto started = m_account.run(QStringLiteral("/bin/sh"),
                                       {QStringLiteral("-c"), kWatchScript, QStringLiteral("athanor-watch"),
                                        m_folder, lasting ? QStringLiteral("INT") : QStringLiteral("QUIT"),
                                        lasting ? QStringLiteral("keep") : QStringLiteral("remove")});
    return started ? Result<>() : fail(started.error());
}

void Cluster::remove() const
{
    const QString socket = socketFolder();
    if (!socket.startsWith(m_folder))
        QDir(socket).removeRecursively();
    QDir(m_folder).removeRecursively();
}

} // namespace athanor
