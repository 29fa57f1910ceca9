// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One place where settings of a project stand: a section of an ini file, or [tool.alembic] of a
// pyproject.toml. Any thread.

#include "core/inifile.h"

#include <QMap>

#include <memory>
#include <optional>

namespace athanor {

struct ConfigValue {
    QString text; ///< interpolated
    QStringList list; ///< of a TOML array
    bool isList = false;
    QString file;
    int line = 0;
};

/// One of an array of TOML tables.
struct ConfigTable {
    QMap<QString, QString> values; ///< interpolated
    int line = 0;
};

class ConfigSource {
public:
    virtual ~ConfigSource() = default;
    /// The value of \a key, nothing when it is not set here.
    [[nodiscard]] virtual Result<std::optional<ConfigValue>> value(const QString& key) const = 0;
    /// Keys set here, in lower case.
    [[nodiscard]] virtual QStringList keys() const = 0;
};

class IniSource : public ConfigSource {
public:
    IniSource(IniFile file, QString path, QString section);
    [[nodiscard]] Result<std::optional<ConfigValue>> value(const QString& key) const override;
    [[nodiscard]] QStringList keys() const override;

private:
    IniFile m_file;
    QString m_path, m_section;
};

class TomlSource : public ConfigSource {
public:
    /// Reads [tool.alembic]; no value when the file has no such table.
    [[nodiscard]] static Result<std::unique_ptr<TomlSource>> parse(const QByteArray& bytes,
                                                                   const QString& path, const QString& here);
    [[nodiscard]] Result<std::optional<ConfigValue>> value(const QString& key) const override;
    [[nodiscard]] QStringList keys() const override;

    /// The tables of [[tool.alembic.KEY]], in the order of the file.
    [[nodiscard]] QList<ConfigTable> tables(const QString& key) const { return m_tables.value(key); }

private:
    QMap<QString, ConfigValue> m_values;
    QMap<QString, QList<ConfigTable>> m_tables;
};

} // namespace athanor
