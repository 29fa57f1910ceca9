// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/errortext.h"

#include "core/filereader.h"

#include <QList>
#include <QStringList>

#include <algorithm>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kExcerptWidth = 100; ///< code points
constexpr qsizetype kTabWidth = 4;
constexpr char32_t kReplacement = 0xFFFD;

/// \a text without characters that steer a terminal.
QString printable(QString text)
{
    text.remove(u'\r');
    for (QChar& c : text) {
        if (c.category() == QChar::Other_Control && c != u'\n' && c != u'\t')
            c = QChar(QChar::ReplacementCharacter);
    }
    return text;
}

QString place(const Error& error)
{
    if (error.file.isEmpty() && error.line == 0)
        return {};
    QString text = error.file.isEmpty() ? u"line %1"_s.arg(error.line) : error.file;
    if (!error.file.isEmpty() && error.line > 0)
        text += u":%1"_s.arg(error.line);
    if (error.line > 0 && error.column > 0)
        text += error.file.isEmpty() ? u", column %1"_s.arg(error.column) : u":%1"_s.arg(error.column);
    return text;
}

/// Line \a number of \a path when it still holds a line of \a statement, else nothing.
QString lineOfFile(const QString& path, int number, const QString& statement)
{
    FileReader reader;
    const auto bytes = reader.read(path);
    if (!bytes)
        return {};
    QByteArrayView rest = *bytes;
    for (int line = 1; line < number; ++line) {
        const qsizetype newline = rest.indexOf('\n');
        if (newline < 0)
            return {};
        rest = rest.sliced(newline + 1);
    }
    const qsizetype newline = rest.indexOf('\n');
    const QString found = QString::fromUtf8(newline < 0 ? rest : rest.first(newline));
    for (const QStringView part : QStringView(statement).split(u'\n')) {
        if (!part.trimmed().isEmpty() && found.contains(part.trimmed()))
            return found;
    }
    return {};
}

/// The source line and, when \a column is known, a line with a caret below it.
QString withCaret(const QString& line, int column)
{
    QList<char32_t> shown;
    qsizetype caret = -1;
    QList<uint> characters = line.toUcs4();
    if (!characters.isEmpty() && characters.last() == '\r')
        characters.removeLast();
    for (qsizetype i = 0; i < characters.size(); ++i) {
        if (i + 1 == column)
            caret = shown.size();
        if (characters.at(i) == '\t')
            shown.append(QList<char32_t>(kTabWidth, U' '));
        else if (QChar::category(characters.at(i)) == QChar::Other_Control)
            shown.append(kReplacement);
        else
            shown.append(characters.at(i));
    }
    if (column == characters.size() + 1)
        caret = shown.size();
    while (!shown.isEmpty() && shown.last() == U' ' && caret < shown.size())
        shown.removeLast();
    qsizetype first = 0;
    if (shown.size() > kExcerptWidth)
        first = std::clamp<qsizetype>(caret - kExcerptWidth / 2, 0, shown.size() - kExcerptWidth);
    const QList<char32_t> window = shown.sliced(first, std::min(kExcerptWidth, shown.size() - first));
    const QString before = first > 0 ? u"…"_s : QString();
    const QString after = first + window.size() < shown.size() ? u"…"_s : QString();
    QString text = u"  "_s + before + QString::fromUcs4(window.constData(), window.size()) + after;
    if (caret >= 0)
        text += u"\n  "_s + QString(caret - first + before.size(), u' ') + u'^';
    return text;
}

QString excerpt(const Error& error)
{
    if (error.statement.trimmed().isEmpty())
        return {};
    const QStringList lines = error.statement.split(u'\n');
    if (error.file.isEmpty() && error.line >= 1 && error.line <= lines.size())
        return withCaret(lines.at(error.line - 1), error.column);
    if (!error.file.isEmpty() && error.line >= 1) {
        const QString line = lineOfFile(error.file, error.line, error.statement);
        if (!line.isEmpty())
            return withCaret(line, error.column);
    }
    const auto first = std::find_if(lines.begin(), lines.end(),
                                    [](const QString& line) { return !line.trimmed().isEmpty(); });
    return withCaret(*first, 0);
}

QString labelled(const QString& label, const QString& text)
{
    return text.isEmpty() ? QString() : label + printable(text);
}

} // namespace

QString errorText(const Error& error)
{
    QString message = printable(error.message);
    if (!error.sqlState.isEmpty())
        message += u" (SQLSTATE %1)"_s.arg(printable(error.sqlState));
    QStringList parts{message,
                      printable(place(error)),
                      labelled(u"Detail: "_s, error.detail),
                      excerpt(error),
                      labelled(u"Context: "_s, error.context),
                      labelled(u"Hint: "_s, error.hint)};
    parts.removeAll(QString());
    return parts.join(u'\n');
}

QString errorLine(const Error& error)
{
    const QString where = place(error);
    const QString message = printable(error.message).simplified();
    return where.isEmpty() ? message : printable(where).simplified() + u": "_s + message;
}

QString errorSummary(const Error& error)
{
    Error named = error;
    named.file = error.file.mid(error.file.lastIndexOf(u'/') + 1);
    const QString where = printable(place(named)).simplified();
    const QString message = printable(error.message).simplified();
    return where.isEmpty() ? message : message + u" ("_s + where + u')';
}

QString errorKindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage:
        return u"usage"_s;
    case ErrorKind::Identifier:
        return u"identifier"_s;
    case ErrorKind::Graph:
        return u"graph"_s;
    case ErrorKind::File:
        return u"file"_s;
    case ErrorKind::Project:
        return u"project"_s;
    case ErrorKind::Statement:
        return u"statement"_s;
    case ErrorKind::Connection:
        return u"connection"_s;
    case ErrorKind::Database:
        return u"database"_s;
    case ErrorKind::Locked:
        return u"locked"_s;
    case ErrorKind::PlanChanged:
        return u"plan_changed"_s;
    case ErrorKind::Cancelled:
        return u"cancelled"_s;
    case ErrorKind::System:
        return u"system"_s;
    }
    return {};
}

} // namespace athanor
