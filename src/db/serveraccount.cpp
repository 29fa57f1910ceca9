// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/serveraccount.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace athanor {

namespace {

constexpr int kRunTimeout = 120'000;

/// Variables of the user's libpq or shell must not change a private server.
QProcessEnvironment cleanEnvironment()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : environment.keys()) {
        if (name.startsWith(u"PG") || name.startsWith(u"LC_") || name == u"LANG" || name == u"LANGUAGE")
            environment.remove(name);
    }
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    return environment;
}

Error systemError(const QString& message, const QString& detail, const QString& hint = {})
{
    return {.kind = ErrorKind::System,
            .code = QStringLiteral("sandbox"),
            .message = message,
            .detail = detail,
            .hint = hint};
}

} // namespace

Result<ServerAccount> ServerAccount::current()
{
    ServerAccount account;
    account.m_user = ::geteuid();
    account.m_group = ::getegid();
    if (account.m_user != 0)
        return account;
    const passwd* entry = ::getpwnam("postgres");
    if (!entry)
        return fail(
            systemError(QStringLiteral("PostgreSQL does not run as root, and there is no user postgres"), {},
                        QStringLiteral("Install the package postgresql, or start the program as an "
                                       "ordinary user")));
    account.m_switch = true;
    account.m_user = entry->pw_uid;
    account.m_group = entry->pw_gid;
    int count = 64;
    account.m_groups.resize(count);
    if (::getgrouplist("postgres", entry->pw_gid, account.m_groups.data(), &count) < 0)
        account.m_groups = {entry->pw_gid};
    else
        account.m_groups.resize(count);
    return account;
}

bool ServerAccount::canReach(const QString& path) const
{
    if (!m_switch)
        return true;
    for (QString folder = QFileInfo(path).absolutePath(); folder != u"/"; folder = QFileInfo(folder).path()) {
        struct stat status { };

        if (::stat(QFile::encodeName(folder).constData(), &status) != 0)
            continue; // made later, by us
        const bool enters = status.st_uid == m_user ? (status.st_mode & S_IXUSR)
            : m_groups.contains(status.st_gid)      ? (status.st_mode & S_IXGRP)
                                                    : (status.st_mode & S_IXOTH);
        if (!enters)
            return false;
    }
    return true;
}

Result<> ServerAccount::makePrivateFolder(const QString& folder) const
{
    const QByteArray name = QFile::encodeName(folder);
    const bool made = ::mkdir(name.constData(), 0700) == 0;
    if (made)
        own(folder);

    struct stat status { };

    if (::lstat(name.constData(), &status) != 0 || !S_ISDIR(status.st_mode))
        return fail(
            systemError(QStringLiteral("Cannot make the folder %1").arg(folder), qt_error_string(errno)));
    if (status.st_uid != m_user || (status.st_mode & 077) != 0)
        return fail(systemError(QStringLiteral("The folder %1 is not private").arg(folder),
                                QStringLiteral("It must belong to the server's user and be closed to others"),
                                QStringLiteral("Remove it, or choose another folder")));
    return {};
}

void ServerAccount::own(const QString& path) const
{
    // A failure shows when the server is started.
    if (m_switch && ::lchown(QFile::encodeName(path).constData(), m_user, m_group) != 0)
        return;
}

Result<QString> ServerAccount::run(const QString& program, const QStringList& arguments) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProcessEnvironment(cleanEnvironment());
    process.setWorkingDirectory(QStringLiteral("/"));
    process.setChildProcessModifier([this] {
        ::setsid();
        ::umask(077);
        if (m_switch
            && (::setgroups(size_t(m_groups.size()), m_groups.constData()) != 0 || ::setgid(m_group) != 0
                || ::setuid(m_user) != 0))
            ::_exit(126);
    });
    process.start(program, arguments, QIODevice::ReadOnly);
    const bool finished = process.waitForStarted() && process.waitForFinished(kRunTimeout);
    const QString output = QString::fromUtf8(process.readAll()).trimmed();
    if (finished && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return output;
    return fail(systemError(QStringLiteral("%1 failed").arg(QFileInfo(program).fileName()),
                            output.isEmpty() ? process.errorString() : output));
}

} // namespace athanor
