// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectionsfilter.h"

#include "core/errortext.h"
#include "models/connectionsmodel.h"

#include <QLocale>

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

QVariant ConnectionsFilter::data(const QModelIndex& index, int role) const
{
    if (role == Qt::AccessibleTextRole && index.column() == ConnectionsModel::NameColumn)
        return words(index);
    if (role == Qt::ToolTipRole) {
        // Rich text would be made of whatever a server answers.
        return QStringLiteral("<span style=\"white-space:pre-wrap\">%1</span>")
            .arg(words(index).toHtmlEscaped());
    }
    return QSortFilterProxyModel::data(index, role);
}

QString ConnectionsFilter::words(const QModelIndex& index) const
{
    const auto* model = qobject_cast<const ConnectionsModel*>(sourceModel());
    const QModelIndex source = mapToSource(index);
    const ConnectionProfile* profile = model ? model->profile(source) : nullptr;
    if (!profile)
        return QSortFilterProxyModel::data(index.siblingAtColumn(0), Qt::DisplayRole).toString();
    const ConnectionStatus status = model->status(profile->id);
    QStringList lines{tr("%1, %2").arg(profile->name, profile->environment),
                      profile->parameters.withoutPassword().displayText()};
    switch (status.state) {
    case ConnectionStatus::State::Unknown:
        lines.append(status.error.message.isEmpty() ? tr("Not looked at yet") : status.error.message);
        break;
    case ConnectionStatus::State::Checking:
        lines.append(tr("Connecting…"));
        break;
    case ConnectionStatus::State::Failed:
        lines.append(errorText(status.error));
        break;
    case ConnectionStatus::State::Connected:
        lines.append(
            tr("PostgreSQL %1, %2")
                .arg(status.serverVersion,
                     status.tls.isEmpty() ? tr("not encrypted") : tr("encrypted with %1").arg(status.tls)));
        lines.append(status.rows.isEmpty() ? tr("Stands at base")
                                           : tr("Stands at %1").arg(status.rows.join(QStringLiteral(", "))));
        if (!status.unknownRows.isEmpty())
            lines.append(tr("Not in this project: %1").arg(status.unknownRows.join(QStringLiteral(", "))));
        if (status.pending >= 0)
            lines.append(status.pending == 0       ? tr("Nothing is pending")
                             : status.pending == 1 ? tr("1 revision is pending")
                                                   : tr("%1 revisions are pending").arg(status.pending));
        break;
    }
    if (status.checkedAt.isValid())
        lines.append(
            tr("Seen %1").arg(QLocale().toString(status.checkedAt.toLocalTime(), QLocale::ShortFormat)));
    return lines.join(u'\n');
}

} // namespace athanor
