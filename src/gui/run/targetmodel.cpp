// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/run/targetmodel.h"

#include <utility>

namespace athanor {

TargetModel::TargetModel(RevisionMap map, QObject* parent) : QAbstractListModel(parent), m_map(std::move(map))
{
}

void TargetModel::setDirection(Direction direction)
{
    beginResetModel();
    m_symbols.clear();
    const bool severalHeads = m_map.heads().size() > 1;
    if (direction != Direction::Downgrade) {
        if (severalHeads)
            m_symbols.append({QStringLiteral("heads"), tr("the newest revision of every branch")});
        else
            m_symbols.append({QStringLiteral("head"), tr("the newest revision")});
        if (severalHeads) {
            for (const int head : m_map.heads()) {
                const QStringList labels = m_map.branchLabels(head);
                for (const QString& label : labels)
                    m_symbols.append(
                        {label + QStringLiteral("@head"), tr("the newest revision of this branch")});
            }
        }
    }
    if (direction == Direction::Upgrade)
        m_symbols.append({QStringLiteral("+1"), tr("one revision further")});
    if (direction == Direction::Downgrade)
        m_symbols.append({QStringLiteral("-1"), tr("one revision back")});
    if (direction != Direction::Upgrade)
        m_symbols.append({QStringLiteral("base"), tr("before the first revision")});
    endResetModel();
}

int TargetModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_symbols.size() + m_map.historyOrder().size());
}

QVariant TargetModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    QString identifier, description;
    if (index.row() < m_symbols.size()) {
        identifier = m_symbols.at(index.row()).identifier;
        description = m_symbols.at(index.row()).description;
    } else {
        const Revision& revision = m_map.at(m_map.historyOrder().at(index.row() - m_symbols.size()));
        identifier = revision.id;
        description = revision.message;
    }
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return identifier;
    case DescriptionRole:
        return description;
    case SearchRole:
    case Qt::AccessibleTextRole:
        return QString(identifier + u' ' + description);
    default:
        return {};
    }
}

} // namespace athanor
