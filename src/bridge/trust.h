// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The projects whose Python the user agreed to have run when they are only looked at. Commands that run it by
// their nature (upgrade) do not ask here. Kept in the user's configuration, beside the settings. Blocks; any
// thread; several programs may write at once.

#include "core/result.h"

#include <QStringList>

namespace athanor {

class Trust {
public:
    /// \a file: empty for the user's, athanor/trusted.json.
    explicit Trust(const QString& file = {});

    /// Whether the project whose configuration is in \a folder is trusted. Links are followed, so that
    /// another folder that takes its name is not.
    [[nodiscard]] bool isTrusted(const QString& folder) const;
    /// Trusts \a folder. Error (ErrorKind::File): it is not there, or the list cannot be written.
    [[nodiscard]] Result<> trust(const QString& folder) const;
    /// Does not trust \a folder any more. Error: the list cannot be written.
    [[nodiscard]] Result<> distrust(const QString& folder) const;
    /// All trusted folders, sorted.
    [[nodiscard]] QStringList folders() const;

private:
    [[nodiscard]] Result<> change(const QString& folder, bool trusted) const;

    QString m_file;
};

} // namespace athanor
