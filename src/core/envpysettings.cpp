// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/envpysettings.h"

#include "core/filereader.h"
#include "core/pythonscanner.h"

#include <QHash>

#include <optional>

namespace athanor {

namespace {

/// What stands behind "name =".
struct Given {
    std::optional<QByteArray> text; ///< a string literal
    QByteArray name; ///< a single name, None too
    qsizetype offset = 0;
};

class EnvPyReader {
public:
    explicit EnvPyReader(QByteArrayView text) : m_text(text), m_scanner(text) { }

    EnvPySettings read()
    {
        while (!m_scanner.atEnd())
            step();
        return {setting("version_table"), setting("version_table_schema")};
    }

private:
    void step()
    {
        const qsizetype before = m_scanner.position();
        m_scanner.skipBlanks(true);
        if (m_scanner.atString()) {
            QByteArray ignored;
            (void)m_scanner.takeStrings(ignored, true);
        } else if (const QByteArrayView word = m_scanner.takeWord(); !word.isEmpty()) {
            assignment(word, before);
        }
        if (m_scanner.position() == before)
            m_scanner.skip(1);
    }

    void assignment(QByteArrayView word, qsizetype offset)
    {
        m_scanner.skipBlanks(true);
        if (m_scanner.peek() != '=' || m_scanner.peek(1) == '=')
            return;
        m_scanner.skip(1);
        m_scanner.skipBlanks(true);
        Given given;
        given.offset = offset;
        QByteArray text;
        if (m_scanner.atString()) {
            if (m_scanner.takeStrings(text, false) && ends())
                given.text = text;
        } else if (const QByteArrayView name = m_scanner.takeWord(); !name.isEmpty()) {
            m_scanner.skipBlanks(false);
            if (ends())
                given.name = name.toByteArray();
        }
        m_given[word.toByteArray()].append(given);
    }

    [[nodiscard]] bool ends() const
    {
        return m_scanner.atStatementEnd() || m_scanner.peek() == ',' || m_scanner.peek() == ')';
    }

    /// The string that \a given is, directly or by a name that is given one string only.
    [[nodiscard]] std::optional<QByteArray> resolved(const Given& given) const
    {
        if (given.text)
            return given.text;
        if (given.name == "None")
            return QByteArray();
        const QList<Given> named = m_given.value(given.name);
        return named.size() == 1 ? named.first().text : std::nullopt;
    }

    [[nodiscard]] EnvPySetting setting(const QByteArray& keyword) const
    {
        EnvPySetting setting;
        const QList<Given> places = m_given.value(keyword);
        std::optional<QByteArray> first;
        for (const Given& given : places) {
            const auto text = resolved(given);
            if (setting.line == 0) {
                setting.line = lineAt(m_text, given.offset);
                first = text;
            }
            setting.computed = setting.computed || !text || text != first;
        }
        if (!setting.computed && first)
            setting.value = QString::fromUtf8(*first);
        return setting;
    }

    QByteArrayView m_text;
    PythonScanner m_scanner;
    QHash<QByteArray, QList<Given>> m_given;
};

} // namespace

EnvPySettings readEnvPy(QByteArrayView text)
{
    return EnvPyReader(text).read();
}

} // namespace athanor
