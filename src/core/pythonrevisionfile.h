// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads the declaration of an Alembic revision (*.py) without Python: revision, down_revision,
// branch_labels, depends_on and the docstring. Reading blocks; any thread.

#include "core/result.h"
#include "core/revision.h"

namespace athanor {

class FileReader;

/// The declaration in \a filePath. Errors (ErrorKind::File) name file and line: unreadable, not text in its
/// encoding (UTF-8, or Latin-1 by a coding line), no revision or down_revision, or (code
/// "computed_identifier") an identifier that only running the file would give.
[[nodiscard]] Result<Revision> readPythonRevision(const QString& filePath);
/// The same with a \a reader whose buffer is used again.
[[nodiscard]] Result<Revision> readPythonRevision(const QString& filePath, FileReader& reader);
/// The same of \a bytes that were read already; \a filePath names them in errors.
[[nodiscard]] Result<Revision> parsePythonRevision(QByteArrayView bytes, const QString& filePath);

} // namespace athanor
