// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/revisionwriter.h"

#include "bridge/newpythonrevision.h"
#include "bridge/writehooks.h"
#include "core/pythonrevisionfile.h"

namespace athanor {

namespace {

Result<> runHooks(const RevisionWriting& writing, const QList<PostWriteHook>& hooks, const QString& path)
{
    WriteHookRun run;
    run.hooks = hooks;
    run.file = path;
    run.interpreter = [&writing]() -> Result<QString> {
        const auto found = writing.bridge->interpreter();
        return found ? Result<QString>(found->path) : fail(found.error());
    };
    run.output = writing.output ? writing.output : [](const QString&) {};
    run.cancel = writing.cancel;
    return runWriteHooks(run);
}

} // namespace

bool usesProjectCode(const Project& project, const RevisionMap& map)
{
    if (usualFormat(project, map) == RevisionFormat::Python)
        return true;
    const auto hooks = readPostWriteHooks(project.settings());
    return !hooks || !hooks->isEmpty();
}

Result<QString> writeNewRevision(const RevisionWriting& writing)
{
    const bool python = !writing.revision.amongPython
        && usualFormat(writing.project, writing.map) == RevisionFormat::Python;
    const auto hooks = readPostWriteHooks(writing.project.settings());
    if (!hooks)
        return fail(hooks.error());
    auto path = python ? createPythonRevision(*writing.bridge, writing.project, writing.map, writing.revision,
                                              writing.cancel)
                       : createRevision(writing.project, writing.map, writing.revision);
    if (!path || hooks->isEmpty())
        return path;
    if (const auto done = runHooks(writing, *hooks, *path); !done)
        return fail(done.error());
    if (python) { // a hook may have made something else of it
        if (const auto read = readPythonRevision(*path); !read)
            return fail(read.error());
    }
    return path;
}

} // namespace athanor
