// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectionsfilter.h"

#include "models/connectionsmodel.h"

#include <algorithm>

namespace athanor {

ConnectionsFilter::ConnectionsFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
}

void ConnectionsFilter::setSearchText(const QString& text)
{
    m_words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool ConnectionsFilter::filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const
{
    const auto* model = qobject_cast<const ConnectionsModel*>(sourceModel());
    if (m_words.isEmpty() || !model)
        return true;
    const ConnectionProfile* profile = model->profile(model->index(sourceRow, 0, sourceParent));
    if (!profile)
        return false; // an environment is shown for the connections in it
    const QString text = profile->name + u' ' + profile->environment + u' '
        + profile->parameters.withoutPassword().displayText();
    return std::all_of(m_words.cbegin(), m_words.cend(),
                       [&text](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace athanor
