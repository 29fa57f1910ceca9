// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/envpyscripts.h"

#include "core/revisionmap.h"

#include <QCryptographicHash>
#include <QFile>

#include <utility>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

Result<Script> leftToEnvPy(const Step& step)
{
    QFile file(step.file);
    if (!file.open(QIODevice::ReadOnly))
        return fail({.kind = ErrorKind::File,
                     .message
                     = u"The file of revision %1 cannot be read: %2"_s.arg(step.revision, file.errorString()),
                     .file = step.file});
    Script script;
    script.revision = step.revision;
    script.direction = step.direction;
    script.file = step.file;
    script.sourceFile = step.file;
    script.live = u"it runs through the project's env.py"_s;
    script.throughEnvPy = true;
    script.digest = QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256);
    return script;
}

} // namespace

ScriptLoader throughEnvPy(ScriptLoader loader)
{
    return [loader = std::move(loader)](const RevisionMap& map, const Plan& plan,
                                        const CancelToken& cancel) -> Result<QList<Script>> {
        if (plan.direction == Direction::Stamp)
            return QList<Script>();
        const auto isPython = [&map](const Step& step) {
            return map.at(map.indexOf(step.revision)).format == RevisionFormat::Python;
        };
        Plan sqlOnly = plan;
        sqlOnly.steps.removeIf(isPython);
        auto loaded = loader ? loader(map, sqlOnly, cancel) : loadScripts(map, sqlOnly);
        if (!loaded)
            return loaded;
        QList<Script> scripts;
        for (const Step& step : plan.steps) {
            if (!isPython(step)) {
                scripts << loaded->takeFirst();
                continue;
            }
            auto script = leftToEnvPy(step);
            if (!script)
                return fail(script.error());
            scripts << std::move(*script);
        }
        return scripts;
    };
}

} // namespace athanor
