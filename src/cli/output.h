// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where a command speaks: answers and documents on standard output, everything else on standard error. On the
// main thread; the progress line has a thread of its own inside.

#include "cli/options.h"
#include "core/result.h"

#include <QJsonArray>
#include <QJsonObject>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace athanor {

enum class Style { Good, Attention, Bad };

class Output {
public:
    Output(Format format, bool quiet);
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    [[nodiscard]] bool json() const { return m_format == Format::Json; }

    /// A line (or lines) of the answer, already printable; standard output.
    void answer(const QString& text);
    /// The document of a command in JSON; standard output.
    void document(const QJsonObject& object);
    /// The same in one line, for `batch`.
    void documentLine(const QJsonObject& object);
    /// Bytes of a script; standard output.
    void script(const QString& text);
    /// What happens meanwhile; standard error, not with --quiet.
    void log(const QString& text);
    /// Why an answer is empty, for people: standard error, only on a terminal, not with --quiet or in JSON.
    void note(const QString& text);
    void warning(const QString& text);
    /// Why the command failed; standard error.
    void error(const Error& error);

    /// \a text in a colour when standard output is a terminal that wants colours.
    [[nodiscard]] QString styled(const QString& text, Style style) const;

    /// Shows \a text and the seconds since now in a line that is rewritten, on a terminal, once it takes
    /// long.
    void startProgress(const QString& text);
    void stopProgress();

    /// Hands what was answered so far to the reader.
    void flush();
    /// The last flush, and what went wrong meanwhile. A reader that went away is no error; a full disk is.
    [[nodiscard]] Result<> finish();

private:
    void writeOut(const QByteArray& bytes);
    void writeError(const QByteArray& bytes);
    void flushAnswers();
    void showProgress();
    void clearProgressLine();

    Format m_format;
    bool m_quiet;
    bool m_colourOut, m_colourError, m_liveError;
    QByteArray m_buffer; ///< answers not written yet
    int m_writeError = 0; ///< errno of the first failed write to standard output

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::thread m_progressThread;
    bool m_stop = false;
    bool m_progressActive = false;
    bool m_progressShown = false;
    QString m_progressText;
    std::chrono::steady_clock::time_point m_progressSince;
};

} // namespace athanor
