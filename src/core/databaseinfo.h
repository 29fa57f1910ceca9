// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a server tells about itself, its notices and its other users. Values; any thread.

#include <QDateTime>
#include <QString>

namespace athanor {

struct Notice {
    QString severity; ///< NOTICE, WARNING, INFO, ...
    QString message, detail, hint, context, sqlState;

    bool operator==(const Notice&) const = default;
};

struct ServerInfo {
    QString database, user, host; ///< host: name or socket folder
    int port = 0;
    int version = 0; ///< e.g. 150018
    QString versionText; ///< "15.18"
    QString tls; ///< "TLSv1.3 (TLS_AES_256_GCM_SHA384)", empty when not encrypted
    int backendPid = 0;

    bool operator==(const ServerInfo&) const = default;
};

/// Who holds the lock, from pg_stat_activity.
struct LockHolder {
    int pid = 0;
    QString user, host, applicationName;
    QDateTime since; ///< start of its connection

    bool operator==(const LockHolder&) const = default;
};

} // namespace athanor
