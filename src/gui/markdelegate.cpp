// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/markdelegate.h"

#include "gui/appearance.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace athanor {
namespace {

constexpr int kMarkSide = 12;
constexpr int kRowPadding = 6;

} // namespace

void MarkDelegate::reserveMark(QStyleOptionViewItem& option)
{
    option.features |= QStyleOptionViewItem::HasDecoration;
    option.decorationSize = QSize(kMarkSide, kMarkSide);
}

void MarkDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem full = option;
    initStyleOption(&full, index);
    if (!(full.features & QStyleOptionViewItem::HasDecoration))
        return;
    const QStyle* style = full.widget ? full.widget->style() : QApplication::style();
    const QRect place = style->subElementRect(QStyle::SE_ItemViewItemDecoration, &full, full.widget);
    QRectF square(0, 0, kMarkSide, kMarkSide);
    square.moveCenter(QRectF(place).center());
    QPalette palette = option.palette;
    if (full.state & QStyle::State_Selected)
        palette.setColor(QPalette::Base, palette.color(QPalette::Highlight));
    paintMark(*painter, square, index, palette);
}

QSize MarkDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width(), std::max(size.height(), option.fontMetrics.height() + kRowPadding)};
}

} // namespace athanor
