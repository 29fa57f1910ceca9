// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Prints item models as text, for comparing.

#include <QAbstractItemModel>
#include <QStringList>

namespace athanor::test {

/// One line a row, columns joined by " | ", children indented by two blanks.
inline QStringList modelText(const QAbstractItemModel& model, const QModelIndex& parent = {}, int depth = 0)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(parent); ++column)
            cells.append(model.index(row, column, parent).data().toString());
        while (!cells.isEmpty() && cells.constLast().isEmpty())
            cells.removeLast();
        lines.append(QString(depth * 2, u' ') + cells.join(QStringLiteral(" | ")));
        lines.append(modelText(model, model.index(row, 0, parent), depth + 1));
    }
    return lines;
}

} // namespace athanor::test
