// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/pythonscanner.h"

#include <QString>

#include <algorithm>

namespace athanor {

namespace {

constexpr int kMaximumNesting = 100;

constexpr bool isNewline(char c)
{
    return c == '\n' || c == '\r';
}

constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

constexpr bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
        || static_cast<unsigned char>(c) >= 0x80;
}

/// Characters at which skipping over code has to look closer.
constexpr std::array<bool, 256> kStops = [] {
    std::array<bool, 256> stops{};
    for (const char c : {'\n', '\r', '#', '\'', '"', '(', ')', '[', ']', '{', '}', ';', '\\'})
        stops[static_cast<unsigned char>(c)] = true;
    return stops;
}();

int hexValue(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : c >= 'a' && c <= 'f'  ? c - 'a' + 10
        : c >= 'A' && c <= 'F'  ? c - 'A' + 10
                                : -1;
}

void appendCharacter(QByteArray& result, char32_t character)
{
    result.append(QString::fromUcs4(&character, 1).toUtf8());
}

PythonValue computed()
{
    return {PythonValue::Kind::Computed, {}, 0};
}

} // namespace

void PythonScanner::skipBlanks(bool inBrackets)
{
    while (!atEnd()) {
        const char c = peek();
        if (isBlank(c) || (inBrackets && isNewline(c))) {
            ++m_at;
        } else if (c == '\\' && isNewline(peek(1))) {
            m_at += peek(1) == '\r' && peek(2) == '\n' ? 3 : 2;
        } else if (inBrackets && c == '#') {
            while (!atEnd() && !isNewline(peek()))
                ++m_at;
        } else {
            return;
        }
    }
}

void PythonScanner::skipString()
{
    const qsizetype start = m_at;
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    m_at += triple ? 3 : 1;
    while (!atEnd()) {
        const char c = peek();
        if (c == '\\') {
            m_at += 2;
        } else if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
            m_at += triple ? 3 : 1;
            return;
        } else if (!triple && isNewline(c)) {
            return; // not Python; go on with the next line
        } else {
            ++m_at;
        }
    }
    m_at = m_text.size();
    if (triple && m_brokenAt < 0)
        m_brokenAt = start;
}

void PythonScanner::skipStatement(bool atSemicolon)
{
    int depth = 0;
    while (true) {
        while (!atEnd() && !kStops[static_cast<unsigned char>(m_text[m_at])])
            ++m_at;
        if (atEnd())
            return;
        switch (peek()) {
        case '\n':
        case '\r':
            ++m_at;
            if (depth <= 0)
                return;
            break;
        case '#':
            while (!atEnd() && !isNewline(peek()))
                ++m_at;
            break;
        case '\'':
        case '"':
            skipString();
            break;
        case '(':
        case '[':
        case '{':
            ++depth;
            ++m_at;
            break;
        case ')':
        case ']':
        case '}':
            --depth;
            ++m_at;
            break;
        case '\\':
            m_at += peek(1) == '\r' && peek(2) == '\n' ? 3 : 2;
            m_at = std::min(m_at, m_text.size());
            break;
        default: // a semicolon
            ++m_at;
            if (atSemicolon && depth <= 0)
                return;
        }
    }
}

void PythonScanner::skipAnnotation()
{
    int depth = 0;
    while (!atEnd()) {
        const char c = peek();
        if (depth == 0 && (c == '=' || isNewline(c) || c == '#' || c == ';'))
            return;
        if (c == '\'' || c == '"') {
            skipString();
            continue;
        }
        const qsizetype before = m_at;
        skipBlanks(depth > 0);
        if (m_at > before)
            continue;
        depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        ++m_at;
    }
}

QByteArrayView PythonScanner::takeWord()
{
    const qsizetype start = m_at;
    while (!atEnd() && isWordCharacter(m_text[m_at]))
        ++m_at;
    return m_text.sliced(start, m_at - start);
}

bool PythonScanner::atStatementEnd() const
{
    return atEnd() || isNewline(peek()) || peek() == '#' || peek() == ';';
}

bool PythonScanner::atString() const
{
    qsizetype prefix = 0;
    while (prefix < 2 && QByteArrayView("rRuUbBfFtT").contains(peek(prefix)) && peek(prefix) != '\0')
        ++prefix;
    return peek(prefix) == '\'' || peek(prefix) == '"';
}

bool PythonScanner::takeString(QByteArray& result)
{
    bool raw = false, constant = true, placeholders = false;
    for (; peek() != '\'' && peek() != '"'; ++m_at) {
        const char letter = static_cast<char>(peek() | 0x20);
        raw = raw || letter == 'r';
        constant = constant && letter != 'b' && letter != 't';
        placeholders = placeholders || letter == 'f';
    }
    const char quote = peek();
    const qsizetype width = peek(1) == quote && peek(2) == quote ? 3 : 1;
    const qsizetype start = m_at + width;
    skipString();
    if (m_at - width < start || m_brokenAt >= 0 || m_text[m_at - 1] != quote)
        return false;
    const QByteArrayView body = m_text.sliced(start, m_at - width - start);
    if (!constant || (placeholders && (body.contains('{') || body.contains('}'))))
        return false;
    if (!body.contains('\\') && !body.contains('\r'))
        result.append(body);
    else if (raw)
        result.append(body.toByteArray().replace("\r\n", "\n").replace('\r', '\n'));
    else
        return unescape(body, result);
    return true;
}

bool PythonScanner::unescape(QByteArrayView body, QByteArray& result) const
{
    const QByteArray text = body.toByteArray().replace("\r\n", "\n").replace('\r', '\n');
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) != '\\' || i + 1 == text.size()) {
            result.append(text.at(i));
            continue;
        }
        const char c = text.at(++i);
        constexpr QByteArrayView simple("\\'\"abfnrtv"), meaning("\\'\"\a\b\f\n\r\t\v");
        const int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        if (const qsizetype at = simple.indexOf(c); at >= 0) {
            result.append(meaning[at]);
        } else if (c >= '0' && c <= '7') {
            char32_t value = 0;
            const qsizetype end = std::min(i + 3, text.size());
            for (; i < end && text.at(i) >= '0' && text.at(i) <= '7'; ++i)
                value = value * 8 + static_cast<char32_t>(text.at(i) - '0');
            --i;
            appendCharacter(result, value);
        } else if (digits > 0) {
            char32_t value = 0;
            for (int digit = 0; digit < digits; ++digit) {
                const int part = ++i < text.size() ? hexValue(text.at(i)) : -1;
                if (part < 0)
                    return false;
                value = value * 16 + static_cast<char32_t>(part);
            }
            appendCharacter(result, value);
        } else if (c == 'N') {
            return false; // needs Python's table of character names
        } else if (c != '\n') {
            result.append('\\').append(c);
        }
    }
    return true;
}

bool PythonScanner::takeStrings(QByteArray& result, bool inBrackets)
{
    bool constant = true;
    while (atString()) {
        constant = takeString(result) && constant;
        skipBlanks(inBrackets);
    }
    return constant;
}

PythonValue PythonScanner::takeElement(bool inBrackets)
{
    PythonValue value;
    if (atString()) {
        QByteArray text;
        if (!takeStrings(text, inBrackets))
            return computed();
        value.kind = PythonValue::Kind::Text;
        value.items = {text};
        return value;
    }
    if (peek() == '(' || peek() == '[' || peek() == '{') {
        value = takeBracketed();
        skipBlanks(inBrackets);
        return value;
    }
    if (takeWord() != "None")
        return computed();
    value.kind = PythonValue::Kind::None;
    skipBlanks(inBrackets);
    return value;
}

PythonValue PythonScanner::takeBracketed()
{
    const char open = peek();
    const char close = open == '(' ? ')' : open == '[' ? ']' : '}';
    ++m_at;
    skipBlanks(true);
    PythonValue list;
    list.kind = PythonValue::Kind::List;
    if (peek() == close) {
        ++m_at;
        return open == '{' ? computed() : list; // "{}" is a dictionary
    }
    if (++m_nesting > kMaximumNesting)
        return computed();
    while (!atEnd()) {
        const PythonValue element = takeElement(true);
        const bool isOnly = peek() == close && list.items.isEmpty();
        if (open == '(' && isOnly) { // brackets around one value
            ++m_at;
            --m_nesting;
            return element;
        }
        if (element.kind != PythonValue::Kind::Text)
            return computed();
        list.items += element.items;
        if (peek() == ',') {
            ++m_at;
            skipBlanks(true);
        } else if (peek() != close) {
            return computed();
        }
        if (peek() == close) {
            ++m_at;
            --m_nesting;
            return list;
        }
    }
    return computed();
}

PythonValue PythonScanner::takeValue()
{
    m_nesting = 0;
    skipBlanks(false);
    PythonValue value = takeElement(false);
    if (value.kind == PythonValue::Kind::Text && peek() == ',') {
        value.kind = PythonValue::Kind::List;
        while (peek() == ',') {
            ++m_at;
            skipBlanks(false);
            if (atStatementEnd())
                break;
            const PythonValue next = takeElement(false);
            if (next.kind != PythonValue::Kind::Text)
                return computed();
            value.items += next.items;
        }
    }
    return atStatementEnd() ? value : computed();
}

} // namespace athanor
