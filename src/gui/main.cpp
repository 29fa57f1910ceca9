// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Starts the window.

#include "core/profilestore.h"
#include "gui/appearance.h"
#include "gui/icons.h"
#include "gui/mainwindow.h"
#include "version.h"

#include <QApplication>
#include <QSettings>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("athanor"));
    QApplication::setWindowIcon(athanor::applicationIcon());
    QSettings store(athanor::settingsFile(), QSettings::IniFormat);
    athanor::applyAppearance(application, athanor::Settings::load(store).window.appearance);
    athanor::MainWindow window(store);
    window.show();
    return QApplication::exec();
}
