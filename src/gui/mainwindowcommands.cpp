// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The part of MainWindow that answers commands: dialogs, runs, closing.

#include "gui/about/aboutdialog.h"
#include "gui/appearance.h"
#include "gui/banner.h"
#include "gui/connections/connectionspanel.h"
#include "gui/editor/editortabs.h"
#include "gui/history/historypage.h"
#include "gui/mainwindow.h"
#include "gui/newrevision/newrevisiondialog.h"
#include "gui/palette/commandpalette.h"
#include "gui/run/outputpanel.h"
#include "gui/run/rundialog.h"
#include "gui/run/runwords.h"
#include "gui/start/startpage.h"
#include "gui/statusline.h"
#include "models/runmodel.h"

#include "db/conninfo.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>
#include <QUuid>

#include <algorithm>
#include <utility>

namespace athanor {

namespace {

const QString kRunTopic = QStringLiteral("run");

} // namespace

void MainWindow::connectCommands()
{
    const auto on = [this](Command command, auto slot) {
        connect(m_commands->action(command), &QAction::triggered, this, slot);
    };
    on(Command::NewRevision, [this] { openNewRevisionDialog(); });
    on(Command::NewProject, [this] { chooseNewProject(); });
    on(Command::OpenProject, [this] { chooseProject(); });
    on(Command::OpenExample, [this] { openExample(); });
    on(Command::CloseProject, [this] { m_keeper.close(); });
    on(Command::OpenFile, [this] { chooseFile(); });
    on(Command::SaveFile, [this] { m_tabs->saveCurrent(); });
    on(Command::CloseTab, [this] { m_tabs->closeCurrent(); });
    on(Command::Quit, [this] { close(); });
    on(Command::Find, [this] {
        m_tabs->showHistory();
        m_history->focusSearch();
    });
    on(Command::CopyRevisionId,
       [this] { QApplication::clipboard()->setText(m_history->selectedRevision()); });
    on(Command::OpenRevisionFile, [this] { m_tabs->open(selectedFile()); });
    on(Command::CommandPalette, [this] {
        auto* palette = new CommandPalette(*m_commands, this);
        palette->setAttribute(Qt::WA_DeleteOnClose);
        palette->open();
    });
    on(Command::ShowHistory, [this] {
        m_tabs->showHistory();
        m_history->focusTable();
    });
    on(Command::Reload, [this] { m_keeper.reload(); });
    on(Command::ShowProblems, [this] { showProblems(); });
    on(Command::ShowAll, [this] { m_history->setFilter(HistoryFilterModel::State::All); });
    on(Command::ShowPending, [this] { m_history->setFilter(HistoryFilterModel::State::Pending); });
    on(Command::ShowApplied, [this] { m_history->setFilter(HistoryFilterModel::State::Applied); });
    on(Command::JumpToHead, [this] { m_history->jumpToHead(); });
    on(Command::JumpToBase, [this] { m_history->jumpToBase(); });
    on(Command::JumpToCurrent, [this] { m_history->jumpToCurrent(); });
    on(Command::AppearanceSystem, [this] { setAppearance(Appearance::System); });
    on(Command::AppearanceLight, [this] { setAppearance(Appearance::Light); });
    on(Command::AppearanceDark, [this] { setAppearance(Appearance::Dark); });
    on(Command::UpgradeToHere, [this] { openRunDialog(Direction::Upgrade, m_history->selectedRevision()); });
    on(Command::DowngradeToHere,
       [this] { openRunDialog(Direction::Downgrade, m_history->selectedRevision()); });
    on(Command::StampHere, [this] { openRunDialog(Direction::Stamp, m_history->selectedRevision()); });
    on(Command::Upgrade, [this] { openRunDialog(Direction::Upgrade); });
    on(Command::Downgrade, [this] { openRunDialog(Direction::Downgrade); });
    on(Command::Stamp, [this] { openRunDialog(Direction::Stamp); });
    on(Command::CancelRun, [this] { m_output->cancel(); });
    on(Command::JumpToError, [this] { m_output->goToError(); });
    on(Command::SaveOutput, [this] { m_output->save(); });
    on(Command::ClearOutput, [this] { m_output->clear(); });
    on(Command::About, [this] {
        auto* about = new AboutDialog(this);
        about->setAttribute(Qt::WA_DeleteOnClose);
        about->open();
    });
    on(Command::AddConnection, [this] { m_connections->addConnection(); });
    on(Command::EditConnection, [this] { m_connections->editChosen(); });
    on(Command::DuplicateConnection, [this] { m_connections->duplicateChosen(); });
    on(Command::DeleteConnection, [this] { m_connections->removeChosen(); });
    on(Command::TestConnection, [this] { m_connections->testChosen(); });
    on(Command::RefreshConnections, [this] { m_connections->refreshAll(); });
    on(Command::ImportConnections, [this] { m_connections->importConnections(); });
    on(Command::EditEnvironments, [this] { m_connections->editEnvironments(); });
}

void MainWindow::connectRun()
{
    connect(m_output, &OutputPanel::cancelRequested, this, [this] {
        m_controller.cancel();
        m_status->setJob(tr("Cancelling: waiting for the server to stop and roll back"));
    });
    connect(m_output, &OutputPanel::openFile, m_tabs, &EditorTabs::open);
    connect(&m_controller, &RunController::event, this, &MainWindow::showRunning);
    connect(&m_controller, &RunController::finished, this, &MainWindow::finishRun);
}

void MainWindow::openRunDialog(Direction direction, const QString& target, bool purge)
{
    const auto profile = m_connections->chosenProfile();
    if (!m_keeper.project() || profile.id.isEmpty() || isBusy())
        return;
    RunDialog::Options options;
    options.profile = profile;
    options.environment = environmentOf(profile);
    options.table = VersionTable::of(m_keeper.project()->settings());
    options.map = m_keeper.map();
    options.direction = direction;
    options.target = target;
    options.purge = purge;
    options.python = &m_python;
    options.runLockTimeout = std::chrono::seconds(m_settings.runLockTimeoutSeconds);
    options.lockTimeout = std::chrono::seconds(m_settings.lockTimeoutSeconds);
    options.statementTimeout = std::chrono::seconds(m_settings.statementTimeoutSeconds);
    auto* dialog = new RunDialog(options, m_pool, m_passwords, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RunDialog::runRequested, this, &MainWindow::run);
    connect(dialog, &RunDialog::trustRequested, this, [this] { m_python.setTrusted(true); });
    connect(dialog, &RunDialog::openFile, this,
            [this](const QString& path, int line) { m_tabs->open(path, line); });
    dialog->open();
}

void MainWindow::run(const ConnectionProfile& profile, const RunRequest& request, const QString& title)
{
    if (!m_keeper.project() || isBusy())
        return;
    m_banner->clearTopic(kRunTopic);
    m_running = profile.id;
    m_runWords = title;
    const auto seconds = [](std::chrono::milliseconds time) {
        return static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(time).count());
    };
    m_settings.runLockTimeoutSeconds = seconds(request.runLockTimeout);
    m_settings.lockTimeoutSeconds = seconds(request.lockTimeout);
    m_settings.statementTimeoutSeconds = seconds(request.statementTimeout);
    m_settings.save(m_store);
    m_outputDock->show();
    m_outputDock->raise();
    m_output->beginRun(title, profile.environment);
    m_status->setJob(tr("%1: connecting").arg(title), 0, 0, true);
    const auto table = VersionTable::of(m_keeper.project()->settings());
    m_passwords.complete(profile).then(
        this, [this, table, request, map = m_keeper.map()](const Result<ConnectionParameters>& parameters) {
            auto error = parameters ? Error() : parameters.error();
            if (m_output->isCancelling()) {
                error = {};
                error.kind = ErrorKind::Cancelled;
                error.message = tr("Cancelled before anything ran");
            } else if (parameters) {
                m_controller.start(*parameters, table, map, request);
                return;
            }
            m_output->fail(error);
            finishRun(error);
        });
    updateActions();
}

void MainWindow::clearRunMessage()
{
    m_banner->clearTopic(kRunTopic);
}

void MainWindow::showRunning(const RunEvent& event)
{
    m_output->append(event);
    if (const auto* waiting = std::get_if<RunWaiting>(&event))
        m_status->setJob(
            tr("%1: waiting for another run (process %2)").arg(m_runWords).arg(waiting->holder.pid), 0, 0,
            true);
    else if (const auto* step = std::get_if<StepStarted>(&event); step && !m_controller.isCancelling())
        m_status->setJob(m_runWords, step->step, m_output->model().progress().second, true);
}

void MainWindow::finishRun(const std::optional<Error>& error)
{
    m_status->setJob({});
    m_monitor.refresh(std::exchange(m_running, {}));
    updateActions();
    if (std::exchange(m_closeAfterRun, false)) {
        close();
        return;
    }
    if (error && error->kind == ErrorKind::Cancelled)
        m_banner->show(Banner::Kind::Information, m_output->summary(), {}, kRunTopic);
    else if (error)
        m_banner->show(*error, kRunTopic);
    else
        m_banner->show(Banner::Kind::Success, tr("Done: %1.").arg(m_runWords), {}, kRunTopic);
}

void MainWindow::openExample()
{
    const auto file = m_example.configFile();
    if (file.isEmpty()) {
        m_banner->show(
            Banner::Kind::Warning,
            tr("The example project is not installed. It is the folder migrations/example of Athanor's "
               "source; open it from there."));
        return;
    }
    if (!m_keeper.project() || m_keeper.project()->settings().configFile != file)
        openProject(file);
    m_status->setJob(tr("Starting the private PostgreSQL of the example"));
    m_example.start();
}

void MainWindow::openNewRevisionDialog()
{
    if (!m_keeper.project())
        return;
    // A selected head is built upon; any other selection is only being looked at.
    const auto selected = m_keeper.map().indexOf(m_history->selectedRevision());
    QStringList parents;
    if (selected >= 0 && m_keeper.map().isHead(selected))
        parents.append(m_keeper.map().at(selected).id);
    auto* dialog
        = new NewRevisionDialog(*m_keeper.project(), m_keeper.map(), parents, m_pool, m_python, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NewRevisionDialog::trustRequested, this, [this] { m_python.setTrusted(true); });
    connect(dialog, &NewRevisionDialog::created, this, [this](const QString& path) {
        m_keeper.reload();
        // After the dialog has given the focus back to where it came from.
        QTimer::singleShot(0, this, [this, path] { m_tabs->open(path); });
    });
    dialog->open();
}

void MainWindow::chooseConnection(const QString& name)
{
    for (const auto& profile : m_connections->model().profiles()) {
        if (profile.name == name || profile.id == name) {
            m_connections->choose(profile.id);
            return;
        }
    }
    m_banner->show(Banner::Kind::Warning,
                   tr("There is no connection called %1. Connection > Add Connection… makes one.").arg(name));
}

void MainWindow::useUrl(const QString& url, const QString& environment, const QString& database)
{
    auto parameters = parseConnection(url);
    if (!parameters) {
        m_banner->show(parameters.error());
        return;
    }
    if (!database.isEmpty())
        parameters = withDatabase(*parameters, database);
    ConnectionProfile profile;
    profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    profile.name = parameters->value(QStringLiteral("dbname"));
    if (profile.name.isEmpty())
        profile.name = tr("from the command line");
    profile.environment = environment;
    profile.parameters = parameters->withoutPassword();
    m_temporary.insert(profile.id);
    if (const auto password = parameters->value(QStringLiteral("password")); !password.isEmpty()) {
        profile.passwordSource = PasswordSource::Ask;
        m_passwords.remember(profile.id, password);
    }
    auto environments = m_connections->model().environments();
    const auto known
        = std::any_of(environments.cbegin(), environments.cend(),
                      [&environment](const Environment& one) { return one.name == environment; });
    if (!known) {
        environments.append({environment, EnvironmentKind::Other, QStringLiteral("#6b7280")});
        m_connections->setEnvironments(environments);
        m_history->setEnvironments(environments);
    }
    const auto profiles = m_connections->model().profiles() + QList{profile};
    m_connections->setProfiles(profiles);
    keepProfiles(profiles);
    m_connections->choose(profile.id);
}

void MainWindow::fillRecentMenu()
{
    m_recent->clear();
    for (const auto& file : m_settings.recentProjects) {
        auto text = QDir::toNativeSeparators(file);
        auto* action = m_recent->addAction(text.replace(u'&', QLatin1String("&&")));
        connect(action, &QAction::triggered, this, [this, file] { openProject(file); });
    }
    if (m_recent->isEmpty())
        m_recent->addAction(tr("No project was opened yet"))->setEnabled(false);
}

void MainWindow::chooseProject()
{
    auto* dialog = new QFileDialog(this, tr("Open Project"), QDir::currentPath(),
                                   tr("Projects (athanor.ini alembic.ini pyproject.toml *.ini *.toml)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openProject);
    dialog->open();
}

void MainWindow::chooseNewProject()
{
    auto* dialog = new QFileDialog(this, tr("Folder of the New Project"), QDir::currentPath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, &m_keeper, &ProjectKeeper::create);
    dialog->open();
}

void MainWindow::chooseFile()
{
    const auto folder = m_keeper.project() ? m_keeper.project()->folder() : QDir::currentPath();
    auto* dialog = new QFileDialog(this, tr("Open File"), folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) { m_tabs->open(path); });
    dialog->open();
}

void MainWindow::setAppearance(Appearance appearance)
{
    m_settings.window.appearance = appearance;
    applyAppearance(*qApp, appearance);
}

QString MainWindow::selectedFile() const
{
    const auto index = m_keeper.map().indexOf(m_history->selectedRevision());
    return index < 0 ? QString() : m_keeper.map().at(index).filePath;
}

void MainWindow::askBeforeClosing(const QString& question, const QString& consequence, const QString& button,
                                  std::function<void()> agreed)
{
    auto* box
        = new QMessageBox(QMessageBox::Question, tr("Close Athanor"), question, QMessageBox::Cancel, this);
    box->setObjectName(QStringLiteral("closeQuestion"));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(consequence);
    box->setAttribute(Qt::WA_DeleteOnClose);
    auto* go = box->addButton(button, QMessageBox::AcceptRole);
    go->setObjectName(QStringLiteral("closeAnyway"));
    connect(go, &QPushButton::clicked, this, std::move(agreed));
    box->open();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    const auto unsaved = m_tabs->unsaved();
    if (isBusy()) {
        event->ignore();
        if (!m_closeAfterRun)
            askBeforeClosing(
                tr("A run is going on: %1.").arg(m_runWords),
                tr("It is cancelled first: the revision that runs now is rolled back, those before it "
                   "stay. The window closes when the server has answered."),
                tr("Cancel the Run and Close"), [this] {
                    m_closeAfterRun = isBusy();
                    if (m_closeAfterRun)
                        m_commands->action(Command::CancelRun)->trigger();
                    else
                        close();
                });
        return;
    }
    if (!unsaved.isEmpty() && !m_discardEdits) {
        event->ignore();
        askBeforeClosing(tr("Files have changes that are not saved."), unsaved.join(u'\n'),
                         tr("Discard Changes and Close"), [this] {
                             m_discardEdits = true;
                             close();
                         });
        return;
    }
    m_settings.window.geometry = saveGeometry();
    m_settings.window.state = saveState();
    m_settings.window.historyHeader = m_history->headerState();
    if (const auto chosen = m_connections->chosenProfile().id; !m_temporary.contains(chosen))
        m_settings.lastConnection = chosen;
    m_settings.save(m_store);
    event->accept();
}

} // namespace athanor
