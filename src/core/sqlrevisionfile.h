// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A SQL revision file: header, "-- migrate:up", "-- migrate:down", "-- migrate:verify". Keeps the file's
// bytes and writes back unchanged what was not changed. A value; any thread. The format is described in
// README.md.

#include "core/result.h"
#include "core/revision.h"
#include "core/sqlmarks.h"

#include <QByteArray>

namespace athanor {

class FileReader;

class SqlRevisionFile {
public:
    using SectionKind = SqlMark::Kind;

    struct Section {
        SectionKind kind = SectionKind::Upgrade;
        bool transactional = true; ///< no transaction:false on the mark
        bool irreversible = false; ///< "-- migrate:down irreversible"
        int markLine = 0; ///< line of the mark, 1-based
        int firstLine = 0; ///< line of the first byte of the body, 1-based
        qsizetype offset = 0; ///< of the body in bytes()
        qsizetype length = 0; ///< of the body in bytes
    };

    /// Parses \a bytes. Errors (ErrorKind::File) name \a filePath and the line.
    [[nodiscard]] static Result<SqlRevisionFile> parse(QByteArray bytes, const QString& filePath);
    [[nodiscard]] static Result<SqlRevisionFile> read(const QString& filePath);
    /// Only the declaration, as fast as it can be had: for opening thousands of files.
    [[nodiscard]] static Result<Revision> readRevision(const QString& filePath);
    /// The same with a \a reader whose buffer is used again.
    [[nodiscard]] static Result<Revision> readRevision(const QString& filePath, FileReader& reader);

    [[nodiscard]] const Revision& revision() const { return m_revision; }

    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }

    [[nodiscard]] const QList<Section>& sections() const { return m_sections; }

    [[nodiscard]] const Section* section(SectionKind kind) const;
    /// Text of a section's body, empty when there is no such section.
    [[nodiscard]] QString text(SectionKind kind) const;

    /// Replaces the value of a header line ("Revises", "Impact", ...), or adds the line where it belongs.
    /// Fails, and changes nothing, when the file would no longer be a revision or \a name is no name of a
    /// field.
    [[nodiscard]] Result<> setHeaderField(const QString& name, const QString& value);
    /// Replaces the body of a section, or adds the section; the rest of the file keeps its bytes. Fails, and
    /// changes nothing, when \a text holds a section mark.
    [[nodiscard]] Result<> setText(SectionKind kind, const QString& text);

private:
    [[nodiscard]] Result<> replace(qsizetype from, qsizetype to, const QByteArray& bytes);
    [[nodiscard]] QByteArray lineEnd() const;

    QByteArray m_bytes;
    Revision m_revision;
    QList<Section> m_sections;
    QString m_filePath;
};

} // namespace athanor
