// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/run/targetcombo.h"

#include "gui/appearance.h"
#include "gui/run/targetmodel.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace athanor {
namespace {

constexpr int kGap = 16;

/// The identifier as the style draws it, its description after it in a quieter colour.
class TargetDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const QFontMetrics metrics(monospacedFont());
        const QString identifier = index.data(Qt::DisplayRole).toString();
        QRect place = option.rect.adjusted(kGap / 2, 0, -kGap / 2, 0);
        place.setLeft(place.left() + std::max(metrics.horizontalAdvance(identifier), place.width() / 5)
                      + kGap);
        const bool selected = option.state & QStyle::State_Selected;
        QColor colour = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        colour.setAlphaF(0.75F);
        painter->save();
        painter->setPen(colour);
        painter->setFont(option.font);
        painter->drawText(place, Qt::AlignVCenter | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(index.data(TargetModel::DescriptionRole).toString(),
                                                        Qt::ElideRight, place.width()));
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QSize size = QStyledItemDelegate::sizeHint(option, index);
        return {size.width(), std::max(size.height(), option.fontMetrics.height() + 6)};
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->font = monospacedFont();
    }
};

/// Finds by identifier and description, and completes to the identifier.
class TargetCompleter : public QCompleter {
public:
    explicit TargetCompleter(QAbstractItemModel* model, QObject* parent) : QCompleter(model, parent)
    {
        setCompletionRole(TargetModel::SearchRole);
        setFilterMode(Qt::MatchContains);
        setCaseSensitivity(Qt::CaseInsensitive);
        setCompletionMode(QCompleter::PopupCompletion);
        setMaxVisibleItems(16);
    }

    QString pathFromIndex(const QModelIndex& index) const override
    {
        return index.data(Qt::EditRole).toString();
    }
};

TargetCompleter* completerFor(TargetModel* model, QObject* parent)
{
    auto* completer = new TargetCompleter(model, parent);
    completer->popup()->setItemDelegate(new TargetDelegate(completer->popup()));
    return completer;
}

} // namespace

void setUpTargetCombo(QComboBox* combo, TargetModel* model)
{
    combo->setModel(model);
    combo->setItemDelegate(new TargetDelegate(combo));
    if (auto* list = qobject_cast<QListView*>(combo->view()))
        list->setUniformItemSizes(true); // ten thousand revisions are not measured one by one
    combo->setCompleter(completerFor(model, combo));
}

void setUpTargetEdit(QLineEdit* edit, TargetModel* model)
{
    edit->setCompleter(completerFor(model, edit));
}

} // namespace athanor
