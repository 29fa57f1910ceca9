// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/mainwindow.h"

#include "gui/appearance.h"
#include "gui/banner.h"
#include "gui/connections/connectionspanel.h"
#include "gui/connections/environmentcolour.h"
#include "gui/editor/editortabs.h"
#include "gui/history/historypage.h"
#include "gui/inspector/inspector.h"
#include "gui/run/outputpanel.h"
#include "gui/start/startpage.h"
#include "gui/statusline.h"

#include <QApplication>
#include <QDockWidget>
#include <QMenuBar>
#include <QSettings>
#include <QStackedWidget>
#include <QStyleHints>
#include <QTimer>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>

namespace athanor {

namespace {

constexpr QSize kFirstSize(1360, 840);

} // namespace

MainWindow::MainWindow(QSettings& store, const QStringList& exampleFolders, QWidget* parent)
    : QMainWindow(parent)
    , m_store(store)
    , m_settings(Settings::load(store))
    , m_commands(new Commands(this))
    , m_passwords(m_keychain, this)
    , m_monitor(m_pool, m_passwords)
    , m_python(m_pool)
    , m_example(exampleFolders)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Athanor"));
    m_status = new StatusLine(m_commands->action(Command::CancelRun), this);
    setStatusBar(m_status);
    setUpCentre();
    setUpDocks();
    setUpMenus();
    setUpToolBar();
    connectCommands();
    connectProject();
    connectConnections();
    connectHistory();
    connectRun();
    connectAdvice();
    restoreLayout();
    updateActions();
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_settings.window.appearance == Appearance::System)
            applyAppearance(*qApp, Appearance::System);
    });
#endif
}

MainWindow::~MainWindow() = default;

void MainWindow::setUpCentre()
{
    m_banner = new Banner(this);
    m_adviceBanner = new Banner(this);
    m_adviceBanner->setObjectName(QStringLiteral("adviceBanner"));
    m_start = new StartPage(*m_commands, this);
    m_history = new HistoryPage(*m_commands, this);
    m_tabs = new EditorTabs(m_files, m_history, this);
    m_centre = new QStackedWidget(this);
    m_centre->addWidget(m_start);
    m_centre->addWidget(m_tabs);
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_adviceBanner); // above what comes and goes
    column->addWidget(m_banner);
    column->addWidget(m_centre, 1);
    setCentralWidget(centre);
    m_start->setRecentProjects(m_settings.recentProjects);
    m_history->restoreHeader(m_settings.window.historyHeader);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::openProject);
    connect(m_start, &StartPage::forgetRequested, this, [this](const QString& configFile) {
        m_settings.recentProjects.removeAll(configFile);
        m_start->setRecentProjects(m_settings.recentProjects);
    });
    connect(m_banner, &Banner::openFile, m_tabs, &EditorTabs::open);
    connect(m_tabs, &EditorTabs::failed, this, [this](const Error& error) { m_banner->show(error); });
    connect(m_tabs, &EditorTabs::saved, &m_keeper, &ProjectKeeper::reload);
    connect(m_tabs, &EditorTabs::currentChanged, this, &MainWindow::updateActions);
}

void MainWindow::setUpDocks()
{
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_connections = new ConnectionsPanel(*m_commands, m_pool, m_passwords, this);
    m_inspector = new Inspector(this);
    m_output = new OutputPanel(*m_commands, m_pool, this);
    m_connections->setMinimumWidth(30 * kSpace);
    m_inspector->setMinimumWidth(32 * kSpace);
    m_connectionsDock = addDock(QStringLiteral("connectionsDock"), tr("Connections"), Qt::LeftDockWidgetArea,
                                m_connections, Command::ToggleConnections);
    m_inspectorDock = addDock(QStringLiteral("inspectorDock"), tr("Inspector"), Qt::RightDockWidgetArea,
                              m_inspector, Command::ToggleInspector);
    m_outputDock = addDock(QStringLiteral("outputDock"), tr("Output"), Qt::BottomDockWidgetArea, m_output,
                           Command::ToggleOutput);
}

QDockWidget* MainWindow::addDock(const QString& objectName, const QString& title, Qt::DockWidgetArea area,
                                 QWidget* widget, Command toggle)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(objectName);
    dock->setWidget(widget);
    addDockWidget(area, dock);
    auto* action = m_commands->action(toggle);
    action->setChecked(true);
    connect(action, &QAction::triggered, dock->toggleViewAction(), &QAction::trigger);
    connect(dock->toggleViewAction(), &QAction::toggled, action, &QAction::setChecked);
    return dock;
}

void MainWindow::setUpMenus()
{
    const auto menus = m_commands->fillMenus(menuBar());
    m_recent = new QMenu(tr("Open &Recent"), this);
    m_recent->setObjectName(QStringLiteral("recentMenu"));
    menus.value(CommandMenu::File)->insertMenu(m_commands->action(Command::OpenExample), m_recent);
    connect(m_recent, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    m_commands->action(Command::ShowAll)->setChecked(true);
    const auto appearance = m_settings.window.appearance;
    m_commands
        ->action(appearance == Appearance::Light      ? Command::AppearanceLight
                     : appearance == Appearance::Dark ? Command::AppearanceDark
                                                      : Command::AppearanceSystem)
        ->setChecked(true);
}

void MainWindow::setUpToolBar()
{
    auto* bar = addToolBar(tr("Main tools"));
    bar->setObjectName(QStringLiteral("mainBar"));
    bar->setMovable(false);
    bar->setIconSize({16, 16});
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    for (const auto command : {Command::Upgrade, Command::Downgrade, Command::Stamp})
        bar->addAction(m_commands->action(command));
    bar->addSeparator();
    for (const auto command : {Command::NewRevision, Command::Reload})
        bar->addAction(m_commands->action(command));
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addAction(m_commands->action(Command::CommandPalette));
}

void MainWindow::connectProject()
{
    connect(&m_keeper, &ProjectKeeper::loading, this, [this](const QString& path) {
        m_banner->clearTopic(kProjectTopic);
        m_status->setJob(tr("Reading %1").arg(path));
    });
    connect(&m_keeper, &ProjectKeeper::progress, this, [this](int done, int total) {
        m_status->setJob(tr("Reading %1 of %2 revisions").arg(done).arg(total), done, total);
    });
    connect(&m_keeper, &ProjectKeeper::loaded, this, &MainWindow::showProject);
    connect(&m_keeper, &ProjectKeeper::closed, this, &MainWindow::clearProject);
    connect(&m_keeper, &ProjectKeeper::failed, this, [this](const Error& error) {
        if (!isBusy())
            m_status->setJob({});
        auto shown = error;
        if (m_keeper.project() && shown.hint.isEmpty())
            shown.hint
                = tr("The revisions shown are those read last. They are read again when the files are back.");
        m_banner->show(shown, kProjectTopic);
    });
    connect(&m_example, &ExampleStarter::started, this, [this](const ConnectionParameters& parameters) {
        if (!isBusy())
            m_status->setJob({});
        const auto profile = sandboxProfile(parameters);
        auto profiles = m_connections->model().profiles();
        profiles.removeIf([&profile](const ConnectionProfile& one) { return one.id == profile.id; });
        profiles.append(profile);
        m_temporary.insert(profile.id);
        keepProfiles(profiles);
        m_connections->setProfiles(profiles);
        m_connections->choose(profile.id);
    });
    connect(&m_example, &ExampleStarter::failed, this, [this](const Error& error) {
        if (!isBusy())
            m_status->setJob({});
        m_banner->show(error);
    });
}

void MainWindow::connectConnections()
{
    m_connections->setEnvironments(m_settings.environments);
    m_connections->setProfiles(m_settings.profiles);
    m_history->setEnvironments(m_settings.environments);
    m_monitor.setRefreshInterval(std::chrono::seconds(m_settings.refreshSeconds));
    connect(m_connections, &ConnectionsPanel::chosen, this, &MainWindow::showChosen);
    connect(m_connections, &ConnectionsPanel::profilesEdited, this, &MainWindow::keepProfiles);
    connect(m_connections, &ConnectionsPanel::environmentsEdited, this,
            [this](const QList<Environment>& all) {
                m_settings.environments = all;
                m_settings.save(m_store);
                m_history->setEnvironments(all);
                showChosen();
            });
    connect(m_connections, &ConnectionsPanel::refreshRequested, this,
            [this](const QString& id) { id.isEmpty() ? m_monitor.refreshAll() : m_monitor.refresh(id); });
    connect(m_connections, &ConnectionsPanel::message, this,
            [this](const QString& text) { m_banner->show(Banner::Kind::Information, text); });
    connect(&m_monitor, &ConnectionMonitor::statusChanged, this,
            [this](const QString& id, const ConnectionStatus& status) {
                m_connections->setStatus(id, status);
                showPositions();
                if (id == m_connections->chosenProfile().id)
                    adviseOnRows();
            });
    // Nothing is asked of a server before the window stands.
    QTimer::singleShot(0, this, [this] {
        m_monitor.setProfiles(m_connections->model().profiles());
        if (m_connections->chosenProfile().id.isEmpty())
            m_connections->choose(m_settings.lastConnection);
    });
}

void MainWindow::connectHistory()
{
    connect(m_history, &HistoryPage::selected, this, &MainWindow::showSelected);
    connect(m_history, &HistoryPage::activated, this, [this] { m_tabs->open(selectedFile()); });
    connect(m_history, &HistoryPage::filterCleared, m_commands->action(Command::ShowAll),
            [this] { m_commands->action(Command::ShowAll)->setChecked(true); });
    connect(m_history, &HistoryPage::contentsWanted, this, [this] {
        m_keeper.readAllContents(
            this, [this](const QHash<QString, QString>& contents) { m_history->setContents(contents); });
    });
    connect(m_inspector, &Inspector::textsWanted, this, [this](const Revision& revision) {
        m_textsAwaited = true;
        renderShown();
        m_keeper.readTexts(revision, this, [this](const RevisionTexts& texts) {
            m_textsAwaited = false;
            m_inspector->setTexts(texts);
        });
    });
    connect(m_inspector, &Inspector::revisionRequested, m_history, &HistoryPage::select);
    connect(m_inspector, &Inspector::openFile, m_tabs, &EditorTabs::open);
}

void MainWindow::restoreLayout()
{
    resize(kFirstSize);
    resizeDocks({m_connectionsDock, m_inspectorDock}, {34 * kSpace, 46 * kSpace}, Qt::Horizontal);
    resizeDocks({m_outputDock}, {22 * kSpace}, Qt::Vertical);
    restoreGeometry(m_settings.window.geometry);
    restoreState(m_settings.window.state);
    m_commands->action(Command::ToggleConnections)->setChecked(!m_connectionsDock->isHidden());
    m_commands->action(Command::ToggleInspector)->setChecked(!m_inspectorDock->isHidden());
    m_commands->action(Command::ToggleOutput)->setChecked(!m_outputDock->isHidden());
}

void MainWindow::openProject(const QString& path)
{
    m_keeper.open(path);
}

void MainWindow::showProject(bool opened)
{
    const auto& project = *m_keeper.project();
    const auto table = VersionTable::of(project.settings());
    const auto& file = project.settings().configFile;
    if (!isBusy() && !m_example.isStarting())
        m_status->setJob({});
    m_status->setProject(project.name(), file);
    setWindowTitle(tr("%1 — Athanor").arg(project.name()));
    m_monitor.setProject(file, table, m_keeper.map());
    m_connections->setProject(file, table);
    m_python.setProject(project, {m_keeper.map(), m_keeper.fileErrors()});
    m_history->setRevisions(m_keeper.map());
    m_tabs->reloadChanged();
    m_centre->setCurrentWidget(m_tabs);
    if (opened) {
        m_settings.addRecentProject(file);
        m_start->setRecentProjects(m_settings.recentProjects);
        m_tabs->showHistory();
        m_history->focusTable();
        m_commands->action(Command::ShowAll)->trigger();
        clearRunMessage(); // it told of another project
    }
    if (!m_wanted.isEmpty())
        selectRevision(std::exchange(m_wanted, {}));
    else if (m_history->selectedRevision().isEmpty())
        m_history->jumpToHead();
    m_banner->clearTopic(kProjectTopic);
    showProblems();
    showPositions();
    adviseOnHeads();
    adviseOnRows();
}

void MainWindow::clearProject()
{
    setWindowTitle(tr("Athanor"));
    m_status->setProject({}, {});
    m_banner->clearTopic(kProjectTopic);
    m_monitor.setProject({}, {}, {});
    m_connections->setProject({}, {});
    m_history->setRevisions({});
    m_inspector->setRevision({}, -1);
    m_python.clear();
    m_advice->drop(Advice::Matter::Heads);
    m_advice->drop(Advice::Matter::Rows);
    m_rowProblems.clear();
    m_centre->setCurrentWidget(m_start);
    updateActions();
}

void MainWindow::showSelected(const QString& id)
{
    m_inspector->setRevision(m_keeper.map(), m_keeper.map().indexOf(id));
    updateActions();
}

void MainWindow::selectRevision(const QString& id)
{
    if (m_keeper.isLoading() || !m_keeper.project())
        m_wanted = id;
    else if (!m_history->select(id))
        m_banner->show(Banner::Kind::Warning, tr("There is no revision %1 in this project.").arg(id));
}

void MainWindow::showPositions()
{
    QList<DatabasePosition> positions;
    for (const auto& profile : m_connections->model().profiles()) {
        const auto status = m_monitor.status(profile.id);
        const auto seen = status.checkedAt.isValid() && status.state != ConnectionStatus::State::Failed;
        if (seen)
            positions.append({profile.id, profile.name, profile.environment, status.rows});
    }
    m_history->setPositions(positions);
    updateActions();
}

void MainWindow::showChosen()
{
    const auto profile = m_connections->chosenProfile();
    m_status->setConnection(profile.name, environmentOf(profile));
    m_history->setChosenConnection(profile.id);
    adviseOnRows();
}

Environment MainWindow::environmentOf(const ConnectionProfile& profile) const
{
    return environmentNamed(m_connections->model().environments(), profile.environment);
}

void MainWindow::keepProfiles(const QList<ConnectionProfile>& profiles)
{
    m_settings.profiles = profiles;
    m_settings.profiles.removeIf(
        [this](const ConnectionProfile& one) { return m_temporary.contains(one.id); });
    m_settings.save(m_store);
    m_monitor.setProfiles(profiles);
    showPositions();
    // The chosen one may have another name or stand in another environment now.
    showChosen();
}

bool MainWindow::isSettled() const
{
    if (m_keeper.isLoading() || m_example.isStarting() || isBusy() || m_textsAwaited || !m_python.isSettled())
        return false;
    const auto chosen = m_connections->chosenProfile().id;
    const auto state = m_monitor.status(chosen).state;
    return chosen.isEmpty()
        || (state != ConnectionStatus::State::Checking && state != ConnectionStatus::State::Unknown);
}

QString MainWindow::whyNotUpgradeToHere() const
{
    const auto applied = m_history->selectedData(HistoryModel::AppliedRole);
    return applied.isValid() && applied.toBool() ? tr("The chosen database has this revision already.")
                                                 : QString();
}

QString MainWindow::whyNotDowngradeToHere() const
{
    if (m_history->selectedData(HistoryModel::CurrentRole).toBool())
        return tr("The chosen database stands here.");
    const auto applied = m_history->selectedData(HistoryModel::AppliedRole);
    return applied.isValid() && !applied.toBool() ? tr("The chosen database does not have this revision.")
                                                  : QString();
}

void MainWindow::updateActions()
{
    const auto hasProject = m_keeper.project().has_value();
    const auto noProject = hasProject ? QString() : tr("Open a project first.");
    const auto noRevision = !hasProject           ? noProject
        : m_history->selectedRevision().isEmpty() ? tr("Select a revision in the history first.")
                                                  : QString();
    const auto mayNotRun = !hasProject                ? noProject
        : isBusy()                                    ? tr("A run is going on; wait for it or cancel it.")
        : m_connections->chosenProfile().id.isEmpty() ? tr("Choose a connection first.")
                                                      : QString();
    const auto noFile = m_tabs->isEditorShown() ? QString() : tr("No file is shown.");
    const auto healthy = hasProject && m_keeper.fileErrors().isEmpty() && m_keeper.map().problems().isEmpty();
    m_commands->allow({Command::CloseProject, Command::NewRevision, Command::Find, Command::Reload,
                       Command::ShowAll, Command::ShowPending, Command::ShowApplied, Command::JumpToHead,
                       Command::JumpToBase, Command::JumpToCurrent, Command::ShowHistory},
                      noProject);
    m_commands->allow({Command::CopyRevisionId, Command::OpenRevisionFile}, noRevision);
    m_commands->allow({Command::Upgrade, Command::Downgrade, Command::Stamp}, mayNotRun);
    const auto notHere = mayNotRun.isEmpty() ? noRevision : mayNotRun;
    m_commands->allow(Command::StampHere, notHere);
    m_commands->allow(Command::UpgradeToHere, notHere.isEmpty() ? whyNotUpgradeToHere() : notHere);
    m_commands->allow(Command::DowngradeToHere, notHere.isEmpty() ? whyNotDowngradeToHere() : notHere);
    allowAdvised(noProject, mayNotRun);
    m_commands->allow({Command::SaveFile, Command::CloseTab}, noFile);
    m_commands->allow(Command::ShowProblems,
                      healthy ? tr("The revision files have no problems.") : noProject);
}

} // namespace athanor
