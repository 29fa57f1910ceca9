// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/helperprocess.h"

#include <QFile>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace athanor {

namespace {

constexpr int kLowestDescriptor = 10; ///< ours stay clear of those that the child gets
constexpr std::int64_t kLongestWait = 60'000; ///< milliseconds

FileDescriptor moved(int descriptor)
{
    const FileDescriptor low(descriptor);
    return FileDescriptor(low.isOpen() ? ::fcntl(descriptor, F_DUPFD_CLOEXEC, kLowestDescriptor) : -1);
}

Error startError(const QString& program, int number)
{
    return {.kind = ErrorKind::System,
            .code = QStringLiteral("no_helper"),
            .message = QStringLiteral("%1 cannot be started: %2")
                           .arg(program, QString::fromLocal8Bit(std::strerror(number)))};
}

/// The ends of the pipes that the child gets.
struct ChildEnds {
    FileDescriptor input, answers, output, file;
};

/// Attributes and actions of posix_spawn, freed at the end.
class SpawnPlan {
public:
    SpawnPlan()
    {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }

    ~SpawnPlan()
    {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }

    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    void connect(const ChildEnds& ends, const QByteArray& folder)
    {
        int target = 0;
        for (const FileDescriptor* end : {&ends.input, &ends.answers, &ends.output, &ends.file})
            posix_spawn_file_actions_adddup2(&actions, end->get(), target++);
        posix_spawn_file_actions_addclosefrom_np(&actions, target);
        if (!folder.isEmpty())
            posix_spawn_file_actions_addchdir_np(&actions, folder.constData());
    }

    /// A group of its own, and no signal blocked or ignored that is not by default.
    void resetSignals()
    {
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
};

std::vector<char*> pointers(QByteArrayList& texts)
{
    std::vector<char*> list;
    for (QByteArray& text : texts)
        list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

/// A file in memory that holds \a content, at its beginning.
FileDescriptor memoryFile(const QByteArray& content)
{
    FileDescriptor file = moved(::memfd_create("athanor", MFD_CLOEXEC));
    if (!file.isOpen()
        || ::write(file.get(), content.constData(), std::size_t(content.size())) != content.size()
        || ::lseek(file.get(), 0, SEEK_SET) != 0)
        return FileDescriptor();
    return file;
}

} // namespace

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept
{
    close();
    m_descriptor = std::exchange(other.m_descriptor, -1);
    return *this;
}

FileDescriptor::~FileDescriptor()
{
    close();
}

void FileDescriptor::close()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

Result<std::unique_ptr<HelperProcess>> HelperProcess::start(const Command& command)
{
    std::array<int, 2> input{}, answers{}, output{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input.data()) != 0)
        return fail(startError(command.program, errno));
    FileDescriptor ourInput = moved(input[0]);
    ChildEnds ends;
    ends.input = moved(input[1]);
    if (::pipe2(answers.data(), O_CLOEXEC) != 0)
        return fail(startError(command.program, errno));
    FileDescriptor ourAnswers = moved(answers[0]);
    ends.answers = moved(answers[1]);
    if (::pipe2(output.data(), O_CLOEXEC) != 0)
        return fail(startError(command.program, errno));
    FileDescriptor ourOutput = moved(output[0]);
    ends.output = moved(output[1]);
    ends.file = memoryFile(command.file);
    FileDescriptor wake = moved(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!ends.file.isOpen() || !wake.isOpen() || !ends.output.isOpen())
        return fail(startError(command.program, errno));
    for (const FileDescriptor* end : {&ourInput, &ourAnswers, &ourOutput})
        ::fcntl(end->get(), F_SETFL, ::fcntl(end->get(), F_GETFL) | O_NONBLOCK);

    SpawnPlan plan;
    plan.connect(ends, QFile::encodeName(command.folder));
    plan.resetSignals();
    const QByteArray program = QFile::encodeName(command.program);
    QByteArrayList arguments{program};
    for (const QString& argument : command.arguments)
        arguments << argument.toLocal8Bit();
    QByteArrayList environment = command.environment;
    pid_t pid = -1;
    const int failed = ::posix_spawn(&pid, program.constData(), &plan.actions, &plan.attributes,
                                     pointers(arguments).data(), pointers(environment).data());
    if (failed != 0)
        return fail(startError(command.program, failed));
    std::unique_ptr<HelperProcess> process(new HelperProcess);
    process->m_pid = pid;
    process->m_input = std::move(ourInput);
    process->m_answers = std::move(ourAnswers);
    process->m_output = std::move(ourOutput);
    process->m_wake = std::move(wake);
    return process;
}

HelperProcess::~HelperProcess()
{
    kill();
}

void HelperProcess::kill()
{
    if (m_reaped || m_pid <= 0)
        return;
    ::kill(-m_pid, SIGKILL); // before waiting: until then nobody else can have this number
    while (::waitpid(m_pid, &m_status, 0) < 0 && errno == EINTR) { }
    m_reaped = true;
}

QString HelperProcess::exitText() const
{
    if (WIFEXITED(m_status))
        return QStringLiteral("ended with exit code %1").arg(WEXITSTATUS(m_status));
    const int number = WTERMSIG(m_status);
    return QStringLiteral("was ended by signal %1 (%2)")
        .arg(QString::number(number), QString::fromLocal8Bit(::strsignal(number)));
}

void HelperProcess::send(const QByteArray& line)
{
    m_pending += line + '\n';
}

/// False when the process takes nothing any more.
bool HelperProcess::writePending()
{
    while (!m_pending.isEmpty()) {
        const ssize_t written
            = ::send(m_input.get(), m_pending.constData(), std::size_t(m_pending.size()), MSG_NOSIGNAL);
        if (written < 0)
            return errno == EAGAIN || errno == EINTR;
        m_pending.remove(0, written);
    }
    return true;
}

/// Reads what is there; false at the end.
bool HelperProcess::drain(int descriptor, QByteArray& into)
{
    std::array<char, 65536> buffer;
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count > 0)
        into.append(buffer.data(), count);
    return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

void HelperProcess::passOutput(const OutputListener& output)
{
    QByteArray text;
    if (m_output.isOpen() && !drain(m_output.get(), text))
        m_output.close();
    if (!text.isEmpty() && output)
        output(text);
}

/// Waits for its end without letting go of its number, kills what it left behind, then takes its status.
void HelperProcess::finish()
{
    constexpr int kPatience = 50; // it may have closed its end and live on
    siginfo_t info{};
    for (int i = 0; i < kPatience && info.si_pid == 0; ++i) {
        if (::waitid(P_PID, id_t(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0)
            break;
        if (info.si_pid == 0)
            ::usleep(2000);
    }
    kill();
}

std::optional<QByteArray> HelperProcess::takeLine()
{
    const qsizetype newline = m_received.indexOf('\n', m_scanned);
    m_scanned = newline < 0 ? m_received.size() : 0;
    if (newline < 0)
        return std::nullopt;
    QByteArray line = m_received.first(newline);
    m_received.remove(0, newline + 1);
    return line;
}

/// Waits at most \a timeout for something to happen. False when no answer can come any more.
bool HelperProcess::exchange(int timeout, const OutputListener& output)
{
    std::array<pollfd, 4> waiting{{
        {.fd = m_answers.get(), .events = POLLIN, .revents = 0},
        {.fd = m_output.get(), .events = POLLIN, .revents = 0},
        {.fd = m_wake.get(), .events = POLLIN, .revents = 0},
        {.fd = m_pending.isEmpty() ? -1 : m_input.get(), .events = POLLOUT, .revents = 0},
    }};
    ::poll(waiting.data(), waiting.size(), timeout);
    if (waiting[1].revents != 0)
        passOutput(output);
    if (waiting[3].revents != 0 && !writePending())
        m_pending.clear(); // its end shows as the end of its answers
    return waiting[0].revents == 0 || drain(m_answers.get(), m_received);
}

tl::expected<QByteArray, HelperProcess::Silence>
HelperProcess::nextLine(std::optional<Clock::time_point> deadline, const CancelToken& cancel,
                        const OutputListener& output)
{
    std::uint64_t old = 0;
    [[maybe_unused]] const ssize_t cleared = ::read(m_wake.get(), &old, sizeof old);
    const auto registration = cancel.onCancel([wake = m_wake.get()] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(wake, &one, sizeof one);
    });
    for (bool alive = true;;) {
        if (const auto line = takeLine()) {
            passOutput(output); // what was printed before the answer was given
            return *line;
        }
        if (cancel.isCancelled())
            return tl::unexpected(Silence::Cancelled);
        if (!alive) {
            finish();
            passOutput(output);
            return tl::unexpected(Silence::Ended);
        }
        std::int64_t left = kLongestWait;
        if (deadline)
            left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
        if (left <= 0)
            return tl::unexpected(Silence::Timeout);
        alive = exchange(int(std::min(left, kLongestWait)), output);
    }
}

} // namespace athanor
