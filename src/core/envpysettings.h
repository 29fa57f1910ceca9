// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What an env.py says about the version table, found in its text without running it. Pure; any thread.

#include <QByteArrayView>
#include <QString>

namespace athanor {

/// A keyword argument of context.configure().
struct EnvPySetting {
    QString value; ///< empty: not given, None, or not known
    bool computed = false; ///< given, but only Python can say what it is
    int line = 0; ///< of the first place that gives it
};

struct EnvPySettings {
    EnvPySetting versionTable, versionTableSchema;
};

/// Looks for version_table=… and version_table_schema=… in \a text (UTF-8): a string, or a name that the file
/// gives a string. Anything else, and places that contradict each other, are computed.
[[nodiscard]] EnvPySettings readEnvPy(QByteArrayView text);

} // namespace athanor
