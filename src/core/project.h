// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A project on disk: its settings and its revisions. A value; any thread. Reading blocks: not on the GUI
// thread.

#include "core/plan.h"
#include "core/projectsettings.h"
#include "core/result.h"
#include "core/revisionmap.h"

#include <functional>

namespace athanor {

class Project {
public:
    /// Opens the project whose configuration is \a path: a file (athanor.ini, alembic.ini, pyproject.toml),
    /// or a folder that holds one (in that order). \a section: ini section, empty for the usual one. \a
    /// otherFile: as in readProjectSettings().
    [[nodiscard]] static Result<Project> open(const QString& path, const QString& section = {},
                                              const QString& otherFile = {});
    /// The nearest configuration file in \a folder or above it, empty when there is none.
    [[nodiscard]] static QString find(const QString& folder);
    /// Writes a new SQL project (athanor.ini and an empty folder of revisions) into \a folder. Existing files
    /// are never overwritten.
    [[nodiscard]] static Result<Project> create(const QString& folder);

    [[nodiscard]] const ProjectSettings& settings() const { return m_settings; }

    [[nodiscard]] QString
    name() const; ///< for people: the folder's name, with the section when not the usual one
    [[nodiscard]] QString folder() const; ///< where the configuration file is

    /// Every file that is a revision, in load order: version locations in turn, in each by name (code
    /// points). A version location that does not exist is empty, unless script_location is gone as well.
    [[nodiscard]] Result<QStringList> revisionFiles() const;

private:
    explicit Project(ProjectSettings settings);
    ProjectSettings m_settings;
};

/// All revisions of a project. Files that cannot be read or understood are in `errors`; the others are in
/// `map`.
struct LoadedRevisions {
    RevisionMap map;
    QList<Error> errors;
};

/// Reads every revision file. \a progress (may be empty) is told done and total now and then, on this thread.
[[nodiscard]] Result<LoadedRevisions>
loadRevisions(const Project& project, const std::function<void(int done, int total)>& progress = {});

} // namespace athanor
