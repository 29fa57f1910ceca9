// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/pythonpath.h"

#include "core/filereader.h"

#include <QDir>
#include <QFileInfo>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

/// \a site and the folders that its .pth files name; lines that Python would run are passed over.
QStringList withPathFiles(const QString& site)
{
    QStringList paths{site};
    const QDir folder(site);
    FileReader reader;
    for (const QString& name : folder.entryList({u"*.pth"_s}, QDir::Files, QDir::Name)) {
        const auto bytes = reader.read(folder.filePath(name));
        if (!bytes)
            continue;
        for (const QString& written : QString::fromUtf8(*bytes).split(u'\n')) {
            const QString line = written.trimmed();
            if (line.isEmpty() || line.startsWith(u'#') || line.startsWith("import "_L1)
                || line.startsWith("import\t"_L1))
                continue;
            const QString path = QDir::cleanPath(folder.absoluteFilePath(line));
            if (QFileInfo(path).isDir() && !paths.contains(path))
                paths.append(path);
        }
    }
    return paths;
}

/// The package folders called \a name below \a prefix/lib/python3*.
QStringList sites(const QString& prefix, const QString& name)
{
    QStringList paths;
    const QDir lib(prefix + "/lib"_L1);
    for (const QString& version : lib.entryList({u"python3*"_s}, QDir::Dirs, QDir::Name)) {
        const QString site = lib.filePath(version + u'/' + name);
        if (QFileInfo(site).isDir())
            paths.append(withPathFiles(site));
    }
    return paths;
}

QString nearestEnvironment(const QString& folder)
{
    QDir dir(folder);
    do {
        for (const QString& name : {u".venv"_s, u"venv"_s}) {
            if (QFileInfo(dir.filePath(name + "/pyvenv.cfg"_L1)).isFile())
                return dir.filePath(name);
        }
    } while (dir.cdUp());
    return {};
}

} // namespace

QStringList pythonSearchPaths(const QString& folder)
{
    QStringList paths{folder, folder + "/src"_L1};
    const QString added = qEnvironmentVariable("PYTHONPATH");
    for (const QString& path : added.split(QDir::listSeparator(), Qt::SkipEmptyParts))
        paths.append(QDir::cleanPath(QDir(folder).absoluteFilePath(path)));
    for (const QString& environment : {qEnvironmentVariable("VIRTUAL_ENV"), nearestEnvironment(folder)}) {
        if (!environment.isEmpty())
            paths.append(sites(environment, u"site-packages"_s));
    }
    paths.append(sites(u"/usr/local"_s, u"dist-packages"_s));
    paths.append(sites(u"/usr"_s, u"dist-packages"_s));
    return paths;
}

} // namespace athanor
