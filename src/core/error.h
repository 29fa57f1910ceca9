// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one error type of Athanor: a flat value that says what happened, where, and what to do next.
// Any thread; it is only data. `errortext.h` turns it into words.

#include <QString>

namespace athanor {

enum class ErrorKind {
    Usage, ///< the request itself is wrong: options that exclude each other, a malformed argument
    Identifier, ///< a revision identifier cannot be resolved, or no plan leads there; `code` says which
    Graph, ///< the revision files contradict each other
    File, ///< a file cannot be read, written or understood
    Project, ///< the project's configuration is missing or wrong
    Statement, ///< a statement is refused before anything runs
    Connection, ///< no connection, or it was lost
    Database, ///< PostgreSQL refused a statement
    Locked, ///< another run holds the database
    PlanChanged, ///< the plan made under the lock is not the one that was shown
    Cancelled, ///< the user cancelled
    System, ///< a process, folder or service of this machine failed
};

struct Error {
    ErrorKind kind = ErrorKind::System;
    QString code; ///< stable name of the cause, e.g. "multiple_heads"; empty where the kind says all
    QString message; ///< what happened, one sentence without a full stop
    QString detail; ///< PostgreSQL's DETAIL, or more about the cause
    QString hint; ///< what to do next
    QString context; ///< PostgreSQL's CONTEXT
    QString sqlState; ///< five characters, when PostgreSQL reported the error
    QString statement; ///< the SQL concerned
    QString file; ///< absolute path of the file concerned
    int line = 0; ///< 1-based, 0 when unknown
    int column = 0; ///< 1-based in code points, 0 when unknown

    bool operator==(const Error&) const = default;
};

} // namespace athanor
