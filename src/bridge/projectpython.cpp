// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/projectpython.h"

#include "bridge/bridgeerror.h"
#include "core/pythonrevisionfile.h"

#include <QHash>
#include <QJsonArray>

#include <algorithm>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

bool isComputed(const Error& error)
{
    return error.code == "computed_identifier"_L1;
}

/// The map of \a revisions in load order.
Result<RevisionMap> inLoadOrder(const Project& project, QList<Revision> revisions)
{
    const auto files = project.revisionFiles();
    if (!files)
        return fail(files.error());
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < files->size(); ++i)
        places.insert(files->at(i), i);
    std::stable_sort(revisions.begin(), revisions.end(), [&places](const Revision& a, const Revision& b) {
        return places.value(a.filePath) < places.value(b.filePath);
    });
    return RevisionMap(std::move(revisions));
}

} // namespace

bool hasComputedRevisions(const LoadedRevisions& loaded)
{
    return std::any_of(loaded.errors.cbegin(), loaded.errors.cend(), isComputed);
}

Result<LoadedRevisions> withComputedRevisions(Bridge& bridge, const Project& project, LoadedRevisions loaded,
                                              const CancelToken& cancel)
{
    QList<Revision> revisions = loaded.map.revisions();
    QList<Error> errors;
    QStringList files;
    for (const Error& error : std::as_const(loaded.errors)) {
        if (isComputed(error))
            files << error.file;
        else
            errors << error;
    }
    if (files.isEmpty())
        return loaded;
    const auto python = bridge.interpreter();
    if (!python)
        return fail(python.error());
    qsizetype done = 0;
    const auto take = [&](const QJsonObject& part) {
        if (done >= files.size())
            return;
        const QString file = files.at(done++);
        if (part.contains("error"_L1)) {
            errors << bridgeError(part.value("error"_L1).toObject(), python->path);
            return;
        }
        auto revision = parsePythonRevision(part.value("text"_L1).toString().toUtf8(), file);
        if (revision)
            revisions << std::move(*revision);
        else
            errors << revision.error();
    };
    const auto answer = bridge.ask({.what = u"identify"_s,
                                    .arguments = {{u"files"_s, QJsonArray::fromStringList(files)}},
                                    .part = take,
                                    .output = {}},
                                   cancel);
    if (!answer) {
        Error error = answer.error();
        if (error.kind == ErrorKind::System && error.file.isEmpty())
            error.file = files.value(done);
        return fail(error);
    }
    auto map = inLoadOrder(project, std::move(revisions));
    if (!map)
        return fail(map.error());
    return LoadedRevisions{*std::move(map), std::move(errors)};
}

Result<QString> modelsSql(Bridge& bridge, const CancelToken& cancel)
{
    const auto answer = bridge.ask({.what = u"models"_s, .arguments = {}, .part = {}, .output = {}}, cancel);
    if (answer)
        return answer->value("sql"_L1).toString();
    return fail(answer.error());
}

} // namespace athanor
