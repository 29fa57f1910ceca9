// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sqlmarks.h"

#include "core/filereader.h"

#include <cstring>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kNeedle("igrate:"); // "migrate:" and "Migrate:"

Error markError(QByteArrayView text, const QString& path, qsizetype offset, const QString& message,
                const QString& hint)
{
    Error error = fileError(path, message, hint);
    error.line = lineAt(text, offset);
    return error;
}

qsizetype findNeedle(QByteArrayView text, qsizetype from)
{
    const auto* found
        = static_cast<const char*>(::memmem(text.data() + from, static_cast<std::size_t>(text.size() - from),
                                            kNeedle.data(), static_cast<std::size_t>(kNeedle.size())));
    return found ? found - text.data() : -1;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

/// Nothing but dashes, or nothing at all.
bool isRuler(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '-'; });
}

/// A line that might be a mark, taken apart.
struct Candidate {
    bool isComment = false; ///< "--" and blanks stand before "migrate:"
    bool exact = false; ///< at the start of the line and in lower case
    QByteArrayView word; ///< after the colon
    QVarLengthArray<QByteArrayView, 4> options;
    qsizetype lineStart = 0;
    qsizetype nextLine = 0;
};

Candidate candidateAt(QByteArrayView text, qsizetype needle)
{
    Candidate candidate;
    qsizetype at = needle - 1; // the m
    if (at < 0 || (text[at] != 'm' && text[at] != 'M'))
        return candidate;
    const bool lowerCase = text[at] == 'm';
    while (at > 0 && isBlank(text[at - 1]))
        --at;
    if (at < 2 || text[at - 1] != '-' || text[at - 2] != '-')
        return candidate;
    at -= 2;
    const bool atStart = at == 0 || text[at - 1] == '\n';
    while (at > 0 && isBlank(text[at - 1]))
        --at;
    candidate.isComment = at == 0 || text[at - 1] == '\n';
    candidate.exact = atStart && lowerCase;
    candidate.lineStart = at;

    qsizetype end = text.indexOf('\n', needle);
    candidate.nextLine = end < 0 ? text.size() : end + 1;
    end = end < 0 ? text.size() : end;
    QByteArrayView rest = text.sliced(needle + kNeedle.size(), end - needle - kNeedle.size());
    bool first = true;
    while (!rest.isEmpty() || first) {
        qsizetype stop = 0;
        while (stop < rest.size() && !isBlank(rest[stop]) && rest[stop] != '\r')
            ++stop;
        if (first)
            candidate.word = rest.first(stop);
        else if (stop > 0)
            candidate.options.append(rest.first(stop));
        first = false;
        rest = rest.sliced(std::min(stop + 1, rest.size()));
    }
    return candidate;
}

/// Whether a comment was probably meant as a mark: nothing but options follow.
bool looksLikeMark(const Candidate& candidate)
{
    return !candidate.word.isEmpty()
        && std::all_of(candidate.options.begin(), candidate.options.end(), [](QByteArrayView option) {
               return option.contains(':') || option == "irreversible";
           });
}

int kindOf(QByteArrayView word)
{
    for (int i = 0; i < 3; ++i) {
        if (word == sqlMarkWord(static_cast<SqlMark::Kind>(i)))
            return i;
    }
    return -1;
}

Result<SqlMark> readMark(QByteArrayView text, const QString& path, const Candidate& candidate)
{
    const QString written = QString::fromUtf8(candidate.word);
    const int kind = kindOf(candidate.word);
    if (kind < 0 && kindOf(candidate.word.toByteArray().toLower()) < 0) {
        return fail(markError(text, path, candidate.lineStart, u"Unknown mark \"migrate:%1\""_s.arg(written),
                              u"The marks are migrate:up, migrate:down and migrate:verify"_s));
    }
    if (kind < 0 || !candidate.exact) {
        return fail(markError(text, path, candidate.lineStart,
                              u"The mark \"migrate:%1\" is not written as a mark"_s.arg(written),
                              u"A mark is in lower case and its \"--\" starts the line"_s));
    }
    SqlMark mark;
    mark.kind = static_cast<SqlMark::Kind>(kind);
    mark.offset = candidate.lineStart;
    mark.bodyOffset = candidate.nextLine;
    for (const QByteArrayView option : candidate.options) {
        const bool directional = mark.kind != SqlMark::Kind::Verify;
        if (directional && option == "transaction:false") {
            mark.transactional = false;
        } else if (directional && option == "transaction:true") {
            mark.transactional = true;
        } else if (mark.kind == SqlMark::Kind::Downgrade && option == "irreversible") {
            mark.irreversible = true;
        } else {
            return fail(markError(
                text, path, candidate.lineStart,
                u"Unknown option \"%1\" on the mark \"migrate:%2\""_s.arg(QString::fromUtf8(option), written),
                u"The options are transaction:false on up and down, irreversible on down"_s));
        }
    }
    return mark;
}

Result<> checkOrder(QByteArrayView text, const QString& path, const SqlMarks& marks, const SqlMark& mark)
{
    const QString word = QString::fromLatin1(sqlMarkWord(mark.kind));
    for (const SqlMark& earlier : marks) {
        if (earlier.kind == mark.kind) {
            return fail(
                markError(text, path, mark.offset,
                          u"The section \"migrate:%1\" stands twice; the first is in line %2"_s.arg(word).arg(
                              lineAt(text, earlier.offset)),
                          u"Join the two sections, or make a second revision"_s));
        }
    }
    if (marks.isEmpty() && mark.kind != SqlMark::Kind::Upgrade) {
        return fail(markError(text, path, mark.offset,
                              u"The section \"migrate:%1\" stands before \"migrate:up\""_s.arg(word),
                              u"Begin with the section \"-- migrate:up\""_s));
    }
    return {};
}

} // namespace

QByteArrayView sqlMarkWord(SqlMark::Kind kind)
{
    constexpr std::array<QByteArrayView, 3> words{"up", "down", "verify"};
    return words[static_cast<std::size_t>(kind)];
}

Result<SqlMarks> findSqlMarks(QByteArrayView text, const QString& path)
{
    SqlMarks marks;
    for (qsizetype at = findNeedle(text, 0); at >= 0; at = findNeedle(text, at + kNeedle.size())) {
        const Candidate candidate = candidateAt(text, at);
        const bool isMark = candidate.exact && kindOf(candidate.word) >= 0;
        if (!candidate.isComment || (!isMark && !looksLikeMark(candidate)))
            continue;
        const auto mark = readMark(text, path, candidate);
        if (!mark)
            return fail(mark.error());
        if (const auto ordered = checkOrder(text, path, marks, *mark); !ordered)
            return fail(ordered.error());
        if (!marks.isEmpty())
            marks.last().bodyEnd = mark->offset;
        marks.append(*mark);
    }
    if (marks.isEmpty()) {
        Error error = fileError(path, u"The file has no section \"migrate:up\""_s,
                                u"Write the line \"-- migrate:up\" before the statements"_s);
        error.code = u"no_marks"_s;
        return fail(error);
    }
    marks.last().bodyEnd = text.size();
    return marks;
}

Result<RevisionHeader> readSqlHeader(QByteArrayView text, const QString& path)
{
    RevisionHeader header;
    bool inBlockComment = false;
    for (qsizetype start = 0; start < text.size();) {
        qsizetype end = text.indexOf('\n', start);
        if (end < 0)
            end = text.size();
        QByteArrayView line = text.sliced(start, end - start).trimmed();
        const qsizetype offset = start;
        start = end + 1;
        if (!inBlockComment && line.startsWith("--")) {
            line = line.sliced(2);
            if (isRuler(line.trimmed())) {
                header.addBlankLine();
                continue;
            }
            header.addLine(line.startsWith(' ') ? line.sliced(1) : line, offset);
            continue;
        }
        header.addBlankLine();
        if (!inBlockComment && line.startsWith("/*")) {
            inBlockComment = true;
            line = line.sliced(2);
        }
        if (inBlockComment) {
            const qsizetype close = line.indexOf("*/");
            if (close < 0)
                continue;
            inBlockComment = false;
            line = line.sliced(close + 2).trimmed();
        }
        if (!line.isEmpty()) {
            return fail(markError(text, path, offset,
                                  u"Text that is not a comment stands before \"migrate:up\""_s,
                                  u"Move the statements below the line \"-- migrate:up\""_s));
        }
    }
    return header;
}

} // namespace athanor
