// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cycles.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace athanor {

bool isAcyclic(const QList<QList<int>>& links)
{
    std::vector<int> incoming(links.size(), 0);
    for (const QList<int>& targets : links) {
        for (const int target : targets)
            ++incoming[target];
    }
    std::vector<int> ready;
    for (qsizetype node = 0; node < links.size(); ++node) {
        if (incoming[node] == 0)
            ready.push_back(int(node));
    }
    qsizetype done = 0;
    while (!ready.empty()) {
        const int node = ready.back();
        ready.pop_back();
        ++done;
        for (const int target : links.at(node)) {
            if (--incoming[target] == 0)
                ready.push_back(target);
        }
    }
    return done == links.size();
}

QList<QList<int>> findCycles(const QList<QList<int>>& links)
{
    struct Frame {
        int node;
        qsizetype link;
    };

    std::vector<int> number(links.size(), -1), lowest(links.size(), 0), open;
    std::vector<char> isOpen(links.size(), 0);
    std::vector<Frame> stack;
    QList<QList<int>> groups;
    int count = 0;
    const auto enter = [&](int node) {
        number[node] = lowest[node] = count++;
        open.push_back(node);
        isOpen[node] = 1;
        stack.push_back({node, 0});
    };
    for (qsizetype root = 0; root < links.size(); ++root) {
        if (number[root] < 0)
            enter(int(root));
        while (!stack.empty()) {
            const int node = stack.back().node;
            if (stack.back().link < links.at(node).size()) {
                const int target = links.at(node).at(stack.back().link++);
                if (number[target] < 0)
                    enter(target);
                else if (isOpen[target])
                    lowest[node] = std::min(lowest[node], number[target]);
                continue;
            }
            stack.pop_back();
            if (!stack.empty())
                lowest[stack.back().node] = std::min(lowest[stack.back().node], lowest[node]);
            if (lowest[node] != number[node])
                continue;
            QList<int> group;
            for (int member = -1; member != node;) {
                member = open.back();
                open.pop_back();
                isOpen[member] = 0;
                group.append(member);
            }
            if (group.size() > 1) {
                std::sort(group.begin(), group.end());
                groups.append(group);
            }
        }
    }
    std::sort(groups.begin(), groups.end(),
              [](const QList<int>& a, const QList<int>& b) { return a.first() < b.first(); });
    return groups;
}

QList<QList<int>> withoutCycles(const QList<QList<int>>& links)
{
    enum State : char { New, Open, Done };

    std::vector<char> state(links.size(), New);
    std::vector<std::pair<int, qsizetype>> stack;
    QList<QList<int>> kept(links.size());
    // From the newest revisions down: what is left of a cycle hangs from what is above it.
    std::vector<char> hasIncoming(links.size(), 0);
    for (const QList<int>& targets : links) {
        for (const int target : targets)
            hasIncoming[target] = 1;
    }
    const auto walk = [&](int root) {
        if (state[root] != New)
            return;
        state[root] = Open;
        stack.emplace_back(root, 0);
        while (!stack.empty()) {
            const int node = stack.back().first;
            if (stack.back().second == links.at(node).size()) {
                state[node] = Done;
                stack.pop_back();
                continue;
            }
            const int target = links.at(node).at(stack.back().second++);
            if (state[target] == Open)
                continue;
            kept[node].append(target);
            if (state[target] == New) {
                state[target] = Open;
                stack.emplace_back(target, 0);
            }
        }
    };
    for (qsizetype node = 0; node < links.size(); ++node) {
        if (!hasIncoming[node])
            walk(int(node));
    }
    for (qsizetype node = links.size() - 1; node >= 0; --node)
        walk(int(node));
    return kept;
}

} // namespace athanor
