// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planner.h"

#include "core/identifiererrors.h"
#include "core/resolver.h"
#include "core/revisionorder.h"
#include "core/stampplanner.h"
#include "core/targets.h"
#include "core/versionrows.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace athanor {

namespace errors = identifierErrors;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(athanor::Planner)
};

Error usage(const char* code, const QString& message, const QString& hint)
{
    Error error = errors::make(code, message, hint);
    error.kind = ErrorKind::Usage;
    return error;
}

/// Fails when a row is there twice: no statement could then touch exactly one.
Result<> checkRowsDiffer(const QStringList& rows)
{
    QSet<QString> seen;
    for (const QString& row : rows) {
        if (seen.contains(row))
            return fail(errors::make(
                "version_table_mismatch",
                Words::tr("The version table holds revision %1 more than once").arg(row),
                Words::tr("Delete the surplus row of the version table by hand, then try again")));
        seen.insert(row);
    }
    return {};
}

Result<> checkOnline(const QString& target)
{
    if (!target.contains(QLatin1Char(':')))
        return {};
    return fail(usage("range_not_allowed", Words::tr("A range such as '%1' is only for --sql").arg(target),
                      Words::tr("Give the target alone; the start is where the database stands")));
}

Result<Plan> withSteps(const RevisionMap& map, Direction direction, const QStringList& rows,
                       const QString& target, const QList<int>& indexes, const QList<int>& order)
{
    Plan plan;
    plan.direction = direction;
    plan.targets = {target};
    plan.versionRowsBefore = rows;
    if (!order.isEmpty()) {
        if (const auto differ = checkRowsDiffer(rows); !differ)
            return fail(differ.error());
    }
    VersionRows state(map, indexes);
    plan.steps.reserve(order.size());
    for (const int index : order) {
        const Revision& revision = map.at(index);
        Step step;
        step.direction = direction;
        step.revision = revision.id;
        step.message = revision.message;
        step.file = revision.filePath;
        step.reversible = revision.reversible;
        step.rowChanges = direction == Direction::Upgrade ? state.upgrade(index) : state.downgrade(index);
        step.versionRowsAfter = state.rows();
        plan.steps.append(std::move(step));
    }
    plan.versionRowsAfter = state.rows();
    return plan;
}

Error notBelow(const QString& target, const QStringList& rows)
{
    return errors::make(
        "range_not_ancestor", Words::tr("'%1' is not below where the database stands").arg(target),
        Words::tr("athanor-cli current shows where it stands, athanor-cli history the way down"),
        rows.isEmpty() ? Words::tr("The database is empty")
                       : Words::tr("It is at %1").arg(errors::nameList(rows)));
}

/// Where a downgrade begins to drop: the children of the target, or the bases, on the branch that was named.
Result<QList<int>> downgradeRoots(const RevisionMap& map, const DowngradeTarget& target, const QString& text)
{
    const bool toBase = target.revision == Resolver::kBase;
    QList<int> roots = toBase ? map.bases() : map.nextRevisions(target.revision);
    qsizetype names = roots.size();
    if (toBase) { // a label of a base is a second name for it
        for (const int base : std::as_const(roots))
            names += map.at(base).branchLabels.size();
    }
    if (target.branch.isEmpty() || names < 2)
        return roots;
    const auto branch = Resolver(map).branch(target.branch);
    if (!branch)
        return fail(branch.error());
    const QList<bool> line = map.ancestors({*branch}, RevisionMap::Links::DownRevisions);
    roots.removeIf([&](int root) { return !line.at(root); });
    if (roots.isEmpty())
        return fail(errors::make(
            "invalid_downgrade_target",
            Words::tr("'%1' leaves nothing to take back on branch '%2'").arg(text, target.branch),
            Words::tr("Name a revision that is below the branch")));
    return roots;
}

/// Whether "branch@base" takes back more than the branch: where there is one base, nothing tells the branches
/// apart there, and it means "base".
bool takesBackMore(const RevisionMap& map, const DowngradeTarget& target, const QList<bool>& wanted)
{
    if (target.revision != Resolver::kBase || target.branch.isEmpty())
        return false;
    const auto branch = Resolver(map).branch(target.branch);
    if (!branch)
        return false;
    const QList<bool> below = map.ancestors({*branch});
    const QList<bool> above = map.descendants({*branch});
    for (int i = 0; i < map.size(); ++i) {
        if (wanted.at(i) && !below.at(i) && !above.at(i))
            return true;
    }
    return false;
}

} // namespace

Result<Plan> planUpgrade(const RevisionMap& map, const QStringList& rows, const QString& target)
{
    if (const auto usable = map.checkUsable(); !usable)
        return fail(usable.error());
    if (const auto online = checkOnline(target); !online)
        return fail(online.error());
    const auto targets = upgradeTargets(map, Standpoint::ofRows(rows), target);
    if (!targets)
        return fail(targets.error());
    if (const auto apart = checkNoOverlap(map, *targets, false); !apart)
        return fail(apart.error());
    const auto current = Resolver(map).rows(rows);
    if (!current)
        return fail(current.error());
    if (const auto apart = checkNoOverlap(map, *current, true); !apart)
        return fail(apart.error());

    QList<bool> wanted = map.ancestors(*targets);
    const QList<bool> applied = map.ancestors(*current);
    for (int i = 0; i < map.size(); ++i)
        wanted[i] = wanted.at(i) && !applied.at(i);
    QList<int> order = revisionOrder(map.standsOnLists(), wanted, *targets);
    std::reverse(order.begin(), order.end());
    return withSteps(map, Direction::Upgrade, rows, target, *current, order);
}

Result<Plan> planDowngrade(const RevisionMap& map, const QStringList& rows, const QString& target)
{
    if (const auto usable = map.checkUsable(); !usable)
        return fail(usable.error());
    if (const auto online = checkOnline(target); !online)
        return fail(online.error());
    const auto found = downgradeTarget(map, Standpoint::ofRows(rows), target);
    if (!found)
        return fail(found.error());
    const auto roots = downgradeRoots(map, *found, target);
    if (!roots)
        return fail(roots.error());
    const auto current = Resolver(map).rows(rows);
    if (!current)
        return fail(current.error());

    QList<bool> wanted = map.descendants(*roots);
    const QList<bool> applied = map.ancestors(*current);
    bool any = false;
    for (int i = 0; i < map.size(); ++i) {
        wanted[i] = wanted.at(i) && applied.at(i);
        any = any || wanted.at(i);
    }
    if (!any && found->revision != Resolver::kBase && !current->contains(found->revision))
        return fail(notBelow(target, rows));
    auto plan = withSteps(map, Direction::Downgrade, rows, target, *current,
                          revisionOrder(map.standsOnLists(), wanted, *current));
    if (plan && found->fromFirstOfSeveralRows)
        plan->warnings.append(QStringLiteral("relative_downgrade_from_multiple_heads"));
    if (plan && takesBackMore(map, *found, wanted))
        plan->cautions.append(QStringLiteral("branch_at_base_takes_back_all"));
    return plan;
}

Result<Plan> planStamp(const RevisionMap& map, const QStringList& rows, const QStringList& targets,
                       bool purge)
{
    if (const auto usable = map.checkUsable(); !usable)
        return fail(usable.error());
    if (const auto differ = checkRowsDiffer(rows); !differ)
        return fail(differ.error());
    if (targets.isEmpty())
        return fail(usage("bad_option", Words::tr("A stamp needs a target"),
                          Words::tr("Name a revision, head, heads or base")));
    return stampPlan(map, rows, targets, purge);
}

Result<Plan> makePlan(const RevisionMap& map, Direction direction, const QStringList& rows,
                      const QStringList& targets, bool purge)
{
    if (direction == Direction::Stamp)
        return planStamp(map, rows, targets, purge);
    if (targets.size() != 1)
        return fail(usage("bad_option", Words::tr("One target is needed, not %1").arg(targets.size()),
                          Words::tr("Name one revision, or heads for all of them")));
    return direction == Direction::Upgrade ? planUpgrade(map, rows, targets.first())
                                           : planDowngrade(map, rows, targets.first());
}

Result<Plan> planOffline(const RevisionMap& map, Direction direction, const QStringList& targets, bool purge)
{
    if (const auto usable = map.checkUsable(); !usable)
        return fail(usable.error());
    if (purge)
        return fail(usage("bad_option", Words::tr("--purge cannot be used with --sql"),
                          Words::tr("Leave one of them out")));
    QString start;
    bool hasStart = false;
    QStringList destinations;
    for (const QString& target : targets) {
        const QStringList parts = target.split(QLatin1Char(':'));
        if (parts.size() > 2 || (parts.size() == 2 && (parts.at(0).isEmpty() || parts.at(1).isEmpty())))
            return fail(usage("bad_range", Words::tr("'%1' is not of the form from:to").arg(target),
                              Words::tr("Write the revision to start from, a colon and the target")));
        destinations.append(parts.last());
        if (parts.size() == 1)
            continue;
        if (hasStart && start != parts.first())
            return fail(
                usage("bad_option",
                      Words::tr("The targets start from '%1' and from '%2'").arg(start, parts.first()),
                      Words::tr("With --sql all targets must start from the same revision")));
        start = parts.first();
        hasStart = true;
    }
    if (direction == Direction::Downgrade && !hasStart)
        return fail(usage("range_required",
                          Words::tr("A downgrade with --sql needs the revision to start from"),
                          Words::tr("Write from:to, for example head:%1")
                              .arg(targets.isEmpty() ? QStringLiteral("base") : targets.first())));
    QStringList rows;
    if (hasStart) {
        const auto found = Resolver(map).revision(start);
        if (!found)
            return fail(found.error());
        if (*found != Resolver::kBase)
            rows.append(map.at(*found).id);
    }
    auto plan = makePlan(map, direction, rows, destinations);
    if (plan)
        plan->targets = targets;
    return plan;
}

QList<bool> appliedRevisions(const RevisionMap& map, const QStringList& rows)
{
    QList<int> known;
    for (const QString& row : rows) {
        if (const int index = map.indexOf(row); index >= 0)
            known.append(index);
    }
    return map.ancestors(known);
}

QList<int> pendingRevisions(const RevisionMap& map, const QStringList& rows)
{
    const QList<bool> applied = appliedRevisions(map, rows);
    QList<int> pending;
    const QList<int>& history = map.historyOrder();
    std::copy_if(history.crbegin(), history.crend(), std::back_inserter(pending),
                 [&](int index) { return !applied.at(index); });
    return pending;
}

} // namespace athanor
