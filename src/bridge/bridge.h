// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The project's own Python and Alembic, as a helper process that answers requests (resources/bridge). It is
// started by the first request and lives as long as this object. Any thread, but not the GUI thread: requests
// block, one at a time. Whoever makes a request has the user's consent to run the project's code.

#include "bridge/interpreter.h"
#include "core/canceltoken.h"
#include "core/projectsettings.h"
#include "core/result.h"

#include <QJsonObject>

#include <chrono>
#include <functional>
#include <memory>

namespace athanor {

using Milliseconds = std::chrono::milliseconds;

struct BridgeSettings {
    ProjectSettings project;
    QString python; ///< the user's choice, as for findInterpreter(); may be empty
    QStringList xArguments; ///< -x, "name=value"
    Milliseconds timeLimit{60'000}; ///< longest silence during a request

    /// \a python: as above.
    [[nodiscard]] static BridgeSettings of(const ProjectSettings& project, const QString& python = {});
    /// Working folder of the project's code: where its configuration is.
    [[nodiscard]] QString folder() const;
};

/// One request. Its answer is a document, or an Error: of the project's code (ErrorKind::File, with file,
/// line and traceback in `detail`), of its environment (ErrorKind::Project), of the process
/// (ErrorKind::System: it ended or was silent too long), or ErrorKind::Cancelled. After these last the
/// process is replaced.
struct BridgeRequest {
    QString what;
    QJsonObject arguments;
    std::function<void(const QJsonObject&)> part; ///< parts of the answer as they come; may be empty
    std::function<void(const QString&)> output; ///< what the project's code prints; may be empty
    Milliseconds timeLimit{-1}; ///< instead of the settings'; 0: none
};

class Bridge {
public:
    explicit Bridge(BridgeSettings settings);
    /// Ends the process and all its children.
    ~Bridge();
    Bridge(const Bridge&) = delete;
    Bridge& operator=(const Bridge&) = delete;

    [[nodiscard]] const BridgeSettings& settings() const;
    /// The Python that runs the project's code; looked for once. Starts nothing.
    [[nodiscard]] Result<Interpreter> interpreter();
    /// Tells versions of the helper's program apart.
    [[nodiscard]] static QByteArray programDigest();

    /// Starts the process when it does not run. What it says about itself: "python", "alembic", "sqlalchemy"
    /// (versions), "executable", "prefix", and "files": what another installation would change.
    [[nodiscard]] Result<QJsonObject> hello(const CancelToken& cancel = {});
    [[nodiscard]] Result<QJsonObject> ask(const BridgeRequest& request, const CancelToken& cancel = {});

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace athanor
