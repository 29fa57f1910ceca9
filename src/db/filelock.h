// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A lock on a file that the kernel drops when the process ends, however it ends (flock). On one thread.

#include <QString>

#include <chrono>
#include <optional>

namespace athanor {

class FileLock {
public:
    enum class Mode { Shared, Exclusive };

    /// Makes the file when there is none; tries until \a patience is over. Nothing when it cannot be had.
    [[nodiscard]] static std::optional<FileLock> acquire(const QString& path, Mode mode,
                                                         std::chrono::milliseconds patience);
    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;

    /// Shared to exclusive, at once or not at all; when not, the shared lock may be lost.
    [[nodiscard]] bool tryExclusive();

private:
    explicit FileLock(int file);
    int m_file = -1;
};

} // namespace athanor
