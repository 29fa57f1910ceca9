// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectioncheck.h"

#include "core/planner.h"
#include "db/session.h"

#include <QCoreApplication>

namespace athanor {

Result<ConnectionCheck> checkConnection(const ConnectionParameters& parameters, const VersionTable& table,
                                        const CancelToken& cancel, std::chrono::seconds timeout)
{
    Session::Options options;
    options.connectTimeout = timeout;
    auto session = Session::open(parameters, cancel, options);
    if (!session)
        return fail(session.error());
    // A table that somebody has locked must not hold the check.
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
    if (auto limited = (*session)->execute(QStringLiteral("SET statement_timeout = %1").arg(limit)); !limited)
        return fail(limited.error());
    ConnectionCheck check;
    check.server = (*session)->server();
    if (auto state = readVersionState(**session, table))
        check.state = *state;
    else
        check.versionError = state.error();
    return check;
}

ConnectionStatus statusOf(const Result<ConnectionCheck>& check, const std::optional<RevisionMap>& map)
{
    ConnectionStatus status;
    status.checkedAt = QDateTime::currentDateTimeUtc();
    if (!check) {
        status.state = ConnectionStatus::State::Failed;
        status.error = check.error();
        return status;
    }
    status.serverVersion = check->server.versionText;
    status.tls = check->server.tls;
    if (check->versionError) {
        status.state = ConnectionStatus::State::Failed;
        status.error = *check->versionError;
        return status;
    }
    status.state = ConnectionStatus::State::Connected;
    status.rows = check->state.rows;
    recount(status, map);
    return status;
}

void recount(ConnectionStatus& status, const std::optional<RevisionMap>& map)
{
    status.pending = -1;
    status.unknownRows.clear();
    if (!map || status.state != ConnectionStatus::State::Connected)
        return;
    for (const QString& row : std::as_const(status.rows)) {
        if (map->indexOf(row) < 0)
            status.unknownRows.append(row);
    }
    // What is pending above an unknown revision cannot be known.
    if (status.unknownRows.isEmpty())
        status.pending = static_cast<int>(pendingRevisions(*map, status.rows).size());
}

QString checkText(const ConnectionCheck& check)
{
    const auto words
        = [](const char* source) { return QCoreApplication::translate("ConnectionCheck", source); };
    QStringList lines;
    lines.append(words("Connected to %1 as %2").arg(check.server.database, check.server.user));
    lines.append(words("PostgreSQL %1").arg(check.server.versionText) + QStringLiteral(" · ")
                 + (check.server.tls.isEmpty() ? words("not encrypted")
                                               : words("encrypted with %1").arg(check.server.tls)));
    if (check.versionError)
        lines.append(check.versionError->message);
    else if (!check.state.tableExists)
        lines.append(words("No version table yet; it is created by the first upgrade or stamp"));
    else if (check.state.rows.isEmpty())
        lines.append(words("The version table is empty: the database stands at base"));
    else
        lines.append(words("Stands at %1").arg(check.state.rows.join(QStringLiteral(", "))));
    return lines.join(u'\n');
}

} // namespace athanor
