// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The connections at the left of the window: a tree by environment with live state, and everything that
// changes profiles. Owns the model; the owner of the settings keeps what profilesEdited() gives. GUI thread.

#include "core/connectionprofile.h"
#include "db/versiontable.h"
#include "models/connectionsmodel.h"

#include <QWidget>

#include <memory>

class QAction;

namespace Ui {
class ConnectionsPanel;
}

namespace athanor {

class BackgroundPool;
class Commands;
class ConnectionsFilter;
class PasswordProvider;

class ConnectionsPanel : public QWidget {
    Q_OBJECT
public:
    /// All three outlive this widget. The panel shows the commands in its menus and says which are possible;
    /// the window connects them to the slots below.
    ConnectionsPanel(Commands& commands, BackgroundPool& pool, PasswordProvider& passwords,
                     QWidget* parent = nullptr);
    ~ConnectionsPanel() override;

    void setEnvironments(const QList<Environment>& environments);
    void setProfiles(const QList<ConnectionProfile>& profiles);
    void setStatus(const QString& connectionId, const ConnectionStatus& status);
    /// The open project, by its configuration file: new connections are tested against its version table, and
    /// importing starts at its folder. Empty when none is open.
    void setProject(const QString& configFile, const VersionTable& table);
    /// Selects a connection; emits chosen() when it was another one.
    void choose(const QString& connectionId);

    /// The profile that is selected, empty id when none is.
    [[nodiscard]] ConnectionProfile chosenProfile() const;

    [[nodiscard]] const ConnectionsModel& model() const { return *m_model; }

public slots:
    void addConnection();
    void importConnections();
    void editEnvironments();
    void editChosen();
    void duplicateChosen();
    void removeChosen();
    /// Says in a message what the chosen connection answers.
    void testChosen();
    void copyUrl();
    void refreshAll();

signals:
    /// Another connection is selected; empty: none.
    void chosen(const QString& connectionId);
    /// The user changed the profiles; the monitor and the settings want to know.
    void profilesEdited(const QList<athanor::ConnectionProfile>& profiles);
    void environmentsEdited(const QList<athanor::Environment>& environments);
    /// Empty: all.
    void refreshRequested(const QString& connectionId);
    /// Something worth a banner, in plain text.
    void message(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUpActions();
    void setUpTree();
    void showTree();
    void showMenu(const QPoint& position);
    void updateState();
    void updateChosen();
    void editProfile(const ConnectionProfile& profile, bool isNew);
    void keepProfile(ConnectionProfile profile, const QString& password);
    void keepPassword(const ConnectionProfile& profile, const QString& password);
    void publish(QList<ConnectionProfile> profiles);
    void remove(const ConnectionProfile& profile);
    void askToMove(const QString& connectionId, const QString& environment);
    void move(const QString& connectionId, const QString& environment);
    [[nodiscard]] QStringList namesBut(const QString& connectionId) const;
    [[nodiscard]] QString freeName(const QString& name) const;

    std::unique_ptr<Ui::ConnectionsPanel> m_ui;
    Commands& m_commands;
    BackgroundPool& m_pool;
    PasswordProvider& m_passwords;
    ConnectionsModel* m_model = nullptr;
    ConnectionsFilter* m_filter = nullptr;
    QAction* m_copyUrl = nullptr;
    QString m_chosen;
    QString m_projectFile;
    VersionTable m_table;
};

} // namespace athanor
