// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/configsource.h"

#include "core/projectconfig.h"

#include <toml++/toml.h>

#include <string>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

QString fromStd(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// "%(here)s" and "%%" replaced, as Alembic does for every string of the table.
QString interpolateHere(QString text, const QString& here)
{
    QString result;
    for (qsizetype at = 0; at < text.size();) {
        const QStringView rest = QStringView(text).sliced(at);
        if (rest.startsWith("%%"_L1)) {
            result += u'%';
            at += 2;
        } else if (rest.startsWith("%(here)s"_L1)) {
            result += here;
            at += 8;
        } else {
            result += rest.front();
            ++at;
        }
    }
    return result;
}

/// The text of a string, number or truth value; nothing for what cannot be a setting.
std::optional<QString> scalar(const toml::node& node)
{
    if (const auto* text = node.as_string())
        return fromStd(text->get());
    if (const auto* number = node.as_integer())
        return QString::number(number->get());
    if (const auto* truth = node.as_boolean())
        return truth->get() ? u"true"_s : u"false"_s;
    return std::nullopt;
}

std::optional<ConfigValue> convert(const toml::node& node, const QString& path, const QString& here)
{
    ConfigValue value;
    value.file = path;
    value.line = static_cast<int>(node.source().begin.line);
    if (const auto* array = node.as_array()) {
        value.isList = true;
        for (const toml::node& element : *array) {
            const auto text = scalar(element);
            if (!text)
                return std::nullopt;
            value.list.append(interpolateHere(*text, here));
        }
        value.text = value.list.join(u'\n');
        return value;
    }
    const auto text = scalar(node);
    if (!text)
        return std::nullopt;
    value.text = interpolateHere(*text, here);
    return value;
}

QList<ConfigTable> convertTables(const toml::array& array, const QString& here)
{
    QList<ConfigTable> tables;
    for (const toml::node& element : array) {
        const toml::table* table = element.as_table();
        if (!table)
            continue;
        ConfigTable converted;
        converted.line = static_cast<int>(table->source().begin.line);
        for (const auto& [key, node] : *table) {
            if (const auto text = scalar(node))
                converted.values.insert(fromStd(key.str()), interpolateHere(*text, here));
        }
        tables.append(converted);
    }
    return tables;
}

} // namespace

IniSource::IniSource(IniFile file, QString path, QString section)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_section(std::move(section))
{
}

Result<std::optional<ConfigValue>> IniSource::value(const QString& key) const
{
    if (!m_file.contains(m_section, key))
        return std::optional<ConfigValue>();
    const auto text = m_file.value(m_section, key);
    if (!text)
        return fail(text.error());
    ConfigValue value;
    value.text = *text;
    value.file = m_path;
    value.line = m_file.line(m_section, key);
    return value;
}

QStringList IniSource::keys() const
{
    return m_file.keys(m_section);
}

Result<std::unique_ptr<TomlSource>> TomlSource::parse(const QByteArray& bytes, const QString& path,
                                                      const QString& here)
{
    toml::table document;
    try {
        document = toml::parse(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    } catch (const toml::parse_error& problem) {
        Error error = projectError(path, static_cast<int>(problem.source().begin.line),
                                   u"The file is not valid TOML"_s, u"Correct the line"_s);
        error.column = static_cast<int>(problem.source().begin.column);
        return fail(error);
    }
    const toml::table* table = document["tool"]["alembic"].as_table();
    if (!table)
        return std::unique_ptr<TomlSource>();
    auto source = std::make_unique<TomlSource>();
    for (const auto& [key, node] : *table) {
        const QString name = fromStd(key.str()).toLower();
        if (const auto* array = node.as_array(); array && array->is_array_of_tables())
            source->m_tables.insert(name, convertTables(*array, here));
        else if (auto value = convert(node, path, here))
            source->m_values.insert(name, *value);
    }
    return source;
}

Result<std::optional<ConfigValue>> TomlSource::value(const QString& key) const
{
    const auto found = m_values.constFind(key);
    return found == m_values.constEnd() ? std::optional<ConfigValue>() : std::optional(*found);
}

QStringList TomlSource::keys() const
{
    return m_values.keys();
}

} // namespace athanor
