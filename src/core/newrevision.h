// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Makes new revision files: id, file name, content. Writing blocks; any thread.

#include "core/project.h"

namespace athanor {

struct NewRevision {
    QString
        id; ///< empty: the next one by the project's scheme (number after the highest, else 12 hex digits)
    QString message;
    QStringList parents; ///< ids; empty is a base
    QStringList branchLabels;
    QStringList dependsOn;
    QString
        versionPath; ///< one of the version locations; empty: the parent's folder, else the first location
    bool splice = false; ///< allow a parent that is not a head
    QList<HeaderField> fields;
    QString upgradeSql, downgradeSql; ///< section bodies
    bool upgradeTransactional = true, downgradeTransactional = true;
};

/// The path the file would get (`file_template`, slug rules); nothing is written.
[[nodiscard]] Result<QString> newRevisionPath(const Project& project, const RevisionMap& map,
                                              const NewRevision& revision);
/// Writes the file and returns its path. Fails rather than overwrite.
[[nodiscard]] Result<QString> createRevision(const Project& project, const RevisionMap& map,
                                             const NewRevision& revision);
/// The id a new revision would get.
[[nodiscard]] QString nextRevisionId(const Project& project, const RevisionMap& map);

/// A starting point for the SQL of a new revision, from resources/templates.
struct RevisionTemplate {
    QString name; ///< file name without suffix, for --template
    QString title;
    QString description;
    QString upgradeSql, downgradeSql;
    bool upgradeTransactional = true, downgradeTransactional = true;
};

[[nodiscard]] QList<RevisionTemplate> revisionTemplates();

} // namespace athanor
