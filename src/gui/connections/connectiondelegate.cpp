// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectiondelegate.h"

#include "gui/appearance.h"
#include "gui/connections/connectionmark.h"
#include "gui/connections/environmentcolour.h"
#include "models/connectionsmodel.h"

#include <QPainter>

namespace athanor {
namespace {

constexpr int kStripe = 4;

} // namespace

void ConnectionDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    MarkDelegate::initStyleOption(option, index);
    if (index.data(ConnectionsModel::IsEnvironmentRole).toBool()) {
        option->font.setWeight(QFont::DemiBold);
        return;
    }
    const auto state = ConnectionStatus::State(index.data(ConnectionsModel::StateRole).toInt());
    const auto standing = index.data(ConnectionsModel::RowsRole).toStringList();
    if (index.column() == ConnectionsModel::CurrentColumn && !standing.isEmpty())
        option->font = monospacedFont();
    if (index.column() == ConnectionsModel::PendingColumn) {
        // The header says what is counted; in a narrow panel the numbers are compared.
        option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
        const int pending = index.data(ConnectionsModel::PendingRole).toInt();
        if (pending >= 0 && state == ConnectionStatus::State::Connected)
            option->text = option->locale.toString(pending);
    }
    if (index.column() == ConnectionsModel::NameColumn)
        reserveMark(*option);
    if (index.column() == ConnectionsModel::CurrentColumn && state == ConnectionStatus::State::Failed)
        option->palette.setColor(QPalette::Text, stateColour(StateColour::Failed, option->palette));
}

void ConnectionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const
{
    MarkDelegate::paint(painter, option, index);
    if (index.column() != ConnectionsModel::NameColumn)
        return;
    const QColor colour(index.data(ConnectionsModel::ColourRole).toString());
    if (colour.isValid())
        painter->fillRect(QRect(0, option.rect.top(), kStripe, option.rect.height()), colour);
}

void ConnectionDelegate::paintMark(QPainter& painter, const QRectF& square, const QModelIndex& index,
                                   const QPalette& palette) const
{
    paintConnectionState(painter, square,
                         ConnectionStatus::State(index.data(ConnectionsModel::StateRole).toInt()), palette);
}

} // namespace athanor
