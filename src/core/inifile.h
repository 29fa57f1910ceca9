// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An ini file as Python's configparser understands it, which is what Alembic reads. A value; any thread.
//
// The rules that ini libraries leave out, and that decide where revisions are: values go on in indented
// lines, a ";" inside a value is not a comment, lines have no greatest length, keys are case-insensitive and
// may not repeat, [DEFAULT] lends its keys to every section, "%(key)s" is replaced and "%%" is a percent
// sign. Errors never quote a value: it may hold a password.

#include "core/result.h"

#include <QByteArray>
#include <QHash>
#include <QStringList>

namespace athanor {

class IniFile {
public:
    /// Parses UTF-8 \a bytes. \a here is what "%(here)s" stands for. Errors (ErrorKind::Project) name \a path
    /// and the line.
    [[nodiscard]] static Result<IniFile> parse(const QByteArray& bytes, const QString& path,
                                               const QString& here);

    /// Section names in the order of the file, without DEFAULT.
    [[nodiscard]] QStringList sections() const { return m_order; }

    [[nodiscard]] bool hasSection(const QString& section) const { return m_sections.contains(section); }

    /// The section's own keys, in lower case, sorted.
    [[nodiscard]] QStringList keys(const QString& section) const;
    /// Whether the section, or DEFAULT, has \a key.
    [[nodiscard]] bool contains(const QString& section, const QString& key) const;
    /// The interpolated value, empty when there is none. Errors name file, line and key.
    [[nodiscard]] Result<QString> value(const QString& section, const QString& key) const;
    /// Line of the key, 0 when there is none.
    [[nodiscard]] int line(const QString& section, const QString& key) const;

private:
    struct Entry {
        QString text; ///< lines joined by newlines
        int line = 0;
    };

    using Section = QHash<QString, Entry>;

    friend class IniParser;
    [[nodiscard]] const Entry* find(const QString& section, const QString& key) const;
    [[nodiscard]] Result<QString> interpolate(const QString& section, const QString& key, const Entry& entry,
                                              int depth) const;
    [[nodiscard]] Error error(int line, const QString& message, const QString& hint) const;

    QString m_path;
    QStringList m_order;
    QHash<QString, Section> m_sections;
    Section m_defaults;
};

} // namespace athanor
