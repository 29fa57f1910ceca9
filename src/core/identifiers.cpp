// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identifiers.h"

#include "core/identifiererrors.h"
#include "core/resolver.h"
#include "core/revisionorder.h"
#include "core/targets.h"

#include <QCoreApplication>

#include <algorithm>

namespace athanor {

namespace errors = identifierErrors;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(athanor::Identifier)
};

/// Flattens what the two ends of "a:b" can be: nothing, "current" or an identifier.
struct RangeEnd {
    QString text;
    bool isRows = false;
};

Result<std::pair<RangeEnd, RangeEnd>> readRange(const QStringList& rows, const QString& range)
{
    const QStringList parts = range.trimmed().split(QLatin1Char(':'));
    if (parts.size() != 2)
        return fail(
            errors::make("bad_range", Words::tr("'%1' is not a range of revisions").arg(range),
                         Words::tr("Write start:end, start: or :end; base, head and current may be used")));
    const QString current = QStringLiteral("current");
    RangeEnd start{parts.at(0), false}, end{parts.at(1), false};
    end.isRows = end.text == current;
    start.isRows = !end.isRows && start.text == current;
    if (start.text.isEmpty() || (start.isRows && rows.isEmpty()))
        start = {QStringLiteral("base"), false};
    if (end.text.isEmpty() || (end.isRows && rows.isEmpty()))
        end = {QStringLiteral("heads"), false};
    return std::pair(start, end);
}

Error notAlongOneLine(const QString& range)
{
    return errors::make(
        "range_not_ancestor",
        Words::tr("The range %1 does not run along one line of down revisions").arg(range),
        Words::tr("The end must be above the start; athanor-cli history shows how they are joined"));
}

/// A start like "label@x" keeps only targets that carry the label.
Result<> keepBranch(const RevisionMap& map, const Resolver& resolver, const QString& start,
                    QList<int>& targets)
{
    const qsizetype at = start.indexOf(QLatin1Char('@'));
    if (at < 0)
        return {};
    QString label = start.left(at);
    const auto named = resolver.revision(label);
    if (!named)
        return fail(named.error());
    if (*named >= 0 && map.at(*named).id == label) {
        const QStringList labels = map.branchLabels(*named);
        if (labels.size() != 1)
            return fail(
                errors::make("not_enough_relative",
                             Words::tr("'%1' does not say which branch is meant: %2 carries %3 labels")
                                 .arg(start, label, QString::number(labels.size())),
                             Words::tr("Write a branch label before the @"), errors::nameList(labels)));
        label = labels.first();
    }
    targets.removeIf([&](int target) { return !map.hasBranchLabel(target, label); });
    return {};
}

/// Start of the range as revisions (none for base), counted from the end of the range when it leaves the
/// graph there.
Result<QList<int>> rangeStart(const RevisionMap& map, const Resolver& resolver, const Standpoint& start,
                              const Standpoint& end, const QList<bool>& required, const QString& range)
{
    const auto found = start.revisions(resolver);
    if (!found)
        return found;
    for (const int revision : *found) {
        if (revision == Resolver::kBase || (revision >= 0 && !required.at(revision)))
            return fail(notAlongOneLine(range));
    }
    if (found->isEmpty() || found->first() != Resolver::kTooFar)
        return found;
    const auto target = downgradeTarget(map, end, start.names().first(), true);
    if (!target) {
        Error error
            = errors::notEnough(start.names().first(), Words::tr("the history does not go back that far"));
        error.code = target.error().code;
        return fail(error);
    }
    return target->revision == Resolver::kBase ? QList<int>() : QList<int>{target->revision};
}

} // namespace

Result<QList<int>> resolveRevisions(const RevisionMap& map, const QString& identifier)
{
    if (const auto usable = map.checkUsable(); !usable)
        return fail(usable.error());
    auto found = Resolver(map).revisions(identifier);
    if (found && std::any_of(found->cbegin(), found->cend(), [](int revision) { return revision < 0; }))
        return fail(errors::notEnough(identifier, Words::tr("there are not that many revisions below")));
    return found;
}

Result<int> resolveRevision(const RevisionMap& map, const QString& identifier)
{
    const auto found = resolveRevisions(map, identifier);
    if (!found)
        return fail(found.error());
    if (found->size() > 1)
        return fail(errors::multipleHeads(map, identifier, *found));
    if (found->isEmpty())
        return fail(errors::make("unknown_revision", Words::tr("'%1' names no revision").arg(identifier),
                                 Words::tr("athanor-cli history lists all revisions")));
    return found->first();
}

Result<QList<int>> resolveForShow(const RevisionMap& map, const QStringList& rows, const QString& identifier)
{
    if (const auto usable = map.checkUsable(); !usable)
        return fail(usable.error());
    if (identifier == QLatin1String("current"))
        return Resolver(map).rows(rows);
    return resolveRevisions(map, identifier);
}

Result<QList<int>> historyRange(const RevisionMap& map, const QStringList& rows, const QString& range)
{
    if (const auto usable = map.checkUsable(); !usable)
        return fail(usable.error());
    if (range.isEmpty())
        return map.historyOrder();
    const auto ends = readRange(rows, range);
    if (!ends)
        return fail(ends.error());
    const auto& [startEnd, endEnd] = *ends;
    const Resolver resolver(map);
    const Standpoint start
        = startEnd.isRows ? Standpoint::ofRows(rows) : Standpoint::ofIdentifier(startEnd.text);
    const Standpoint end = endEnd.isRows ? Standpoint::ofRows(rows) : Standpoint::ofIdentifier(endEnd.text);

    auto targets = endEnd.isRows ? resolver.rows(rows) : upgradeTargets(map, start, endEnd.text, true);
    if (!targets)
        return targets;
    if (!startEnd.isRows) {
        if (const auto kept = keepBranch(map, resolver, startEnd.text, *targets); !kept)
            return fail(kept.error());
    }
    if (const auto apart = checkNoOverlap(map, *targets, endEnd.isRows); !apart)
        return fail(apart.error());
    const QList<bool> required = map.ancestors(*targets);
    auto from = rangeStart(map, resolver, start, end, required, range);
    if (!from)
        return from;
    from->removeIf([](int revision) { return revision < 0; });
    if (const auto apart = checkNoOverlap(map, *from, startEnd.isRows); !apart)
        return fail(apart.error());

    QList<bool> wanted = required;
    if (!from->isEmpty()) {
        const QList<bool> before = map.ancestors(*from);
        const QList<bool> above = map.descendants(*from, RevisionMap::Links::DownRevisions);
        for (int i = 0; i < map.size(); ++i)
            wanted[i] = required.at(i) && !before.at(i) && above.at(i);
        for (const int revision : std::as_const(*from))
            wanted[revision] = true;
    }
    return revisionOrder(map.standsOnLists(), wanted, *targets);
}

Result<QList<int>> currentRevisions(const RevisionMap& map, const QStringList& rows)
{
    if (const auto usable = map.checkUsable(); !usable)
        return fail(usable.error());
    const Resolver resolver(map);
    const auto found = resolver.rows(rows);
    if (!found)
        return found;
    return resolver.allCurrent(*found);
}

} // namespace athanor
