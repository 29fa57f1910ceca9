// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/psqlcommands.h"

#include <array>

namespace athanor {

namespace {

struct Replacement {
    const char* commands; ///< each between blanks
    const char* hint;
};

constexpr std::array kReplacements{
    Replacement{" \\i \\ir \\include \\include_relative ", "Put the SQL of that file into the revision."},
    Replacement{" \\copy ",
                "Write the rows as INSERT, or load them with COPY from a file that the server can read."},
    Replacement{" \\c \\connect ",
                "Remove it: the revision runs in the database of the connection that is chosen."},
    Replacement{" \\set \\unset \\gset \\getenv \\prompt \\setenv ",
                "Write the value itself: psql's variables are not known here."},
    Replacement{" \\echo \\qecho \\warn ",
                "Use DO $$ BEGIN RAISE NOTICE 'text'; END $$ to tell something while the revision runs."},
    Replacement{" \\if \\elif \\else \\endif ", "Use a DO block with IF for conditions."},
    Replacement{" \\gexec ", "Use a DO block with EXECUTE."},
    Replacement{" \\g \\gx \\crosstabview \\gdesc \\watch \\bind ", "End the statement with a semicolon."},
    Replacement{" \\! ", "Remove it: a revision runs no programs."},
    Replacement{" \\. ", "Write the rows as INSERT: COPY FROM STDIN cannot be used in a revision."},
};

} // namespace

QString psqlCommandAt(QStringView text)
{
    qsizetype end = 1;
    while (end < text.size() && end < 32 && (text[end].isLetterOrNumber() || text[end] == u'_'))
        ++end;
    if (end == 1 && end < text.size() && !text[end].isSpace())
        ++end; // \! \. \? and the like
    return text.first(end).toString();
}

QString psqlCommandHint(const QString& command)
{
    const QByteArray wanted = ' ' + command.toUtf8() + ' ';
    for (const Replacement& replacement : kReplacements) {
        if (QByteArrayView(replacement.commands).contains(wanted))
            return QString::fromLatin1(replacement.hint);
    }
    return QStringLiteral("Remove it: only psql understands it.");
}

} // namespace athanor
