// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/mainwindow.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QMenuBar>

namespace athanor {

MainWindow::MainWindow(QSettings& store, QWidget* parent)
    : QMainWindow(parent)
    , m_store(store)
    , m_settings(Settings::load(store))
    , m_commands(new Commands(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Athanor"));
    m_commands->fillMenus(menuBar());
    connect(m_commands->action(Command::Quit), &QAction::triggered, this, &QWidget::close);
    restoreLayout();
}

MainWindow::~MainWindow() = default;

QDockWidget* MainWindow::addDock(const QString& objectName, const QString& title, Qt::DockWidgetArea area,
                                 QWidget* widget)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(objectName);
    dock->setWidget(widget);
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::restoreLayout()
{
    resize(1280, 800);
    restoreGeometry(m_settings.window.geometry);
    restoreState(m_settings.window.state);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_settings.window.geometry = saveGeometry();
    m_settings.window.state = saveState();
    m_settings.save(m_store);
    event->accept();
}

} // namespace athanor
