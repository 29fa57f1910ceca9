// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "db/filelock.h"

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <thread>
#include <utility>

namespace athanor {

FileLock::FileLock(int file) : m_file(file) { }

FileLock::FileLock(FileLock&& other) noexcept : m_file(std::exchange(other.m_file, -1)) { }

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
    std::swap(m_file, other.m_file);
    return *this;
}

FileLock::~FileLock()
{
    if (m_file >= 0)
        ::close(m_file);
}

std::optional<FileLock> FileLock::acquire(const QString& path, Mode mode, std::chrono::milliseconds patience)
{
    const int file
        = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return std::nullopt;
    FileLock lock(file);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (::flock(file, (mode == Mode::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
        if (std::chrono::steady_clock::now() >= end)
            return std::nullopt;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return lock;
}

bool FileLock::tryExclusive()
{
    return ::flock(m_file, LOCK_EX | LOCK_NB) == 0;
}

} // namespace athanor
