// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/sandbox.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

namespace athanor {

namespace {

bool holdsServer(const QString& folder)
{
    return QFileInfo(folder + QStringLiteral("/postgres")).isExecutable()
        && QFileInfo(folder + QStringLiteral("/initdb")).isExecutable();
}

QString outputOf(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments, QIODevice::ReadOnly);
    return process.waitForFinished(5000) ? QString::fromUtf8(process.readAllStandardOutput()).trimmed()
                                         : QString();
}

/// From ".../15/bin" or ".../pgsql-15/bin"; else the program is asked.
int majorOf(const QString& folder)
{
    static const QRegularExpression inPath(QStringLiteral("[/-]([0-9]{2})/bin$"));
    static const QRegularExpression inOutput(QStringLiteral("\\(PostgreSQL\\) ([0-9]+)"));
    if (const auto match = inPath.match(folder); match.hasMatch())
        return match.captured(1).toInt();
    const QString output = outputOf(folder + QStringLiteral("/postgres"), {QStringLiteral("--version")});
    return inOutput.match(output).captured(1).toInt();
}

QStringList candidateFolders()
{
    QStringList folders;
    const auto addVersions = [&folders](const QString& parent, const QString& pattern) {
        for (const auto& entry : QDir(parent).entryList({pattern}, QDir::Dirs | QDir::NoDotAndDotDot))
            folders << parent + u'/' + entry + QStringLiteral("/bin");
    };
    addVersions(QStringLiteral("/usr/lib/postgresql"), QStringLiteral("*"));
    addVersions(QStringLiteral("/usr/lib"), QStringLiteral("postgresql*"));
    addVersions(QStringLiteral("/usr"), QStringLiteral("pgsql-*"));
    addVersions(QStringLiteral("/opt"), QStringLiteral("postgresql*"));
    if (const QString found = QStandardPaths::findExecutable(QStringLiteral("postgres")); !found.isEmpty())
        folders << QFileInfo(QFileInfo(found).canonicalFilePath()).path();
    // The slow one; only where the others found nothing.
    const QString config = QStandardPaths::findExecutable(QStringLiteral("pg_config"));
    if (!config.isEmpty() && std::none_of(folders.cbegin(), folders.cend(), holdsServer))
        folders << outputOf(config, {QStringLiteral("--bindir")});
    return folders;
}

} // namespace

QList<ServerBinaries> installedServerBinaries()
{
    QList<ServerBinaries> found;
    QStringList seen;
    for (const QString& candidate : candidateFolders()) {
        const QString folder = QFileInfo(candidate).canonicalFilePath();
        if (folder.isEmpty() || seen.contains(folder) || !holdsServer(folder))
            continue;
        seen << folder;
        found << ServerBinaries{folder, majorOf(folder)};
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.major > b.major; });
    return found;
}

} // namespace athanor
