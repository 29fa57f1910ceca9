// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one window: puts pages and panels together and hands values from one to the other. No logic of its own.
// GUI thread.

#include "gui/commands.h"
#include "gui/settings.h"

#include <QMainWindow>

namespace athanor {

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// \a store outlives the window; settings are read from it now and written when the window closes.
    explicit MainWindow(QSettings& store, QWidget* parent = nullptr);
    ~MainWindow() override;

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    QDockWidget* addDock(const QString& objectName, const QString& title, Qt::DockWidgetArea area,
                         QWidget* widget);
    void restoreLayout();

    QSettings& m_store;
    Settings m_settings;
    Commands* m_commands = nullptr;
};

} // namespace athanor
