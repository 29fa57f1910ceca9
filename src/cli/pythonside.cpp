// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/pythonside.h"

#include "bridge/trust.h"
#include "cli/text.h"

#include <QFileInfo>

namespace athanor {

std::shared_ptr<Bridge> bridgeTo(const ProjectSettings& settings, const CommonOptions& common)
{
    BridgeSettings bridge = BridgeSettings::of(settings, common.python);
    bridge.xArguments = common.xArguments;
    return std::make_shared<Bridge>(bridge);
}

std::shared_ptr<RenderedScripts> scriptsOf(const ProjectSettings& settings, const CommonOptions& common,
                                           RenderedScripts::Purpose purpose)
{
    return std::make_shared<RenderedScripts>(bridgeTo(settings, common), purpose);
}

bool mayRunPython(const ProjectSettings& settings)
{
    return Trust().isTrusted(QFileInfo(settings.configFile).absolutePath());
}

Error notTrusted(const ProjectSettings& settings, const QString& what)
{
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("not_trusted");
    error.message = Cli::tr("%1 would run the project's Python, which you have not agreed to").arg(what);
    error.hint = Cli::tr("When you trust this project: athanor-cli trust");
    error.file = settings.configFile;
    return error;
}

} // namespace athanor
