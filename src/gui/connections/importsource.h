// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds connections in a URL, a service file or an ini file. Blocks; any thread.

#include "core/connectionprofile.h"
#include "core/result.h"

namespace athanor {

enum class ImportSource { Url, ServiceFile, AlembicIni };

/// A connection that was found; its password is kept apart from the profile, which has none.
struct ImportedConnection {
    ConnectionProfile profile;
    QString password;

    bool operator==(const ImportedConnection&) const = default;
};

/// \a text: the URL, or the path of the file; an empty path of a service file means those libpq reads.
/// Errors never hold a password. Profiles get an id and a name, but no environment unless the name tells one.
[[nodiscard]] Result<QList<ImportedConnection>> findConnections(ImportSource source, const QString& text);

} // namespace athanor
