// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads whole files into a buffer that is used again, so that thousands of small files cost three system
// calls each. One object per thread; reading blocks.

#include "core/result.h"

#include <QByteArrayView>
#include <QString>

#include <memory>

namespace athanor {

/// Larger files are refused: a revision is something people read.
inline constexpr qint64 kMaximumFileSize = 64 * 1024 * 1024;

class FileReader {
public:
    /// The bytes of \a path, valid until the next call. Errors (ErrorKind::File) name the file: missing,
    /// unreadable, not a plain file, larger than kMaximumFileSize.
    [[nodiscard]] Result<QByteArrayView> read(const QString& path);

private:
    /// Refuses what is no plain file or too large, and makes room for the rest of the others.
    [[nodiscard]] Result<> checkKind(int file, const QString& path);
    void reserve(qint64 capacity);

    std::unique_ptr<char[]> m_buffer;
    qint64 m_capacity = 0;
    qint64 m_size = 0;
};

/// An Error of ErrorKind::File about \a path.
[[nodiscard]] Error fileError(const QString& path, const QString& message, const QString& hint = {});

/// Line (1-based) of the byte at \a offset.
[[nodiscard]] int lineAt(QByteArrayView bytes, qsizetype offset);
/// Column (1-based, in code points of UTF-8) of the byte at \a offset.
[[nodiscard]] int columnAt(QByteArrayView bytes, qsizetype offset);

/// Nothing when \a bytes are UTF-8 text without NUL bytes, else the error with line and column.
[[nodiscard]] Result<> checkText(QByteArrayView bytes, const QString& path);

} // namespace athanor
