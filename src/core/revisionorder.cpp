// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/revisionorder.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace athanor {

namespace {

constexpr int kNone = -1;

/// Answers "is this revision below that one?" by the intervals of a depth-first walk, searching only where
/// they leave it open.
class Reachability {
public:
    Reachability(const QList<QList<int>>& below, const std::vector<char>& member)
        : m_below(below)
        , m_member(member)
        , m_visited(member.size(), 0)
    {
    }

    void build(const std::vector<int>& roots)
    {
        m_forward = number(roots, false);
        m_backward = number(roots, true);
    }

    /// Members in an order in which each comes after everything above it.
    [[nodiscard]] std::vector<int> fromTheTop() const
    {
        return std::vector<int>(m_forward.finished.rbegin(), m_forward.finished.rend());
    }

    [[nodiscard]] bool isBelow(int lower, int upper)
    {
        switch (look(lower, upper)) {
        case Yes:
            return true;
        case No:
            return false;
        case Open:
            break;
        }
        ++m_stamp;
        std::vector<int> todo{upper};
        while (!todo.empty()) {
            const int node = todo.back();
            todo.pop_back();
            for (const int next : m_below.at(node)) {
                if (!m_member[next] || m_visited[next] == m_stamp)
                    continue;
                m_visited[next] = m_stamp;
                if (next == lower)
                    return true;
                const Answer answer = look(lower, next);
                if (answer == Yes)
                    return true;
                if (answer == Open)
                    todo.push_back(next);
            }
        }
        return false;
    }

private:
    enum Answer { Yes, No, Open };

    struct Numbers {
        std::vector<int> post; ///< place in the order in which revisions were finished
        std::vector<int> treeLow; ///< places from here to post are surely below
        std::vector<int> low; ///< places before this one are surely not below
        std::vector<int> finished;
    };

    [[nodiscard]] static Answer look(const Numbers& numbers, int lower, int upper)
    {
        const int place = numbers.post[lower];
        if (place >= numbers.post[upper] || place < numbers.low[upper])
            return No;
        return place >= numbers.treeLow[upper] ? Yes : Open;
    }

    [[nodiscard]] Answer look(int lower, int upper) const
    {
        const Answer forward = look(m_forward, lower, upper);
        return forward == Open ? look(m_backward, lower, upper) : forward;
    }

    [[nodiscard]] Numbers number(const std::vector<int>& roots, bool backward) const
    {
        const size_t size = m_member.size();
        Numbers n{
            std::vector<int>(size, kNone), std::vector<int>(size, kNone), std::vector<int>(size, 0), {}};
        std::vector<std::pair<int, qsizetype>> stack;
        const auto enter = [&](int node) {
            n.treeLow[node] = int(n.finished.size());
            n.low[node] = std::numeric_limits<int>::max();
            stack.emplace_back(node, 0);
        };
        for (const int root : roots) {
            if (n.treeLow[root] == kNone)
                enter(root);
            while (!stack.empty()) {
                const int node = stack.back().first;
                const QList<int>& links = m_below.at(node);
                if (stack.back().second < links.size()) {
                    const qsizetype at = stack.back().second++;
                    const int next = links.at(backward ? links.size() - 1 - at : at);
                    if (!m_member[next])
                        continue;
                    if (n.treeLow[next] == kNone)
                        enter(next);
                    else
                        n.low[node] = std::min(n.low[node], n.low[next]);
                    continue;
                }
                stack.pop_back();
                n.post[node] = int(n.finished.size());
                n.low[node] = std::min(n.low[node], n.post[node]);
                n.finished.push_back(node);
                if (!stack.empty())
                    n.low[stack.back().first] = std::min(n.low[stack.back().first], n.low[node]);
            }
        }
        return n;
    }

    const QList<QList<int>>& m_below;
    const std::vector<char>& m_member;
    Numbers m_forward, m_backward;
    std::vector<int> m_visited;
    int m_stamp = 0;
};

class Walk {
public:
    Walk(const QList<QList<int>>& below, const QList<bool>& wanted)
        : m_below(below)
        , m_waiting(wanted.cbegin(), wanted.cend())
        , m_open(wanted.size(), 0)
        , m_slotOf(wanted.size(), kNone)
    {
        for (qsizetype node = 0; node < wanted.size(); ++node) {
            if (!m_waiting[node])
                continue;
            ++m_left;
            for (const int lower : below.at(node))
                m_open[lower] += 1;
        }
    }

    QList<int> run(QList<int> starts)
    {
        m_order.reserve(m_left);
        walk(starts);
        while (m_left > 0) { // what no start leads to follows, so that nothing is ever lost
            starts.clear();
            for (qsizetype node = 0; node < m_below.size(); ++node) {
                if (m_waiting[node] && m_open[node] == 0)
                    starts.append(int(node));
            }
            walk(starts);
        }
        return std::move(m_order);
    }

private:
    void walk(QList<int> starts)
    {
        std::sort(starts.begin(), starts.end());
        starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
        m_slots.clear();
        m_last = kNone;
        for (const int start : std::as_const(starts)) {
            if (m_waiting[start])
                append(start);
        }
        m_member.clear();
        m_gapless = isGapless();
        int cursor = nextAlive(0);
        while (cursor != kNone) {
            const int blocker = firstAbove(m_slots[cursor].candidate, cursor);
            cursor = blocker == kNone ? take(cursor) : blocker;
        }
    }

    /// Whether everything between two wanted revisions is wanted too; then a count tells what is below a
    /// candidate.
    [[nodiscard]] bool isGapless() const
    {
        std::vector<char> seen(m_below.size(), 0);
        std::vector<int> todo;
        for (const Slot& slot : m_slots) {
            seen[slot.candidate] = 1;
            todo.push_back(slot.candidate);
        }
        bool outside = false;
        while (!todo.empty()) {
            const int node = todo.back();
            todo.pop_back();
            for (const int lower : m_below.at(node)) {
                if (!m_waiting[node] && m_waiting[lower])
                    outside = true;
                if (!seen[lower]) {
                    seen[lower] = 1;
                    todo.push_back(lower);
                }
            }
        }
        return !outside;
    }

    int take(int cursor)
    {
        const int node = m_slots[cursor].candidate;
        m_waiting[node] = 0;
        m_slotOf[node] = kNone;
        --m_left;
        m_order.append(node);
        bool replaced = false;
        for (const int lower : m_below.at(node)) {
            m_open[lower] -= 1;
            if (!m_waiting[lower] || m_slotOf[lower] != kNone)
                continue;
            if (replaced) {
                append(lower);
            } else {
                m_slots[cursor].candidate = lower;
                m_slotOf[lower] = cursor;
                replaced = true;
            }
        }
        return replaced ? cursor : remove(cursor);
    }

    void append(int node)
    {
        const int slot = int(m_slots.size());
        m_slotOf[node] = slot;
        m_slots.push_back({node, m_last, slot});
        if (m_last != kNone)
            m_slots[m_last].next = slot;
        m_slots[slot].next = kNone;
        m_slots[slot].alive = slot;
        m_last = slot;
    }

    /// Removes the slot; gives where the cursor goes: one back, or to the first.
    int remove(int slot)
    {
        const int previous = m_slots[slot].previous;
        const int next = m_slots[slot].next;
        if (previous != kNone)
            m_slots[previous].next = next;
        if (next != kNone)
            m_slots[next].previous = previous;
        else
            m_last = previous;
        m_slots[slot].alive = slot + 1;
        return previous != kNone ? previous : next;
    }

    /// The first slot in use from \a slot on.
    int nextAlive(int slot)
    {
        const int count = int(m_slots.size());
        int found = slot;
        while (found < count && m_slots[found].alive != found)
            found = m_slots[found].alive;
        while (slot < count && slot != found)
            slot = std::exchange(m_slots[slot].alive, found);
        return found < count ? found : kNone;
    }

    /// The first slot whose candidate is above \a node, none when it may be taken. What is above a revision
    /// only shrinks, and new slots come at the end, so the answers for one revision never go back.
    int firstAbove(int node, int own)
    {
        if (m_gapless && m_open[node] == 0)
            return kNone;
        if (m_member.empty())
            prepareSearch();
        for (int slot = nextAlive(m_scanFrom[node]); slot != kNone; slot = nextAlive(slot + 1)) {
            m_scanFrom[node] = slot;
            if (slot != own && m_reach.front().isBelow(node, m_slots[slot].candidate))
                return slot;
        }
        m_scanFrom[node] = int(m_slots.size());
        return kNone;
    }

    void prepareSearch()
    {
        m_member.assign(m_below.size(), 0);
        std::vector<int> todo, roots;
        std::vector<char> hasUpper(m_below.size(), 0);
        for (int slot = nextAlive(0); slot != kNone; slot = nextAlive(slot + 1)) {
            m_member[m_slots[slot].candidate] = 1;
            todo.push_back(m_slots[slot].candidate);
        }
        const std::vector<int> candidates = todo;
        while (!todo.empty()) {
            const int node = todo.back();
            todo.pop_back();
            for (const int lower : m_below.at(node)) {
                if (m_gapless && !m_waiting[lower])
                    continue;
                hasUpper[lower] = 1;
                if (!m_member[lower]) {
                    m_member[lower] = 1;
                    todo.push_back(lower);
                }
            }
        }
        std::copy_if(candidates.cbegin(), candidates.cend(), std::back_inserter(roots),
                     [&](int node) { return !hasUpper[node]; });
        m_reach.clear();
        m_reach.emplace_back(m_below, m_member);
        m_reach.front().build(roots);
        m_scanFrom.assign(m_below.size(), std::numeric_limits<int>::max());
        for (const int node : m_reach.front().fromTheTop()) {
            const int slot
                = m_slotOf[node] == kNone ? m_scanFrom[node] : std::min(m_scanFrom[node], m_slotOf[node]);
            for (const int lower : m_below.at(node))
                m_scanFrom[lower] = std::min(m_scanFrom[lower], slot);
        }
    }

    struct Slot {
        int candidate = kNone;
        int previous = kNone;
        int alive = kNone; ///< itself, or a later slot to look at when this one is gone
        int next = kNone;
    };

    const QList<QList<int>>& m_below;
    std::vector<char> m_waiting; ///< wanted and not yet taken
    std::vector<int> m_open; ///< how many of what stands on a revision are not yet taken
    std::vector<int> m_slotOf;
    std::vector<Slot> m_slots;
    std::vector<int> m_scanFrom;
    std::vector<char> m_member;
    std::vector<Reachability> m_reach; ///< made when first needed
    QList<int> m_order;
    int m_last = kNone;
    qsizetype m_left = 0;
    bool m_gapless = true;
};

} // namespace

QList<int> revisionOrder(const QList<QList<int>>& below, const QList<bool>& wanted, QList<int> starts)
{
    return Walk(below, wanted).run(std::move(starts));
}

} // namespace athanor
