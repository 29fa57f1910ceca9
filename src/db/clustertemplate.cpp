// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/clustertemplate.h"

#include "db/filelock.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace athanor {

namespace {

using namespace std::chrono_literals;

/// Longer than initdb takes on a slow machine; who waits longer runs it himself.
constexpr auto kPatience = 20s;

/// Root's clusters belong to the user postgres, who cannot enter root's home.
QString usualFolder()
{
    return ::geteuid() == 0
        ? QStringLiteral("/var/cache/athanor")
        : QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/athanor");
}

QString shortHash(const QByteArray& data)
{
    return QString::fromLatin1(QCryptographicHash::hash(data, QCryptographicHash::Sha256).toHex().left(16));
}

/// Another version of the server, even a minor one, gives other stamps.
QByteArray versionStamp(const QString& binaries)
{
    QByteArray stamp;
    for (const auto& program : {"/postgres", "/initdb"}) {
        const QFileInfo info(binaries + QString::fromLatin1(program));
        stamp += QByteArray::number(info.size()) + ' '
            + QByteArray::number(info.lastModified().toMSecsSinceEpoch()) + '\n';
    }
    return stamp;
}

/// Times too: they are copied, so a copy has the fingerprint of its original.
QString fingerprintOf(const QString& folder)
{
    QByteArrayList lines;
    QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        it.next();
        const QFileInfo info = it.fileInfo();
        lines << QFile::encodeName(it.filePath().mid(folder.size())) + ' ' + QByteArray::number(info.size())
                + ' ' + QByteArray::number(info.lastModified().toMSecsSinceEpoch());
    }
    std::sort(lines.begin(), lines.end());
    return lines.isEmpty() ? QString() : shortHash(lines.join('\n'));
}

} // namespace

ClusterTemplate::ClusterTemplate(const QString& folder, const QString& binaries,
                                 const QStringList& initdbArguments, ServerAccount account)
    : m_folder(folder.isEmpty() ? usualFolder() : folder)
    , m_binaries(binaries)
    , m_arguments(initdbArguments)
    , m_account(std::move(account))
    , m_prefix(QStringLiteral("cluster-") + shortHash(QFile::encodeName(binaries)) + u'-')
    , m_path(m_folder + u'/' + m_prefix
             + shortHash(versionStamp(binaries) + initdbArguments.join(u'\n').toUtf8()))
{
}

bool ClusterTemplate::copyTo(const QString& target) const
{
    const QString lockFile = m_folder + QStringLiteral("/lock");
    {
        // A cache that cannot be written has no lock, but may have a template.
        const auto shared = FileLock::acquire(lockFile, FileLock::Mode::Shared, kPatience);
        if (copyVerified(target))
            return true;
    }
    QDir().mkpath(QFileInfo(m_folder).path());
    if (!m_account.canReach(m_folder + u'/') || !m_account.makePrivateFolder(m_folder))
        return false;
    const auto exclusive = FileLock::acquire(lockFile, FileLock::Mode::Exclusive, kPatience);
    m_account.own(lockFile);
    if (!exclusive)
        return false;
    return copyVerified(target) || (make() && copyVerified(target));
}

bool ClusterTemplate::copyVerified(const QString& target) const
{
    struct stat status { };

    const QByteArray name = QFile::encodeName(m_path);
    if (::lstat(name.constData(), &status) != 0 || !S_ISDIR(status.st_mode)
        || status.st_uid != m_account.user() || (status.st_mode & 077) != 0)
        return false;
    QFile file(m_path + QStringLiteral("/fingerprint"));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QString fingerprint = QString::fromLatin1(file.read(100));
    const auto copied = m_account.run(
        QStringLiteral("cp"),
        {QStringLiteral("-a"), QStringLiteral("--reflink=auto"), m_path + QStringLiteral("/data"), target});
    if (copied && !fingerprint.isEmpty() && fingerprintOf(target) == fingerprint)
        return true;
    remove({target});
    return false;
}

bool ClusterTemplate::make() const
{
    const QString fresh = m_path + QStringLiteral(".new");
    remove(outdated());
    const auto made = m_account.makePrivateFolder(fresh)
                          .and_then([&] {
                              return m_account.run(
                                  m_binaries + QStringLiteral("/initdb"),
                                  QStringList{QStringLiteral("--pgdata=") + fresh + QStringLiteral("/data")}
                                      + m_arguments);
                          })
                          .and_then([&](const QString&) {
                              return m_account.run(
                                  QStringLiteral("/bin/sh"),
                                  {QStringLiteral("-c"),
                                   QStringLiteral("printf %s \"$1\" >\"$2/fingerprint\" && mv \"$2\" \"$3\""),
                                   QStringLiteral("athanor"), fingerprintOf(fresh + QStringLiteral("/data")),
                                   fresh, m_path});
                          });
    if (!made)
        remove({fresh});
    return made.has_value();
}

/// What lies where the template goes, and templates from an earlier version of the same binaries.
QStringList ClusterTemplate::outdated() const
{
    QStringList paths;
    for (const auto& name : QDir(m_folder).entryList({m_prefix + u'*'}, QDir::AllEntries | QDir::System))
        paths << m_folder + u'/' + name;
    return paths;
}

void ClusterTemplate::remove(const QStringList& paths) const
{
    // As the account: its folders are no place for root to delete in.
    if (paths.isEmpty())
        return;
    [[maybe_unused]] const auto removed = m_account.run(
        QStringLiteral("rm"), QStringList{QStringLiteral("-rf"), QStringLiteral("--")} + paths);
}

} // namespace athanor
