// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Moves through Python source by strings, statements and literals. One object per text; any thread.

#include "core/pythonmodule.h"

namespace athanor {

class PythonScanner {
public:
    explicit PythonScanner(QByteArrayView text) : m_text(text) { }

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }

    [[nodiscard]] qsizetype position() const { return m_at; }

    [[nodiscard]] qsizetype brokenAt() const { return m_brokenAt; }

    /// The character \a ahead of the position, NUL behind the end.
    [[nodiscard]] char peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }

    void skip(qsizetype count) { m_at += count; }

    [[nodiscard]] bool startsWith(QByteArrayView text) const { return m_text.sliced(m_at).startsWith(text); }

    /// Skips blanks and joined lines; in brackets also line ends and comments.
    void skipBlanks(bool inBrackets);
    /// Skips to behind the end of the logical line; also stops behind a ";" when \a atSemicolon.
    void skipStatement(bool atSemicolon);
    /// Skips an annotation: to the "=" that follows it, or the end of the statement.
    void skipAnnotation();
    /// An identifier, empty when none is here.
    [[nodiscard]] QByteArrayView takeWord();
    /// Whether nothing but a comment stands before the end of the statement.
    [[nodiscard]] bool atStatementEnd() const;
    /// Whether a string literal starts here, with any prefix.
    [[nodiscard]] bool atString() const;
    /// Adjacent string literals as one text. False when they are not constant text (bytes, placeholders).
    [[nodiscard]] bool takeStrings(QByteArray& result, bool inBrackets);
    /// A literal: None, strings, or a tuple, list or set of strings, in brackets or without.
    [[nodiscard]] PythonValue takeValue();

private:
    bool takeString(QByteArray& result);
    bool unescape(QByteArrayView body, QByteArray& result) const;
    void skipString();
    PythonValue takeElement(bool inBrackets);
    PythonValue takeBracketed();

    QByteArrayView m_text;
    qsizetype m_at = 0;
    qsizetype m_brokenAt = -1;
    int m_nesting = 0; ///< of the literal being read
};

} // namespace athanor
