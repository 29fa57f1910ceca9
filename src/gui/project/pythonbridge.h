// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The open project's Python, for the window: whether the user agreed to run it, the SQL of the revision that
// is looked at, and what runs and new revisions need. Nothing of the project runs before isTrusted(). Lives
// on the GUI thread; works in the background.

#include "bridge/bridge.h"
#include "bridge/revisionwriter.h"
#include "core/project.h"
#include "core/script.h"
#include "gui/backgroundpool.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace athanor {

class LiveRunner;
class RenderedScripts;

/// What a revision's two directions run.
struct RenderedRevision {
    QString revision;
    Result<Script> upgrade;
    Result<Script> downgrade;
};

class PythonBridge : public QObject {
    Q_OBJECT
public:
    /// How a plan with Python revisions is loaded and run. One for a preview and the run that follows.
    struct RunSide {
        ScriptLoader load;
        ScriptLoader loadForEnvPy; ///< when the project's env.py is to open the connections
        std::shared_ptr<LiveRunner> live;
    };

    /// \a pool outlives this object.
    explicit PythonBridge(BackgroundPool& pool, QObject* parent = nullptr);
    ~PythonBridge() override; ///< ends Python

    /// The project was opened or read again.
    void setProject(const Project& project, const LoadedRevisions& loaded);
    void clear();

    /// Whether there is Python that somebody could agree to: revisions, a template, or hooks.
    [[nodiscard]] bool hasCode() const { return m_hasRevisions || m_writesWithCode; }

    /// Whether there are revisions in Python.
    [[nodiscard]] bool hasRevisions() const { return m_hasRevisions; }

    /// Whether a new revision needs it.
    [[nodiscard]] bool isNeededForNewRevisions() const { return m_writesWithCode; }

    [[nodiscard]] bool isTrusted() const { return m_trusted; }

    /// False while it is being found out what the user agreed to, or SQL is being rendered.
    [[nodiscard]] bool isSettled() const;

    /// The folder that is trusted or not.
    [[nodiscard]] const QString& folder() const { return m_folder; }

    /// Remembers that the user agrees to run the project's Python, or no longer does.
    void setTrusted(bool trusted);
    /// Asks for the SQL of \a revision; rendered() answers. Of several calls the last is answered.
    void render(const Revision& revision);
    /// Nobody waits for render() any more.
    void forget();
    [[nodiscard]] RunSide runSide() const;
    /// Writes a new revision in the background.
    [[nodiscard]] Answer<Result<QString>> write(const Project& project, const RevisionMap& map,
                                                const NewRevision& revision);

signals:
    /// hasCode() or isTrusted() may have changed.
    void trustChanged();
    /// The user has just agreed.
    void agreed();
    void rendered(const athanor::RenderedRevision& revision);
    void failed(const athanor::Error& error);

private:
    struct Finding {
        bool trusted = false;
        bool writesWithCode = false;
    };

    void startRendering();
    void finishRendering(int serial, const RenderedRevision& result);
    void stop();

    BackgroundPool& m_pool;
    std::optional<ProjectSettings> m_settings;
    QString m_folder;
    bool m_hasRevisions = false;
    bool m_writesWithCode = false;
    bool m_trusted = false;
    int m_projectSerial = 0; ///< of the findings asked for last
    bool m_finding = false;

    std::shared_ptr<Bridge> m_lookBridge; ///< a run that takes hours does not keep the inspector waiting
    std::shared_ptr<Bridge> m_runBridge;
    std::shared_ptr<RenderedScripts> m_looked;
    std::optional<Revision> m_wanted; ///< to render next
    QTimer m_delay; ///< selecting many revisions renders the last
    QTimer m_patience; ///< how long another revision may keep the wanted one waiting
    CancelToken m_cancel; ///< of what is rendered now
    bool m_rendering = false;
    int m_serial = 0; ///< of the revision asked for last
};

} // namespace athanor
