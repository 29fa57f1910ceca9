// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/filereader.h"
#include "core/project.h"
#include "core/pythonrevisionfile.h"
#include "core/sqlrevisionfile.h"

#include <algorithm>
#include <atomic>
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

/// Reads files into slots of their own, so that the order does not depend on the threads.
class Loader {
public:
    explicit Loader(const QStringList& files)
        : m_files(files)
        , m_slots(static_cast<std::size_t>(files.size()))
    {
    }

    void run(const std::function<void(int, int)>& progress)
    {
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

    [[nodiscard]] LoadedRevisions collect(ProjectKind kind)
    {
        QList<Revision> revisions;
        revisions.reserve(m_files.size());
        LoadedRevisions loaded;
        for (auto& slot : m_slots) {
            if (slot)
                revisions.append(std::move(*slot));
            else if (kind != ProjectKind::Alembic || slot.error().code != "no_marks"_L1)
                loaded.errors.append(
                    std::move(slot.error())); // a SQL file of an Alembic script is no revision
        }
        loaded.map = RevisionMap(std::move(revisions));
        return loaded;
    }

private:
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
                m_slots[static_cast<std::size_t>(i)] = readOne(m_files.at(i), reader);
            if (progress)
                progress(static_cast<int>(last), static_cast<int>(total));
        }
    }

    const QStringList& m_files;
    std::vector<Result<Revision>> m_slots;
    std::atomic<qsizetype> m_next = 0;
};

} // namespace

Result<LoadedRevisions> loadRevisions(const Project& project,
                                      const std::function<void(int done, int total)>& progress)
{
    const auto files = project.revisionFiles();
    if (!files)
        return fail(files.error());
    Loader loader(*files);
    loader.run(progress);
    return loader.collect(project.settings().kind);
}

} // namespace athanor
