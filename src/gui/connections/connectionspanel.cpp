// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectionspanel.h"

#include "gui/appearance.h"
#include "gui/commands.h"
#include "gui/connections/connectiondelegate.h"
#include "gui/connections/connectionsfilter.h"
#include "gui/connections/connectionurl.h"
#include "gui/icons.h"
#include "gui/passwordprovider.h"

#include "ui_connectionspanel.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace athanor {

ConnectionsPanel::ConnectionsPanel(Commands& commands, BackgroundPool& pool, PasswordProvider& passwords,
                                   QWidget* parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::ConnectionsPanel>())
    , m_commands(commands)
    , m_pool(pool)
    , m_passwords(passwords)
    , m_model(new ConnectionsModel(this))
    , m_filter(new ConnectionsFilter(this))
{
    m_ui->setupUi(this);
    m_filter->setSourceModel(m_model);
    setUpTree();
    setUpActions();
    // Queued: the model is reset only after the drop has ended.
    connect(m_model, &ConnectionsModel::moved, this, &ConnectionsPanel::askToMove, Qt::QueuedConnection);
    connect(m_ui->searchEdit, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setSearchText(text);
        showTree();
        updateState();
    });
    m_ui->searchEdit->installEventFilter(this);
    updateState();
}

ConnectionsPanel::~ConnectionsPanel() = default;

void ConnectionsPanel::setUpTree()
{
    QTreeView* tree = m_ui->tree;
    tree->setModel(m_filter);
    tree->setItemDelegate(new ConnectionDelegate(tree));
    tree->header()->setStretchLastSection(false);
    tree->header()->setSectionResizeMode(ConnectionsModel::NameColumn, QHeaderView::Stretch);
    tree->header()->setSectionResizeMode(ConnectionsModel::CurrentColumn, QHeaderView::Interactive);
    tree->header()->setSectionResizeMode(ConnectionsModel::PendingColumn, QHeaderView::ResizeToContents);
    // Wide enough for what is read most, here and with larger fonts.
    tree->header()->resizeSection(ConnectionsModel::CurrentColumn,
                                  std::max(tree->fontMetrics().horizontalAdvance(tr("no connection")),
                                           QFontMetrics(monospacedFont()).horizontalAdvance(u'0') * 12)
                                      + 2 * kSpace);
    tree->setIndentation(2 * kSpace); // the arrow stands beside the environment's stripe
    tree->installEventFilter(this);
    connect(tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ConnectionsPanel::updateChosen);
    connect(tree, &QTreeView::customContextMenuRequested, this, &ConnectionsPanel::showMenu);
    connect(m_filter, &QAbstractItemModel::modelReset, this, [this] {
        showTree();
        choose(m_chosen);
    });
}

void ConnectionsPanel::showTree()
{
    m_ui->tree->expandAll();
    for (int row = 0; row < m_filter->rowCount(); ++row)
        m_ui->tree->setFirstColumnSpanned(row, {}, true);
}

void ConnectionsPanel::setUpActions()
{
    m_copyUrl = new QAction(icon(QStringLiteral("copy")), tr("&Copy URL"), this);
    m_copyUrl->setObjectName(QStringLiteral("copyUrlAction"));
    m_copyUrl->setToolTip(tr("Copies the URL without the password"));
    connect(m_copyUrl, &QAction::triggered, this, &ConnectionsPanel::copyUrl);

    auto* menu = new QMenu(this);
    menu->addActions({m_commands.action(Command::AddConnection),
                      m_commands.action(Command::ImportConnections),
                      m_commands.action(Command::EditEnvironments)});
    m_ui->addButton->setMenu(menu);
    m_ui->addButton->setIcon(m_commands.action(Command::AddConnection)->icon());
    m_ui->addButton->setToolTip(tr("Add a connection"));
    m_ui->refreshButton->setIcon(m_commands.action(Command::RefreshConnections)->icon());
    m_ui->refreshButton->setToolTip(tr("Look at every connection now"));
    connect(m_ui->addButton, &QToolButton::clicked, m_commands.action(Command::AddConnection),
            &QAction::trigger);
    connect(m_ui->refreshButton, &QToolButton::clicked, m_commands.action(Command::RefreshConnections),
            &QAction::trigger);
    connect(m_ui->emptyAddButton, &QPushButton::clicked, m_commands.action(Command::AddConnection),
            &QAction::trigger);
    connect(m_ui->emptyImportButton, &QPushButton::clicked, m_commands.action(Command::ImportConnections),
            &QAction::trigger);
}

void ConnectionsPanel::setEnvironments(const QList<Environment>& environments)
{
    if (environments != m_model->environments())
        m_model->setEnvironments(environments);
    updateState();
}

void ConnectionsPanel::setProfiles(const QList<ConnectionProfile>& profiles)
{
    if (profiles != m_model->profiles())
        m_model->setProfiles(profiles);
    updateState();
}

void ConnectionsPanel::setStatus(const QString& connectionId, const ConnectionStatus& status)
{
    m_model->setStatus(connectionId, status);
}

void ConnectionsPanel::setProject(const QString& configFile, const VersionTable& table)
{
    m_projectFile = configFile;
    m_table = table;
}

void ConnectionsPanel::choose(const QString& connectionId)
{
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(connectionId));
    if (index.isValid())
        m_ui->tree->setCurrentIndex(index);
    updateChosen();
}

ConnectionProfile ConnectionsPanel::chosenProfile() const
{
    const ConnectionProfile* profile = m_model->profile(m_chosen);
    return profile ? *profile : ConnectionProfile();
}

void ConnectionsPanel::updateChosen()
{
    const QModelIndex current = m_ui->tree->currentIndex();
    const QString id = current.data(ConnectionsModel::ConnectionIdRole).toString();
    // Searching, or passing over an environment, does not let go of the chosen connection.
    const QString next
        = !id.isEmpty() || m_model->profile(m_chosen) ? (id.isEmpty() ? m_chosen : id) : QString();
    const bool other = next != m_chosen;
    m_chosen = next;
    updateState();
    if (other)
        emit chosen(m_chosen);
}

void ConnectionsPanel::updateState()
{
    const bool empty = m_model->profiles().isEmpty();
    m_ui->stack->setCurrentWidget(empty ? m_ui->emptyPage : m_ui->treePage);
    m_ui->searchEdit->setEnabled(!empty);
    m_ui->noMatchLabel->setVisible(m_filter->rowCount() == 0);
    const bool one = !m_chosen.isEmpty();
    m_commands.allow({Command::EditConnection, Command::DuplicateConnection, Command::DeleteConnection,
                      Command::TestConnection},
                     one ? QString() : tr("Choose a connection first."));
    m_copyUrl->setEnabled(one);
    m_commands.allow(Command::RefreshConnections, empty ? tr("Add a connection first.") : QString());
    m_ui->refreshButton->setEnabled(!empty);
}

void ConnectionsPanel::showMenu(const QPoint& position)
{
    const QModelIndex index = m_ui->tree->indexAt(position);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (!index.data(ConnectionsModel::ConnectionIdRole).toString().isEmpty()) {
        menu->addActions({m_commands.action(Command::Upgrade), m_commands.action(Command::Downgrade),
                          m_commands.action(Command::Stamp)});
        menu->addSeparator();
        menu->addActions({m_commands.action(Command::TestConnection),
                          m_commands.action(Command::EditConnection),
                          m_commands.action(Command::DuplicateConnection), m_copyUrl,
                          m_commands.action(Command::DeleteConnection)});
        menu->addSeparator();
    }
    menu->addActions(
        {m_commands.action(Command::AddConnection), m_commands.action(Command::ImportConnections),
         m_commands.action(Command::EditEnvironments), m_commands.action(Command::RefreshConnections)});
    menu->popup(m_ui->tree->viewport()->mapToGlobal(position));
}

bool ConnectionsPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_ui->searchEdit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape && !m_ui->searchEdit->text().isEmpty()) {
            m_ui->searchEdit->clear();
            return true;
        }
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_ui->tree->setFocus();
            for (int row = 0; row < m_filter->rowCount(); ++row) {
                const QModelIndex environment = m_filter->index(row, 0);
                if (m_filter->rowCount(environment) > 0) {
                    m_ui->tree->setCurrentIndex(m_filter->index(0, 0, environment));
                    break;
                }
            }
            return true;
        }
    }
    if (watched == m_ui->tree && event->type() == QEvent::KeyPress) {
        auto* press = static_cast<QKeyEvent*>(event);
        if (press->key() == Qt::Key_Delete && press->modifiers() == Qt::NoModifier) {
            m_commands.action(Command::DeleteConnection)->trigger();
            return true;
        }
        if (press->matches(QKeySequence::Copy)) {
            copyUrl();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ConnectionsPanel::refreshAll()
{
    emit refreshRequested({});
}

void ConnectionsPanel::copyUrl()
{
    if (!m_chosen.isEmpty())
        QGuiApplication::clipboard()->setText(connectionUrl(chosenProfile().parameters));
}

} // namespace athanor
