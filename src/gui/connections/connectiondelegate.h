// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Draws a row of the connections panel: the environment's colour at its edge, the state's mark, and the
// numbers aligned. GUI thread.

#include "gui/markdelegate.h"

namespace athanor {

class ConnectionDelegate : public MarkDelegate {
    Q_OBJECT
public:
    using MarkDelegate::MarkDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
    void paintMark(QPainter& painter, const QRectF& square, const QModelIndex& index,
                   const QPalette& palette) const override;
};

} // namespace athanor
