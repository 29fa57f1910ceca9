// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The scripts of plans with Python revisions: their SQL comes from the cache or from the bridge, in one
// request for all that are missing. Blocks; any thread, by one at a time. Make one object for a preview and
// the run that follows: SQL that may be another at each call (random values, the time) is the same in both.

#include "bridge/bridge.h"
#include "bridge/rendercache.h"
#include "core/script.h"

#include <memory>

namespace athanor {

class RenderedScripts {
public:
    /// One direction of one revision.
    struct Item {
        Revision revision;
        Direction direction = Direction::Upgrade;
    };

    /// For whom the SQL is.
    enum class Purpose {
        Run, ///< what a connection would be sent; whatever needs an answer is live
        Offline, ///< what `alembic upgrade --sql` prints: revisions are told that they run offline
    };

    explicit RenderedScripts(std::shared_ptr<Bridge> bridge, Purpose purpose = Purpose::Run,
                             const QString& cacheFolder = {});

    /// The script of each item, in order; SQL revisions too. Errors of a Python revision name its file and
    /// line. \a progress (may be empty) is told how many are done.
    [[nodiscard]] QList<Result<Script>> load(const QList<Item>& items, const CancelToken& cancel,
                                             const std::function<void(qsizetype done)>& progress = {});
    /// The scripts of the steps of \a plan; the first that cannot be had is the error.
    [[nodiscard]] Result<QList<Script>> loadPlan(const RevisionMap& map, const Plan& plan,
                                                 const CancelToken& cancel);
    /// \a scripts as a run takes them.
    [[nodiscard]] static ScriptLoader loader(std::shared_ptr<RenderedScripts> scripts);

private:
    struct Wanted;
    [[nodiscard]] Result<QByteArray> environmentStamp(const CancelToken& cancel);
    void render(QList<Wanted>& wanted, QList<Result<Script>>& scripts, const CancelToken& cancel,
                const std::function<void(qsizetype)>& progress);
    [[nodiscard]] Result<> renderRest(QList<Wanted>& wanted, QList<Result<Script>>& scripts, qsizetype& done,
                                      const CancelToken& cancel,
                                      const std::function<void(qsizetype)>& progress);
    [[nodiscard]] Result<Script> scriptFrom(const Wanted& wanted, const QJsonObject& part);

    std::shared_ptr<Bridge> m_bridge;
    Purpose m_purpose;
    RenderCache m_cache;
    QString m_python; ///< path of the interpreter, once known
    QByteArray m_stamp; ///< of interpreter and settings, once known
};

} // namespace athanor
