// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds the example project and starts the private PostgreSQL it is tried on. The server lives as long as
// this object. Lives on the GUI thread.

#include "core/connectionprofile.h"
#include "db/sandbox.h"
#include "gui/worker.h"

#include <QObject>

#include <memory>

namespace athanor {

class ExampleStarter : public QObject {
    Q_OBJECT
public:
    /// \a folders: where the example may be, the first that exists is taken.
    explicit ExampleStarter(QStringList folders, QObject* parent = nullptr);
    ~ExampleStarter() override; ///< stops the server

    /// The example's configuration file, empty when it is not installed.
    [[nodiscard]] QString configFile() const;
    /// Starts the server, or finds the one that was started before.
    void start();

    [[nodiscard]] bool isStarting() const { return m_starting; }

signals:
    void started(const athanor::ConnectionParameters& parameters);
    void failed(const athanor::Error& error);

private:
    QStringList m_folders;
    std::shared_ptr<std::unique_ptr<Sandbox>> m_sandbox; ///< used by one thread at a time
    bool m_starting = false;
    std::unique_ptr<Worker> m_worker; ///< made with the first start
};

/// The profile under which the sandbox is shown.
[[nodiscard]] ConnectionProfile sandboxProfile(const ConnectionParameters& parameters);

} // namespace athanor
