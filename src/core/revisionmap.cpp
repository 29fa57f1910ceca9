// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/revisionmap.h"

#include "core/cycles.h"
#include "core/graphproblems.h"
#include "core/revisionorder.h"

#include <QSet>

#include <algorithm>
#include <limits>
#include <vector>

namespace athanor {

RevisionMap::RevisionMap(QList<Revision> revisions) : m_revisions(std::move(revisions))
{
    readNames();
    readLinks();
    m_problems = findGraphProblems(*this);
    normaliseDependencies();
    spreadLabels();
    findEnds();
    orderHistory();
}

void RevisionMap::readNames()
{
    m_byId.reserve(size());
    for (int i = 0; i < size(); ++i)
        m_byId.insert(at(i).id, i); // of several files with one id the last counts, as in Alembic
    for (int i = 0; i < size(); ++i) {
        for (const QString& label : at(i).branchLabels) {
            if (!m_byLabel.contains(label))
                m_byLabel.insert(label, i);
        }
    }
}

void RevisionMap::readLinks()
{
    m_down.resize(size());
    m_next.resize(size());
    m_dependencies.resize(size());
    m_dependents.resize(size());
    const auto link = [](QList<int>& from, QList<int>& back, int index, int target) {
        if (target < 0 || target == index || from.contains(target))
            return;
        from.append(target);
        back.append(index);
    };
    for (int i = 0; i < size(); ++i) {
        for (const QString& id : at(i).downRevisions) {
            const int target = indexOf(id);
            if (target >= 0)
                link(m_down[i], m_next[target], i, target);
        }
        for (const QString& name : at(i).dependsOn) {
            const int target = m_byId.value(name, indexOfLabel(name));
            if (target >= 0)
                link(m_dependencies[i], m_dependents[target], i, target);
        }
    }
}

void RevisionMap::normaliseDependencies()
{
    m_standsOn = m_down;
    m_stoodOnBy.resize(size());

    // A dependency counts unless a revision below by down_revision has it too. Only where several revisions
    // have the same dependency anything must be looked for: 64 of those dependencies at a time, one bit each,
    // going up.
    std::vector<int> shared;
    for (int i = 0; i < size(); ++i) {
        if (m_dependents.at(i).size() > 1)
            shared.push_back(i);
    }
    QSet<qint64> redundant; // revision * size + dependency
    if (!shared.empty()) {
        std::vector<int> missing(size()), order, place(size(), -1);
        for (int i = 0; i < size(); ++i) {
            missing[i] = int(m_down.at(i).size());
            if (missing[i] == 0)
                order.push_back(i);
        }
        for (size_t done = 0; done < order.size(); ++done) {
            place[order[done]] = int(done);
            for (const int next : m_next.at(order[done])) {
                if (--missing[next] == 0)
                    order.push_back(next);
            }
        }
        const auto firstPlace = [&](int dependency) {
            int first = std::numeric_limits<int>::max();
            for (const int dependent : m_dependents.at(dependency))
                first = std::min(first, place[dependent]);
            return std::max(first, 0);
        };
        std::vector<std::pair<int, int>> byPlace;
        byPlace.reserve(shared.size());
        for (const int dependency : shared)
            byPlace.emplace_back(firstPlace(dependency), dependency);
        std::sort(byPlace.begin(), byPlace.end());
        std::vector<quint64> own(size(), 0), below(size(), 0);
        for (size_t group = 0; group < byPlace.size(); group += 64) {
            const size_t end = std::min(group + 64, byPlace.size());
            int last = -1;
            for (size_t bit = group; bit < end; ++bit) {
                for (const int dependent : m_dependents.at(byPlace[bit].second)) {
                    own[dependent] |= quint64(1) << (bit - group);
                    last = std::max(last, place[dependent]);
                }
            }
            const int first = byPlace[group].first;
            for (int at = first; at <= last; ++at) {
                const int node = order[at];
                quint64 seen = 0;
                for (const int down : m_down.at(node)) {
                    if (place[down] >= first)
                        seen |= below[down] | own[down];
                }
                below[node] = seen;
            }
            for (size_t bit = group; bit < end; ++bit) {
                for (const int dependent : m_dependents.at(byPlace[bit].second)) {
                    if (place[dependent] >= 0 && (below[dependent] >> (bit - group)) & 1)
                        redundant.insert(qint64(dependent) * size() + byPlace[bit].second);
                }
            }
            for (size_t bit = group; bit < end; ++bit) {
                for (const int dependent : m_dependents.at(byPlace[bit].second))
                    own[dependent] = 0;
            }
        }
    }
    for (int i = 0; i < size(); ++i) {
        for (const int dependency : m_dependencies.at(i)) {
            if (!redundant.contains(qint64(i) * size() + dependency) && !m_down.at(i).contains(dependency))
                m_standsOn[i].append(dependency);
        }
        for (const int lower : m_standsOn.at(i))
            m_stoodOnBy[lower].append(i);
    }
}

void RevisionMap::spreadLabels()
{
    m_labelSetOf.fill(-1, size());
    if (m_byLabel.isEmpty())
        return;

    // The line that ends in a head without a fork (depends_on counted) or merge shares its labels downwards
    // too.
    std::vector<int> lineOf(size(), -1);
    for (int head = 0; head < size(); ++head) {
        if (!m_next.at(head).isEmpty())
            continue;
        for (int i = head; lineOf[i] < 0 && !isMergePoint(i);) {
            QSet<int> above(m_next.at(i).cbegin(), m_next.at(i).cend());
            for (const int dependent : m_dependents.at(i))
                above.insert(dependent);
            if (above.size() > 1)
                break;
            lineOf[i] = head;
            if (m_down.at(i).isEmpty())
                break;
            i = m_down.at(i).first();
        }
    }
    QHash<int, QStringList> ofLine;
    for (int i = 0; i < size(); ++i) {
        if (lineOf[i] >= 0)
            ofLine[lineOf[i]] += at(i).branchLabels;
    }

    QHash<int, int> setOfLine;
    const auto setFor = [&](int i) {
        const QStringList own = lineOf[i] < 0 ? at(i).branchLabels : ofLine.value(lineOf[i]);
        QList<int> inherited;
        for (const int down : m_down.at(i)) {
            const int set = m_labelSetOf.at(down);
            if (set >= 0 && !inherited.contains(set))
                inherited.append(set);
        }
        if (own.isEmpty() && inherited.size() <= 1)
            return inherited.isEmpty() ? -1 : inherited.first();
        m_labelSets.append({own, inherited});
        return int(m_labelSets.size()) - 1;
    };
    std::vector<int> missing(size()), ready;
    for (int i = 0; i < size(); ++i) {
        missing[i] = int(m_down.at(i).size());
        if (missing[i] == 0)
            ready.push_back(i);
    }
    std::vector<char> done(size(), 0);
    for (size_t next = 0; next < ready.size(); ++next) {
        const int i = ready[next];
        done[i] = 1;
        const auto known = lineOf[i] < 0 ? setOfLine.cend() : setOfLine.constFind(lineOf[i]);
        m_labelSetOf[i] = known != setOfLine.cend() ? *known : setFor(i);
        if (lineOf[i] >= 0)
            setOfLine.insert(lineOf[i], m_labelSetOf.at(i));
        for (const int upper : m_next.at(i)) {
            if (--missing[upper] == 0)
                ready.push_back(upper);
        }
    }
    for (int i = 0; i < size(); ++i) { // in and above a cycle: at least their own
        if (!done[i] && !at(i).branchLabels.isEmpty()) {
            m_labelSets.append({at(i).branchLabels, {}});
            m_labelSetOf[i] = int(m_labelSets.size()) - 1;
        }
    }
}

QStringList RevisionMap::branchLabels(int index) const
{
    QStringList labels = at(index).branchLabels;
    std::vector<int> todo;
    if (m_labelSetOf.at(index) >= 0)
        todo.push_back(m_labelSetOf.at(index));
    QSet<int> seen(todo.cbegin(), todo.cend());
    QSet<QString> listed(labels.cbegin(), labels.cend());
    for (size_t next = 0; next < todo.size(); ++next) {
        const LabelSet& set = m_labelSets.at(todo[next]);
        for (const QString& label : set.own) {
            if (!listed.contains(label)) {
                listed.insert(label);
                labels.append(label);
            }
        }
        for (const int inherited : set.inherited) {
            if (!seen.contains(inherited)) {
                seen.insert(inherited);
                todo.push_back(inherited);
            }
        }
    }
    return labels;
}

bool RevisionMap::hasBranchLabel(int index, const QString& label) const
{
    return branchLabels(index).contains(label);
}

QStringList RevisionMap::allBranchLabels() const
{
    QStringList labels;
    for (const Revision& revision : m_revisions)
        labels += revision.branchLabels;
    return labels;
}

void RevisionMap::findEnds()
{
    for (int i = 0; i < size(); ++i) {
        if (m_next.at(i).isEmpty()) {
            m_heads.append(i);
            if (m_dependents.at(i).isEmpty())
                m_effectiveHeads.append(i);
        }
        if (isBase(i))
            m_bases.append(i);
    }
}

void RevisionMap::orderHistory()
{
    const QList<bool> all(size(), true);
    if (isAcyclic(m_standsOn)) {
        m_historyOrder = revisionOrder(m_standsOn, all, m_effectiveHeads);
        return;
    }
    m_historyOrder = revisionOrder(withoutCycles(m_standsOn), all, m_effectiveHeads);
}

QList<int> RevisionMap::branchPoints() const
{
    QList<int> points;
    std::copy_if(m_historyOrder.cbegin(), m_historyOrder.cend(), std::back_inserter(points),
                 [this](int index) { return isBranchPoint(index); });
    return points;
}

QList<int> RevisionMap::mergePoints() const
{
    QList<int> points;
    std::copy_if(m_historyOrder.cbegin(), m_historyOrder.cend(), std::back_inserter(points),
                 [this](int index) { return isMergePoint(index); });
    return points;
}

namespace {

QList<bool> closure(const QList<int>& start, const QList<QList<int>>& links)
{
    QList<bool> reached(links.size(), false);
    bool* flags = reached.data();
    std::vector<int> todo;
    const auto reach = [&](int index) {
        if (!flags[index]) {
            flags[index] = true;
            todo.push_back(index);
        }
    };
    for (const int index : start)
        reach(index);
    while (!todo.empty()) {
        const int index = todo.back();
        todo.pop_back();
        for (const int target : links.at(index))
            reach(target);
    }
    return reached;
}

} // namespace

QList<bool> RevisionMap::ancestors(const QList<int>& start, Links links) const
{
    return closure(start, links == Links::DownRevisions ? m_down : m_standsOn);
}

QList<bool> RevisionMap::descendants(const QList<int>& start, Links links) const
{
    return closure(start, links == Links::DownRevisions ? m_next : m_stoodOnBy);
}

bool RevisionMap::isUsable() const
{
    return std::none_of(m_problems.cbegin(), m_problems.cend(),
                        [](const GraphProblem& p) { return p.fatal; });
}

Result<> RevisionMap::checkUsable() const
{
    const auto found = std::find_if(m_problems.cbegin(), m_problems.cend(),
                                    [](const GraphProblem& problem) { return problem.fatal; });
    if (found == m_problems.cend())
        return {};
    Error error;
    error.kind = ErrorKind::Graph;
    error.code = found->code;
    error.message = found->message;
    error.hint = found->hint;
    if (!found->files.isEmpty()) {
        error.file = found->files.first();
        if (found->files.size() > 1)
            error.detail = found->files.join(QLatin1Char('\n'));
    }
    return fail(error);
}

} // namespace athanor
