// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one window: puts pages and panels together and hands values from one to the other. No logic of its own.
// GUI thread.

#include "core/plan.h"
#include "core/rowproblems.h"
#include "db/runner.h"
#include "gui/advice/advice.h"
#include "gui/backgroundpool.h"
#include "gui/commands.h"
#include "gui/connections/connectionmonitor.h"
#include "gui/keychain.h"
#include "gui/passwordprovider.h"
#include "gui/project/projectkeeper.h"
#include "gui/project/pythonbridge.h"
#include "gui/runcontroller.h"
#include "gui/settings.h"
#include "gui/start/examplestarter.h"

#include <QMainWindow>
#include <QSet>

#include <functional>

class QDockWidget;
class QSettings;
class QStackedWidget;

namespace athanor {

class Banner;
class ConnectionsPanel;
class EditorTabs;
class HistoryPage;
class Inspector;
class OutputPanel;
class StartPage;
class StatusLine;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// \a store outlives the window; settings are read from it now and written when the window closes.
    /// \a exampleFolders: where the example project may be.
    MainWindow(QSettings& store, const QStringList& exampleFolders, QWidget* parent = nullptr);
    ~MainWindow() override;

    void openProject(const QString& path);
    void openExample();
    /// Chooses the connection called \a name, or whose id it is; says so when there is none.
    void chooseConnection(const QString& name);
    /// Connects to \a url for this session, or to another \a database there; nothing of it is kept.
    void useUrl(const QString& url, const QString& environment, const QString& database = {});
    /// Selects a revision, now or when the project has been read.
    void selectRevision(const QString& id);
    /// Shows the run dialog for the chosen connection. \a purge: a stamp forgets all rows first.
    void openRunDialog(Direction direction, const QString& target = {}, bool purge = false);
    void openNewRevisionDialog();
    /// Whether everything asked for is there: nothing is being read, started, checked or run.
    [[nodiscard]] bool isSettled() const;

    [[nodiscard]] const Commands& commands() const { return *m_commands; }

    /// Runs \a request on the database of \a profile, as the run dialog asks for.
    void run(const ConnectionProfile& profile, const RunRequest& request, const QString& title);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    static inline const QString kProjectTopic = QStringLiteral("project"); ///< of the banner

    void setUpCentre();
    void setUpDocks();
    void setUpMenus();
    void setUpToolBar();
    void connectCommands();
    void connectProject();
    void connectConnections();
    void connectHistory();
    void connectRun();
    void connectAdvice();
    QDockWidget* addDock(const QString& objectName, const QString& title, Qt::DockWidgetArea area,
                         QWidget* widget, Command toggle);
    void restoreLayout();
    void fillRecentMenu();
    void chooseProject();
    void chooseNewProject();
    void chooseFile();
    void setAppearance(Appearance appearance);

    void showProject(bool opened);
    void showProblems();
    void showTrust();
    void renderShown();
    void adviseOnHeads();
    void adviseOnRows();
    void allowAdvised(const QString& noProject, const QString& mayNotRun);
    void openMergeDialog();
    void openRepairDialog();
    void clearProject();
    void showPositions();
    void showChosen();
    void showSelected(const QString& id);
    void clearRunMessage();
    void showRunning(const RunEvent& event);
    void finishRun(const std::optional<Error>& error);

    /// From asking for a run, and perhaps for its password, to its end.
    [[nodiscard]] bool isBusy() const { return !m_running.isEmpty(); }

    void updateActions();
    [[nodiscard]] QString whyNotUpgradeToHere() const;
    [[nodiscard]] QString whyNotDowngradeToHere() const;
    void keepProfiles(const QList<ConnectionProfile>& profiles);
    [[nodiscard]] Environment environmentOf(const ConnectionProfile& profile) const;
    [[nodiscard]] QString selectedFile() const;
    void askBeforeClosing(const QString& question, const QString& consequence, const QString& button,
                          std::function<void()> agreed);

    QSettings& m_store;
    Settings m_settings;
    Commands* m_commands = nullptr;

    Banner* m_banner = nullptr;
    Banner* m_adviceBanner = nullptr;
    Advice* m_advice = nullptr;
    QAction* m_trustNow = nullptr;
    QAction* m_notNow = nullptr;
    QStackedWidget* m_centre = nullptr;
    StartPage* m_start = nullptr;
    HistoryPage* m_history = nullptr;
    EditorTabs* m_tabs = nullptr;
    ConnectionsPanel* m_connections = nullptr;
    Inspector* m_inspector = nullptr;
    OutputPanel* m_output = nullptr;
    QDockWidget* m_connectionsDock = nullptr;
    QDockWidget* m_inspectorDock = nullptr;
    QDockWidget* m_outputDock = nullptr;
    StatusLine* m_status = nullptr;
    QMenu* m_recent = nullptr;

    QSet<QString> m_temporary; ///< ids of profiles that are not kept
    QString m_running; ///< connection of the run that goes on
    QString m_runWords; ///< what it does
    QList<RowProblem> m_rowProblems; ///< of the chosen connection
    QString m_wanted; ///< revision to select when the project has been read
    bool m_textsAwaited = false;
    bool m_closeAfterRun = false;
    bool m_discardEdits = false;

    // What works in the background; gone before the widgets that it tells.
    BackgroundPool m_pool;
    Keychain m_keychain;
    PasswordProvider m_passwords;
    ConnectionMonitor m_monitor;
    PythonBridge m_python;
    Worker m_files; ///< reads and writes the files in tabs
    ExampleStarter m_example;
    RunController m_controller;
    ProjectKeeper m_keeper;
};

} // namespace athanor
