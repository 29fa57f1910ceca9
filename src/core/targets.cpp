// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/targets.h"

#include "core/identifiererrors.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace athanor {

namespace errors = identifierErrors;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(athanor::Targets)
};

Error pastTheEnd(const QString& target, qint64 steps)
{
    return errors::notEnough(target,
                             steps > 0 ? Words::tr("there are not that many revisions above")
                                       : Words::tr("there are not that many revisions below"));
}

Error wrongSign(const QString& target, bool upgrade)
{
    return errors::make("not_enough_relative",
                        upgrade ? Words::tr("'%1' leads down, and an upgrade goes up").arg(target)
                                : Words::tr("'%1' leads up, and a downgrade goes down").arg(target),
                        upgrade ? Words::tr("Use +N, or downgrade") : Words::tr("Use -N, or upgrade"));
}

/// The error of an unknown revision; a short number was perhaps meant as a count.
Error unknownTarget(const Error& error, const QString& target, QChar sign)
{
    static const QRegularExpression count(QStringLiteral("\\A[0-9]{1,3}\\z"));
    const bool unknown = error.code == QLatin1String("unknown_revision");
    return unknown && count.match(target).hasMatch() ? errors::countWithoutSign(error, target, sign) : error;
}

/// Where "branch@+N" starts: the branch's row, else the applied part of the branch, else base.
Result<QList<int>> branchStarts(const RevisionMap& map, const Resolver& resolver, const Standpoint& from,
                                const QString& branch)
{
    const auto current = from.revisions(resolver);
    if (!current)
        return fail(current.error());
    QList<int> real = *current;
    real.removeIf([](int revision) { return revision < 0; });
    const auto rows = resolver.onLineage(real, branch);
    if (!rows || !rows->isEmpty())
        return rows;
    const QList<bool> applied = map.ancestors(real);
    QList<int> all;
    for (int i = 0; i < map.size(); ++i) {
        if (applied.at(i))
            all.append(i);
    }
    const auto active = resolver.onLineage(all, branch);
    if (!active)
        return active;
    QList<bool> isActive(map.size(), false);
    for (const int revision : *active)
        isActive[revision] = true;
    QList<int> tips;
    for (const int revision : *active) {
        const QList<int>& above = map.stoodOnBy(revision);
        if (std::none_of(above.cbegin(), above.cend(), [&](int upper) { return isActive.at(upper); }))
            tips.append(revision);
    }
    return tips;
}

Result<QList<int>> starts(const RevisionMap& map, const Resolver& resolver, const Standpoint& from,
                          const QString& target, const QString& branch)
{
    if (!branch.isEmpty())
        return branchStarts(map, resolver, from, branch);
    if (from.names().size() > 1)
        return fail(errors::severalRows(target, from.names()));
    if (!from.isIdentifier() || from.names().isEmpty())
        return from.revisions(resolver);
    const auto one = resolver.revision(from.names().first());
    if (!one)
        return fail(one.error());
    return QList<int>{*one};
}

QStringList idsOf(const RevisionMap& map, const QList<int>& revisions)
{
    QStringList ids;
    for (const int revision : revisions)
        ids.append(map.at(revision).id);
    return ids;
}

/// The only row on \a branch, or the only tip of its applied part.
Result<int> rowOnBranch(const RevisionMap& map, const Resolver& resolver, const Standpoint& from,
                        const QString& target, const QString& branch)
{
    auto rows = from.isIdentifier() ? Result<QList<int>>() : from.revisions(resolver);
    if (from.isIdentifier()) { // here words such as heads name nothing
        const auto one = resolver.named(from.names().first(), {});
        rows = one ? Result<QList<int>>(QList<int>{*one}) : fail(one.error());
    }
    if (!rows)
        return fail(rows.error());
    auto found = resolver.onLineage(*rows, branch);
    if (found && found->isEmpty())
        found = resolver.onLineage(resolver.allCurrent(*rows), branch);
    if (!found)
        return fail(found.error());
    if (found->size() == 1)
        return found->first();
    if (found->isEmpty())
        return fail(errors::make(
            "ambiguous_relative",
            Words::tr("'%1' cannot be counted: nothing of branch '%2' is applied").arg(target, branch),
            Words::tr("athanor-cli current shows where the database stands"),
            rows->isEmpty() ? Words::tr("The database is empty")
                            : Words::tr("It is at %1").arg(errors::nameList(from.names()))));
    return fail(errors::make(
        "ambiguous_relative",
        Words::tr("'%1' cannot be counted: branch '%2' stands at %3")
            .arg(target, branch, errors::nameList(idsOf(map, *found))),
        Words::tr("Name the revision to go back from, as in %1@-1").arg(map.at(found->first()).id)));
}

} // namespace

Result<QList<int>> Standpoint::revisions(const Resolver& resolver) const
{
    return m_isIdentifier ? resolver.revisions(m_names.first()) : resolver.rows(m_names);
}

Result<QList<int>> upgradeTargets(const RevisionMap& map, const Standpoint& from, const QString& target,
                                  bool stopAtEnds)
{
    const Resolver resolver(map);
    const auto form = Resolver::relative(target);
    if (!form) {
        auto found = resolver.revisions(target);
        if (!found)
            return fail(unknownTarget(found.error(), target, QLatin1Char('+')));
        if (std::any_of(found->cbegin(), found->cend(), [](int revision) { return revision < 0; }))
            return fail(pastTheEnd(target, -1));
        return found;
    }
    if (form->symbol.isEmpty() && form->steps <= 0)
        return fail(wrongSign(target, true));
    int start = Resolver::kBase;
    if (form->symbol.isEmpty()) {
        const auto found = starts(map, resolver, from, target, form->branch);
        if (!found)
            return fail(found.error());
        if (found->size() > 1)
            return fail(errors::severalRows(target, idsOf(map, *found)));
        start = found->value(0, Resolver::kBase);
    } else {
        const bool onBranch = form->steps <= 0 && !form->branch.isEmpty();
        const auto found
            = resolver.revision(onBranch ? form->branch + QLatin1Char('@') + form->symbol : form->symbol);
        if (!found)
            return fail(found.error());
        start = *found;
    }
    const auto reached = start == Resolver::kTooFar
        ? Result<int>(start)
        : resolver.walk(start, form->steps, form->steps > 0 ? form->branch : QString(), stopAtEnds);
    if (!reached)
        return fail(reached.error());
    if (*reached < 0)
        return fail(pastTheEnd(target, form->steps));
    return QList<int>{*reached};
}

Result<DowngradeTarget> downgradeTarget(const RevisionMap& map, const Standpoint& from, const QString& target,
                                        bool stopAtEnds)
{
    const Resolver resolver(map);
    DowngradeTarget result;
    const auto form = Resolver::relative(target);
    if (!form) {
        const qsizetype at = target.lastIndexOf(QLatin1Char('@'));
        result.branch = target.left(std::max<qsizetype>(at, 0));
        const auto found = resolver.revision(target.mid(at + 1));
        if (!found)
            return fail(unknownTarget(found.error(), target, QLatin1Char('-')));
        result.revision = *found;
        return result;
    }
    result.branch = form->branch;
    int start = Resolver::kBase;
    if (!form->symbol.isEmpty()) {
        const bool onBranch = form->steps < 0 && !form->branch.isEmpty();
        const auto found
            = resolver.revision(onBranch ? form->branch + QLatin1Char('@') + form->symbol : form->symbol);
        if (!found)
            return fail(found.error());
        start = *found;
    } else if (form->steps >= 0) {
        return fail(wrongSign(target, false));
    } else if (!form->branch.isEmpty()) {
        const auto found = rowOnBranch(map, resolver, from, target, form->branch);
        if (!found)
            return fail(found.error());
        start = *found;
        if (const auto branch = resolver.revision(form->branch + QLatin1Char('@') + map.at(start).id);
            !branch)
            return fail(branch.error());
    } else {
        if (from.names().isEmpty())
            return fail(pastTheEnd(target, form->steps));
        const QString first = from.names().first();
        if (!from.isIdentifier() && map.indexOf(first) < 0)
            return fail(errors::unknownRow(map, first));
        const auto found = resolver.revision(first + QLatin1Char('@') + first);
        if (!found)
            return fail(found.error());
        start = *found;
        result.branch = first;
        result.fromFirstOfSeveralRows = QSet<QString>(from.names().cbegin(), from.names().cend()).size() > 1;
    }
    const auto reached
        = resolver.walk(start, form->steps, form->steps >= 0 ? form->branch : QString(), stopAtEnds);
    if (!reached)
        return fail(reached.error());
    if (*reached == Resolver::kTooFar)
        return fail(pastTheEnd(target, form->steps));
    result.revision = *reached;
    return result;
}

Result<> checkNoOverlap(const RevisionMap& map, const QList<int>& revisions, bool stored,
                        RevisionMap::Links links)
{
    if (revisions.size() < 2)
        return {};
    QList<int> below;
    for (const int revision : revisions)
        below += links == RevisionMap::Links::StandsOn ? map.standsOn(revision) : map.downRevisions(revision);
    const QList<bool> covered = map.ancestors(below, links);
    for (const int lower : revisions) {
        if (!covered.at(lower))
            continue;
        const QList<bool> above = map.descendants({lower}, links);
        for (const int upper : revisions) {
            if (upper != lower && above.at(upper))
                return fail(errors::overlapping(map, lower, upper, stored));
        }
    }
    return {};
}

} // namespace athanor
