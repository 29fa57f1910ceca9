// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which database a command works on: --url, else --connection, else DATABASE_URL, else the project's
// sqlalchemy.url. DB_NAME replaces the name of the database in the last two. Main thread.

#include "cli/context.h"
#include "core/connectionprofile.h"
#include "core/projectsettings.h"
#include "db/session.h"

namespace athanor {

struct ConnectionChoice {
    ConnectionParameters parameters;
    QString source; ///< what named it, for people: "--url", "DATABASE_URL", a file, ...
    QString profile; ///< name of the profile, when one was chosen
    bool production = false; ///< the profile belongs to an environment of that kind
    PasswordSource passwordSource = PasswordSource::None;
    QList<Error> versionTableDoubts; ///< told before connecting
};

[[nodiscard]] Result<ConnectionChoice> chooseConnection(const CommonOptions& common,
                                                        const ProjectSettings& settings);

/// Connects, telling so on a slow connection.
[[nodiscard]] Result<std::unique_ptr<Session>> connectTo(Context& context, const ConnectionChoice& choice);

/// For people: "athanor at /run/postgresql"; never a password.
[[nodiscard]] QString databaseText(const ServerInfo& server);

} // namespace athanor
