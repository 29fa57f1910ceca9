// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/project/computedrevisions.h"

#include "bridge/projectpython.h"
#include "bridge/trust.h"

#include <QCoreApplication>

#include <utility>

namespace athanor {

LoadedRevisions readComputedRevisions(const Project& project, LoadedRevisions loaded,
                                      const CancelToken& cancel)
{
    if (!hasComputedRevisions(loaded))
        return loaded;
    if (!Trust().isTrusted(project.folder())) {
        for (auto& error : loaded.errors) {
            if (error.code == QLatin1String("computed_identifier"))
                error.hint += QCoreApplication::translate(
                    "Problems", "; or agree that it runs: File > Trust the Project's Python");
        }
        return loaded;
    }
    BridgeSettings settings;
    settings.project = project.settings();
    Bridge bridge(settings);
    auto complete = withComputedRevisions(bridge, project, loaded, cancel);
    if (complete)
        return *std::move(complete);
    loaded.errors.append(complete.error());
    return loaded;
}

} // namespace athanor
