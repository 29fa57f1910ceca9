// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectiondelegate.h"

#include "gui/appearance.h"
#include "gui/connections/connectionmark.h"
#include "gui/connections/environmentcolour.h"
#include "models/connectionsmodel.h"

#include <QApplication>
#include <QPainter>

namespace athanor {
namespace {

constexpr int kMarkSide = 12;
constexpr int kStripe = 4;
constexpr int kRowPadding = 6;

} // namespace

void ConnectionDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(ConnectionsModel::IsEnvironmentRole).toBool()) {
        option->font.setWeight(QFont::DemiBold);
        return;
    }
    const auto state = ConnectionStatus::State(index.data(ConnectionsModel::StateRole).toInt());
    if (index.column() == ConnectionsModel::CurrentColumn && state == ConnectionStatus::State::Connected)
        option->font = monospacedFont();
    if (index.column() == ConnectionsModel::PendingColumn) {
        // The header says what is counted; in a narrow panel the numbers are compared.
        option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
        const int pending = index.data(ConnectionsModel::PendingRole).toInt();
        if (pending >= 0 && state == ConnectionStatus::State::Connected)
            option->text = option->locale.toString(pending);
    }
    if (index.column() == ConnectionsModel::NameColumn) {
        // Room for the mark, which paint() draws.
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = QSize(kMarkSide, kMarkSide);
    }
    if (index.column() == ConnectionsModel::CurrentColumn && state == ConnectionStatus::State::Failed)
        option->palette.setColor(QPalette::Text, stateColour(StateColour::Failed, option->palette));
}

void ConnectionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != ConnectionsModel::NameColumn)
        return;
    const QColor colour(index.data(ConnectionsModel::ColourRole).toString());
    if (colour.isValid())
        painter->fillRect(QRect(0, option.rect.top(), kStripe, option.rect.height()), colour);
    if (index.data(ConnectionsModel::IsEnvironmentRole).toBool())
        return;
    QStyleOptionViewItem full = option;
    initStyleOption(&full, index);
    const QStyle* style = full.widget ? full.widget->style() : QApplication::style();
    const QRect place = style->subElementRect(QStyle::SE_ItemViewItemDecoration, &full, full.widget);
    QRectF square(0, 0, kMarkSide, kMarkSide);
    square.moveCenter(QRectF(place).center());
    QPalette palette = full.palette;
    if (full.state & QStyle::State_Selected)
        palette.setColor(QPalette::Base, palette.color(QPalette::Highlight));
    paintConnectionState(*painter, square,
                         ConnectionStatus::State(index.data(ConnectionsModel::StateRole).toInt()), palette);
}

QSize ConnectionDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width(), std::max(size.height(), option.fontMetrics.height() + kRowPadding)};
}

} // namespace athanor
