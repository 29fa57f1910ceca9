// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Starts the window: reads the command line, builds the few objects that live long, and shows them.

#include "core/profilestore.h"
#include "gui/appearance.h"
#include "gui/icons.h"
#include "gui/launchoptions.h"
#include "gui/mainwindow.h"
#include "gui/screenshot.h"
#include "version.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTextStream>
#include <QTimer>

namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

QStringList exampleFolders()
{
    return {QStringLiteral(ATHANOR_SOURCE_DIR "/migrations/example"),
            QCoreApplication::applicationDirPath() + QStringLiteral("/../share/athanor/migrations/example"),
            QStringLiteral(ATHANOR_DATA_DIR "/migrations/example")};
}

void complain(const QString& text)
{
    QTextStream(stderr) << QStringLiteral("athanor: ") << text << Qt::endl;
}

/// What the options ask for once the window stands.
void carryOut(athanor::MainWindow& window, const athanor::LaunchOptions& options)
{
    if (options.example)
        window.openExample();
    else if (!options.project.isEmpty())
        window.openProject(options.project);
    if (!options.connection.isEmpty())
        window.chooseConnection(options.connection);
    if (!options.url.isEmpty())
        window.useUrl(options.url, options.environment, options.database);
    if (!options.select.isEmpty())
        window.selectRevision(options.select);
}

void showPart(athanor::MainWindow& window, const QString& part)
{
    if (part == QLatin1String("run-dialog"))
        window.openRunDialog(athanor::Direction::Upgrade);
    else if (part == QLatin1String("new-revision"))
        window.openNewRevisionDialog();
    else if (part == QLatin1String("palette"))
        window.commands().action(athanor::Command::CommandPalette)->trigger();
    else if (part == QLatin1String("about"))
        window.commands().action(athanor::Command::About)->trigger();
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("athanor"));
    QApplication::setApplicationDisplayName(QStringLiteral("Athanor"));
    QApplication::setApplicationVersion(QLatin1String(athanor::kVersion));
    QApplication::setDesktopFileName(QStringLiteral("athanor"));
    QApplication::setWindowIcon(athanor::applicationIcon());

    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addVersionOption();
    athanor::addLaunchOptions(parser);
    parser.process(application);
    athanor::LaunchOptions options;
    if (const auto problem = athanor::readLaunchOptions(parser, options)) {
        complain(*problem);
        return kUsage;
    }

    QSettings store(athanor::settingsFile(), QSettings::IniFormat);
    athanor::applyAppearance(application,
                             options.appearance.value_or(athanor::Settings::load(store).window.appearance));
    athanor::MainWindow window(store, exampleFolders());
    if (!options.size.isEmpty())
        window.resize(options.size);
    window.show();
    QTimer::singleShot(0, &window, [&window, &options] { carryOut(window, options); });

    std::unique_ptr<athanor::Screenshot> screenshot;
    if (!options.screenshot.isEmpty()) {
        screenshot = std::make_unique<athanor::Screenshot>(window, options.screenshot);
        QObject::connect(screenshot.get(), &athanor::Screenshot::settled, &window,
                         [&window, &options] { showPart(window, options.show); });
        QObject::connect(screenshot.get(), &athanor::Screenshot::finished, &application,
                         [](const QString& problem) {
                             if (!problem.isEmpty())
                                 complain(problem);
                             QCoreApplication::exit(problem.isEmpty() ? 0 : kFailed);
                         });
    } else if (!options.show.isEmpty()) {
        QTimer::singleShot(0, &window, [&window, &options] { showPart(window, options.show); });
    }
    return QApplication::exec();
}
