// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the delegates of trees share: rows with some air, and a mark before the text of the first column,
// which tells a state by its shape. GUI thread.

#include <QStyledItemDelegate>

namespace athanor {

class MarkDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    /// Makes room for a mark; called from initStyleOption() for the rows that have one.
    static void reserveMark(QStyleOptionViewItem& option);
    /// Draws the mark of \a index into \a square, with colours that can be read on \a palette's base.
    virtual void paintMark(QPainter& painter, const QRectF& square, const QModelIndex& index,
                           const QPalette& palette) const = 0;
};

} // namespace athanor
