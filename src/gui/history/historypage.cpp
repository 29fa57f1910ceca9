// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/history/historypage.h"

#include "gui/appearance.h"
#include "gui/history/historydelegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace athanor {

namespace {

using namespace std::chrono_literals;

constexpr int kRevisionWidth = 14 * kSpace;
constexpr int kCreatedWidth = 14 * kSpace;
constexpr int kRowsLookedAt = 500; ///< for the width of the graph

} // namespace

HistoryPage::HistoryPage(const Commands& commands, QWidget* parent)
    : QWidget(parent)
    , m_model(new HistoryModel(this))
    , m_filter(new HistoryFilterModel(this))
    , m_delegate(new HistoryDelegate(this))
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_search(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_nothing(new QLabel(this))
    , m_debounce(new QTimer(this))
{
    setObjectName(QStringLiteral("historyPage"));
    m_filter->setSourceModel(m_model);
    setUpBar(commands);
    setUpTable(commands);
    m_nothing->setObjectName(QStringLiteral("historyEmpty"));
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(3 * kSpace);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_nothing);
    layout()->addWidget(m_stack);
    setTabOrder(m_search, m_table);
    updateState();
}

void HistoryPage::setUpBar(const Commands& commands)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QToolBar(this);
    bar->setObjectName(QStringLiteral("historyBar"));
    bar->setAccessibleName(tr("History tools"));
    bar->setIconSize({16, 16});
    m_search->setObjectName(QStringLiteral("historySearch"));
    m_search->setAccessibleName(tr("Find revisions"));
    m_search->setPlaceholderText(tr("Find by id, message, label or SQL"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(20 * kSpace);
    m_search->setMaximumWidth(48 * kSpace);
    m_search->installEventFilter(this);
    bar->addWidget(m_search);
    m_count->setObjectName(QStringLiteral("historyCount"));
    m_count->setContentsMargins(kSpace, 0, kSpace, 0);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    bar->addWidget(m_count);
    bar->addSeparator();
    for (const auto command : {Command::ShowAll, Command::ShowPending, Command::ShowApplied})
        bar->addAction(commands.action(command));
    bar->addSeparator();
    for (const auto command : {Command::JumpToHead, Command::JumpToCurrent, Command::JumpToBase})
        bar->addAction(commands.action(command));
    column->addWidget(bar);

    m_debounce->setSingleShot(true);
    m_debounce->setInterval(150ms);
    connect(m_search, &QLineEdit::textChanged, m_debounce, qOverload<>(&QTimer::start));
    connect(m_debounce, &QTimer::timeout, this, &HistoryPage::applySearch);
}

void HistoryPage::setUpTable(const Commands& commands)
{
    m_table->setObjectName(QStringLiteral("historyTable"));
    m_table->setAccessibleName(tr("Revisions"));
    m_table->setModel(m_filter);
    m_table->setItemDelegate(m_delegate);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    updateRowHeight();
    auto* header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setSectionsMovable(false);
    header->setMinimumSectionSize(4 * kSpace);
    header->setSectionResizeMode(HistoryModel::MessageColumn, QHeaderView::Stretch);
    header->resizeSection(HistoryModel::GraphColumn, HistoryDelegate::graphWidth(3));
    header->resizeSection(HistoryModel::RevisionColumn, kRevisionWidth);
    header->resizeSection(HistoryModel::CreatedColumn, kCreatedWidth);
    m_table->installEventFilter(this);

    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const auto command : {Command::UpgradeToHere, Command::DowngradeToHere, Command::StampHere})
        m_table->addAction(commands.action(command));
    auto* separator = new QAction(m_table);
    separator->setSeparator(true);
    m_table->addAction(separator);
    for (const auto command : {Command::CopyRevisionId, Command::OpenRevisionFile, Command::NewRevision})
        m_table->addAction(commands.action(command));

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (m_resetting)
                    return;
                const auto id = current.data(HistoryModel::RevisionIdRole).toString();
                if (id == m_selected)
                    return;
                m_selected = id;
                emit selected(id);
            });
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        emit activated(index.data(HistoryModel::RevisionIdRole).toString());
    });
}

void HistoryPage::updateRowHeight()
{
    m_table->verticalHeader()->setMinimumSectionSize(kSpace);
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + kSpace);
}

void HistoryPage::updateGraphWidth()
{
    // Wide enough for the newest part of the graph, also when it came in; never narrower than the user made
    // it.
    auto lanes = 1;
    for (int row = 0; row < qMin(kRowsLookedAt, m_model->rowCount()); ++row)
        lanes = qMax(lanes, m_model->index(row, 0).data(HistoryModel::LaneRowRole).value<LaneRow>().width);
    auto* header = m_table->horizontalHeader();
    const auto width = HistoryDelegate::graphWidth(lanes);
    if (header->sectionSize(HistoryModel::GraphColumn) < width)
        header->resizeSection(HistoryModel::GraphColumn, width);
}

void HistoryPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateRowHeight();
}

void HistoryPage::setRevisions(const RevisionMap& map)
{
    const auto kept = m_selected;
    const auto scroll = m_table->verticalScrollBar()->value();
    const auto offset = m_table->rowViewportPosition(m_table->currentIndex().row());
    m_resetting = true;
    m_contentsKnown = false;
    m_model->setRevisions(map);
    m_resetting = false;
    updateState();
    updateGraphWidth();
    const auto row = m_model->rowOfRevision(kept);
    const auto index = row < 0 ? QModelIndex() : m_filter->mapFromSource(m_model->index(row, 0));
    if (!index.isValid()) {
        m_selected.clear();
        m_table->verticalScrollBar()->setValue(scroll);
        if (!kept.isEmpty())
            emit selected({});
    } else {
        m_selected = kept;
        m_table->setCurrentIndex(index);
        // The revision stays at its place in the view, also when rows came in above it.
        auto* bar = m_table->verticalScrollBar();
        bar->setValue(bar->value() + m_table->rowViewportPosition(index.row()) - offset);
        emit selected(kept);
    }
    if (!m_search->text().isEmpty())
        applySearch();
}

void HistoryPage::setEnvironments(const QList<Environment>& environments)
{
    m_delegate->setEnvironments(environments);
    m_table->viewport()->update();
}

void HistoryPage::setPositions(const QList<DatabasePosition>& positions)
{
    m_model->setPositions(positions);
    updateState();
}

void HistoryPage::setChosenConnection(const QString& connectionId)
{
    m_model->setChosenConnection(connectionId);
    updateState();
}

void HistoryPage::setFilter(HistoryFilterModel::State state)
{
    m_state = state;
    m_filter->setState(state);
    updateState();
}

void HistoryPage::setContents(const QHash<QString, QString>& contents)
{
    m_filter->setContents(contents);
    updateState();
}

void HistoryPage::applySearch()
{
    const auto text = m_search->text();
    if (!text.isEmpty() && !m_contentsKnown) {
        m_contentsKnown = true;
        emit contentsWanted();
    }
    m_filter->setSearchText(text);
    updateState();
}

QString HistoryPage::nothingText() const
{
    if (m_model->rowCount() == 0)
        return tr("This project has no revisions yet.\n\nFile > New Revision… writes the first one.");
    if (!m_search->text().isEmpty())
        return tr("No revision matches “%1”.\n\nEscape clears the search.").arg(m_search->text());
    if (m_state == HistoryFilterModel::State::Pending)
        return tr("Nothing is pending: the chosen database has every revision.\n\nView > All Revisions shows "
                  "them.");
    return tr("No revision is applied in the chosen database.\n\nRun > Upgrade… applies them.");
}

void HistoryPage::updateState()
{
    const auto all = m_model->rowCount();
    const auto shown = m_filter->rowCount();
    m_delegate->setLinked(!m_filter->isFiltering());
    m_count->setText(shown != all   ? tr("%1 of %2").arg(shown).arg(all)
                         : all == 1 ? tr("1 revision")
                                    : tr("%1 revisions").arg(all));
    m_nothing->setText(nothingText());
    m_stack->setCurrentWidget(shown == 0 ? static_cast<QWidget*>(m_nothing) : m_table);
}

QVariant HistoryPage::selectedData(int role) const
{
    const auto row = m_model->rowOfRevision(m_selected);
    return row < 0 ? QVariant() : m_model->index(row, 0).data(role);
}

QString HistoryPage::selectedRevision() const
{
    return m_selected;
}

bool HistoryPage::select(const QString& id)
{
    const auto row = m_model->rowOfRevision(id);
    if (row < 0)
        return false;
    auto index = m_filter->mapFromSource(m_model->index(row, 0));
    if (!index.isValid()) {
        m_search->clear();
        applySearch();
        index = m_filter->mapFromSource(m_model->index(row, 0));
    }
    if (!index.isValid()) {
        m_filter->setState(HistoryFilterModel::State::All);
        m_state = HistoryFilterModel::State::All;
        updateState();
        emit filterCleared();
        index = m_filter->mapFromSource(m_model->index(row, 0));
    }
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index, QAbstractItemView::EnsureVisible);
    return true;
}

void HistoryPage::jumpTo(const QList<int>& revisions)
{
    if (revisions.isEmpty())
        return;
    // Again and again: from one to the next.
    QStringList ids;
    for (const auto revision : revisions)
        ids.append(m_model->map().at(revision).id);
    const auto next = (ids.indexOf(m_selected) + 1) % ids.size();
    select(ids.at(next));
    focusTable();
}

void HistoryPage::jumpToHead()
{
    jumpTo(m_model->map().heads());
}

void HistoryPage::jumpToBase()
{
    jumpTo(m_model->map().bases());
}

void HistoryPage::jumpToCurrent()
{
    QList<int> current;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const auto index = m_model->index(row, 0);
        if (index.data(HistoryModel::CurrentRole).toBool())
            current.append(index.data(HistoryModel::RevisionIndexRole).toInt());
    }
    jumpTo(current);
}

void HistoryPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void HistoryPage::focusTable()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

QByteArray HistoryPage::headerState() const
{
    return m_table->horizontalHeader()->saveState();
}

void HistoryPage::restoreHeader(const QByteArray& state)
{
    if (!state.isEmpty())
        m_table->horizontalHeader()->restoreState(state);
}

bool HistoryPage::eventFilter(QObject* watched, QEvent* event)
{
    // Qt would make the first row current without selecting it.
    if (watched == m_table && event->type() == QEvent::FocusIn && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto key = static_cast<QKeyEvent*>(event)->key();
    if (watched == m_search) {
        if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape) {
            if (!m_table->currentIndex().isValid())
                m_table->selectRow(0);
            focusTable();
            return true;
        }
    }
    if (watched == m_table && (key == Qt::Key_Return || key == Qt::Key_Enter) && !m_selected.isEmpty()) {
        emit activated(m_selected);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace athanor
