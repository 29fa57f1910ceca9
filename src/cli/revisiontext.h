// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Revisions in words, as Alembic prints them. All text is already printable. Main thread.

#include "cli/output.h"
#include "core/plan.h"
#include "core/revisionmap.h"

namespace athanor {

/// What one line of a listing tells besides the id.
struct RevisionLine {
    bool parents = false; ///< "0001 -> 0002"
    bool labels = false; ///< branch labels
    bool points = true; ///< (branchpoint), (mergepoint)
    bool message = false;
    bool current = false; ///< the database stands there
};

class RevisionText {
public:
    /// Marks are coloured when they go to the standard output of \a output.
    explicit RevisionText(const RevisionMap& map, const Output* output = nullptr)
        : m_map(map)
        , m_output(output)
    {
    }

    /// "0001 -> 0002 (head), Add audit columns".
    [[nodiscard]] QString line(int index, const RevisionLine& what) const;
    /// The block of `show` and -v: Rev, Parent, Path, then the whole header.
    [[nodiscard]] QString block(int index, bool current = false) const;
    /// One or the other.
    [[nodiscard]] QString entry(int index, bool verbose, const RevisionLine& what) const;
    /// "0008 (head)" for version rows, also of revisions that the project does not know; "<base>" for none.
    [[nodiscard]] QString rows(const QStringList& rows) const;

private:
    [[nodiscard]] QString parents(int index) const;
    [[nodiscard]] QString mark(const QString& text, Style style) const;

    const RevisionMap& m_map;
    const Output* m_output;
};

/// "Running upgrade 0001 -> 0002, Add audit columns".
[[nodiscard]] QString stepText(const RevisionMap& map, const Step& step);
/// "0001 -> 0002": where the step comes from and leads to.
[[nodiscard]] QString stepRoute(const RevisionMap& map, const Step& step);

/// A warning of a plan in words; names that are not known come back as they are.
[[nodiscard]] QString warningText(const QString& warning);
/// \a ids printable and separated by commas.
[[nodiscard]] QString commaList(const QStringList& ids);
/// The same; "<base>" for none.
[[nodiscard]] QString baseOr(const QStringList& ids);

} // namespace athanor
