// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the command line of the window asks for. A value.

#include "gui/settings.h"

#include <QSize>

#include <optional>

class QCommandLineParser;

namespace athanor {

struct LaunchOptions {
    QString project; ///< folder or configuration file, absolute; empty: the start page
    QString connection; ///< name or id of a profile
    QString url; ///< a database for this session only, from --url or DATABASE_URL; may hold a password
    QString database; ///< DB_NAME, in place of the one in DATABASE_URL; empty: as the URL says
    QString environment = QStringLiteral("other"); ///< of url
    bool example = false;
    QString select; ///< revision
    QString show; ///< "run-dialog", "new-revision", "palette", "about"
    QString screenshot; ///< PNG file to write, then quit
    QSize size;
    std::optional<Appearance> appearance;
};

/// Adds the options to \a parser.
void addLaunchOptions(QCommandLineParser& parser);
/// What \a parser, which has parsed, and the environment were given; a text for people when it makes no
/// sense.
[[nodiscard]] std::optional<QString> readLaunchOptions(const QCommandLineParser& parser,
                                                       LaunchOptions& options);

} // namespace athanor
