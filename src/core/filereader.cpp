// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/filereader.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSmallFile = 64 * 1024; ///< read at once, without asking for the size before
constexpr ssize_t kPage = 4096; ///< file systems that answer a read in parts do so in pages

class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) { }

    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

Error systemError(const QString& path, int number)
{
    const QString reason = QString::fromLocal8Bit(std::strerror(number));
    return fileError(path, u"The file cannot be read: %1"_s.arg(reason),
                     number == ENOENT ? u"It may have been moved or deleted; reload the project"_s
                                      : u"Check the permissions of the file and of its folder"_s);
}

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// Length in bytes of the UTF-8 character that starts \a rest, 0 when it is not one.
qsizetype characterLength(QByteArrayView rest)
{
    const auto lead = static_cast<unsigned char>(rest.front());
    const qsizetype length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 0 || lead > 0xF4 || length > rest.size())
        return 0;
    return rest.first(length).isValidUtf8() ? length : 0;
}

qsizetype firstBadByte(QByteArrayView bytes)
{
    qsizetype at = 0;
    while (at < bytes.size()) {
        const qsizetype length = characterLength(bytes.sliced(at));
        if (length == 0)
            return at;
        at += length;
    }
    return at;
}

} // namespace

Error fileError(const QString& path, const QString& message, const QString& hint)
{
    Error error;
    error.kind = ErrorKind::File;
    error.message = message;
    error.hint = hint;
    error.file = path;
    return error;
}

Result<> FileReader::checkKind(int file, const QString& path)
{
    struct stat status;
    if (::fstat(file, &status) != 0)
        return fail(systemError(path, errno));
    if (!S_ISREG(status.st_mode))
        return fail(fileError(path, u"Not a plain file"_s, u"Move it out of the folder of revisions"_s));
    if (status.st_size > kMaximumFileSize) {
        return fail(
            fileError(path,
                      u"The file is too large: %1 MB, the most is %2 MB"_s.arg(status.st_size / (1024 * 1024))
                          .arg(kMaximumFileSize / (1024 * 1024)),
                      u"Load large data outside of the migrations"_s));
    }
    reserve(status.st_size + 1); // one more shows a file that grew
    return {};
}

void FileReader::reserve(qint64 capacity)
{
    if (capacity <= m_capacity)
        return;
    auto buffer = std::make_unique_for_overwrite<char[]>(static_cast<std::size_t>(capacity));
    if (m_size > 0)
        std::memcpy(buffer.get(), m_buffer.get(), static_cast<std::size_t>(m_size));
    m_buffer = std::move(buffer);
    m_capacity = capacity;
}

Result<QByteArrayView> FileReader::read(const QString& path)
{
    // Non-blocking, so that a named pipe among the files cannot stop the program.
    const Descriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0)
        return fail(systemError(path, errno));
    m_size = 0;
    reserve(kSmallFile);
    bool checked = false;
    while (m_size < m_capacity) {
        const ssize_t got
            = ::read(file.get(), m_buffer.get() + m_size, static_cast<std::size_t>(m_capacity - m_size));
        if (got < 0 && errno == EINTR)
            continue;
        const int number = errno;
        m_size += std::max<ssize_t>(got, 0);
        // A short read of an odd length is the end of a plain file; anything else is looked at closely.
        if (got > 0 && got % kPage != 0 && m_size < m_capacity)
            break;
        if (!checked) {
            if (const auto kind = checkKind(file.get(), path); !kind)
                return fail(kind.error());
            checked = true;
        }
        if (got < 0)
            return fail(systemError(path, number));
        if (got == 0)
            break;
    }
    return QByteArrayView(m_buffer.get(), m_size);
}

int lineAt(QByteArrayView bytes, qsizetype offset)
{
    const auto before = bytes.first(offset);
    return static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
}

int columnAt(QByteArrayView bytes, qsizetype offset)
{
    const auto before = bytes.first(offset);
    const auto line = before.sliced(before.lastIndexOf('\n') + 1);
    const auto characters = line.size() - std::count_if(line.begin(), line.end(), isContinuation);
    return static_cast<int>(characters) + 1;
}

Result<> checkText(QByteArrayView bytes, const QString& path)
{
    if (bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF"))
        return fail(fileError(path, u"The file is UTF-16, not UTF-8"_s, u"Save it as UTF-8"_s));
    if (const qsizetype nul = bytes.indexOf('\0'); nul >= 0) {
        Error error = fileError(path, u"Not a text file: it has a NUL byte"_s,
                                u"Move the file out of the folder of revisions"_s);
        error.line = lineAt(bytes, nul);
        return fail(error);
    }
    if (bytes.isValidUtf8())
        return {};
    const qsizetype at = firstBadByte(bytes);
    Error error = fileError(path,
                            u"Not UTF-8: byte 0x%1 at offset %2"_s
                                .arg(static_cast<unsigned char>(bytes[at]), 2, 16, QLatin1Char('0'))
                                .arg(at),
                            u"Save the file as UTF-8"_s);
    error.line = lineAt(bytes, at);
    error.column = columnAt(bytes, at);
    return fail(error);
}

} // namespace athanor
