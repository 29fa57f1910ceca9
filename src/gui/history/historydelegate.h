// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Draws the rows of the history: lanes and marks of the graph, badges before the message. A full mark is
// applied, a ring is pending, a second ring around it is where the chosen database stands. Cost depends on
// what is visible only. GUI thread.

#include "core/connectionprofile.h"
#include "models/historymodel.h"

#include <QHash>
#include <QStyledItemDelegate>

namespace athanor {

class HistoryDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// Their colours are those of the badges of databases.
    void setEnvironments(const QList<Environment>& environments);

    /// Whether neighbouring rows are neighbours in the graph: lines between them are drawn only then.
    void setLinked(bool linked) { m_linked = linked; }

    /// Width of a graph with \a lanes lanes, in device independent pixels.
    [[nodiscard]] static int graphWidth(int lanes);
    /// The word on \a badge.
    [[nodiscard]] static QString badgeText(const Badge& badge);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintGraph(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    int paintBadges(QPainter& painter, const QStyleOptionViewItem& option, const QList<Badge>& badges) const;

    QHash<QString, QColor> m_colours; ///< of environments
    bool m_linked = true;
};

} // namespace athanor
