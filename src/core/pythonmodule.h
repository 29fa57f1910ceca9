// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads literals that a Python file assigns at its top level, without running it. Understands just enough of
// Python's lexical rules (strings, comments, brackets, joined lines, indentation) not to be taken in by
// look-alikes. Pure; any thread.

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <array>

namespace athanor {

/// What a name was last assigned.
struct PythonValue {
    enum class Kind {
        Absent,
        None,
        Text, ///< one string
        List, ///< a tuple, list or set of strings
        Computed, ///< an expression that only Python can evaluate
    };
    Kind kind = Kind::Absent;
    QList<QByteArray> items; ///< UTF-8
    qsizetype offset = 0; ///< of the assignment
};

class PythonModule {
public:
    enum Name { Revision, DownRevision, BranchLabels, DependsOn };

    static constexpr int kNameCount = 4;

    /// Reads \a text: UTF-8 without byte-order mark.
    explicit PythonModule(QByteArrayView text);

    [[nodiscard]] const PythonValue& value(Name name) const
    {
        return m_values[static_cast<std::size_t>(name)];
    }

    /// The module's docstring, newlines as "\n"; empty when it has none.
    [[nodiscard]] const QByteArray& docstring() const { return m_docstring; }

    /// Where a string starts that does not end, or a line that version control left after a conflict; -1 when
    /// there is none.
    [[nodiscard]] qsizetype brokenAt() const { return m_brokenAt; }

private:
    std::array<PythonValue, kNameCount> m_values;
    QByteArray m_docstring;
    qsizetype m_brokenAt = -1;
};

} // namespace athanor
