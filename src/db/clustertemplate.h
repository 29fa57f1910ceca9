// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A fresh cluster kept for copying, because initdb takes most of the time of a private server's start (1.3 s
// where the copy takes 0.15 s, on two busy cores): one for each installation of server binaries, in a cache
// folder. It may be deleted at any time. Several programs may use it at once. Blocks; any thread.
//
//   lock     shared while one copies, exclusive while one makes
//   NAME/    data/ (the cluster) and fingerprint (names, sizes and times of its files)

#include "db/serveraccount.h"

#include <QString>

namespace athanor {

class ClusterTemplate {
public:
    /// \a folder: the cache, made when there is none; empty: the account's usual one. \a initdbArguments: all
    /// but the folder.
    ClusterTemplate(const QString& folder, const QString& binaries, const QStringList& initdbArguments,
                    ServerAccount account);

    /// Copies the cluster to \a target, which must not exist; makes the template first when there is none,
    /// when it is of another version, or when its files are not what they were. False when there is none to
    /// be had (a cache that cannot be written, say), and nothing is left in \a target; then call initdb.
    [[nodiscard]] bool copyTo(const QString& target) const;

private:
    [[nodiscard]] bool copyVerified(const QString& target) const;
    [[nodiscard]] bool make() const;
    void remove(const QStringList& paths) const;
    [[nodiscard]] QStringList outdated() const;

    QString m_folder;
    QString m_binaries;
    QStringList m_arguments;
    ServerAccount m_account;
    QString m_prefix; ///< of the names of all templates from these binaries, whatever their version
    QString m_path;
};

} // namespace athanor
