// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/palette/commandpalette.h"

#include "gui/appearance.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
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
        auto* item = new QListWidgetItem(action->icon().isNull() ? noIcon() : action->icon(),
                                         keys.isEmpty() ? title : QStringLiteral("%1    %2").arg(title, keys),
                                         m_list);
        item->setData(Qt::UserRole, action->objectName());
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::run()
{
    const auto* item = m_list->currentItem();
    if (!item)
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
