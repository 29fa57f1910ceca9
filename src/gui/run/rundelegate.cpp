// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/run/rundelegate.h"

#include "gui/appearance.h"
#include "models/runmodel.h"

#include <QPainter>
#include <QPainterPath>

namespace athanor {
namespace {

RunModel::ItemKind kindOf(const QModelIndex& index)
{
    return RunModel::ItemKind(index.siblingAtColumn(0).data(RunModel::KindRole).toInt());
}

RunModel::ItemState stateOf(const QModelIndex& index)
{
    return RunModel::ItemState(index.siblingAtColumn(0).data(RunModel::StateRole).toInt());
}

StateColour colourOf(RunModel::ItemState state)
{
    switch (state) {
    case RunModel::ItemState::Done:
        return StateColour::Done;
    case RunModel::ItemState::Failed:
        return StateColour::Failed;
    case RunModel::ItemState::Running:
        return StateColour::Running;
    default:
        return StateColour::Pending;
    }
}

/// Tick, cross, triangle, ring, turned arrow: each state has a shape of its own.
void paintState(QPainter& painter, const QRectF& square, RunModel::ItemState state, const QPalette& palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double line = square.width() / 7;
    const QRectF place = square.adjusted(line, line, -line, -line);
    const QColor colour = stateColour(colourOf(state), palette);
    painter.setPen(QPen(colour, line, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    switch (state) {
    case RunModel::ItemState::Done:
        painter.drawPolyline(QPolygonF{{place.left(), place.center().y()},
                                       {place.left() + place.width() * 0.35, place.bottom() - line / 2},
                                       {place.right(), place.top() + line / 2}});
        break;
    case RunModel::ItemState::Failed:
        painter.drawLine(place.topLeft(), place.bottomRight());
        painter.drawLine(place.topRight(), place.bottomLeft());
        break;
    case RunModel::ItemState::Running: {
        painter.setBrush(colour);
        painter.drawPolygon(
            QPolygonF{place.topLeft(), {place.right(), place.center().y()}, place.bottomLeft()});
        break;
    }
    case RunModel::ItemState::RolledBack:
        painter.drawArc(place, 30 * 16, 270 * 16);
        painter.drawLine(place.topLeft(), {place.left(), place.center().y()});
        break;
    case RunModel::ItemState::Cancelled:
        painter.drawRect(place);
        break;
    case RunModel::ItemState::Pending:
        painter.drawEllipse(place.center(), line / 2, line / 2);
        break;
    }
    painter.restore();
}

} // namespace

void RunDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    MarkDelegate::initStyleOption(option, index);
    const RunModel::ItemKind kind = kindOf(index);
    if (kind == RunModel::ItemKind::Run)
        option->font.setWeight(QFont::DemiBold);
    if (kind == RunModel::ItemKind::Statement && index.column() == RunModel::NameColumn) {
        option->font = monospacedFont();
    }
    if (index.column() == RunModel::TimeColumn)
        option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
    const bool quiet = kind == RunModel::ItemKind::Notice || kind == RunModel::ItemKind::Omitted;
    if (index.column() == RunModel::NameColumn && !quiet)
        reserveMark(*option);
    if (kind == RunModel::ItemKind::Error)
        option->palette.setColor(QPalette::Text, stateColour(StateColour::Failed, option->palette));
    else if (quiet || stateOf(index) == RunModel::ItemState::Pending)
        option->palette.setColor(QPalette::Text, stateColour(StateColour::Pending, option->palette));
}

void RunDelegate::paintMark(QPainter& painter, const QRectF& square, const QModelIndex& index,
                            const QPalette& palette) const
{
    const bool error = kindOf(index) == RunModel::ItemKind::Error;
    paintState(painter, square, error ? RunModel::ItemState::Failed : stateOf(index), palette);
}

} // namespace athanor
