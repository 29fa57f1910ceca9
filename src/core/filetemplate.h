// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Names of new revision files by Alembic's file_template. Pure functions; any thread.

#include "core/result.h"

#include <QDateTime>

namespace athanor {

/// The words of \a message in lower case joined by "_"; when longer than \a length characters, cut back to
/// the last whole word, after which a "_" stays.
[[nodiscard]] QString revisionSlug(const QString& message, int length);

/// \a fileTemplate with rev, slug, epoch, year, month, day, hour, minute and second filled in, without
/// suffix; may hold folders. What could leave the folder, or hide the file, becomes "_". Errors
/// (ErrorKind::Project): a token or format that does not exist.
[[nodiscard]] Result<QString> fillFileTemplate(const QString& fileTemplate, const QString& id,
                                               const QString& slug, const QDateTime& date);

} // namespace athanor
