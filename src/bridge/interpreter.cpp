// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/interpreter.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

#include <optional>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPoetryPatience = 10'000; ///< milliseconds

bool isProgram(const QString& path)
{
    const QFileInfo info(path);
    return info.isFile() && info.isExecutable();
}

/// The Python of the virtual environment \a folder; empty when it is none.
QString pythonIn(const QString& folder)
{
    if (folder.isEmpty())
        return {};
    for (const auto& name : {"/bin/python"_L1, "/bin/python3"_L1}) {
        if (isProgram(folder + name))
            return QDir::cleanPath(folder + name);
    }
    return {};
}

/// The folder itself and those above it, up to the one that holds a repository, or to the user's home.
QStringList foldersUpwards(const QString& folder)
{
    QStringList folders;
    QDir dir(folder);
    do {
        folders << dir.absolutePath();
        if (dir.exists(u".git"_s) || dir == QDir::home())
            break;
    } while (dir.cdUp());
    return folders;
}

/// As poetry and pipenv name the environment of a project: eight characters of its path's hash.
QString pathHash(const QString& path)
{
    const QByteArray hash = QCryptographicHash::hash(QFile::encodeName(path), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toBase64(QByteArray::Base64UrlEncoding).left(8));
}

/// A name as it can stand in a folder's name.
QString folderName(QString name, qsizetype length)
{
    static const QRegularExpression special(u"[ $`!*@\"\\\\\\r\\n\\t]"_s);
    return name.replace(special, u"_"_s).left(length);
}

QByteArray contentOf(const QString& path)
{
    constexpr qint64 kMost = 1'000'000;
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(kMost) : QByteArray();
}

QString pipenvPython(const QString& folder, const QProcessEnvironment& environment)
{
    const QString file = folder + "/Pipfile"_L1;
    if (!QFileInfo::exists(file))
        return {};
    QString home = environment.value(u"WORKON_HOME"_s);
    if (home.isEmpty())
        home = QDir::homePath() + "/.local/share/virtualenvs"_L1;
    constexpr qsizetype kNameLength = 42;
    return pythonIn(u"%1/%2-%3"_s.arg(home, folderName(QDir(folder).dirName(), kNameLength), pathHash(file)));
}

/// Poetry's environments are named for the project's name and folder, one for each version of Python.
QString poetryFromCache(const QString& folder, const QByteArray& settings,
                        const QProcessEnvironment& environment)
{
    static const QRegularExpression name(u"^\\s*name\\s*=\\s*[\"']([^\"']+)[\"']"_s,
                                         QRegularExpression::MultilineOption);
    const auto match = name.match(QString::fromUtf8(settings));
    if (!match.hasMatch())
        return {};
    QString cache = environment.value(u"POETRY_VIRTUALENVS_PATH"_s);
    if (cache.isEmpty()) {
        const QString base = environment.value(u"POETRY_CACHE_DIR"_s);
        cache = base.isEmpty() ? QDir::homePath() + "/.cache/pypoetry/virtualenvs"_L1
                               : base + "/virtualenvs"_L1;
    }
    constexpr qsizetype kNameLength = 42;
    const QString start = folderName(match.captured(1).toLower(), kNameLength) + u'-'
        + pathHash(QFileInfo(folder).canonicalFilePath()) + "-py"_L1;
    const QStringList found = QDir(cache).entryList({start + u'*'}, QDir::Dirs, QDir::Time);
    return found.isEmpty() ? QString() : pythonIn(cache + u'/' + found.first());
}

QString askPoetry(const QString& folder)
{
    const QString poetry = QStandardPaths::findExecutable(u"poetry"_s);
    if (poetry.isEmpty())
        return {};
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(poetry, {u"env"_s, u"info"_s, u"-p"_s, u"--no-ansi"_s});
    if (!process.waitForFinished(kPoetryPatience)) {
        process.kill();
        process.waitForFinished(kPoetryPatience);
        return {};
    }
    return process.exitCode() == 0
        ? pythonIn(QString::fromLocal8Bit(process.readAllStandardOutput()).trimmed())
        : QString();
}

QString poetryPython(const QString& folder, const QProcessEnvironment& environment)
{
    const QByteArray settings = contentOf(folder + "/pyproject.toml"_L1);
    if (!settings.contains("[tool.poetry") && !QFileInfo::exists(folder + "/poetry.lock"_L1))
        return {};
    const QString found = poetryFromCache(folder, settings, environment);
    return found.isEmpty() ? askPoetry(folder) : found;
}

/// The Python in the first line of the program \a path; empty when it is another kind of program.
QString pythonOfScript(const QString& path, const QStringList& searchPath)
{
    const QByteArray content = contentOf(path);
    const QString line = QString::fromLocal8Bit(content.left(content.indexOf('\n')));
    if (!line.startsWith("#!"_L1))
        return {};
    QStringList words = line.sliced(2).split(u' ', Qt::SkipEmptyParts);
    if (words.size() > 1 && words.first().endsWith("/env"_L1))
        words = {QStandardPaths::findExecutable(words.at(1), searchPath)};
    if (words.isEmpty() || !QFileInfo(words.first()).fileName().startsWith("python"_L1))
        return {};
    return isProgram(words.first()) ? words.first() : QString();
}

QString pythonOnPath(const QProcessEnvironment& environment)
{
    const QStringList folders = environment.value(u"PATH"_s).split(u':', Qt::SkipEmptyParts);
    for (const QString& folder : folders) {
        if (!isProgram(folder + "/alembic"_L1))
            continue;
        const QString python = pythonOfScript(folder + "/alembic"_L1, folders);
        if (!python.isEmpty())
            return python;
    }
    return QStandardPaths::findExecutable(u"python3"_s, folders);
}

Error noPython(const QString& message)
{
    return {.kind = ErrorKind::Project,
            .code = u"no_python"_s,
            .message = message,
            .hint
            = u"Make a virtual environment .venv in the project's folder and install its packages in it, "
              "or name a Python in ATHANOR_PYTHON"_s};
}

/// A Python, or the one in the virtual environment that \a choice is.
std::optional<QString> chosen(const QString& choice, const QString& folder)
{
    const QString path = QDir(folder).absoluteFilePath(choice);
    if (isProgram(path))
        return QDir::cleanPath(path);
    const QString inside = pythonIn(path);
    return inside.isEmpty() ? std::nullopt : std::optional(inside);
}

std::optional<Interpreter> inProject(const QString& folder, const QProcessEnvironment& environment)
{
    for (const QString& place : foldersUpwards(folder)) {
        for (const QString& name : {u".venv"_s, u"venv"_s}) {
            if (const QString python = pythonIn(place + u'/' + name); !python.isEmpty())
                return Interpreter{python, name};
        }
        if (const QString python = poetryPython(place, environment); !python.isEmpty())
            return Interpreter{python, u"poetry"_s};
        if (const QString python = pipenvPython(place, environment); !python.isEmpty())
            return Interpreter{python, u"pipenv"_s};
    }
    return std::nullopt;
}

} // namespace

Result<Interpreter> findInterpreter(const ProjectSettings& project, const QString& choice,
                                    const QProcessEnvironment& environment)
{
    const QString folder = QFileInfo(project.configFile).absolutePath();
    const QString wanted = choice.isEmpty() ? environment.value(u"ATHANOR_PYTHON"_s) : choice;
    if (!wanted.isEmpty()) {
        const auto python = chosen(wanted, folder);
        if (!python)
            return fail(noPython(u"%1 is no Python and no virtual environment"_s.arg(wanted)));
        return Interpreter{*python, choice.isEmpty() ? u"ATHANOR_PYTHON"_s : u"settings"_s};
    }
    if (const auto found = inProject(folder, environment))
        return *found;
    for (const QString& name : {u"VIRTUAL_ENV"_s, u"CONDA_PREFIX"_s}) {
        if (const QString python = pythonIn(environment.value(name)); !python.isEmpty())
            return Interpreter{python, name};
    }
    if (const QString python = pythonOnPath(environment); !python.isEmpty())
        return Interpreter{python, u"PATH"_s};
    return fail(noPython(u"There is no Python 3 for the revisions of this project"_s));
}

} // namespace athanor
