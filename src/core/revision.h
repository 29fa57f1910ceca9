// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One revision as its file declares it. A value; any thread.

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

namespace athanor {

enum class RevisionFormat { Sql, Python };

/// A line "Impact: ..." of the header that is not one of Alembic's own labels.
struct HeaderField {
    QString name;
    QString value;

    bool operator==(const HeaderField&) const = default;
};

struct Revision {
    QString id;
    QStringList downRevisions; ///< as written, in order; empty for a base, several for a merge point
    QStringList branchLabels; ///< as written here; labels spread along branches in RevisionMap
    QStringList dependsOn; ///< ids or branch labels as written
    QString message; ///< first paragraph of the header or docstring, in one line
    QString notes; ///< the rest of the header's free text
    QList<HeaderField> fields; ///< Impact, Risk, Rollback, Testing, ... in the order of the file
    QDateTime createDate; ///< invalid when the header has none
    QString filePath; ///< absolute
    RevisionFormat format = RevisionFormat::Sql;
    bool reversible = true; ///< false: no downgrade section, or "migrate:down irreversible"
    bool upgradeTransactional = true; ///< false: "transaction:false" on the mark
    bool downgradeTransactional = true;

    bool operator==(const Revision&) const = default;
};

} // namespace athanor
