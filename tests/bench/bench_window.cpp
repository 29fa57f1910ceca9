// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Shows a window and ends as soon as it was painted: Athanor's ("athanor") or an empty one with the same
// libraries loaded ("empty"). The whole process is timed from outside.

#include "core/profilestore.h"
#include "gui/appearance.h"
#include "gui/mainwindow.h"

#include <QApplication>
#include <QSettings>
#include <QTimer>

#include <memory>

namespace {

/// Ends the program after the first paint of what it watches.
class EndWhenPainted : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && watched->isWidgetType())
            QTimer::singleShot(0, qApp, [] { QApplication::exit(0); });
        return false;
    }
};

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("athanor"));
    QSettings store(athanor::settingsFile(), QSettings::IniFormat);
    std::unique_ptr<QMainWindow> window;
    if (application.arguments().value(1) == QLatin1String("athanor")) {
        athanor::applyAppearance(application, athanor::Settings::load(store).window.appearance);
        window = std::make_unique<athanor::MainWindow>(store, QStringList());
    } else {
        window = std::make_unique<QMainWindow>();
        window->resize(1200, 800);
    }
    EndWhenPainted end;
    window->installEventFilter(&end);
    window->show();
    return QApplication::exec();
}
