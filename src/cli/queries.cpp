// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/queries.h"

#include "cli/documents.h"
#include "cli/text.h"
#include "core/identifiers.h"
#include "core/planner.h"

#include <optional>

namespace athanor {

namespace {

Error badQuery(const QString& message)
{
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("bad_query");
    error.message = message;
    return error;
}

QStringList strings(const QJsonValue& value)
{
    if (value.isString())
        return {value.toString()};
    QStringList result;
    const QJsonArray array = value.toArray();
    for (const QJsonValue& element : array)
        result.append(element.toString());
    return result;
}

std::optional<Direction> directionOf(const QString& command)
{
    if (command == QLatin1String("upgrade"))
        return Direction::Upgrade;
    if (command == QLatin1String("downgrade"))
        return Direction::Downgrade;
    if (command == QLatin1String("stamp"))
        return Direction::Stamp;
    return std::nullopt;
}

/// The revisions that a looking command lists.
Result<QList<int>> listed(const RevisionMap& map, const QString& command, const QStringList& rows,
                          const QString& target, bool resolveDependencies)
{
    if (command == QLatin1String("history"))
        return historyRange(map, rows, target);
    if (command == QLatin1String("heads"))
        return resolveDependencies ? map.effectiveHeads() : map.heads();
    if (command == QLatin1String("bases"))
        return map.bases();
    if (command == QLatin1String("current"))
        return currentRevisions(map, rows);
    if (command == QLatin1String("show"))
        return resolveForShow(map, rows, target);
    return fail(badQuery(Cli::tr("Unknown command \"%1\"").arg(command)));
}

Result<QJsonObject> answer(const RevisionMap& map, const QStringList& warnings, const QJsonObject& query)
{
    const QString command = query.value(QLatin1String("command")).toString();
    const QStringList rows = strings(query.value(QLatin1String("at")));
    const QStringList targets = strings(query.value(QLatin1String("target")));
    const QJsonObject options = query.value(QLatin1String("options")).toObject();
    if (command == QLatin1String("branches"))
        return branchesDocument(map, warnings);
    if (const auto direction = directionOf(command)) {
        const Result<Plan> plan
            = answerPlan(map,
                         {*direction, targets, rows, options.value(QLatin1String("sql")).toBool(),
                          options.value(QLatin1String("purge")).toBool()});
        if (!plan)
            return fail(plan.error());
        return planDocument(*plan, warnings);
    }
    const Result<QList<int>> revisions = listed(
        map, command, rows, targets.value(0), options.value(QLatin1String("resolve_dependencies")).toBool());
    if (!revisions)
        return fail(revisions.error());
    return revisionsDocument(map, *revisions, warnings, rows);
}

} // namespace

QJsonObject branchesDocument(const RevisionMap& map, const QStringList& warnings)
{
    const QList<int> points = map.branchPoints();
    QJsonObject document = revisionsDocument(map, points, warnings);
    QJsonObject children;
    for (const int point : points) {
        QJsonArray next;
        for (const int child : map.nextRevisions(point))
            next.append(map.at(child).id);
        children.insert(map.at(point).id, next);
    }
    document.insert(QStringLiteral("children"), children);
    return document;
}

Result<Plan> answerPlan(const RevisionMap& map, const PlanQuery& query)
{
    if (query.sql)
        return planOffline(map, query.direction, query.targets, query.purge);
    return makePlan(map, query.direction, query.rows, query.targets, query.purge);
}

QJsonObject answerQuery(const RevisionMap& map, const QStringList& warnings, const QJsonObject& query)
{
    const Result<QJsonObject> document = answer(map, warnings, query);
    return document ? *document : errorDocument(document.error());
}

} // namespace athanor
