// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/sandbox.h"

#include "db/cluster.h"
#include "db/filelock.h"
#include "db/quoting.h"
#include "db/session.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QUrl>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

namespace athanor {

namespace {

using namespace std::chrono_literals;

const auto kThrowAwayPrefix = QStringLiteral("athanor-sandbox-");
/// A folder younger than this may not have its lock yet.
constexpr int kLeftoverAge = 30;

Error sandboxError(const QString& message, const QString& detail = {}, const QString& hint = {})
{
    return {.kind = ErrorKind::System,
            .code = QStringLiteral("sandbox"),
            .message = message,
            .detail = detail,
            .hint = hint};
}

Error noBinaries()
{
    return {.kind = ErrorKind::System,
            .code = QStringLiteral("no_server_binaries"),
            .message = QStringLiteral("No PostgreSQL server is installed that could run privately"),
            .hint
            = QStringLiteral("Install the package postgresql (Debian, Ubuntu: apt install postgresql)")};
}

Result<ServerBinaries> chooseBinaries(const QString& folder, int clusterMajor)
{
    const auto installed = installedServerBinaries();
    if (!folder.isEmpty()) {
        const QString wanted = QFileInfo(folder).canonicalFilePath();
        for (const auto& binaries : installed) {
            if (binaries.folder == wanted)
                return binaries;
        }
        if (!QFileInfo(folder + QStringLiteral("/postgres")).isExecutable())
            return fail(sandboxError(QStringLiteral("There is no PostgreSQL server in %1").arg(folder)));
        return ServerBinaries{folder, clusterMajor};
    }
    if (installed.isEmpty())
        return fail(noBinaries());
    if (clusterMajor == 0)
        return installed.constFirst();
    for (const auto& binaries : installed) {
        if (binaries.major == clusterMajor)
            return binaries;
    }
    return fail(sandboxError(
        QStringLiteral("The sandbox was made by PostgreSQL %1, which is not installed").arg(clusterMajor), {},
        QStringLiteral("Install postgresql-%1, or delete the sandbox's folder to begin anew")
            .arg(clusterMajor)));
}

QString temporaryFolder(const ServerAccount& account)
{
    const QString usual = QDir::tempPath();
    const bool fits = QFile::encodeName(usual).size() < 50 && !usual.contains(u',');
    return fits && account.canReach(usual + QStringLiteral("/x")) ? usual : QStringLiteral("/tmp");
}

/// Stops and removes the throw-away servers whose program and watcher were killed.
void removeLeftovers(const QString& parent, const ServerAccount& account)
{
    const auto entries = QDir(parent).entryInfoList({kThrowAwayPrefix + u'*'},
                                                    QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot);
    for (const QFileInfo& entry : entries) {
        const Cluster cluster(entry.absoluteFilePath(), Cluster::Kind::ThrowAway, account);
        if (entry.ownerId() != account.user() || !QFileInfo::exists(cluster.usersFile())
            || entry.metadataChangeTime().secsTo(QDateTime::currentDateTime()) < kLeftoverAge)
            continue;
        const auto lock = FileLock::acquire(cluster.usersFile(), FileLock::Mode::Exclusive, 0ms);
        if (lock && cluster.stop(true))
            cluster.remove();
    }
}

Result<QString> makeThrowAwayFolder(const ServerAccount& account)
{
    const QString parent = temporaryFolder(account);
    removeLeftovers(parent, account);
    QByteArray name = QFile::encodeName(parent + u'/' + kThrowAwayPrefix + QStringLiteral("XXXXXX"));
    if (!::mkdtemp(name.data()))
        return fail(
            sandboxError(QStringLiteral("Cannot make a folder in %1").arg(parent), qt_error_string(errno)));
    const QString folder = QFile::decodeName(name);
    account.own(folder);
    return QFileInfo(folder).canonicalFilePath();
}

Result<QString> makeLastingFolder(const QString& wanted, const ServerAccount& account)
{
    const QFileInfo info(QFileInfo(wanted).absoluteFilePath());
    if (!account.canReach(info.absoluteFilePath()))
        return fail(sandboxError(
            QStringLiteral("The user postgres cannot enter the folders above %1")
                .arg(info.absoluteFilePath()),
            {}, QStringLiteral("Choose a folder that others may enter, such as one in /var/lib")));
    if (info.isDir() && !QDir(info.absoluteFilePath()).isEmpty()
        && !QFileInfo::exists(info.absoluteFilePath() + QStringLiteral("/users")))
        return fail(
            sandboxError(QStringLiteral("The folder %1 holds something else").arg(info.absoluteFilePath()),
                         {}, QStringLiteral("Choose an empty folder")));
    QDir().mkpath(info.absolutePath());
    // An empty folder that was there is taken over.
    if (info.isDir()) {
        account.own(info.absoluteFilePath());
        ::chmod(QFile::encodeName(info.absoluteFilePath()).constData(), 0700);
    }
    if (const auto made = account.makePrivateFolder(info.absoluteFilePath()); !made)
        return fail(made.error());
    return info.canonicalFilePath().isEmpty() ? QFileInfo(info.absoluteFilePath()).canonicalFilePath()
                                              : info.canonicalFilePath();
}

} // namespace

struct Sandbox::Private {
    Private(const QString& folder, Cluster::Kind clusterKind, const ServerAccount& serverAccount)
        : cluster(folder, clusterKind, serverAccount)
        , account(serverAccount)
        , kind(clusterKind)
    {
    }

    Cluster cluster;
    ServerAccount account;
    Cluster::Kind kind;
    QString binaries;
    QMap<QString, QString> settings;
    std::optional<FileLock> user;

    [[nodiscard]] Result<> bringUp(const Options& options);
    [[nodiscard]] std::optional<FileLock> lockStart() const;
    [[nodiscard]] Result<> takePart();
};

std::optional<FileLock> Sandbox::Private::lockStart() const
{
    auto lock = FileLock::acquire(cluster.startFile(), FileLock::Mode::Exclusive, 120s);
    account.own(cluster.startFile());
    return lock;
}

Result<> Sandbox::Private::takePart()
{
    if (user)
        return {};
    user = FileLock::acquire(cluster.usersFile(), FileLock::Mode::Shared, 90s);
    account.own(cluster.usersFile());
    if (!user)
        return fail(sandboxError(
            QStringLiteral("Another program does not let go of the sandbox in %1").arg(cluster.folder())));
    return {};
}

Result<> Sandbox::Private::bringUp(const Options& options)
{
    if (const auto taken = takePart(); !taken)
        return taken;
    const auto start = lockStart();
    if (!start)
        return fail(sandboxError(
            QStringLiteral("Another program is still starting the sandbox in %1").arg(cluster.folder())));
    const auto chosen = chooseBinaries(options.binaries, cluster.major());
    if (!chosen)
        return fail(chosen.error());
    binaries = chosen->folder;
    settings = options.settings;
    if (cluster.major() == 0) {
        if (const auto made = cluster.initialise(binaries, options.templates); !made)
            return made;
    }
    if (const auto watched = cluster.startWatcher(); !watched)
        return watched;
    return cluster.isRunning() ? Result<>() : cluster.start(binaries, settings);
}

Sandbox::Sandbox() = default;

Result<std::unique_ptr<Sandbox>> Sandbox::start(const Options& options)
{
    const auto account = ServerAccount::current();
    if (!account)
        return fail(account.error());
    if (options.binaries.isEmpty() && installedServerBinaries().isEmpty())
        return fail(noBinaries());
    const bool lasting = !options.folder.isEmpty();
    const auto folder = lasting ? makeLastingFolder(options.folder, *account) : makeThrowAwayFolder(*account);
    if (!folder)
        return fail(folder.error());
    std::unique_ptr<Sandbox> sandbox(new Sandbox);
    sandbox->d = std::make_unique<Private>(
        *folder, lasting ? Cluster::Kind::Lasting : Cluster::Kind::ThrowAway, *account);
    if (const auto up = sandbox->d->bringUp(options); !up)
        return fail(up.error());
    return sandbox;
}

QString Sandbox::lastingFolder()
{
    const QString usual = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/athanor/sandbox");
    const auto account = ServerAccount::current();
    return !account || account->canReach(usual) ? usual : QStringLiteral("/var/lib/athanor/sandbox");
}

Sandbox::~Sandbox()
{
    [[maybe_unused]] const auto stopped = stop(); // if not, the watcher does it
    if (d->kind == Cluster::Kind::ThrowAway)
        d->cluster.remove();
}

ConnectionParameters Sandbox::parameters(const QString& database) const
{
    return {{{QStringLiteral("host"), d->cluster.socketFolder()},
             {QStringLiteral("port"), QStringLiteral("5432")},
             {QStringLiteral("user"), QStringLiteral("postgres")},
             {QStringLiteral("dbname"), database}}};
}

QString Sandbox::url(const QString& database) const
{
    const auto encoded
        = [](const QString& text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    return QStringLiteral("postgresql://postgres@/%1?host=%2")
        .arg(encoded(database), encoded(d->cluster.socketFolder()));
}

int Sandbox::major() const
{
    return d->cluster.major();
}

QString Sandbox::folder() const
{
    return d->cluster.folder();
}

Result<bool> Sandbox::createDatabase(const QString& name)
{
    auto session = Session::open(parameters(QStringLiteral("postgres")));
    if (!session)
        return fail(session.error());
    const auto found
        = (*session)->query(QStringLiteral("SELECT 1 FROM pg_database WHERE datname = $1"), {name});
    if (!found)
        return fail(found.error());
    if (found->size() > 0)
        return false;
    const auto created = (*session)->execute(
        QStringLiteral("CREATE DATABASE %1 TEMPLATE template0").arg(quotedIdentifier(name)));
    const bool madeMeanwhile = !created && created.error().sqlState == u"42P04";
    if (!created && !madeMeanwhile)
        return fail(created.error());
    return created.has_value();
}

QString Sandbox::databaseFor(const QString& projectFolder)
{
    constexpr qsizetype kLongestName = 63; // bytes, and ASCII is all that is left
    static const QRegularExpression others(QStringLiteral("[^a-z0-9_]+"));
    static const QRegularExpression ends(QStringLiteral("^_+|_+$"));
    QString name = QDir(projectFolder).dirName().toLower();
    name.replace(others, QStringLiteral("_")).remove(ends);
    if (name.isEmpty())
        return QStringLiteral("athanor");
    // These belong to the server.
    if (name == u"postgres" || name == u"template0" || name == u"template1")
        name += QStringLiteral("_project");
    return name.left(kLongestName);
}

Result<> Sandbox::stop()
{
    if (!d->user)
        return {};
    if (d->kind == Cluster::Kind::ThrowAway)
        return d->cluster.stop(true); // the lock stays: without it the watcher would remove the folder
    const auto start = d->lockStart();
    if (!d->user->tryExclusive()) {
        d->user.reset();
        return fail(sandboxError(
            QStringLiteral("Another program uses the sandbox in %1; it runs on").arg(d->cluster.folder()), {},
            QStringLiteral("It stops with the last program that uses it")));
    }
    const auto stopped = d->cluster.stop(false);
    d->user.reset();
    return stopped;
}

Result<> Sandbox::restart()
{
    const auto start = d->lockStart();
    if (const auto stopped = d->cluster.stop(true); !stopped)
        return stopped;
    if (const auto taken = d->takePart(); !taken)
        return taken;
    return d->cluster.start(d->binaries, d->settings);
}

} // namespace athanor
