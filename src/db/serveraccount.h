// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The user that a private server runs as: PostgreSQL refuses to run as root, so root becomes "postgres" in
// the child. A value; any thread. Running blocks.

#include "core/result.h"

#include <QList>
#include <QStringList>

#include <sys/types.h>

namespace athanor {

class ServerAccount {
public:
    /// The program's own user; for root the user "postgres", or the error that says there is none.
    [[nodiscard]] static Result<ServerAccount> current();

    [[nodiscard]] uid_t user() const { return m_user; }

    /// Whether the account may enter the folder that holds \a path, and every one above it.
    [[nodiscard]] bool canReach(const QString& path) const;
    /// Makes \a folder (one level) if there is none, for the account alone.
    [[nodiscard]] Result<> makePrivateFolder(const QString& folder) const;
    /// Gives \a path to the account.
    void own(const QString& path) const;
    /// Runs a program as the account in a session of its own, so that Ctrl-C does not reach it, and waits for
    /// its end. Gives its output; an exit code other than 0 is an error with the output as detail.
    [[nodiscard]] Result<QString> run(const QString& program, const QStringList& arguments) const;

private:
    uid_t m_user = 0;
    gid_t m_group = 0;
    QList<gid_t> m_groups;
    bool m_switch = false; ///< root: become the account
};

} // namespace athanor
