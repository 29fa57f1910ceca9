// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A child process that is spoken to in lines over pipes. It leads a process group of its own, and the whole
// group ends with this object. May be used on any thread, by one at a time; blocks.

#include "core/canceltoken.h"
#include "core/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include <sys/types.h>

namespace athanor {

/// A file descriptor that is closed with its owner.
class FileDescriptor {
public:
    explicit FileDescriptor(int descriptor = -1) : m_descriptor(descriptor) { }

    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor();

    [[nodiscard]] int get() const { return m_descriptor; }

    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }

    void close();

private:
    int m_descriptor;
};

class HelperProcess {
public:
    struct Command {
        QString program; ///< absolute path
        QStringList arguments;
        QByteArrayList environment; ///< "NAME=value", nothing else is passed on
        QString folder;
        QByteArray file; ///< what the process can read from descriptor 3
    };

    using OutputListener = std::function<void(const QByteArray&)>;
    using Clock = std::chrono::steady_clock;

    /// Why no line came.
    enum class Silence { Ended, Timeout, Cancelled };

    /// Starts \a command. Error (ErrorKind::System): it cannot be started.
    [[nodiscard]] static Result<std::unique_ptr<HelperProcess>> start(const Command& command);
    /// Kills the whole group.
    ~HelperProcess();

    /// Hands \a line to the process while nextLine() waits.
    void send(const QByteArray& line);
    /// The next line of its standard output, without the newline. \a output gets what comes on its standard
    /// error meanwhile. \a deadline: give up then; none: wait for ever.
    [[nodiscard]] tl::expected<QByteArray, Silence> nextLine(std::optional<Clock::time_point> deadline,
                                                             const CancelToken& cancel,
                                                             const OutputListener& output);
    /// Kills the whole group and waits; then exitText() is known.
    void kill();

    [[nodiscard]] pid_t pid() const { return m_pid; }

    /// "ended with exit code 3", "was ended by signal 11 (Segmentation fault)".
    [[nodiscard]] QString exitText() const;

private:
    HelperProcess() = default;
    [[nodiscard]] bool writePending();
    [[nodiscard]] static bool drain(int descriptor, QByteArray& into);
    void passOutput(const OutputListener& output);
    void finish();
    [[nodiscard]] std::optional<QByteArray> takeLine();
    [[nodiscard]] bool exchange(int timeout, const OutputListener& output);

    pid_t m_pid = -1;
    bool m_reaped = false;
    int m_status = 0;
    FileDescriptor m_input, m_answers, m_output, m_wake;
    QByteArray m_pending; ///< not yet written
    QByteArray m_received; ///< answers not yet taken
    qsizetype m_scanned = 0; ///< of m_received, without a newline
};

} // namespace athanor
