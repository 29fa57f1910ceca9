// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/start/startpage.h"

#include "gui/appearance.h"
#include "gui/icons.h"

#include <QDir>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace athanor {

namespace {

constexpr int kWidth = 70 * kSpace;

QString nativeFolder(const QString& path)
{
    const auto home = QDir::homePath();
    return path.startsWith(home + u'/') ? u'~' + path.mid(home.size()) : path;
}

} // namespace

StartPage::StartPage(const Commands& commands, QWidget* parent)
    : QWidget(parent)
    , m_recent(new QListWidget(this))
    , m_none(new QLabel(tr("Projects you open are listed here."), this))
{
    setObjectName(QStringLiteral("startPage"));
    auto* title = new QLabel(tr("Athanor"), this);
    auto font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.8);
    title->setFont(font);
    auto* what = new QLabel(
        tr("PostgreSQL schema migrations: open a project to see its revisions and to run them."), this);
    what->setWordWrap(true);
    auto* recentTitle = new QLabel(tr("Recent projects"), this);
    recentTitle->setForegroundRole(QPalette::PlaceholderText);
    recentTitle->setBuddy(m_recent);
    m_recent->setObjectName(QStringLiteral("recentProjects"));
    m_recent->setAccessibleName(tr("Recent projects"));
    m_recent->setUniformItemSizes(true);
    m_recent->setTextElideMode(Qt::ElideMiddle);
    m_recent->installEventFilter(this);
    m_none->setForegroundRole(QPalette::PlaceholderText);

    auto* content = new QWidget(this);
    content->setMaximumWidth(kWidth);
    auto* column = new QVBoxLayout(content);
    column->setSpacing(kSpace);
    column->addWidget(title);
    column->addWidget(what);
    column->addSpacing(kSpace);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(kSpace);
    for (const auto command : {Command::OpenProject, Command::NewProject, Command::OpenExample}) {
        auto* action = commands.action(command);
        auto* button = new QPushButton(action->icon(), action->text().remove(u'&'), content);
        // No letter of its own: Alt+E opens the menu Edit.
        button->setObjectName(QStringLiteral("start") + action->objectName());
        button->setToolTip(action->toolTip());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    column->addLayout(buttons);
    column->addSpacing(kSpace);
    column->addWidget(recentTitle);
    column->addWidget(m_none);
    column->addWidget(m_recent, 100);
    column->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(3 * kSpace, 4 * kSpace, 3 * kSpace, 3 * kSpace);
    row->addStretch(1);
    row->addWidget(content, 100);
    row->addStretch(1);
    connect(m_recent, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem* item) { emit openRequested(item->data(Qt::UserRole).toString()); });
}

void StartPage::setRecentProjects(const QStringList& configFiles)
{
    m_recent->clear();
    for (const auto& file : configFiles) {
        const QFileInfo info(file);
        auto* item = new QListWidgetItem(
            icon(QStringLiteral("open-project")),
            QStringLiteral("%1    %2").arg(info.dir().dirName(), nativeFolder(info.path())), m_recent);
        item->setToolTip(tr("%1\nEnter opens it, Delete takes it out of this list").arg(file));
        item->setData(Qt::UserRole, file);
    }
    m_none->setVisible(configFiles.isEmpty());
    m_recent->setVisible(!configFiles.isEmpty());
    if (!configFiles.isEmpty())
        m_recent->setCurrentRow(0);
}

bool StartPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_recent && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete && m_recent->currentItem()) {
        emit forgetRequested(m_recent->currentItem()->data(Qt::UserRole).toString());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace athanor
