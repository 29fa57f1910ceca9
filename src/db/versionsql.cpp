// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/versionsql.h"

#include "db/quoting.h"

namespace athanor {

QString rowChangeSql(const VersionTable& table, const VersionRowChange& change)
{
    const QString name = quotedName(table.schema, table.name);
    switch (change.kind) {
    case VersionRowChange::Kind::Insert:
        return QStringLiteral("INSERT INTO %1 (version_num) VALUES (%2);")
            .arg(name, quotedLiteral(change.to));
    case VersionRowChange::Kind::Update:
        return QStringLiteral("UPDATE %1 SET version_num = %2 WHERE version_num = %3;")
            .arg(name, quotedLiteral(change.to), quotedLiteral(change.from));
    case VersionRowChange::Kind::Delete:
        return QStringLiteral("DELETE FROM %1 WHERE version_num = %2;").arg(name, quotedLiteral(change.from));
    }
    return {};
}

} // namespace athanor
