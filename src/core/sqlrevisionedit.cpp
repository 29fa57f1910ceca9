// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sqlrevisionfile.h"

#include "core/filereader.h"

#include <algorithm>
#include <optional>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

/// A line "-- Name: value" of the header, with the lines that continue it.
struct FieldLine {
    QByteArray name; ///< in lower case
    int label = -1;
    qsizetype start = 0;
    qsizetype end = 0; ///< after the line end
};

/// Where header lines stand in \a bytes, whose header ends at \a headerEnd.
QList<FieldLine> fieldLines(const QByteArray& bytes, qsizetype headerEnd)
{
    QList<FieldLine> lines;
    bool open = false; // the last line may go on
    bool messageSeen = false, inMessage = false;
    const auto header = QByteArrayView(bytes).first(headerEnd);
    for (qsizetype start = bytes.startsWith("\xEF\xBB\xBF") ? 3 : 0; start < headerEnd;) {
        const qsizetype newline = header.indexOf('\n', start);
        const qsizetype end = newline < 0 ? headerEnd : newline + 1;
        const QByteArrayView line = header.sliced(start, end - start).trimmed();
        const bool isComment = line.startsWith("--");
        QByteArrayView text = isComment ? line.sliced(2) : QByteArrayView();
        if (text.startsWith(' '))
            text = text.sliced(1);
        const bool indented = text.startsWith("  ") || text.startsWith("\t\t");
        const HeaderLine parts = splitHeaderLine(text.trimmed());
        if (text.trimmed().isEmpty() || text.startsWith("SPDX-")) {
            open = false;
            inMessage = false;
        } else if (parts.label >= 0 || (messageSeen && !inMessage && !parts.name.isEmpty())) {
            lines.append({parts.name.toByteArray().toLower(), parts.label, start, end});
            open = true;
            inMessage = false;
        } else if (open && (lines.last().label < 0 || indented)) {
            lines.last().end = end;
        } else {
            open = false;
            inMessage = inMessage || !messageSeen;
            messageSeen = true;
        }
        start = end;
    }
    return lines;
}

/// Where a new line belongs: Alembic's labels in their order, a field after the last field or before the
/// labels' paragraph.
qsizetype placeFor(const QList<FieldLine>& lines, int label)
{
    const FieldLine* before = nullptr;
    for (const FieldLine& line : lines) {
        const bool precedes = label < 0 ? line.label < 0 : line.label >= 0 && line.label < label;
        if (precedes)
            before = &line;
    }
    if (before)
        return before->end;
    const auto first = std::find_if(lines.begin(), lines.end(), [label](const FieldLine& line) {
        return label < 0 || line.label > label;
    });
    return first->start; // a revision always has its id
}

} // namespace

Result<> SqlRevisionFile::setHeaderField(const QString& name, const QString& value)
{
    const QByteArray emptyLine = name.toUtf8() + ':';
    const HeaderLine parts = splitHeaderLine(emptyLine);
    if (parts.name.isEmpty() || QString::fromUtf8(parts.name) != name) {
        return fail(fileError(m_filePath, u"\"%1\" cannot be the name of a header field"_s.arg(name),
                              u"Use at most three words that begin with a capital letter"_s));
    }
    const int label = parts.label;
    const QByteArray key = name.toUtf8().toLower();
    QStringList rows = value.split(u'\n');
    QByteArray written
        = "-- " + (label < 0 ? name : headerLabelName(static_cast<HeaderLabel>(label))).toUtf8() + ":";
    for (const QString& row : std::as_const(rows)) {
        const QByteArray text = row.trimmed().toUtf8();
        if (!written.endsWith(':'))
            written.append(lineEnd()).append("--  ");
        if (!text.isEmpty())
            written.append(' ').append(text);
    }
    written.append(lineEnd());

    const Section& up = m_sections.first();
    const qsizetype skipped = m_bytes.startsWith("\xEF\xBB\xBF") ? 3 : 0;
    qsizetype headerEnd = skipped;
    for (int line = 1; line < up.markLine; ++line)
        headerEnd = m_bytes.indexOf('\n', headerEnd) + 1;
    const QList<FieldLine> lines = fieldLines(m_bytes, headerEnd);
    const auto existing = std::find_if(lines.begin(), lines.end(),
                                       [&key](const FieldLine& line) { return line.name == key; });
    if (existing != lines.end())
        return replace(existing->start, existing->end, written);
    const qsizetype at = placeFor(lines, label);
    const bool beforeLabels = label < 0
        && std::none_of(lines.begin(), lines.end(), [](const FieldLine& line) { return line.label < 0; });
    return replace(at, at, beforeLabels ? written + "--" + lineEnd() : written);
}

Result<> SqlRevisionFile::setText(SectionKind kind, const QString& text)
{
    QByteArray body = text.toUtf8();
    if (lineEnd() == "\r\n")
        body.replace("\r\n", "\n").replace("\n", "\r\n");
    const SqlRevisionFile before = *this;
    const Section* existing = section(kind);
    Result<> replaced;
    if (existing) {
        const qsizetype end = existing->offset + existing->length;
        if (end < m_bytes.size() && !body.isEmpty() && !body.endsWith('\n'))
            body.append(lineEnd());
        if (existing->offset > 0 && m_bytes.at(existing->offset - 1) != '\n' && !body.isEmpty())
            body.prepend(lineEnd());
        replaced = replace(existing->offset, end, body);
    } else {
        QByteArray added = m_bytes.endsWith('\n') ? lineEnd() : lineEnd() + lineEnd();
        added += "-- migrate:" + sqlMarkWord(kind).toByteArray() + lineEnd() + body;
        replaced = replace(m_bytes.size(), m_bytes.size(), added);
    }
    if (!replaced)
        return replaced;
    if (m_sections.size() != before.m_sections.size() + (existing ? 0 : 1)) {
        *this = before;
        return fail(
            fileError(m_filePath, u"The text holds a section mark"_s, u"Write the sections one by one"_s));
    }
    return {};
}

} // namespace athanor
