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
    bool amongPython = false; ///< allow a SQL revision in a project of Python revisions
    QList<HeaderField> fields;
    QString upgradeSql, downgradeSql; ///< section bodies
    bool upgradeTransactional = true, downgradeTransactional = true;
};

/// Everything about a new revision but its text.
struct RevisionDraft {
    QString id;
    QString path; ///< by `file_template` and the rules for slugs
    QDateTime created; ///< in the project's time zone
    QString dateText; ///< as the header of a SQL revision has it
};

/// Checks \a revision against the graph and gives it id, date and path; nothing is written.
[[nodiscard]] Result<RevisionDraft> draftRevision(const Project& project, const RevisionMap& map,
                                                  const NewRevision& revision, RevisionFormat format);
/// The path the file would get; nothing is written, the graph is not asked.
[[nodiscard]] Result<QString> newRevisionPath(const Project& project, const RevisionMap& map,
                                              const NewRevision& revision,
                                              RevisionFormat format = RevisionFormat::Sql);
/// Writes \a content as \a path, making its folder, so that no half file is ever seen and none is
/// overwritten.
[[nodiscard]] Result<> writeRevisionFile(const QString& path, const QByteArray& content);

/// The format of new revisions where nothing else was asked for: SQL in a SQL project, and in an Alembic
/// project whose revisions are all SQL files.
[[nodiscard]] RevisionFormat usualFormat(const Project& project, const RevisionMap& map);
/// Writes a SQL revision and returns its path. Fails rather than overwrite, and where Alembic would not see
/// it unless that was asked for.
[[nodiscard]] Result<QString> createRevision(const Project& project, const RevisionMap& map,
                                             const NewRevision& revision);
/// The revision that joins \a parents. \a message: empty for "merge a and b".
[[nodiscard]] NewRevision mergeRevision(const QStringList& parents, const QString& message = {});
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
