// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/commands.h"

#include "gui/icons.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

namespace athanor {

namespace {

using Keys = QList<QKeySequence>;

Keys keys(const char* text)
{
    return {QKeySequence(QString::fromLatin1(text), QKeySequence::PortableText)};
}

Keys keys(QKeySequence::StandardKey key)
{
    auto bindings = QKeySequence::keyBindings(key);
    return bindings.isEmpty() ? Keys{} : Keys{bindings.first()};
}

QList<CommandInfo> fileCommands()
{
    constexpr auto menu = CommandMenu::File;
    return {
        {Command::NewRevision, menu, "newRevision", QT_TRANSLATE_NOOP("Commands", "&New Revision…"),
         "new-revision", keys(QKeySequence::New)},
        {Command::MergeHeads,
         menu,
         "mergeHeads",
         QT_TRANSLATE_NOOP("Commands", "&Merge Heads…"),
         "merge",
         {}},
        {Command::NewProject, menu, "newProject", QT_TRANSLATE_NOOP("Commands", "New &Project…"),
         "new-project", keys("Ctrl+Shift+N")},
        {Command::OpenProject, menu, "openProject", QT_TRANSLATE_NOOP("Commands", "&Open Project…"),
         "open-project", keys(QKeySequence::Open), "", true},
        {Command::OpenExample, menu, "openExample", QT_TRANSLATE_NOOP("Commands", "Open the &Example"),
         "example", keys("Ctrl+Shift+E")},
        {Command::CloseProject, menu, "closeProject", QT_TRANSLATE_NOOP("Commands", "&Close Project"), "",
         keys("Ctrl+Shift+W")},
        {Command::TrustProject,
         menu,
         "trustProject",
         QT_TRANSLATE_NOOP("Commands", "Tr&ust the Project's Python"),
         "",
         {},
         "",
         false,
         true},
        {Command::OpenFile, menu, "openFile", QT_TRANSLATE_NOOP("Commands", "Open &File…"), "file",
         keys("Ctrl+Shift+O"), "", true},
        {Command::SaveFile, menu, "saveFile", QT_TRANSLATE_NOOP("Commands", "&Save File"), "save",
         keys(QKeySequence::Save)},
        {Command::CloseTab, menu, "closeTab", QT_TRANSLATE_NOOP("Commands", "Close &Tab"), "close",
         keys("Ctrl+W")},
        {Command::Quit, menu, "quit", QT_TRANSLATE_NOOP("Commands", "&Quit"), "quit", keys("Ctrl+Q"), "",
         true},
    };
}

QList<CommandInfo> editCommands()
{
    constexpr auto menu = CommandMenu::Edit;
    return {
        {Command::Find, menu, "find", QT_TRANSLATE_NOOP("Commands", "&Find Revisions"), "search",
         keys(QKeySequence::Find)},
        {Command::CopyRevisionId, menu, "copyRevisionId", QT_TRANSLATE_NOOP("Commands", "&Copy Revision ID"),
         "copy", keys("Ctrl+Shift+C")},
        {Command::OpenRevisionFile, menu, "openRevisionFile",
         QT_TRANSLATE_NOOP("Commands", "&Open Revision File"), "edit", keys("Ctrl+E")},
    };
}

QList<CommandInfo> viewCommands()
{
    constexpr auto menu = CommandMenu::View;
    return {
        {Command::CommandPalette, menu, "commandPalette", QT_TRANSLATE_NOOP("Commands", "&Command Palette…"),
         "palette", keys("Ctrl+K")},
        {Command::ShowHistory, menu, "showHistory", QT_TRANSLATE_NOOP("Commands", "&History"), "history",
         keys("Ctrl+H")},
        {Command::ToggleConnections, menu, "toggleConnections",
         QT_TRANSLATE_NOOP("Commands", "C&onnections Panel"), "connection", keys("Ctrl+1"), "", false, true},
        {Command::ToggleInspector, menu, "toggleInspector", QT_TRANSLATE_NOOP("Commands", "&Inspector Panel"),
         "inspector", keys("Ctrl+2"), "", false, true},
        {Command::ToggleOutput, menu, "toggleOutput", QT_TRANSLATE_NOOP("Commands", "Ou&tput Panel"),
         "output", keys("Ctrl+3"), "", false, true},
        {Command::Reload, menu, "reload", QT_TRANSLATE_NOOP("Commands", "&Reload Project"), "reload",
         keys("F5"), "", true},
        {Command::ShowProblems, menu, "showProblems", QT_TRANSLATE_NOOP("Commands", "Show Proble&ms"),
         "warning", keys("F9")},
        {Command::ShowAll, menu, "showAll", QT_TRANSLATE_NOOP("Commands", "&All Revisions"), "",
         keys("Alt+1"), "state", true},
        {Command::ShowPending, menu, "showPending", QT_TRANSLATE_NOOP("Commands", "&Pending Revisions"), "",
         keys("Alt+2"), "state"},
        {Command::ShowApplied, menu, "showApplied", QT_TRANSLATE_NOOP("Commands", "Applie&d Revisions"), "",
         keys("Alt+3"), "state"},
        {Command::JumpToHead, menu, "jumpToHead", QT_TRANSLATE_NOOP("Commands", "Jump to H&ead"), "head",
         keys("Alt+Home"), "", true},
        {Command::JumpToBase, menu, "jumpToBase", QT_TRANSLATE_NOOP("Commands", "Jump to &Base"), "base",
         keys("Alt+End")},
        {Command::JumpToCurrent, menu, "jumpToCurrent", QT_TRANSLATE_NOOP("Commands", "Jump to C&urrent"),
         "current", keys("Ctrl+J")},
        {Command::AppearanceSystem,
         menu,
         "appearanceSystem",
         QT_TRANSLATE_NOOP("Commands", "&System Appearance"),
         "",
         {},
         "appearance",
         true},
        {Command::AppearanceLight,
         menu,
         "appearanceLight",
         QT_TRANSLATE_NOOP("Commands", "&Light Appearance"),
         "",
         {},
         "appearance"},
        {Command::AppearanceDark,
         menu,
         "appearanceDark",
         QT_TRANSLATE_NOOP("Commands", "Dar&k Appearance"),
         "",
         {},
         "appearance"},
    };
}

QList<CommandInfo> connectionCommands()
{
    constexpr auto menu = CommandMenu::Connection;
    return {
        {Command::AddConnection, menu, "addConnection", QT_TRANSLATE_NOOP("Commands", "&Add Connection…"),
         "add", keys("Ctrl+Shift+A")},
        {Command::EditConnection, menu, "editConnection", QT_TRANSLATE_NOOP("Commands", "&Edit Connection…"),
         "edit", keys("F2")},
        {Command::DuplicateConnection,
         menu,
         "duplicateConnection",
         QT_TRANSLATE_NOOP("Commands", "Du&plicate Connection"),
         "copy",
         {}},
        {Command::DeleteConnection,
         menu,
         "deleteConnection",
         QT_TRANSLATE_NOOP("Commands", "De&lete Connection…"),
         "delete",
         {}},
        {Command::TestConnection, menu, "testConnection", QT_TRANSLATE_NOOP("Commands", "&Test Connection"),
         "test", keys("Ctrl+Shift+T"), "", true},
        {Command::RefreshConnections, menu, "refreshConnections",
         QT_TRANSLATE_NOOP("Commands", "&Refresh Connections"), "reload", keys("Shift+F5")},
        {Command::ImportConnections,
         menu,
         "importConnections",
         QT_TRANSLATE_NOOP("Commands", "&Import Connections…"),
         "import",
         {},
         "",
         true},
        {Command::EditEnvironments,
         menu,
         "editEnvironments",
         QT_TRANSLATE_NOOP("Commands", "E&nvironments…"),
         "environment",
         {}},
    };
}

QList<CommandInfo> runCommands()
{
    constexpr auto menu = CommandMenu::Run;
    return {
        {Command::Upgrade, menu, "upgrade", QT_TRANSLATE_NOOP("Commands", "&Upgrade…"), "upgrade",
         keys("Ctrl+U")},
        {Command::Downgrade, menu, "downgrade", QT_TRANSLATE_NOOP("Commands", "&Downgrade…"), "downgrade",
         keys("Ctrl+D")},
        {Command::Stamp, menu, "stamp", QT_TRANSLATE_NOOP("Commands", "&Stamp…"), "stamp", keys("Ctrl+T")},
        {Command::UpgradeToHere, menu, "upgradeToHere", QT_TRANSLATE_NOOP("Commands", "Upgrade to &Here…"),
         "upgrade", keys("Ctrl+Shift+U"), "", true},
        {Command::DowngradeToHere, menu, "downgradeToHere",
         QT_TRANSLATE_NOOP("Commands", "Downgrade to He&re…"), "downgrade", keys("Ctrl+Shift+D")},
        {Command::StampHere, menu, "stampHere", QT_TRANSLATE_NOOP("Commands", "Stamp H&ere…"), "stamp",
         keys("Ctrl+Shift+S")},
        {Command::RepairRows, menu, "repairRows", QT_TRANSLATE_NOOP("Commands", "Rep&air Version Table…"),
         "repair", keys("Ctrl+Shift+R")},
        {Command::CancelRun, menu, "cancelRun", QT_TRANSLATE_NOOP("Commands", "&Cancel Run"), "cancel",
         keys("Ctrl+."), "", true},
        {Command::JumpToError, menu, "jumpToError", QT_TRANSLATE_NOOP("Commands", "&Jump to Error"), "error",
         keys("F8")},
        {Command::SaveOutput,
         menu,
         "saveOutput",
         QT_TRANSLATE_NOOP("Commands", "Save &Output…"),
         "save",
         {},
         "",
         true},
        {Command::ClearOutput,
         menu,
         "clearOutput",
         QT_TRANSLATE_NOOP("Commands", "C&lear Output"),
         "delete",
         {}},
    };
}

QList<CommandInfo> helpCommands()
{
    return {
        {Command::About,
         CommandMenu::Help,
         "about",
         QT_TRANSLATE_NOOP("Commands", "&About Athanor"),
         "about",
         {}},
    };
}

/// What stands on a tool bar when that is not the text of the menu.
QString shortText(Command command)
{
    switch (command) {
    case Command::ShowAll:
        return Commands::tr("All");
    case Command::ShowPending:
        return Commands::tr("Pending");
    case Command::ShowApplied:
        return Commands::tr("Applied");
    default:
        return {};
    }
}

} // namespace

const QList<CommandInfo>& commandInfos()
{
    static const QList<CommandInfo> infos = fileCommands() + editCommands() + viewCommands()
        + connectionCommands() + runCommands() + helpCommands();
    return infos;
}

Commands::Commands(QObject* parent) : QObject(parent)
{
    QHash<QString, QActionGroup*> groups;
    for (const auto& info : commandInfos()) {
        auto* action = new QAction(QCoreApplication::translate("Commands", info.text), this);
        action->setObjectName(QString::fromLatin1(info.objectName));
        action->setShortcuts(info.shortcuts);
        action->setToolTip(
            info.shortcuts.isEmpty()
                ? action->iconText()
                : QStringLiteral("%1 (%2)").arg(action->iconText(),
                                                info.shortcuts.first().toString(QKeySequence::NativeText)));
        m_toolTips.insert(info.command, action->toolTip());
        if (*info.icon)
            action->setIcon(icon(QString::fromLatin1(info.icon)));
        if (const auto name = QString::fromLatin1(info.group); !name.isEmpty()) {
            if (!groups.contains(name))
                groups.insert(name, new QActionGroup(this));
            action->setCheckable(true);
            groups.value(name)->addAction(action);
        }
        if (const auto text = shortText(info.command); !text.isEmpty())
            action->setIconText(text);
        action->setCheckable(action->isCheckable() || info.checkable);
        if (info.command == Command::Quit)
            action->setMenuRole(QAction::QuitRole);
        if (info.command == Command::About)
            action->setMenuRole(QAction::AboutRole);
        m_actions.insert(info.command, action);
    }
}

void Commands::allow(Command command, const QString& whyNot) const
{
    auto* action = m_actions.value(command);
    const auto toolTip = m_toolTips.value(command);
    action->setEnabled(whyNot.isEmpty());
    action->setToolTip(whyNot.isEmpty() ? toolTip : toolTip + u'\n' + whyNot);
}

void Commands::allow(std::initializer_list<Command> commands, const QString& whyNot) const
{
    for (const auto command : commands)
        allow(command, whyNot);
}

QList<QAction*> Commands::actions() const
{
    QList<QAction*> result;
    for (const auto& info : commandInfos())
        result.append(action(info.command));
    return result;
}

CommandMenu Commands::menuOf(const QAction* action) const
{
    for (const auto& info : commandInfos()) {
        if (m_actions.value(info.command) == action)
            return info.menu;
    }
    return CommandMenu::File;
}

QString Commands::menuTitle(CommandMenu menu)
{
    switch (menu) {
    case CommandMenu::File:
        return tr("&File");
    case CommandMenu::Edit:
        return tr("&Edit");
    case CommandMenu::View:
        return tr("&View");
    case CommandMenu::Connection:
        return tr("&Connection");
    case CommandMenu::Run:
        return tr("&Run");
    case CommandMenu::Help:
        return tr("&Help");
    }
    return {};
}

QHash<CommandMenu, QMenu*> Commands::fillMenus(QMenuBar* bar) const
{
    QHash<CommandMenu, QMenu*> menus;
    for (const auto& info : commandInfos()) {
        if (!menus.contains(info.menu)) {
            auto* menu = bar->addMenu(menuTitle(info.menu));
            menu->setToolTipsVisible(true);
            menus.insert(info.menu, menu);
        }
        if (info.separatorBefore)
            menus.value(info.menu)->addSeparator();
        menus.value(info.menu)->addAction(action(info.command));
    }
    return menus;
}

} // namespace athanor
