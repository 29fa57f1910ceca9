// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/output.h"

#include "cli/text.h"
#include "core/errortext.h"

#include <QJsonDocument>

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

namespace athanor {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype kBufferSize = 64 * 1024;

bool isTerminal(int descriptor)
{
    return isatty(descriptor) == 1 && qgetenv("TERM") != "dumb";
}

bool wantsColour(int descriptor)
{
    return isTerminal(descriptor) && qgetenv("NO_COLOR").isEmpty();
}

const char* colourCode(Style style)
{
    switch (style) {
    case Style::Good:
        return "32";
    case Style::Attention:
        return "33";
    case Style::Bad:
        return "31";
    }
    return "0";
}

QString coloured(const QString& text, Style style)
{
    return QStringLiteral("\x1b[%1m%2\x1b[0m").arg(QLatin1String(colourCode(style)), text);
}

/// Writes everything or returns errno.
int writeAll(int descriptor, const QByteArray& bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written
            = ::write(descriptor, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        done += written;
    }
    return 0;
}

int terminalWidth()
{
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

} // namespace

Output::Output(Format format, bool quiet)
    : m_format(format)
    , m_quiet(quiet)
    , m_colourOut(wantsColour(STDOUT_FILENO))
    , m_colourError(wantsColour(STDERR_FILENO))
    , m_liveError(isTerminal(STDERR_FILENO) && !quiet)
{
}

Output::~Output()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_progressThread.joinable())
        m_progressThread.join();
    clearProgressLine();
}

void Output::answer(const QString& text)
{
    writeOut(text.toUtf8() + '\n');
}

void Output::document(const QJsonObject& object)
{
    writeOut(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

void Output::documentLine(const QJsonObject& object)
{
    writeOut(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void Output::script(const QString& text)
{
    writeOut(text.toUtf8());
}

void Output::log(const QString& text)
{
    if (!m_quiet)
        writeError(text.toUtf8() + '\n');
}

void Output::note(const QString& text)
{
    if (!m_quiet && !json() && isatty(STDERR_FILENO) == 1)
        writeError(text.toUtf8() + '\n');
}

void Output::warning(const QString& text)
{
    const QString word = Cli::tr("warning:");
    const QString prefix = m_colourError ? coloured(word, Style::Attention) : word;
    writeError((prefix + QLatin1Char(' ') + text).toUtf8() + '\n');
}

void Output::error(const Error& error)
{
    const QString word = Cli::tr("error:");
    const QString prefix = m_colourError ? coloured(word, Style::Bad) : word;
    QString text = printable(errorText(error));
    while (text.endsWith(QLatin1Char('\n')))
        text.chop(1);
    writeError((prefix + QLatin1Char(' ') + text).toUtf8() + '\n');
}

QString Output::styled(const QString& text, Style style) const
{
    return m_colourOut && !json() ? coloured(text, style) : text;
}

void Output::startProgress(const QString& text)
{
    if (!m_liveError)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_progressText = text;
        m_progressSince = std::chrono::steady_clock::now();
        m_progressActive = true;
    }
    if (!m_progressThread.joinable())
        m_progressThread = std::thread([this] { showProgress(); });
    m_wake.notify_all();
}

void Output::stopProgress()
{
    const std::lock_guard lock(m_mutex);
    m_progressActive = false;
    clearProgressLine();
}

void Output::flush()
{
    const std::lock_guard lock(m_mutex);
    flushAnswers();
}

Result<> Output::finish()
{
    flush();
    if (m_writeError == 0 || m_writeError == EPIPE)
        return {};
    Error error;
    error.kind = ErrorKind::System;
    error.code = QStringLiteral("output_failed");
    error.message = Cli::tr("The answer could not be written to standard output: %1")
                        .arg(QString::fromLocal8Bit(std::strerror(m_writeError)));
    return fail(error);
}

void Output::writeOut(const QByteArray& bytes)
{
    const std::lock_guard lock(m_mutex);
    m_buffer += bytes;
    if (m_buffer.size() >= kBufferSize)
        flushAnswers();
}

void Output::flushAnswers()
{
    if (m_buffer.isEmpty())
        return;
    clearProgressLine();
    if (m_writeError == 0)
        m_writeError = writeAll(STDOUT_FILENO, m_buffer);
    m_buffer.clear();
}

void Output::writeError(const QByteArray& bytes)
{
    const std::lock_guard lock(m_mutex);
    flushAnswers();
    clearProgressLine();
    writeAll(STDERR_FILENO, bytes); // nowhere is left to tell that this failed
}

/// The progress thread: one line a second while something takes longer than two.
void Output::showProgress()
{
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        m_wake.wait_for(lock, 500ms);
        const auto elapsed = std::chrono::steady_clock::now() - m_progressSince;
        if (m_stop || !m_progressActive || elapsed < 2s)
            continue;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
        const QString time = Cli::tr(" (%1 s, Ctrl-C cancels)").arg(seconds);
        const auto room = static_cast<qsizetype>(terminalWidth()) - time.size() - 1;
        const QString line = m_progressText.left(qMax<qsizetype>(room, 0)) + time;
        m_progressShown = true;
        writeAll(STDERR_FILENO, "\r\x1b[K" + line.toUtf8());
    }
}

void Output::clearProgressLine()
{
    if (std::exchange(m_progressShown, false))
        writeAll(STDERR_FILENO, "\r\x1b[K");
}

} // namespace athanor
