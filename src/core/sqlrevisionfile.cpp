// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sqlrevisionfile.h"

#include "core/filereader.h"

#include <algorithm>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kByteOrderMark("\xEF\xBB\xBF");

/// Length of the byte-order mark that starts \a bytes.
qsizetype markLength(QByteArrayView bytes)
{
    return bytes.startsWith(kByteOrderMark) ? kByteOrderMark.size() : 0;
}

Error headerError(QByteArrayView text, const QString& path, qsizetype offset, const QString& message,
                  const QString& hint)
{
    Error error = fileError(path, message, hint);
    error.line = lineAt(text, offset);
    return error;
}

Result<> checkHeader(const RevisionHeader& header, QByteArrayView text, const QString& path)
{
    if (header.duplicate() >= 0) {
        const auto label = static_cast<HeaderLabel>(header.duplicate());
        return fail(headerError(text, path, header.duplicateOffset(),
                                u"The header has \"%1:\" twice"_s.arg(headerLabelName(label)),
                                u"Keep one of the lines"_s));
    }
    if (header.value(HeaderLabel::RevisionId).isEmpty()) {
        const qsizetype offset = std::max<qsizetype>(header.offset(HeaderLabel::RevisionId), 0);
        return fail(
            headerError(text, path, offset, u"The header has no revision id"_s,
                        u"Add a line \"-- Revision ID: ...\" to the comment before \"-- migrate:up\""_s));
    }
    return {};
}

/// The declaration of \a text, which follows the byte-order mark.
Result<Revision> declaration(QByteArrayView text, const SqlMarks& marks, const QString& path)
{
    const QByteArrayView headerText = text.first(marks.first().offset);
    const auto header = readSqlHeader(headerText, path);
    if (!header)
        return fail(header.error());
    if (const auto complete = checkHeader(*header, headerText, path); !complete)
        return fail(complete.error());

    Revision revision;
    revision.id = header->value(HeaderLabel::RevisionId);
    revision.downRevisions = header->list(HeaderLabel::Revises);
    revision.branchLabels = header->list(HeaderLabel::BranchLabels);
    revision.dependsOn = header->list(HeaderLabel::DependsOn);
    header->storeText(revision);
    revision.filePath = path;
    revision.format = RevisionFormat::Sql;
    revision.reversible = false;
    for (const SqlMark& mark : marks) {
        if (mark.kind == SqlMark::Kind::Upgrade) {
            revision.upgradeTransactional = mark.transactional;
        } else if (mark.kind == SqlMark::Kind::Downgrade) {
            revision.reversible = !mark.irreversible;
            revision.downgradeTransactional = mark.transactional;
        }
    }
    return revision;
}

Result<SqlMarks> checkedMarks(QByteArrayView bytes, const QString& path)
{
    if (bytes.sliced(markLength(bytes)).trimmed().isEmpty()) {
        return fail(
            fileError(path, u"The file is empty"_s, u"Write a revision into it, or delete the file"_s));
    }
    if (const auto text = checkText(bytes, path); !text)
        return fail(text.error());
    return findSqlMarks(bytes.sliced(markLength(bytes)), path);
}

} // namespace

Result<SqlRevisionFile> SqlRevisionFile::parse(QByteArray bytes, const QString& filePath)
{
    const auto marks = checkedMarks(bytes, filePath);
    if (!marks)
        return fail(marks.error());
    const qsizetype skipped = markLength(bytes);
    const QByteArrayView text = QByteArrayView(bytes).sliced(skipped);
    auto revision = declaration(text, *marks, filePath);
    if (!revision)
        return fail(revision.error());

    SqlRevisionFile file;
    file.m_revision = std::move(*revision);
    file.m_filePath = filePath;
    for (const SqlMark& mark : *marks) {
        Section section;
        section.kind = mark.kind;
        section.transactional = mark.transactional;
        section.irreversible = mark.irreversible;
        section.markLine = lineAt(text, mark.offset);
        section.firstLine = section.markLine + 1;
        section.offset = mark.bodyOffset + skipped;
        section.length = mark.bodyEnd - mark.bodyOffset;
        file.m_sections.append(section);
    }
    file.m_bytes = std::move(bytes);
    return file;
}

Result<SqlRevisionFile> SqlRevisionFile::read(const QString& filePath)
{
    FileReader reader;
    const auto bytes = reader.read(filePath);
    if (!bytes)
        return fail(bytes.error());
    return parse(bytes->toByteArray(), filePath);
}

Result<Revision> SqlRevisionFile::readRevision(const QString& filePath)
{
    FileReader reader;
    return readRevision(filePath, reader);
}

Result<Revision> SqlRevisionFile::readRevision(const QString& filePath, FileReader& reader)
{
    const auto bytes = reader.read(filePath);
    if (!bytes)
        return fail(bytes.error());
    const auto marks = checkedMarks(*bytes, filePath);
    if (!marks)
        return fail(marks.error());
    return declaration(bytes->sliced(markLength(*bytes)), *marks, filePath);
}

const SqlRevisionFile::Section* SqlRevisionFile::section(SectionKind kind) const
{
    const auto found = std::find_if(m_sections.begin(), m_sections.end(),
                                    [kind](const Section& section) { return section.kind == kind; });
    return found == m_sections.end() ? nullptr : &*found;
}

QString SqlRevisionFile::text(SectionKind kind) const
{
    const Section* found = section(kind);
    return found ? QString::fromUtf8(QByteArrayView(m_bytes).sliced(found->offset, found->length))
                 : QString();
}

QByteArray SqlRevisionFile::lineEnd() const
{
    const qsizetype newline = m_bytes.indexOf('\n');
    return newline > 0 && m_bytes.at(newline - 1) == '\r' ? "\r\n"_ba : "\n"_ba;
}

Result<> SqlRevisionFile::replace(qsizetype from, qsizetype to, const QByteArray& bytes)
{
    QByteArray changed = m_bytes.first(from);
    changed.append(bytes).append(QByteArrayView(m_bytes).sliced(to));
    auto file = parse(std::move(changed), m_filePath);
    if (!file)
        return fail(file.error());
    *this = std::move(*file);
    return {};
}

} // namespace athanor
