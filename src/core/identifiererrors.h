// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Words for what can be wrong with an identifier or a target: what was meant, the candidates, what to try
// next. Pure; any thread.

#include "core/error.h"
#include "core/revisionmap.h"

namespace athanor::identifierErrors {

[[nodiscard]] Error make(const char* code, const QString& message, const QString& hint,
                         const QString& detail = {});

[[nodiscard]] Error unknownRevision(const RevisionMap& map, const QString& text, const QString& branch);
/// \a error, of an unknown revision, for the number \a target that was perhaps meant as a count of steps.
[[nodiscard]] Error countWithoutSign(Error error, const QString& target, QChar sign);
[[nodiscard]] Error ambiguousPrefix(const RevisionMap& map, const QString& text,
                                    const QStringList& candidates);
[[nodiscard]] Error unknownBranch(const RevisionMap& map, const QString& name);
[[nodiscard]] Error notInBranch(const RevisionMap& map, int revision, const QString& branch);
[[nodiscard]] Error multipleHeads(const RevisionMap& map, const QString& text, const QList<int>& heads);
[[nodiscard]] Error unknownRow(const RevisionMap& map, const QString& row);
/// A walk met a fork or merge at \a at (-1: at base).
[[nodiscard]] Error ambiguousWalk(const RevisionMap& map, int at, const QList<int>& ways);
[[nodiscard]] Error severalRows(const QString& target, const QStringList& rows);
[[nodiscard]] Error notEnough(const QString& target, const QString& why);
[[nodiscard]] Error overlapping(const RevisionMap& map, int lower, int upper, bool stored);

/// Up to \a limit ids, "a, b, c and 4 more".
[[nodiscard]] QString idList(const RevisionMap& map, const QList<int>& revisions, int limit = 8);
[[nodiscard]] QString nameList(const QStringList& names, int limit = 8);

} // namespace athanor::identifierErrors
