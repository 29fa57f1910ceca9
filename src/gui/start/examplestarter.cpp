// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/start/examplestarter.h"

#include "core/project.h"

#include <QFileInfo>

namespace athanor {

namespace {

const QString kProfileId = QStringLiteral("sandbox");

Result<ConnectionParameters> startSandbox(std::unique_ptr<Sandbox>& kept, const QString& database)
{
    if (!kept) {
        auto started = Sandbox::start({Sandbox::lastingFolder(), {}});
        if (!started)
            return fail(started.error());
        kept = std::move(*started);
    }
    if (const auto created = kept->createDatabase(database); !created) {
        kept.reset(); // it went away: the next start makes a new one
        return fail(created.error());
    }
    return kept->parameters(database);
}

} // namespace

ExampleStarter::ExampleStarter(QStringList folders, QObject* parent)
    : QObject(parent)
    , m_folders(std::move(folders))
    , m_sandbox(std::make_shared<std::unique_ptr<Sandbox>>())
{
}

ExampleStarter::~ExampleStarter()
{
    m_worker.reset();
    m_sandbox->reset();
}

QString ExampleStarter::configFile() const
{
    for (const auto& folder : m_folders) {
        const QFileInfo file(folder + QStringLiteral("/athanor.ini"));
        if (file.exists())
            return file.canonicalFilePath();
    }
    return {};
}

void ExampleStarter::start()
{
    if (m_starting)
        return;
    m_starting = true;
    if (!m_worker)
        m_worker = std::make_unique<Worker>();
    const QString database = Sandbox::databaseFor(QFileInfo(configFile()).absolutePath());
    m_worker->submit({}, [sandbox = m_sandbox, database] { return startSandbox(*sandbox, database); })
        .then(this, [this](const Result<ConnectionParameters>& parameters) {
            m_starting = false;
            if (parameters)
                emit started(*parameters);
            else
                emit failed(parameters.error());
        });
}

ConnectionProfile sandboxProfile(const ConnectionParameters& parameters)
{
    ConnectionProfile profile;
    profile.id = kProfileId;
    profile.name = QStringLiteral("sandbox");
    profile.environment = QStringLiteral("development");
    profile.parameters = parameters.withoutPassword();
    return profile;
}

} // namespace athanor
