// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/project/pythonbridge.h"

#include "bridge/bridgelive.h"
#include "bridge/envpyscripts.h"
#include "bridge/projectpython.h"
#include "bridge/renderedscripts.h"
#include "bridge/trust.h"

#include <QMutex>

#include <algorithm>
#include <chrono>
#include <utility>

namespace athanor {

using namespace std::chrono_literals;

namespace {

constexpr auto kDelay = 120ms;
constexpr auto kPatience = 3s;

/// \a loader for previews that may overlap: one at a time.
ScriptLoader oneAtATime(ScriptLoader loader)
{
    auto mutex = std::make_shared<QMutex>();
    return [loader = std::move(loader), mutex](const RevisionMap& map, const Plan& plan,
                                               const CancelToken& cancel) {
        const QMutexLocker lock(mutex.get());
        return loader(map, plan, cancel);
    };
}

} // namespace

PythonBridge::PythonBridge(BackgroundPool& pool, QObject* parent) : QObject(parent), m_pool(pool)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelay);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatience);
    connect(&m_delay, &QTimer::timeout, this, &PythonBridge::startRendering);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_wanted)
            m_cancel.cancel();
    });
}

PythonBridge::~PythonBridge()
{
    stop();
}

void PythonBridge::stop()
{
    m_delay.stop();
    m_wanted.reset();
    ++m_serial;
    m_cancel.cancel();
}

void PythonBridge::setProject(const Project& project, const LoadedRevisions& loaded)
{
    const auto& map = loaded.map;
    const auto& settings = project.settings();
    if (m_settings != settings) {
        stop();
        m_settings = settings;
        m_lookBridge = std::make_shared<Bridge>(BridgeSettings::of(settings));
        m_runBridge = std::make_shared<Bridge>(BridgeSettings::of(settings));
        m_trusted = false;
    }
    m_looked = std::make_shared<RenderedScripts>(m_lookBridge);
    m_folder = project.folder();
    m_hasRevisions = hasComputedRevisions(loaded)
        || std::any_of(map.revisions().cbegin(), map.revisions().cend(),
                       [](const Revision& one) { return one.format == RevisionFormat::Python; });
    m_writesWithCode = usualFormat(project, map) == RevisionFormat::Python;
    m_finding = true;
    m_pool
        .submit({},
                [project, map] {
                    return Finding{Trust().isTrusted(project.folder()), usesProjectCode(project, map)};
                })
        .then(this, [this, serial = ++m_projectSerial](const Finding& finding) {
            if (serial != m_projectSerial)
                return;
            m_finding = false;
            m_trusted = finding.trusted;
            m_writesWithCode = finding.writesWithCode;
            emit trustChanged();
        });
}

void PythonBridge::clear()
{
    stop();
    ++m_projectSerial;
    m_finding = false;
    m_settings.reset();
    m_lookBridge.reset();
    m_runBridge.reset();
    m_looked.reset();
    m_folder.clear();
    m_hasRevisions = m_writesWithCode = m_trusted = false;
    emit trustChanged();
}

bool PythonBridge::isSettled() const
{
    return !m_finding && !m_rendering && !m_wanted;
}

void PythonBridge::setTrusted(bool trusted)
{
    if (m_folder.isEmpty())
        return;
    m_finding = true;
    m_pool
        .submit({},
                [folder = m_folder, trusted] {
                    const Trust trust;
                    return trusted ? trust.trust(folder) : trust.distrust(folder);
                })
        .then(this, [this, trusted, serial = ++m_projectSerial](const Result<>& kept) {
            if (serial != m_projectSerial)
                return;
            m_finding = false;
            if (kept) {
                m_trusted = trusted;
                if (!trusted)
                    stop();
            }
            emit trustChanged();
            if (kept && trusted)
                emit agreed();
            if (!kept)
                emit failed(kept.error());
        });
}

void PythonBridge::render(const Revision& revision)
{
    if (!m_trusted)
        return;
    ++m_serial;
    m_wanted = revision;
    m_delay.start();
}

void PythonBridge::forget()
{
    m_delay.stop();
    m_wanted.reset();
    ++m_serial;
}

void PythonBridge::startRendering()
{
    if (!m_wanted || !m_looked)
        return;
    if (m_rendering) {
        m_patience.start();
        return;
    }
    m_patience.stop();
    m_rendering = true;
    m_cancel = {};
    m_pool
        .submit(m_cancel,
                [scripts = m_looked, revision = *std::exchange(m_wanted, std::nullopt), cancel = m_cancel] {
                    auto both = scripts->load(
                        {{revision, Direction::Upgrade}, {revision, Direction::Downgrade}}, cancel);
                    return RenderedRevision{revision.id, both.takeFirst(), both.takeFirst()};
                })
        .then(this,
              [this, serial = m_serial](const RenderedRevision& result) { finishRendering(serial, result); });
}

void PythonBridge::finishRendering(int serial, const RenderedRevision& result)
{
    m_rendering = false;
    m_patience.stop();
    if (serial == m_serial)
        emit rendered(result);
    else if (m_wanted && !m_delay.isActive())
        startRendering();
}

PythonBridge::RunSide PythonBridge::runSide() const
{
    if (!m_trusted || !m_runBridge)
        return {};
    const auto load = RenderedScripts::loader(std::make_shared<RenderedScripts>(m_runBridge));
    return {oneAtATime(load), oneAtATime(throughEnvPy(load)), std::make_shared<BridgeLive>(m_runBridge)};
}

Answer<Result<QString>> PythonBridge::write(const Project& project, const RevisionMap& map,
                                            const NewRevision& revision)
{
    const RevisionWriting writing{project, map, revision, m_runBridge, {}, {}};
    return m_pool.submit(writing.cancel, [writing, trusted = m_trusted]() -> Result<QString> {
        if (trusted || !usesProjectCode(writing.project, writing.map))
            return writeNewRevision(writing);
        Error error;
        error.kind = ErrorKind::Usage;
        error.code = QStringLiteral("not_trusted");
        error.message
            = tr("A new revision of this project would run its Python, which you have not agreed to");
        error.hint = tr("File > Trust the Project's Python");
        error.file = writing.project.settings().configFile;
        return fail(error);
    });
}

} // namespace athanor
