// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Draws the output of runs: a mark and a colour for the state of each row, times and rows aligned, SQL in the
// fixed font. GUI thread.

#include "gui/markdelegate.h"

namespace athanor {

class RunDelegate : public MarkDelegate {
    Q_OBJECT
public:
    using MarkDelegate::MarkDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
    void paintMark(QPainter& painter, const QRectF& square, const QModelIndex& index,
                   const QPalette& palette) const override;
};

} // namespace athanor
