// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/pythonmodule.h"

#include "core/pythonscanner.h"

#include <algorithm>

namespace athanor {

namespace {

constexpr std::array<QByteArrayView, PythonModule::kNameCount> kNames{"revision", "down_revision",
                                                                      "branch_labels", "depends_on"};

/// Statements whose suite may stand in the same line: what follows a ";" there is not at the top level.
constexpr std::array<QByteArrayView, 13> kCompound{"if",    "elif",   "else",    "for",  "while",
                                                   "try",   "except", "finally", "with", "def",
                                                   "class", "async",  "match"};

int nameIndex(QByteArrayView word)
{
    const auto found = std::find(kNames.begin(), kNames.end(), word);
    return found == kNames.end() ? -1 : static_cast<int>(found - kNames.begin());
}

/// Reads what follows a name: its value when this assigns to it, Absent when it does something else.
PythonValue assignedValue(PythonScanner& scanner)
{
    scanner.skipBlanks(false);
    if (scanner.peek() == ':') {
        scanner.skip(1);
        scanner.skipAnnotation();
    }
    if (scanner.peek() == '=' && scanner.peek(1) != '=') {
        scanner.skip(1);
        return scanner.takeValue();
    }
    PythonValue value;
    const bool unpacks = scanner.peek() == ',';
    const bool augments = scanner.peek() != '\0' && scanner.peek(1) == '='
        && QByteArrayView("+-*/%|&^@").contains(scanner.peek());
    if (unpacks || augments)
        value.kind = PythonValue::Kind::Computed;
    return value;
}

} // namespace

PythonModule::PythonModule(QByteArrayView text)
{
    PythonScanner scanner(text);
    bool first = true; // no statement was seen yet: a string would be the docstring
    bool lineStart = true;
    while (!scanner.atEnd()) {
        const qsizetype start = scanner.position();
        scanner.skipBlanks(false);
        const bool indented = lineStart && scanner.position() > start && scanner.peek() != '\0'
            && QByteArrayView(" \t").contains(text[start]);
        if (scanner.atStatementEnd()) {
            scanner.skipStatement(true);
            lineStart = true;
            continue;
        }
        if (first && scanner.atString()) {
            if (!scanner.takeStrings(m_docstring, false) || !scanner.atStatementEnd())
                m_docstring.clear();
        }
        first = false;
        if (scanner.startsWith("<<<<<<< ") || scanner.startsWith(">>>>>>> "))
            m_brokenAt = scanner.position();
        const qsizetype statement = scanner.position();
        const QByteArrayView word = indented ? QByteArrayView() : scanner.takeWord();
        if (const int index = nameIndex(word); index >= 0) {
            PythonValue value = assignedValue(scanner);
            value.offset = statement;
            if (value.kind != PythonValue::Kind::Absent)
                m_values[static_cast<std::size_t>(index)] = value;
        }
        const bool compound
            = indented || std::find(kCompound.begin(), kCompound.end(), word) != kCompound.end();
        const qsizetype before = scanner.position();
        scanner.skipStatement(!compound);
        lineStart = scanner.position() == before || text[scanner.position() - 1] != ';';
    }
    if (scanner.brokenAt() >= 0)
        m_brokenAt = scanner.brokenAt();
}

} // namespace athanor
