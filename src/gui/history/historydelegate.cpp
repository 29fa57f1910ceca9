// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/history/historydelegate.h"

#include "gui/appearance.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

namespace athanor {

namespace {

constexpr int kLaneWidth = 16;
constexpr int kMostLanes = 24; ///< wider graphs are cut at the column's edge
constexpr qreal kMark = 4; ///< radius

qreal laneX(const QRect& rect, int lane)
{
    return rect.left() + kSpace + kLaneWidth * lane + kLaneWidth / 2.0;
}

void paintSegment(QPainter& painter, const QRect& rect, const LaneSegment& segment, const QPalette& palette)
{
    const auto middle = rect.top() + rect.height() / 2.0;
    const QPointF from(laneX(rect, segment.from), segment.fromNode ? middle : rect.top());
    const QPointF to(laneX(rect, segment.to), segment.toNode ? middle : rect.top() + rect.height());
    const auto dashed = segment.kind == LaneSegment::Kind::DependsOn;
    painter.setPen(
        QPen(laneColour(segment.colour, palette), 1.6, dashed ? Qt::DotLine : Qt::SolidLine, Qt::FlatCap));
    if (qFuzzyCompare(from.x(), to.x())) {
        painter.drawLine(from, to);
        return;
    }
    QPainterPath path(from);
    if (segment.fromNode == segment.toNode) {
        const auto bend = (from.y() + to.y()) / 2;
        path.cubicTo({from.x(), bend}, {to.x(), bend}, to);
    } else {
        // A quarter turn: level at the node, upright where the next row goes on.
        path.quadTo(segment.toNode ? QPointF(from.x(), to.y()) : QPointF(to.x(), from.y()), to);
    }
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

struct BadgeLook {
    QColor fill, line, text;
};

/// Black or white, whichever is easier to read on \a colour.
QColor readable(const QColor& colour)
{
    const auto light = 0.299 * colour.redF() + 0.587 * colour.greenF() + 0.114 * colour.blueF();
    return light > 0.55 ? QColor(Qt::black) : QColor(Qt::white);
}

BadgeLook lookOf(const Badge& badge, const QPalette& palette, const QHash<QString, QColor>& environments)
{
    switch (badge.kind) {
    case Badge::Kind::Database: {
        const auto colour = environments.value(badge.environment, palette.color(QPalette::Mid));
        return {colour, colour, readable(colour)};
    }
    case Badge::Kind::Label:
        return {palette.color(QPalette::Midlight), palette.color(QPalette::Mid),
                palette.color(QPalette::Text)};
    case Badge::Kind::Irreversible: {
        const auto colour = stateColour(StateColour::Warning, palette);
        return {Qt::transparent, colour, colour};
    }
    case Badge::Kind::Problem: {
        const auto colour = stateColour(StateColour::Failed, palette);
        return {Qt::transparent, colour, colour};
    }
    case Badge::Kind::Head:
    case Badge::Kind::Base:
    case Badge::Kind::BranchPoint:
    case Badge::Kind::MergePoint:
        break;
    }
    return {Qt::transparent, palette.color(QPalette::Mid), palette.color(QPalette::PlaceholderText)};
}

QFont badgeFont(const QFont& base)
{
    auto font = base;
    font.setPointSizeF(base.pointSizeF() * 0.85);
    return font;
}

} // namespace

void HistoryDelegate::setEnvironments(const QList<Environment>& environments)
{
    m_colours.clear();
    for (const auto& environment : environments)
        m_colours.insert(environment.name, QColor(environment.colour));
}

int HistoryDelegate::graphWidth(int lanes)
{
    return 2 * kSpace + kLaneWidth * qBound(1, lanes, kMostLanes);
}

QString HistoryDelegate::badgeText(const Badge& badge)
{
    if (!badge.text.isEmpty())
        return badge.text.simplified();
    switch (badge.kind) {
    case Badge::Kind::Head:
        return tr("head");
    case Badge::Kind::Base:
        return tr("base");
    case Badge::Kind::BranchPoint:
        return tr("branch point");
    case Badge::Kind::MergePoint:
        return tr("merge point");
    case Badge::Kind::Irreversible:
        return tr("irreversible");
    case Badge::Kind::Problem:
        return tr("problem");
    case Badge::Kind::Label:
    case Badge::Kind::Database:
        break;
    }
    return {};
}

void HistoryDelegate::paintGraph(QPainter& painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const
{
    const auto row = index.data(HistoryModel::LaneRowRole).value<LaneRow>();
    painter.setRenderHint(QPainter::Antialiasing);
    const auto segments = m_linked ? row.segments : QList<LaneSegment>();
    for (const auto& segment : segments)
        paintSegment(painter, option.rect, segment, option.palette);

    const QPointF centre(laneX(option.rect, row.lane), option.rect.top() + option.rect.height() / 2.0);
    const auto colour = laneColour(row.colour, option.palette);
    const auto applied = index.data(HistoryModel::AppliedRole);
    const auto pending = applied.isValid() && !applied.toBool();
    const auto background = option.palette.color(
        option.state.testFlag(QStyle::State_Selected) ? QPalette::Highlight : QPalette::Base);
    painter.setPen(QPen(colour, 1.6));
    if (index.data(HistoryModel::CurrentRole).toBool()) {
        painter.setBrush(background);
        painter.drawEllipse(centre, kMark + 3, kMark + 3);
    }
    painter.setBrush(pending ? background : colour);
    painter.drawEllipse(centre, kMark, kMark);
}

int HistoryDelegate::paintBadges(QPainter& painter, const QStyleOptionViewItem& option,
                                 const QList<Badge>& badges) const
{
    const auto font = badgeFont(option.font);
    const QFontMetrics metrics(font);
    const auto height = metrics.height() + 2;
    auto x = option.rect.left() + kSpace / 2;
    painter.setFont(font);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& badge : badges) {
        const auto room = option.rect.left() + option.rect.width() * 2 / 3 - x;
        const auto text = metrics.elidedText(badgeText(badge), Qt::ElideRight, qMin(room, 22 * kSpace));
        if (text.isEmpty() || room < 3 * kSpace)
            break;
        const auto look = lookOf(badge, option.palette, m_colours);
        const QRectF box(x + 0.5, option.rect.top() + (option.rect.height() - height) / 2 + 0.5,
                         metrics.horizontalAdvance(text) + kSpace, height - 1);
        painter.setPen(look.line);
        painter.setBrush(look.fill);
        painter.drawRoundedRect(box, 3, 3);
        painter.setPen(look.text);
        painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, text);
        x += static_cast<int>(box.width()) + kSpace / 2 + 1;
    }
    return x - option.rect.left();
}

void HistoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& item,
                            const QModelIndex& index) const
{
    auto option = item;
    initStyleOption(&option, index);
    const auto* widget = option.widget;
    auto* style = widget ? widget->style() : QApplication::style();
    const auto text = option.text;
    option.text.clear();
    option.state &= ~QStyle::State_HasFocus; // the row is what is current, not one of its cells
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, widget);

    painter->save();
    painter->setClipRect(option.rect);
    if (index.column() == HistoryModel::GraphColumn) {
        paintGraph(*painter, option, index);
        painter->restore();
        return;
    }
    auto left = kSpace / 2;
    if (index.column() == HistoryModel::MessageColumn) {
        if (const auto badges = index.data(HistoryModel::BadgesRole).value<QList<Badge>>(); !badges.isEmpty())
            left = paintBadges(*painter, option, badges) + kSpace / 2;
    }
    const auto applied = index.data(HistoryModel::AppliedRole);
    const auto pending = applied.isValid() && !applied.toBool();
    const auto selected = option.state.testFlag(QStyle::State_Selected);
    const auto font = index.column() == HistoryModel::RevisionColumn ? monospacedFont() : option.font;
    painter->setFont(font);
    painter->setPen(option.palette.color(selected      ? QPalette::HighlightedText
                                             : pending ? QPalette::PlaceholderText
                                                       : QPalette::Text));
    const auto room = option.rect.adjusted(left, 0, -kSpace / 2, 0);
    painter->drawText(room, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(text.simplified(), option.textElideMode, room.width()));
    painter->restore();
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(option.fontMetrics.height() + kSpace);
    return size;
}

} // namespace athanor
