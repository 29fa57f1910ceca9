// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/inifile.h"

#include "core/filereader.h"

#include <algorithm>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaximumDepth = 10;

qsizetype indentOf(const QString& line)
{
    qsizetype indent = 0;
    while (indent < line.size() && line.at(indent).isSpace())
        ++indent;
    return indent;
}

} // namespace

/// Builds an IniFile line by line.
class IniParser {
public:
    explicit IniParser(IniFile& file) : m_file(file) { }

    [[nodiscard]] Result<> addLine(const QString& line)
    {
        ++m_line;
        const QString trimmed = line.trimmed();
        if (trimmed.startsWith(u'#') || trimmed.startsWith(u';'))
            return {};
        if (trimmed.isEmpty()) {
            if (m_entry)
                m_entry->text += u'\n';
            return {};
        }
        const qsizetype indent = indentOf(line);
        if (m_entry && indent > m_indent) {
            m_entry->text += u'\n' + trimmed;
            return {};
        }
        finishEntry();
        m_indent = indent;
        if (trimmed.startsWith(u'[') && trimmed.endsWith(u']'))
            return openSection(trimmed.sliced(1, trimmed.size() - 2));
        return addEntry(trimmed);
    }

    void finishEntry()
    {
        if (m_entry)
            m_entry->text = m_entry->text.trimmed();
        m_entry = nullptr;
    }

private:
    Result<> openSection(const QString& name)
    {
        if (name == "DEFAULT"_L1) {
            m_section = &m_file.m_defaults;
            return {};
        }
        if (m_file.m_sections.contains(name)) {
            return fail(m_file.error(m_line, u"The section [%1] stands twice"_s.arg(name),
                                     u"Join the two sections"_s));
        }
        m_file.m_order.append(name);
        m_section = &m_file.m_sections[name];
        return {};
    }

    Result<> addEntry(const QString& line)
    {
        if (!m_section) {
            return fail(m_file.error(m_line, u"A setting stands before the first section"_s,
                                     u"Write a line like [athanor] or [alembic] above it"_s));
        }
        const auto isDelimiter = [](QChar c) { return c == u'=' || c == u':'; };
        const auto delimiter = std::find_if(line.begin(), line.end(), isDelimiter) - line.begin();
        const QString key = line.first(delimiter).trimmed().toLower();
        if (delimiter == line.size() || key.isEmpty()) {
            return fail(
                m_file.error(m_line, u"This line is no setting"_s,
                             u"Write it as \"key = value\", or indent it to go on with the value above"_s));
        }
        if (const auto first = m_section->constFind(key); first != m_section->constEnd()) {
            return fail(m_file.error(
                m_line,
                u"The setting \"%1\" stands twice; the first is in line %2"_s.arg(key).arg(first->line),
                u"Keep one of them"_s));
        }
        m_entry = &(*m_section)[key];
        *m_entry = {line.sliced(delimiter + 1).trimmed(), m_line};
        return {};
    }

    IniFile& m_file;
    IniFile::Section* m_section = nullptr;
    IniFile::Entry* m_entry = nullptr; ///< the setting that an indented line continues
    qsizetype m_indent = 0;
    int m_line = 0;
};

Result<IniFile> IniFile::parse(const QByteArray& bytes, const QString& path, const QString& here)
{
    IniFile file;
    file.m_path = path;
    if (const auto text = checkText(bytes, path); !text) {
        Error error = text.error();
        error.kind = ErrorKind::Project;
        return fail(error);
    }
    QString text = QString::fromUtf8(bytes);
    if (text.startsWith(QChar(0xFEFF)))
        text.remove(0, 1);
    IniParser parser(file);
    for (const QString& line : text.split(u'\n')) {
        if (const auto added = parser.addLine(line); !added)
            return fail(added.error());
    }
    parser.finishEntry();
    QString escaped = here;
    file.m_defaults.insert(u"here"_s, {escaped.replace(u'%', "%%"_L1), 0});
    return file;
}

QStringList IniFile::keys(const QString& section) const
{
    QStringList keys = m_sections.value(section).keys();
    keys.sort();
    return keys;
}

const IniFile::Entry* IniFile::find(const QString& section, const QString& key) const
{
    const QString lower = key.toLower();
    if (const auto own = m_sections.constFind(section); own != m_sections.constEnd()) {
        if (const auto entry = own->constFind(lower); entry != own->constEnd())
            return &*entry;
    }
    const auto entry = m_defaults.constFind(lower);
    return entry == m_defaults.constEnd() ? nullptr : &*entry;
}

bool IniFile::contains(const QString& section, const QString& key) const
{
    return find(section, key) != nullptr;
}

int IniFile::line(const QString& section, const QString& key) const
{
    const Entry* entry = find(section, key);
    return entry ? entry->line : 0;
}

Result<QString> IniFile::value(const QString& section, const QString& key) const
{
    const Entry* entry = find(section, key);
    return entry ? interpolate(section, key, *entry, 1) : QString();
}

Result<QString> IniFile::interpolate(const QString& section, const QString& key, const Entry& entry,
                                     int depth) const
{
    if (depth > kMaximumDepth) {
        return fail(error(entry.line, u"The setting \"%1\" refers to itself, or too deeply"_s.arg(key),
                          u"Break the circle of %(...)s references"_s));
    }
    QString result;
    qsizetype at = 0;
    while (at < entry.text.size()) {
        const qsizetype percent = entry.text.indexOf(u'%', at);
        result += QStringView(entry.text).sliced(at, (percent < 0 ? entry.text.size() : percent) - at);
        if (percent < 0)
            break;
        const QStringView rest = QStringView(entry.text).sliced(percent + 1);
        if (rest.startsWith(u'%')) {
            result += u'%';
            at = percent + 2;
            continue;
        }
        const qsizetype close = rest.indexOf(")s"_L1);
        if (!rest.startsWith(u'(') || close < 0) {
            return fail(
                error(entry.line,
                      u"The setting \"%1\" has a percent sign that is neither %% nor %(key)s"_s.arg(key),
                      u"Write %% for a percent sign"_s));
        }
        const QString name = rest.sliced(1, close - 1).toString().toLower();
        const Entry* other = find(section, name);
        if (!other) {
            return fail(
                error(entry.line, u"The setting \"%1\" refers to \"%2\", which is not set"_s.arg(key, name),
                      u"Set \"%1\" in the same section or in [DEFAULT], or write %% for a percent sign"_s.arg(
                          name)));
        }
        const auto inner = interpolate(section, key, *other, depth + 1);
        if (!inner)
            return inner;
        result += *inner;
        at = percent + 1 + close + 2;
    }
    return result;
}

Error IniFile::error(int line, const QString& message, const QString& hint) const
{
    Error error;
    error.kind = ErrorKind::Project;
    error.message = message;
    error.hint = hint;
    error.file = m_path;
    error.line = line;
    return error;
}

} // namespace athanor
