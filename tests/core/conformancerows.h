// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An independent statement of the rules by which version rows change, made of plain sets and slow on purpose:
// it judges plans whose order is free.

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QStringList>

#include <algorithm>
#include <functional>
#include <optional>

namespace conformance {

using Names = QSet<QString>;

inline QStringList strings(const QJsonValue& value)
{
    QStringList list;
    for (const QJsonValue& item : value.toArray())
        list.append(item.toString());
    return list;
}

inline QStringList sorted(QStringList list)
{
    std::sort(list.begin(), list.end());
    return list;
}

class RowModel {
public:
    RowModel() = default;

    /// \a newest: the rule of Alembic from 1.13.1 on for taking back a revision that is the only row.
    RowModel(const QJsonArray& revisions, bool newest) : m_newest(newest)
    {
        QHash<QString, QString> labels;
        for (const QJsonValue& value : revisions) {
            const QString id = value[QStringLiteral("revision")].toString();
            m_down[id] = strings(value[QStringLiteral("down_revision")]);
            m_dependencies[id] = strings(value[QStringLiteral("depends_on")]);
            for (const QString& label : strings(value[QStringLiteral("branch_labels")]))
                labels[label] = id;
        }
        for (QStringList& names : m_dependencies) {
            for (QString& name : names)
                name = m_down.contains(name) ? name : labels.value(name);
        }
        for (auto it = m_down.cbegin(); it != m_down.cend(); ++it) {
            Names covered;
            const Names below = closure(*it, [&](const QString& id) { return m_down.value(id); });
            for (const QString& id : below) {
                for (const QString& dependency : m_dependencies.value(id))
                    covered.insert(dependency);
            }
            Names own(m_dependencies.value(it.key()).cbegin(), m_dependencies.value(it.key()).cend());
            m_full[it.key()] = own | Names(it->cbegin(), it->cend());
            m_standsOn[it.key()] = (own - covered) | Names(it->cbegin(), it->cend());
        }
    }

    /// Whether every revision comes after all it stands on (before, for \a downwards).
    [[nodiscard]] bool isTopological(const QStringList& order, bool downwards) const
    {
        QHash<QString, qsizetype> place;
        for (qsizetype i = 0; i < order.size(); ++i)
            place[order.at(i)] = i;
        for (const QString& id : order) {
            for (const QString& lower : m_full.value(id)) {
                if (place.contains(lower) && (place.value(lower) > place.value(id)) != downwards)
                    return false;
            }
        }
        return true;
    }

    /// Rows after each step, sorted; nothing where Alembic would fall over.
    [[nodiscard]] std::optional<QList<QStringList>> replay(const QStringList& at,
                                                           const QJsonArray& steps) const
    {
        std::optional<Names> rows = Names(at.cbegin(), at.cend());
        QList<QStringList> after;
        for (const QJsonValue& step : steps) {
            const QString id = step[QStringLiteral("revision")].toString();
            rows = step[QStringLiteral("direction")] == QStringLiteral("upgrade") ? up(*rows, id)
                                                                                  : down(*rows, id);
            if (!rows)
                return std::nullopt;
            after.append(sorted(QStringList(rows->cbegin(), rows->cend())));
        }
        return after;
    }

private:
    [[nodiscard]] static Names closure(const QStringList& start,
                                       const std::function<QStringList(const QString&)>& step)
    {
        Names seen;
        QStringList todo = start;
        while (!todo.isEmpty()) {
            const QString id = todo.takeLast();
            if (seen.contains(id))
                continue;
            seen.insert(id);
            todo += step(id);
        }
        return seen;
    }

    [[nodiscard]] Names below(const Names& start) const
    {
        return closure(QStringList(start.cbegin(), start.cend()), [this](const QString& id) {
            const Names lower = m_standsOn.value(id);
            return QStringList(lower.cbegin(), lower.cend());
        });
    }

    [[nodiscard]] std::optional<Names> up(const Names& rows, const QString& id) const
    {
        const Names on = m_standsOn.value(id);
        const Names present = on & rows;
        if (rows.contains(id))
            return std::nullopt;
        if (present.size() < 2)
            return (rows - present) | Names{id};
        const Names others = rows - on;
        const Names gone = others.isEmpty() ? on : on - below(others);
        if (gone.isEmpty() || !rows.contains(gone))
            return std::nullopt;
        return (rows - gone) | Names{id};
    }

    [[nodiscard]] std::optional<Names> down(const Names& rows, const QString& id) const
    {
        if (!rows.contains(id))
            return std::nullopt;
        const Names on = m_standsOn.value(id);
        const Names others = rows - Names{id};
        Names to = on;
        if (!others.isEmpty()) {
            to -= below(others);
        } else if (m_newest) {
            for (const QString& upper : on)
                to -= below({upper}) - Names{upper};
        }
        if (to.intersects(others))
            return std::nullopt;
        return others | to;
    }

    QHash<QString, QStringList> m_down, m_dependencies;
    QHash<QString, Names> m_full, m_standsOn;
    bool m_newest = false;
};

} // namespace conformance
