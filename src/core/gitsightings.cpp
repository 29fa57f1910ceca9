// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/gitsightings.h"

#include "core/pythonrevisionfile.h"
#include "core/sqlrevisionfile.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QHash>
#include <QProcess>
#include <QSet>

#include <algorithm>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostBranches = 200;
constexpr int kTimeLimit = 20'000; ///< milliseconds, for all calls together
constexpr int kCancelInterval = 50; ///< milliseconds

Error gitError(const QString& message, const QString& detail)
{
    return {.kind = ErrorKind::System,
            .code = u"git"_s,
            .message = message,
            .detail = detail,
            .hint = u"The other branches were not searched; look for the revision by hand"_s};
}

/// The repository's git, on a time limit.
class Git {
public:
    Git(const QString& folder, const CancelToken& cancel) : m_folder(folder), m_cancel(cancel) { }

    /// What git prints. A repository's settings must not make it run other programs.
    [[nodiscard]] Result<QByteArray> run(const QStringList& arguments, const QByteArray& input = {})
    {
        if (m_cancel.isCancelled())
            return fail({.kind = ErrorKind::Cancelled, .message = u"Cancelled"_s});
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GIT_OPTIONAL_LOCKS"_s, u"0"_s);
        environment.insert(u"GIT_NO_LAZY_FETCH"_s, u"1"_s);
        environment.insert(u"LC_ALL"_s, u"C"_s);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder);
        process.start(u"git"_s, QStringList{u"--no-pager"_s, u"-c"_s, u"core.fsmonitor=false"_s} + arguments);
        if (!process.waitForStarted())
            return fail(gitError(u"git could not be started"_s, process.errorString()));
        process.write(input);
        process.closeWriteChannel();
        while (!process.waitForFinished(kCancelInterval)) {
            if (process.state() == QProcess::NotRunning)
                break;
            if (!m_cancel.isCancelled() && !m_deadline.hasExpired())
                continue;
            process.kill();
            process.waitForFinished();
            if (m_cancel.isCancelled())
                return fail({.kind = ErrorKind::Cancelled, .message = u"Cancelled"_s});
            return fail(gitError(u"git took too long"_s, {}));
        }
        if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
            return process.readAllStandardOutput();
        return fail(
            gitError(u"git failed"_s, QString::fromLocal8Bit(process.readAllStandardError()).trimmed()));
    }

private:
    QString m_folder;
    CancelToken m_cancel;
    QDeadlineTimer m_deadline{kTimeLimit};
};

QStringList branches(const QByteArray& output)
{
    QStringList refs = QString::fromUtf8(output).split(u'\n', Qt::SkipEmptyParts);
    refs.removeIf([](const QString& ref) { return ref.endsWith("/HEAD"_L1); });
    return refs;
}

/// "refs/heads/x" and "refs/remotes/origin/x" as people call them.
QString branchName(const QString& ref)
{
    for (const auto prefix : {"refs/heads/"_L1, "refs/remotes/"_L1}) {
        if (ref.startsWith(prefix))
            return ref.sliced(prefix.size());
    }
    return ref;
}

/// The folders of revisions, relative to \a top; those outside of it are left out.
QStringList foldersBelow(const QString& top, const ProjectSettings& project)
{
    const QDir root(top);
    QStringList folders;
    for (const QString& location : project.versionLocations) {
        const QString canonical = QFileInfo(location).canonicalFilePath();
        const QString folder = root.relativeFilePath(canonical.isEmpty() ? location : canonical);
        if (!folder.startsWith(".."_L1) && !QDir::isAbsolutePath(folder))
            folders.append(folder == u"."_s ? QString() : folder);
    }
    return folders;
}

struct Blob {
    QByteArray object;
    QString branch;
    QString file;
};

/// One answer of `git cat-file`: "OBJECT TYPE SIZE", or "... missing".
struct CatFileLine {
    explicit CatFileLine(QByteArrayView line)
    {
        const QList<QByteArray> words = line.toByteArray().split(' ');
        if (words.size() != 3)
            return;
        object = words.at(0);
        type = words.at(1);
        size = words.at(2).toLongLong();
    }

    QByteArray object, type;
    qint64 size = 0;
};

class Search {
public:
    Search(const ProjectSettings& project, const QStringList& ids, const CancelToken& cancel)
        : m_project(project)
        , m_ids(ids)
        , m_git(QFileInfo(project.configFile).absolutePath(), cancel)
    {
    }

    [[nodiscard]] Result<QList<GitSighting>> sightings()
    {
        const auto top = m_git.run({u"rev-parse"_s, u"--show-toplevel"_s});
        if (!top)
            return top.error().detail.contains("not a git repository"_L1) ? Result<QList<GitSighting>>()
                                                                          : fail(top.error());
        const QString root = QString::fromLocal8Bit(*top).trimmed();
        const auto refs
            = m_git.run({u"for-each-ref"_s, u"--sort=-committerdate"_s, u"--count=%1"_s.arg(kMostBranches),
                         u"--format=%(refname)"_s, u"refs/heads"_s, u"refs/remotes"_s});
        if (!refs)
            return fail(refs.error());
        const auto listed = listFolders(branches(*refs), foldersBelow(root, m_project));
        return listed ? readBlobs() : fail(listed.error());
    }

private:
    /// Lists every version of every folder once.
    [[nodiscard]] Result<> listFolders(const QStringList& refs, const QStringList& folders)
    {
        QByteArray questions;
        QList<std::pair<QString, QString>> asked;
        for (const QString& folder : folders) {
            for (const QString& ref : refs) {
                questions += ref.toUtf8() + ':' + QFile::encodeName(folder) + '\n';
                asked.append({ref, folder});
            }
        }
        const auto answers = m_git.run({u"cat-file"_s, u"--batch-check"_s}, questions);
        if (!answers)
            return fail(answers.error());
        const QList<QByteArray> lines = answers->split('\n');
        QSet<QByteArray> seen;
        for (qsizetype i = 0; i < asked.size() && i < lines.size(); ++i) {
            const CatFileLine line(lines.at(i));
            if (line.type != "tree" || seen.contains(line.object))
                continue;
            seen.insert(line.object);
            if (const auto listed = listTree(line.object, asked.at(i).first, asked.at(i).second); !listed)
                return listed;
        }
        return {};
    }

    [[nodiscard]] Result<> listTree(const QByteArray& tree, const QString& ref, const QString& folder)
    {
        QStringList arguments{u"ls-tree"_s, u"-z"_s, u"--full-tree"_s};
        if (m_project.recursiveVersionLocations)
            arguments.append(u"-r"_s);
        const auto listing = m_git.run(arguments << QString::fromLatin1(tree));
        if (!listing)
            return fail(listing.error());
        for (const QByteArray& entry : listing->split('\0')) {
            const qsizetype tab = entry.indexOf('\t');
            const QString name = QFile::decodeName(entry.mid(tab + 1));
            const QList<QByteArray> words = entry.left(std::max<qsizetype>(tab, 0)).split(' ');
            if (words.size() != 3 || words.at(1) != "blob" || m_known.contains(words.at(2))
                || (!name.endsWith(".py"_L1) && !name.endsWith(".sql"_L1)))
                continue;
            m_known.insert(words.at(2));
            m_blobs.append({words.at(2), branchName(ref), folder.isEmpty() ? name : folder + u'/' + name});
        }
        return {};
    }

    [[nodiscard]] Result<QList<GitSighting>> readBlobs()
    {
        QByteArray questions;
        for (const Blob& blob : std::as_const(m_blobs))
            questions += blob.object + '\n';
        const auto contents = m_git.run({u"cat-file"_s, u"--batch"_s}, questions);
        if (!contents)
            return fail(contents.error());
        QList<GitSighting> found;
        QByteArrayView rest = *contents;
        for (const Blob& blob : std::as_const(m_blobs)) {
            const qsizetype newline = rest.indexOf('\n');
            if (newline < 0)
                break;
            const CatFileLine line(rest.first(newline));
            rest = rest.sliced(newline + 1);
            if (line.type != "blob")
                continue;
            const qsizetype size = std::min<qsizetype>(line.size, rest.size());
            if (const QString id = declaredId(rest.first(size), blob.file); m_ids.contains(id))
                found.append({id, blob.branch, blob.file});
            rest = rest.sliced(std::min(size + 1, rest.size()));
        }
        return found;
    }

    /// Empty when \a bytes hold none of the ids, so that few files are understood in full.
    [[nodiscard]] QString declaredId(QByteArrayView bytes, const QString& file) const
    {
        const bool mentioned = std::any_of(m_ids.cbegin(), m_ids.cend(),
                                           [&](const QString& id) { return bytes.contains(id.toUtf8()); });
        if (!mentioned)
            return {};
        if (file.endsWith(".py"_L1)) {
            const auto revision = parsePythonRevision(bytes, file);
            return revision ? revision->id : QString();
        }
        const auto parsed = SqlRevisionFile::parse(bytes.toByteArray(), file);
        return parsed ? parsed->revision().id : QString();
    }

    const ProjectSettings& m_project;
    const QStringList& m_ids;
    Git m_git;
    QSet<QByteArray> m_known;
    QList<Blob> m_blobs;
};

} // namespace

Result<QList<GitSighting>> findInGit(const ProjectSettings& project, const QStringList& ids,
                                     const CancelToken& cancel)
{
    return Search(project, ids, cancel).sightings();
}

} // namespace athanor
