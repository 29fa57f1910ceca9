// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resolver.h"

#include "core/identifiererrors.h"

#include <QRegularExpression>

#include <algorithm>
#include <limits>
#include <numeric>

namespace athanor {

namespace errors = identifierErrors;

namespace {

constexpr int kShortestPrefixed = 4; ///< shorter ids and labels match only in full

/// Whole number of \a text as Python's int() reads it, nothing when it is none. Clamped to what fits.
std::optional<qint64> number(QStringView text)
{
    static const QRegularExpression form(QStringLiteral("\\A\\s*[+-]?[0-9]+\\s*\\z"));
    if (!form.match(text.toString()).hasMatch())
        return std::nullopt;
    const QStringView digits = text.trimmed();
    bool ok = false;
    const qint64 value = digits.toLongLong(&ok);
    if (ok)
        return value;
    constexpr qint64 kFar = std::numeric_limits<qint64>::max();
    return digits.startsWith(QLatin1Char('-')) ? -kFar : kFar;
}

qsizetype codePoints(const QString& text)
{
    return text.size()
        - std::count_if(text.cbegin(), text.cend(), [](QChar c) { return c.isLowSurrogate(); });
}

} // namespace

std::optional<Resolver::Relative> Resolver::relative(const QString& target)
{
    static const QRegularExpression form(QStringLiteral("\\A(?:(.+?)@)?(\\w+)?([+-][0-9]+)"),
                                         QRegularExpression::UseUnicodePropertiesOption);
    const QRegularExpressionMatch match = form.match(target);
    if (!match.hasMatch())
        return std::nullopt;
    return Relative{match.captured(1), match.captured(2), number(match.capturedView(3)).value_or(0)};
}

QList<bool> Resolver::lineage(const QList<int>& revisions, RevisionMap::Links links) const
{
    QList<bool> flags = m_map.ancestors(revisions, links);
    const QList<bool> above = m_map.descendants(revisions, links);
    for (qsizetype i = 0; i < flags.size(); ++i)
        flags[i] = flags.at(i) || above.at(i);
    return flags;
}

Result<Resolver::Names> Resolver::split(const QString& identifier) const
{
    Names names;
    names.text = identifier;
    const qsizetype at = identifier.indexOf(QLatin1Char('@'));
    if (at >= 0) {
        names.branch = identifier.left(at);
        names.text = identifier.mid(at + 1);
    }
    names.byWord = true;
    if (names.text == QLatin1String("base"))
        return names;
    const bool heads = names.text == QLatin1String("heads");
    if (!heads && names.text != QLatin1String("head")) {
        names.byWord = false;
        return names;
    }
    names.revisions = m_map.heads();
    if (heads && names.branch.isEmpty())
        names.revisions = m_map.effectiveHeads();
    if (!names.branch.isEmpty()) {
        const auto found = onLineage(names.revisions, names.branch);
        if (!found)
            return fail(found.error());
        names.revisions = *found;
    }
    if (!heads && names.revisions.size() > 1)
        return fail(errors::multipleHeads(m_map, identifier, names.revisions));
    return names;
}

Result<int> Resolver::branch(const QString& name) const
{
    const int exact = m_map.indexOf(name) >= 0 ? m_map.indexOf(name) : m_map.indexOfLabel(name);
    if (exact >= 0)
        return exact;
    const auto found = named(name, {});
    if (!found)
        return fail(errors::unknownBranch(m_map, name));
    return found;
}

Result<int> Resolver::named(const QString& text, const QString& branchName) const
{
    int branchRevision = kBase;
    if (!branchName.isEmpty()) {
        const auto found = branch(branchName);
        if (!found)
            return found;
        branchRevision = *found;
    }
    if (text.isEmpty())
        return fail(errors::unknownRevision(m_map, text, {}));
    int revision = m_map.indexOf(text) >= 0 ? m_map.indexOf(text) : m_map.indexOfLabel(text);
    if (revision < 0) {
        const QList<bool> line = branchName.isEmpty()
            ? QList<bool>()
            : lineage({branchRevision}, RevisionMap::Links::DownRevisions);
        QStringList candidates;
        const auto look = [&](const QString& name, int index) {
            if (!name.startsWith(text) || codePoints(name) < kShortestPrefixed)
                return;
            if (!line.isEmpty() && !line.at(index))
                return;
            candidates.append(name);
            revision = index;
        };
        for (int i = 0; i < m_map.size(); ++i) {
            look(m_map.at(i).id, i);
            for (const QString& label : m_map.at(i).branchLabels)
                look(label, i);
        }
        if (candidates.isEmpty())
            return fail(errors::unknownRevision(m_map, text, branchName));
        if (candidates.size() > 1)
            return fail(errors::ambiguousPrefix(m_map, text, candidates));
        return revision;
    }
    if (!branchName.isEmpty() && !lineage({branchRevision}, RevisionMap::Links::DownRevisions).at(revision))
        return fail(errors::notInBranch(m_map, revision, branchName));
    return revision;
}

Result<int> Resolver::checkedBranch(int revision, const QString& branchName) const
{
    if (branchName.isEmpty())
        return revision;
    const auto found = branch(branchName);
    if (!found)
        return found;
    if (!lineage({*found}, RevisionMap::Links::DownRevisions).at(revision))
        return fail(errors::notInBranch(m_map, revision, branchName));
    return revision;
}

Result<QList<int>> Resolver::revisions(const QString& identifier) const
{
    const auto names = split(identifier);
    if (!names)
        return fail(names.error());
    QList<int> found;
    if (names->byWord) {
        for (const int revision : names->revisions) {
            if (const auto checked = checkedBranch(revision, names->branch); !checked)
                return fail(checked.error());
        }
        return names->revisions;
    }
    if (const auto steps = number(names->text); steps && *steps < 0) { // that many below every head
        for (const int head : m_map.effectiveHeads()) {
            if (identifier.contains(QLatin1Char('@')) && !m_map.hasBranchLabel(head, names->branch))
                continue;
            const auto reached = walk(head, *steps, {}, false);
            if (!reached)
                return fail(reached.error());
            found.append(*reached);
        }
        return found;
    }
    const auto revision = named(names->text, names->branch);
    if (!revision)
        return fail(revision.error());
    return QList<int>{*revision};
}

Result<int> Resolver::revision(const QString& identifier) const
{
    const auto names = split(identifier);
    if (!names)
        return fail(names.error());
    if (!names->byWord)
        return named(names->text, names->branch);
    if (names->revisions.size() > 1)
        return fail(errors::multipleHeads(m_map, identifier, names->revisions));
    if (names->revisions.isEmpty())
        return kBase;
    return checkedBranch(names->revisions.first(), names->branch);
}

Result<QList<int>> Resolver::rows(const QStringList& rows) const
{
    QList<int> found;
    for (const QString& row : rows) {
        const int index = m_map.indexOf(row);
        if (index < 0)
            return fail(errors::unknownRow(m_map, row));
        found.append(index);
    }
    return found;
}

Result<QList<int>> Resolver::onLineage(const QList<int>& targets, const QString& identifier,
                                       RevisionMap::Links links) const
{
    const auto names = split(identifier);
    if (!names)
        return fail(names.error());
    if (targets.isEmpty())
        return targets;
    QList<int> against = names->revisions;
    if (!names->branch.isEmpty()) {
        const auto found = named(names->branch, {});
        if (!found)
            return fail(found.error());
        against.append(*found);
    }
    if (!names->byWord) {
        const auto found = named(names->text, {});
        if (!found)
            return fail(found.error());
        against.append(*found);
    }
    if (against.isEmpty()) // "base" is on every line
        return targets;
    const QList<bool> line = lineage(against, links);
    QList<int> found;
    std::copy_if(targets.cbegin(), targets.cend(), std::back_inserter(found),
                 [&](int target) { return line.at(target); });
    return found;
}

Result<int> Resolver::walk(int start, qint64 steps, const QString& branchName, bool stopAtEnds) const
{
    if (steps == 0)
        return start == kBase ? kTooFar : start;
    int at = start;
    bool arrivedAtBase = false;
    QList<bool> line;
    for (qint64 left = std::abs(steps); left > 0; --left) {
        QList<int> ways;
        if (steps > 0) {
            ways = at == kBase ? m_map.bases() : m_map.nextRevisions(at);
            if (!branchName.isEmpty() && !ways.isEmpty()) {
                if (line.isEmpty()) {
                    QList<int> all(m_map.size());
                    std::iota(all.begin(), all.end(), 0);
                    const auto members = onLineage(all, branchName);
                    if (!members)
                        return fail(members.error());
                    line.fill(false, m_map.size());
                    for (const int member : *members)
                        line[member] = true;
                }
                ways.removeIf([&](int way) { return !line.at(way); });
            }
        } else if (at != kBase) {
            ways = m_map.downRevisions(at);
            if (ways.isEmpty()) {
                at = kBase;
                arrivedAtBase = true;
                continue;
            }
        } else if (!arrivedAtBase) {
            ways = m_map.heads();
        }
        if (ways.isEmpty())
            return stopAtEnds ? at : kTooFar;
        if (ways.size() > 1)
            return fail(errors::ambiguousWalk(m_map, at, ways));
        at = ways.first();
    }
    return at;
}

QList<int> Resolver::allCurrent(const QList<int>& rows) const
{
    const QList<bool> applied = m_map.ancestors(rows);
    QList<bool> isRow(m_map.size(), false);
    for (const int row : rows)
        isRow[row] = true;
    QList<int> found = rows;
    for (const int revision : m_map.historyOrder()) {
        if (applied.at(revision) && !isRow.at(revision))
            found.append(revision);
    }
    found.removeIf([&](int revision) {
        const QList<int>& next = m_map.nextRevisions(revision);
        return std::any_of(next.cbegin(), next.cend(), [&](int above) { return applied.at(above); });
    });
    return found;
}

} // namespace athanor
