// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one list of commands: menu, toolbar, context menus, command palette and tests all take them from here,
// so that a command has the same word, icon and shortcut everywhere. GUI thread.

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>

class QMenu;
class QMenuBar;

namespace athanor {

enum class Command {
    // File
    NewProject,
    OpenProject,
    OpenExample,
    CloseProject,
    TrustProject,
    NewRevision,
    MergeHeads,
    OpenFile,
    SaveFile,
    CloseTab,
    Quit,
    // Edit
    Find,
    CopyRevisionId,
    OpenRevisionFile,
    // View
    CommandPalette,
    ShowHistory,
    ToggleConnections,
    ToggleInspector,
    ToggleOutput,
    Reload,
    ShowProblems,
    ShowAll,
    ShowPending,
    ShowApplied,
    JumpToHead,
    JumpToBase,
    JumpToCurrent,
    AppearanceSystem,
    AppearanceLight,
    AppearanceDark,
    // Connection
    AddConnection,
    EditConnection,
    DuplicateConnection,
    DeleteConnection,
    TestConnection,
    RefreshConnections,
    ImportConnections,
    EditEnvironments,
    // Run
    Upgrade,
    Downgrade,
    Stamp,
    UpgradeToHere,
    DowngradeToHere,
    StampHere,
    RepairRows,
    CancelRun,
    JumpToError,
    SaveOutput,
    ClearOutput,
    // Help
    About,
};

enum class CommandMenu { File, Edit, View, Connection, Run, Help };

/// What is written once about a command.
struct CommandInfo {
    Command command;
    CommandMenu menu;
    const char* objectName;
    const char* text; ///< source text, with the menu's accelerator; translated by Commands
    const char* icon; ///< name for icon(), or empty
    QList<QKeySequence> shortcuts;
    const char* group = ""; ///< commands of one group exclude each other (radio items)
    bool separatorBefore = false;
    bool checkable = false; ///< on and off by itself
};

/// All commands, in the order of the menus.
[[nodiscard]] const QList<CommandInfo>& commandInfos();

/// The actions of one window. MainWindow owns one and hands it to the panels, which put its actions into
/// their own context menus and tool bars; MainWindow connects triggered() of each once.
class Commands : public QObject {
    Q_OBJECT
public:
    explicit Commands(QObject* parent = nullptr);

    [[nodiscard]] QAction* action(Command command) const { return m_actions.value(command); }

    /// Enables \a command when \a whyNot is empty; else disables it and says \a whyNot in its tool tip.
    void allow(Command command, const QString& whyNot) const;
    void allow(std::initializer_list<Command> commands, const QString& whyNot) const;
    /// All actions, in the order of the menus.
    [[nodiscard]] QList<QAction*> actions() const;
    /// The menu that \a action of this list is in.
    [[nodiscard]] CommandMenu menuOf(const QAction* action) const;
    /// Adds the menus to \a bar; gives them by name so that submenus can be added.
    QHash<CommandMenu, QMenu*> fillMenus(QMenuBar* bar) const;
    [[nodiscard]] static QString menuTitle(CommandMenu menu);

private:
    QHash<Command, QAction*> m_actions;
    QHash<Command, QString> m_toolTips; ///< of commands that can be given
};

} // namespace athanor
