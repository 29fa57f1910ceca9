// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Keeps the open project: reads it in the background, reads it again when its files change, and keeps the
// last graph when that fails. Lives on the GUI thread.

#include "core/project.h"
#include "gui/project/filewatch.h"
#include "gui/project/revisiontexts.h"
#include "gui/worker.h"

#include <QObject>

#include <functional>
#include <optional>

namespace athanor {

class ProjectKeeper : public QObject {
    Q_OBJECT
public:
    explicit ProjectKeeper(QObject* parent = nullptr);
    ~ProjectKeeper() override;

    /// Opens the project at \a path (configuration file or folder) instead of the one that is open.
    void open(const QString& path);
    /// Reads the open project again, as it is now. By itself that happens when its files change; then a
    /// folder of revisions that went away is an error, and the last graph stays.
    void reload();
    void close();
    /// Writes a new project into \a folder and opens it.
    void create(const QString& folder);

    [[nodiscard]] const std::optional<Project>& project() const { return m_project; }

    [[nodiscard]] const RevisionMap& map() const { return m_loaded.map; }

    /// Files that could not be read; what is wrong with the graph is in map().problems().
    [[nodiscard]] const QList<Error>& fileErrors() const { return m_loaded.errors; }

    [[nodiscard]] bool isLoading() const { return m_loading; }

    /// Reads what \a revision's file runs, and answers on the GUI thread; \a context may go before.
    void readTexts(const Revision& revision, QObject* context,
                   std::function<void(const RevisionTexts&)> answer);
    /// Reads the text of all files for searching.
    void readAllContents(QObject* context, std::function<void(const QHash<QString, QString>&)> answer);

signals:
    /// Reading has begun; "what" is the path.
    void loading(const QString& path);
    void progress(int done, int total);
    /// The project was read. \a opened: it is another one than before.
    void loaded(bool opened);
    /// It could not be opened, or read again; in the latter case the last graph stays.
    void failed(const athanor::Error& error);
    void closed();

private:
    struct Loaded {
        Project project;
        LoadedRevisions revisions;
    };

    [[nodiscard]] static Result<Loaded> load(const QString& path, const QString& section,
                                             const QStringList& folders, const CancelToken& cancel,
                                             const std::function<void(int, int)>& progress);
    void reloadChanged();
    void start(const QString& path, const QString& section, bool opens);
    void finish(int serial, bool opens, const Result<Loaded>& result);
    void watch();

    std::optional<Project> m_project;
    LoadedRevisions m_loaded;
    QStringList m_folders; ///< of revisions, that were there
    FileWatch m_watch;
    std::optional<Error> m_failure; ///< of the last reading
    QTimer m_retry; ///< after a failed reload, until the files are back
    CancelToken m_reading; ///< of the load asked for last
    CancelToken m_cancel; ///< of reading all contents
    int m_serial = 0; ///< of the load asked for last; answers of others are stale
    bool m_loading = false;
    bool m_again = false; ///< files changed while they were read
    Worker m_worker; ///< last: its destructor waits for jobs that use the rest
};

} // namespace athanor
