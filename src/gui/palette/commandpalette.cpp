// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/palette/commandpalette.h"

#include "gui/appearance.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace athanor {

namespace {

constexpr int kWidth = 64 * kSpace;
constexpr int kHeight = 44 * kSpace;
constexpr int kIcon = 16;

/// As wide as an icon, so that all words start in one line.
QIcon noIcon()
{
    QPixmap empty(kIcon, kIcon);
    empty.fill(Qt::transparent);
    return QIcon(empty);
}

constexpr int kShortcutRole = Qt::UserRole + 1;

/// The command as the style draws it, its shortcut at the right edge.
class PaletteDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const auto selected = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        painter->setPen(
            option.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
        painter->drawText(option.rect.adjusted(kSpace, 0, -kSpace, 0), Qt::AlignRight | Qt::AlignVCenter,
                          index.data(kShortcutRole).toString());
        painter->restore();
    }
};

QString withoutAccelerator(QString text)
{
    return text.remove(u'&');
}

} // namespace

CommandPalette::CommandPalette(const Commands& commands, QWidget* parent)
    : QDialog(parent)
    , m_commands(commands)
    , m_edit(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("palette"));
    setWindowTitle(tr("Commands"));
    resize(kWidth, kHeight);
    m_edit->setObjectName(QStringLiteral("paletteSearch"));
    m_edit->setAccessibleName(tr("Find a command"));
    m_edit->setPlaceholderText(tr("Type some letters of a command"));
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("Commands"));
    m_list->setUniformItemSizes(true);
    m_list->setIconSize({kIcon, kIcon});
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_edit->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace, kSpace, kSpace, kSpace);
    column->setSpacing(kSpace);
    column->addWidget(m_edit);
    column->addWidget(m_list);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
    filter({});
    m_edit->setFocus();
}

void CommandPalette::filter(const QString& text)
{
    m_list->clear();
    const auto words = text.split(u' ', Qt::SkipEmptyParts);
    for (auto* action : m_commands.actions()) {
        if (!action->isEnabled() || action == m_commands.action(Command::CommandPalette))
            continue;
        const auto menu = withoutAccelerator(Commands::menuTitle(m_commands.menuOf(action)));
        const auto title = QStringLiteral("%1: %2").arg(menu, withoutAccelerator(action->text()));
        const auto matches = std::all_of(words.cbegin(), words.cend(), [&title](const QString& word) {
            return title.contains(word, Qt::CaseInsensitive);
        });
        if (!matches)
            continue;
        const auto keys = action->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(action->icon().isNull() ? noIcon() : action->icon(), title, m_list);
        item->setData(kShortcutRole, keys);
        item->setData(Qt::AccessibleTextRole,
                      keys.isEmpty() ? title : QStringLiteral("%1, %2").arg(title, keys));
        item->setData(Qt::UserRole, action->objectName());
    }
    if (m_list->count() == 0) {
        auto* none = new QListWidgetItem(tr("No command that can be used now matches."), m_list);
        none->setFlags(Qt::NoItemFlags);
        return;
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::run()
{
    const auto* item = m_list->currentItem();
    if (!item || !item->flags().testFlag(Qt::ItemIsEnabled))
        return;
    const auto name = item->data(Qt::UserRole).toString();
    accept();
    for (auto* action : m_commands.actions()) {
        if (action->objectName() == name)
            action->trigger();
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            run();
            return true;
        }
        if (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
            const auto step = key == Qt::Key_Down ? 1
                : key == Qt::Key_Up               ? -1
                : key == Qt::Key_PageDown         ? 10
                                                  : -10;
            m_list->setCurrentRow(qBound(0, m_list->currentRow() + step, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace athanor
