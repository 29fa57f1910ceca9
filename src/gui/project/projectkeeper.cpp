// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/project/projectkeeper.h"

#include "core/filereader.h"

#include "gui/project/computedrevisions.h"

#include <QFileInfo>
#include <QSet>

#include <chrono>
#include <utility>

namespace athanor {

using namespace std::chrono_literals;

namespace {

/// \a folder, or what there is of the way to it: a folder that does not exist yet cannot be watched.
QString nearestFolder(const QString& folder)
{
    QString path = folder;
    while (!path.isEmpty() && !QFileInfo(path).isDir()) {
        const QString parent = QFileInfo(path).path();
        if (parent == path)
            return {};
        path = parent;
    }
    return path;
}

} // namespace

ProjectKeeper::ProjectKeeper(QObject* parent) : QObject(parent)
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(2s);
    connect(&m_retry, &QTimer::timeout, this, &ProjectKeeper::reloadChanged);
    connect(&m_watch, &FileWatch::changed, this, &ProjectKeeper::reloadChanged);
}

ProjectKeeper::~ProjectKeeper() = default;

void ProjectKeeper::open(const QString& path)
{
    start(path, {}, true);
}

void ProjectKeeper::reload()
{
    m_folders.clear();
    reloadChanged();
}

void ProjectKeeper::reloadChanged()
{
    if (!m_project)
        return;
    if (m_loading) {
        m_again = true;
        return;
    }
    start(m_project->settings().configFile, m_project->settings().section, false);
}

void ProjectKeeper::close()
{
    ++m_serial;
    m_loading = false;
    m_retry.stop();
    m_reading.cancel();
    m_cancel.cancel();
    m_watch.setPaths({});
    m_project.reset();
    m_loaded = {};
    m_folders.clear();
    emit closed();
}

void ProjectKeeper::create(const QString& folder)
{
    emit loading(folder);
    m_worker.submit({}, [folder] { return Project::create(folder); })
        .then(this, [this](const Result<Project>& result) {
            if (result)
                open(result->settings().configFile);
            else
                emit failed(result.error());
        });
}

Result<ProjectKeeper::Loaded> ProjectKeeper::load(const QString& path, const QString& section,
                                                  const QStringList& folders, const CancelToken& cancel,
                                                  const std::function<void(int, int)>& progress)
{
    // A folder that was never there holds no revisions; one that went away is not to empty the window.
    for (const auto& folder : folders) {
        if (!QFileInfo::exists(folder))
            return fail(fileError(folder, tr("The folder is not there any more"),
                                  tr("The revisions shown are those read last. Bring the folder back, or "
                                     "choose View > Reload Project to go on without it.")));
    }
    auto project = Project::open(path, section);
    if (!project)
        return fail(project.error());
    auto revisions = loadRevisions(*project, progress);
    if (!revisions)
        return fail(revisions.error());
    auto complete = readComputedRevisions(*project, *std::move(revisions), cancel);
    return Loaded{std::move(*project), std::move(complete)};
}

void ProjectKeeper::start(const QString& path, const QString& section, bool opens)
{
    const auto serial = ++m_serial;
    m_reading.cancel();
    m_reading = {};
    m_loading = true;
    m_again = false;
    m_retry.stop();
    if (opens)
        emit loading(path);
    auto tell = [this, serial, opens](int done, int total) {
        if (!opens)
            return;
        QMetaObject::invokeMethod(
            this,
            [this, serial, done, total] {
                if (serial == m_serial && m_loading)
                    emit progress(done, total);
            },
            Qt::QueuedConnection);
    };
    m_worker
        .submit(m_reading,
                [path, section, folders = opens ? QStringList() : m_folders, cancel = m_reading, tell] {
                    return load(path, section, folders, cancel, tell);
                })
        .then(this, [this, serial, opens](const Result<Loaded>& result) { finish(serial, opens, result); });
}

void ProjectKeeper::finish(int serial, bool opens, const Result<Loaded>& result)
{
    if (serial != m_serial)
        return;
    m_loading = false;
    if (!result) {
        if (!opens)
            m_retry.start();
        if (opens || m_failure != result.error()) // said once, however often it is tried
            emit failed(result.error());
        m_failure = result.error();
        return;
    }
    m_failure.reset();
    m_project = result->project;
    m_loaded = result->revisions;
    m_folders.clear();
    for (const auto& folder : m_project->settings().versionLocations) {
        if (QFileInfo::exists(folder))
            m_folders.append(folder);
    }
    watch();
    emit loaded(opens);
    if (m_again)
        reloadChanged();
}

void ProjectKeeper::watch()
{
    const auto& settings = m_project->settings();
    QSet<QString> paths{settings.configFile, QFileInfo(settings.configFile).path()};
    for (const auto& folder : settings.versionLocations)
        paths.insert(nearestFolder(folder));
    for (const auto& revision : m_loaded.map.revisions()) {
        paths.insert(revision.filePath);
        paths.insert(QFileInfo(revision.filePath).path());
    }
    for (const auto& error : std::as_const(m_loaded.errors))
        paths.insert(error.file);
    paths.remove({});
    m_watch.setPaths(paths.values(), QStringList(QFileInfo(settings.configFile).path()) + m_folders);
}

void ProjectKeeper::readTexts(const Revision& revision, QObject* context,
                              std::function<void(const RevisionTexts&)> answer)
{
    m_worker.submit({}, [revision] { return readRevisionTexts(revision); }).then(context, std::move(answer));
}

void ProjectKeeper::readAllContents(QObject* context,
                                    std::function<void(const QHash<QString, QString>&)> answer)
{
    m_cancel.cancel();
    m_cancel = {};
    m_worker.submit(m_cancel, [map = m_loaded.map, cancel = m_cancel] { return readContents(map, cancel); })
        .then(context, std::move(answer));
}

} // namespace athanor
