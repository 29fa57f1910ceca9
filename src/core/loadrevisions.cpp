// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/filereader.h"
#include "core/project.h"
#include "core/pythonrevisionfile.h"
#include "core/sqlrevisionfile.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kBlock = 64; ///< files a thread takes at a time
constexpr unsigned kMaximumThreads = 8;

Result<Revision> readOne(const QString& path, FileReader& reader)
{
    return path.endsWith(".py"_L1) ? readPythonRevision(path, reader)
                                   : SqlRevisionFile::readRevision(path, reader);
}

/// Reads files into places of their own, so that the order does not depend on the threads.
class Loader {
public:
    Loader(const QStringList& files, ProjectKind kind)
        : m_files(files)
        , m_kind(kind)
        , m_revisions(files.size())
    {
    }

    void run(const std::function<void(int, int)>& progress)
    {
        m_places = m_revisions.data(); // detaches before there are threads
        const auto blocks = static_cast<unsigned>((m_files.size() + kBlock - 1) / kBlock);
        const unsigned threads
            = std::min({blocks, kMaximumThreads, std::max(1U, std::thread::hardware_concurrency())});
        std::vector<std::jthread> helpers;
        for (unsigned i = 1; i < threads; ++i)
            helpers.emplace_back([this] { work({}); });
        work(progress);
        helpers.clear(); // waits for them: they may have read everything before this thread began
        if (progress && !m_files.isEmpty())
            progress(static_cast<int>(m_files.size()), static_cast<int>(m_files.size()));
    }

    [[nodiscard]] LoadedRevisions collect()
    {
        LoadedRevisions loaded;
        if (!m_failures.empty()) {
            std::sort(m_failures.begin(), m_failures.end(),
                      [](const Failure& a, const Failure& b) { return a.index < b.index; });
            for (Failure& failure : m_failures) {
                if (!failure.alien)
                    loaded.errors.append(std::move(failure.error));
            }
            m_revisions.removeIf([](const Revision& revision) { return revision.filePath.isEmpty(); });
        }
        loaded.map = RevisionMap(std::move(m_revisions));
        return loaded;
    }

private:
    struct Failure {
        qsizetype index;
        bool alien; ///< the file is no revision, and that is all right
        Error error;
    };

    void work(const std::function<void(int, int)>& progress)
    {
        FileReader reader;
        const qsizetype total = m_files.size();
        while (true) {
            const qsizetype first = m_next.fetch_add(kBlock);
            if (first >= total)
                return;
            const qsizetype last = std::min(first + kBlock, total);
            for (qsizetype i = first; i < last; ++i)
                readInto(i, reader);
            if (progress)
                progress(static_cast<int>(last), static_cast<int>(total));
        }
    }

    void readInto(qsizetype index, FileReader& reader)
    {
        auto revision = readOne(m_files.at(index), reader);
        if (revision) {
            m_places[index] = std::move(*revision);
            return;
        }
        // A SQL file of an Alembic script is no revision.
        const bool alien = m_kind == ProjectKind::Alembic && revision.error().code == "no_marks"_L1;
        const std::scoped_lock lock(m_mutex);
        m_failures.push_back({index, alien, std::move(revision.error())});
    }

    const QStringList& m_files;
    const ProjectKind m_kind;
    QList<Revision> m_revisions;
    Revision* m_places = nullptr; ///< one for each file; each is written by one thread
    std::mutex m_mutex;
    std::vector<Failure> m_failures;
    std::atomic<qsizetype> m_next = 0;
};

} // namespace

Result<LoadedRevisions> loadRevisions(const Project& project,
                                      const std::function<void(int done, int total)>& progress)
{
    const auto files = project.revisionFiles();
    if (!files)
        return fail(files.error());
    Loader loader(*files, project.settings().kind);
    loader.run(progress);
    return loader.collect();
}

} // namespace athanor
