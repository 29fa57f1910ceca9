// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/historyfiltermodel.h"

#include "models/historymodel.h"

#include <algorithm>

namespace athanor {

HistoryFilterModel::HistoryFilterModel(QObject* parent) : QSortFilterProxyModel(parent) { }

void HistoryFilterModel::setSearchText(const QString& text)
{
    QStringList words = text.toLower().simplified().split(u' ', Qt::SkipEmptyParts);
    if (m_words == words)
        return;
    m_words = std::move(words);
    invalidateFilter();
}

void HistoryFilterModel::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    invalidateFilter();
}

void HistoryFilterModel::setContents(QHash<QString, QString> contents)
{
    m_contents = std::move(contents);
    if (!m_words.isEmpty())
        invalidateFilter();
}

bool HistoryFilterModel::isFiltering() const
{
    return !m_words.isEmpty() || m_state != State::All;
}

bool HistoryFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const
{
    const QModelIndex row = sourceModel()->index(sourceRow, 0, sourceParent);
    if (m_state != State::All) {
        const QVariant applied = row.data(HistoryModel::AppliedRole);
        if (applied.isValid() && applied.toBool() != (m_state == State::Applied))
            return false;
    }
    if (m_words.isEmpty())
        return true;
    const auto text = [&](int column) {
        return sourceModel()->index(sourceRow, column, sourceParent).data().toString().toLower();
    };
    QString visible = text(HistoryModel::RevisionColumn) + u'\n' + text(HistoryModel::MessageColumn);
    const auto badges = row.data(HistoryModel::BadgesRole).value<QList<Badge>>();
    for (const Badge& badge : badges)
        visible += u'\n' + badge.text.toLower();
    const auto content = m_contents.constFind(row.data(HistoryModel::RevisionIdRole).toString());
    return std::ranges::all_of(m_words, [&](const QString& word) {
        return visible.contains(word) || (content != m_contents.cend() && content->contains(word));
    });
}

} // namespace athanor
