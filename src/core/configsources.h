// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The files that a project's settings are looked up in, one behind the other. Reading blocks; any thread.

#include "core/configsource.h"
#include "core/projectsettings.h"

#include <QSet>

#include <vector>

namespace athanor {

class ConfigSources {
public:
    /// \a mainFile: absolute path of the file that was asked for; \a section: empty for the usual one.
    ConfigSources(QString mainFile, QString section)
        : m_mainFile(std::move(mainFile))
        , m_section(std::move(section))
    {
    }

    /// Adds an ini file; as \a main it decides what kind of project this is and must hold the section.
    [[nodiscard]] Result<> addIni(const QString& path, bool main);
    /// Adds a pyproject.toml; as \a main it must hold [tool.alembic].
    [[nodiscard]] Result<> addToml(const QString& path, bool main);

    /// Of the first source that has \a key, empty when none has.
    [[nodiscard]] Result<ConfigValue> value(const QString& key);
    /// Every key that value() was not asked for. What refers to nothing is left out: env.py may set it.
    [[nodiscard]] QMap<QString, QString> others() const;

    [[nodiscard]] ProjectKind kind() const { return m_kind; }

    [[nodiscard]] const QString& section() const { return m_section; } ///< empty when there is no ini file

private:
    std::vector<std::unique_ptr<ConfigSource>> m_sources; ///< the first that has a key decides
    std::unique_ptr<ConfigSource> m_lastSource; ///< [athanor] of an Alembic project
    QSet<QString> m_known; ///< keys asked for by name
    QString m_mainFile, m_section;
    ProjectKind m_kind = ProjectKind::Sql;
};

} // namespace athanor
