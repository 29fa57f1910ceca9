// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/configsources.h"

#include "core/filereader.h"
#include "core/projectconfig.h"

#include <QFileInfo>

#include <iterator>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

Result<QByteArray> readConfig(const QString& path)
{
    FileReader reader;
    const auto bytes = reader.read(path);
    if (bytes)
        return bytes->toByteArray();
    Error error = bytes.error();
    error.kind = ErrorKind::Project;
    error.hint = u"Open the project by its folder or its configuration file"_s;
    return fail(error);
}

/// The sections that the setting "databases" of Alembic's multidb template names.
QStringList databasesOf(const IniFile& ini)
{
    const auto value = ini.value(u"alembic"_s, u"databases"_s);
    return value ? databaseNames(*value) : QStringList();
}

} // namespace

Result<> ConfigSources::addIni(const QString& path, bool main)
{
    const auto bytes = readConfig(path);
    if (!bytes)
        return fail(bytes.error());
    auto ini = IniFile::parse(*bytes, path, QFileInfo(path).absolutePath());
    if (!ini)
        return fail(ini.error());
    if (main) {
        const bool sql = QFileInfo(path).fileName() == "athanor.ini"_L1
            || (ini->hasSection(u"athanor"_s) && !ini->hasSection(u"alembic"_s) && m_section.isEmpty());
        m_kind = sql ? ProjectKind::Sql : ProjectKind::Alembic;
        if (m_section.isEmpty())
            m_section = sql ? u"athanor"_s : u"alembic"_s;
        if (!ini->hasSection(m_section)) {
            const QStringList sections = ini->sections();
            return fail(projectError(path, 0, u"The file has no section [%1]"_s.arg(m_section),
                                     sections.isEmpty()
                                         ? u"Add a line [%1] above the settings"_s.arg(m_section)
                                         : u"Choose one of its sections: %1"_s.arg(sections.join(", "_L1))));
        }
    } else if (m_section.isEmpty()) {
        m_section = u"alembic"_s;
    }
    if (m_kind == ProjectKind::Alembic && m_section != "athanor"_L1 && ini->hasSection(u"athanor"_s))
        m_lastSource = std::make_unique<IniSource>(*ini, path, u"athanor"_s);
    // Where both say something, the ini file is right. A section of a project with several databases holds
    // only what differs.
    std::vector<std::unique_ptr<ConfigSource>> sources;
    sources.push_back(std::make_unique<IniSource>(*ini, path, m_section));
    if (m_section != "alembic"_L1 && databasesOf(*ini).contains(m_section))
        sources.push_back(std::make_unique<IniSource>(*ini, path, u"alembic"_s));
    m_sources.insert(m_sources.begin(), std::make_move_iterator(sources.begin()),
                     std::make_move_iterator(sources.end()));
    return {};
}

Result<> ConfigSources::addToml(const QString& path, bool main)
{
    const auto bytes = readConfig(path);
    if (!bytes)
        return fail(bytes.error());
    auto toml = TomlSource::parse(*bytes, path, QFileInfo(path).absolutePath());
    if (!toml)
        return fail(toml.error());
    if (*toml)
        m_sources.push_back(std::move(*toml));
    else if (main)
        return fail(projectError(path, 0, u"The file has no table [tool.alembic]"_s,
                                 u"Open the project by its alembic.ini or athanor.ini"_s));
    if (main)
        m_kind = ProjectKind::Alembic;
    return {};
}

Result<ConfigValue> ConfigSources::value(const QString& key)
{
    m_known.insert(key);
    const auto ask = [&key](const ConfigSource& source) { return source.value(key); };
    for (const auto& source : m_sources) {
        auto found = ask(*source);
        if (!found)
            return fail(found.error());
        if (*found)
            return **found;
    }
    if (m_lastSource) {
        auto found = ask(*m_lastSource);
        if (!found)
            return fail(found.error());
        if (*found)
            return **found;
    }
    ConfigValue none;
    none.file = m_mainFile;
    return none;
}

QMap<QString, QString> ConfigSources::others() const
{
    QMap<QString, QString> others;
    for (const auto& source : m_sources) {
        for (const QString& key : source->keys()) {
            if (m_known.contains(key) || others.contains(key))
                continue;
            if (const auto text = source->value(key); text && *text)
                others.insert(key, (*text)->text);
        }
    }
    return others;
}

} // namespace athanor
