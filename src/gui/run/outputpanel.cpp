// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/run/outputpanel.h"

#include "core/errortext.h"
#include "gui/backgroundpool.h"
#include "gui/commands.h"
#include "gui/icons.h"
#include "gui/run/rundelegate.h"
#include "gui/run/runwords.h"
#include "models/runmodel.h"

#include "ui_outputpanel.h"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QSaveFile>
#include <QScrollBar>

#include <algorithm>

namespace athanor {
namespace {

template <typename... Handlers> struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

template <typename... Handlers> Overloaded(Handlers...) -> Overloaded<Handlers...>;

Result<> writeText(const QString& path, const QString& text)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0 && file.commit())
        return {};
    Error error;
    error.kind = ErrorKind::File;
    error.message = OutputPanel::tr("The output cannot be saved: %1").arg(file.errorString());
    error.hint = OutputPanel::tr("Choose another folder.");
    error.file = path;
    return athanor::fail(error);
}

} // namespace

OutputPanel::OutputPanel(Commands& commands, BackgroundPool& pool, QWidget* parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::OutputPanel>())
    , m_commands(commands)
    , m_pool(pool)
    , m_model(new RunModel(this))
{
    m_ui->setupUi(this);
    setUpTree();
    setUpActions();
    m_ticker.setInterval(std::chrono::seconds(1));
    connect(&m_ticker, &QTimer::timeout, this, &OutputPanel::updateStatus);
    updateState();
}

OutputPanel::~OutputPanel() = default;

void OutputPanel::setUpTree()
{
    QTreeView* tree = m_ui->tree;
    tree->setModel(m_model);
    tree->setItemDelegate(new RunDelegate(tree));
    tree->header()->setStretchLastSection(false);
    tree->header()->setSectionResizeMode(RunModel::NameColumn, QHeaderView::Stretch);
    tree->header()->resizeSection(RunModel::ResultColumn, 144);
    tree->header()->resizeSection(RunModel::TimeColumn, 72);
    tree->setIndentation(16);
    tree->installEventFilter(this);
    connect(tree, &QTreeView::activated, this, &OutputPanel::openIndex);
    connect(tree, &QTreeView::customContextMenuRequested, this, &OutputPanel::showMenu);
    // Only what the user does to the scroll bar counts; what follow() does comes as a value, not as an
    // action.
    QScrollBar* bar = tree->verticalScrollBar();
    connect(bar, &QScrollBar::actionTriggered, this,
            [this, bar] { m_following = bar->sliderPosition() >= bar->maximum(); });
    connect(tree, &QTreeView::pressed, this, [this] { m_following = false; });
}

void OutputPanel::setUpActions()
{
    m_copyAction = new QAction(tr("&Copy"), this);
    m_copyAction->setObjectName(QStringLiteral("copyOutputAction"));
    m_copyAction->setShortcut(QKeySequence::Copy);
    m_copyAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_copyAction);
    connect(m_copyAction, &QAction::triggered, this, &OutputPanel::copy);
    connect(m_ui->copyButton, &QToolButton::clicked, this, &OutputPanel::copy);
    m_ui->copyButton->setIcon(icon(QStringLiteral("copy")));
    m_ui->errorButton->setDefaultAction(m_commands.action(Command::JumpToError));
    m_ui->cancelButton->setDefaultAction(m_commands.action(Command::CancelRun));
    m_ui->saveButton->setDefaultAction(m_commands.action(Command::SaveOutput));
    m_ui->clearButton->setDefaultAction(m_commands.action(Command::ClearOutput));
    for (QToolButton* button : {m_ui->errorButton, m_ui->cancelButton})
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

void OutputPanel::cancel()
{
    if (!m_running || m_cancelling)
        return;
    m_cancelling = true;
    m_doing = tr("Cancelling and rolling back");
    m_since.start();
    updateState();
    emit cancelRequested();
}

QModelIndex OutputPanel::runIndex() const
{
    const int runs = m_model->rowCount();
    return runs == 0 ? QModelIndex() : m_model->index(runs - 1, 0);
}

QModelIndex OutputPanel::currentItem() const
{
    const QModelIndex statement = m_model->statementIndex(m_step, m_statement);
    if (statement.isValid())
        return statement;
    const QModelIndex step = m_model->stepIndex(m_step);
    return step.isValid() ? step : runIndex();
}

void OutputPanel::beginRun(const QString& title, const QString& environment)
{
    m_model->beginRun(title, environment);
    m_title = title;
    m_doing = tr("Connecting");
    m_plan = {};
    m_step = m_statement = -1;
    m_running = true;
    m_cancelling = false;
    m_following = true;
    m_since.start();
    m_ticker.start();
    m_ui->tree->expand(runIndex());
    updateState();
    follow();
}

void OutputPanel::append(const RunEvent& event)
{
    m_model->append(event);
    std::visit(Overloaded{
                   [this](const RunWaiting& waiting) {
                       const LockHolder& holder = waiting.holder;
                       m_doing = tr("Waiting for another run: %1 of %2, process %3")
                                     .arg(holder.applicationName, holder.user)
                                     .arg(holder.pid);
                       updateStatus();
                   },
                   [this](const RunStarted& run) { started(run); },
                   [this](const StepStarted& step) {
                       m_step = step.step;
                       m_statement = -1;
                       m_since.start();
                       const Step planned = m_plan.steps.value(step.step);
                       m_doing = tr("Step %1 of %2: %3 %4")
                                     .arg(step.step + 1)
                                     .arg(m_plan.steps.size())
                                     .arg(planned.revision, planned.message);
                       if (m_following)
                           m_ui->tree->expand(m_model->stepIndex(m_step));
                       follow();
                   },
                   [this](const StatementStarted& statement) {
                       m_statement = statement.statement;
                       m_since.start();
                       follow();
                   },
                   [](const StatementFinished&) {},
                   [this](const NoticeReceived&) { follow(); },
                   [this](const LiveOutput&) { follow(); },
                   [this](const StepFinished& step) {
                       if (m_following)
                           m_ui->tree->collapse(m_model->stepIndex(step.step));
                       m_statement = -1;
                   },
                   [this](const RunFinished& run) { finished(run); },
               },
               event);
    const auto [done, all] = m_model->progress();
    m_ui->progressBar->setRange(0, std::max(all, 1));
    m_ui->progressBar->setValue(done);
    if (m_running)
        updateStatus();
}

void OutputPanel::started(const RunStarted& event)
{
    m_plan = event.plan;
    m_doing = tr("Starting");
    m_ui->progressBar->setFormat(tr("%v of %m"));
    m_ui->tree->expand(runIndex());
}

void OutputPanel::finished(const RunFinished& event)
{
    m_running = false;
    m_ticker.stop();
    const double seconds = std::chrono::duration<double>(event.elapsed).count();
    const QString time = tr("%1 s").arg(QLocale().toString(seconds, 'f', 2));
    if (event.succeeded) {
        m_doing = tr("%1: done in %2").arg(m_title, time);
    } else {
        const QString stands = !event.versionRowsKnown ? tr("Where the database stands is unknown")
            : event.versionRows.isEmpty()
            ? tr("The database stands at base")
            : tr("The database stands at %1").arg(event.versionRows.join(QStringLiteral(", ")));
        m_doing = event.error.kind == ErrorKind::Cancelled
            ? tr("Cancelled after %1 applied. %2.").arg(revisionCount(event.stepsApplied), stands)
            : tr("Failed after %1 applied. %2. %3")
                  .arg(revisionCount(event.stepsApplied), stands, event.error.message);
    }
    updateState();
    const QModelIndex error = m_model->lastError();
    if (!event.succeeded && error.isValid()) {
        // An error is read, not compared: it takes the whole row.
        m_ui->tree->setFirstColumnSpanned(error.row(), error.parent(), true);
        m_ui->tree->scrollTo(error);
        m_ui->tree->setCurrentIndex(error);
    } else if (m_following) {
        showLastStep();
    }
}

void OutputPanel::showLastStep()
{
    const QModelIndex last = m_model->stepIndex(static_cast<int>(m_plan.steps.size()) - 1);
    if (!last.isValid())
        return;
    m_ui->tree->expand(last);
    m_ui->tree->scrollToBottom();
    m_ui->tree->scrollTo(last); // its name stays in view, however many statements it has
}

void OutputPanel::fail(const Error& error)
{
    if (!m_running)
        return;
    RunFinished event;
    event.error = error;
    event.versionRowsKnown = false;
    append(event);
}

void OutputPanel::follow()
{
    if (m_following)
        m_ui->tree->scrollTo(currentItem());
}

void OutputPanel::updateState()
{
    const bool any = m_model->rowCount() > 0;
    m_ui->stack->setCurrentWidget(any ? m_ui->treePage : m_ui->emptyPage);
    m_ui->progressBar->setVisible(m_running);
    m_ui->cancelButton->setVisible(m_running);
    const QModelIndex last = m_model->lastError();
    const bool error
        = last.isValid() && last.data(RunModel::ErrorRole).value<Error>().kind != ErrorKind::Cancelled;
    m_ui->errorButton->setVisible(!m_running && error);
    m_ui->copyButton->setEnabled(any);
    const QString nothing = any ? QString() : tr("Nothing has run yet.");
    m_commands.allow(Command::CancelRun,
                     !m_running         ? tr("Nothing runs now.")
                         : m_cancelling ? tr("The run is being cancelled.")
                                        : QString());
    m_commands.allow(Command::JumpToError, error ? QString() : tr("No error with a place in a file."));
    m_commands.allow(Command::SaveOutput, nothing);
    m_commands.allow(Command::ClearOutput, m_running ? tr("A run is going on.") : nothing);
    updateStatus();
}

void OutputPanel::updateStatus()
{
    QString text = m_doing;
    if (m_running) {
        const qint64 seconds = m_since.elapsed() / 1000;
        text = seconds > 0 ? tr("%1… %2 s").arg(m_doing).arg(seconds) : tr("%1…").arg(m_doing);
    }
    m_ui->statusLabel->setText(text);
}

void OutputPanel::openIndex(const QModelIndex& index)
{
    const QString path = index.data(RunModel::FilePathRole).toString();
    if (!path.isEmpty())
        emit openFile(path, index.data(RunModel::LineRole).toInt(), index.data(RunModel::ColumnRole).toInt());
}

void OutputPanel::goToError()
{
    const QModelIndex error = m_model->lastError();
    if (!error.isValid())
        return;
    m_ui->tree->scrollTo(error);
    m_ui->tree->setCurrentIndex(error);
    openIndex(error);
}

QString OutputPanel::selectionText() const
{
    const QModelIndexList rows = m_ui->tree->selectionModel()->selectedRows();
    if (rows.size() < 2 && !rows.isEmpty() && rows.first().parent().isValid()) {
        const QString sql = rows.first().data(RunModel::SqlRole).toString();
        const QVariant error = rows.first().data(RunModel::ErrorRole);
        if (error.isValid())
            return errorText(error.value<Error>());
        return sql.isEmpty() ? rows.first().data().toString() : sql;
    }
    if (rows.size() < 2)
        return m_model->toText();
    QStringList lines;
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int column = 0; column < RunModel::ColumnCount; ++column)
            cells.append(row.siblingAtColumn(column).data().toString());
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n');
}

void OutputPanel::copy()
{
    if (m_model->rowCount() > 0)
        QGuiApplication::clipboard()->setText(selectionText());
}

void OutputPanel::save()
{
    auto* dialog = new QFileDialog(window(), tr("Save the output"));
    dialog->setObjectName(QStringLiteral("saveOutputDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    dialog->setNameFilters({tr("Text files (*.txt)"), tr("All files (*)")});
    dialog->selectFile(QStringLiteral("athanor-run.txt"));
    connect(dialog, &QFileDialog::fileSelected, this, &OutputPanel::saveTo);
    dialog->open();
}

void OutputPanel::saveTo(const QString& path)
{
    m_pool.submit(CancelToken(), [path, text = m_model->toText()] { return writeText(path, text); })
        .then(this, [this, path](const Result<>& written) {
            if (m_running)
                return;
            m_doing = written ? tr("Saved to %1").arg(path) : errorText(written.error());
            updateStatus();
        });
}

void OutputPanel::clear()
{
    if (m_running)
        return;
    m_model->clear();
    m_doing.clear();
    updateState();
}

void OutputPanel::showMenu(const QPoint& position)
{
    const QModelIndex index = m_ui->tree->indexAt(position);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (!index.data(RunModel::FilePathRole).toString().isEmpty()) {
        const QPersistentModelIndex source(index);
        connect(menu->addAction(tr("&Open file")), &QAction::triggered, this,
                [this, source] { openIndex(source); });
    }
    if (const QString source = index.data(RunModel::SourceFileRole).toString(); !source.isEmpty()) {
        const int line = index.data(RunModel::SourceLineRole).toInt();
        connect(menu->addAction(tr("Open the &Python revision")), &QAction::triggered, this,
                [this, source, line] { emit openFile(source, line, 0); });
    }
    menu->addAction(m_copyAction);
    connect(menu->addAction(tr("&Expand all")), &QAction::triggered, m_ui->tree, &QTreeView::expandAll);
    connect(menu->addAction(tr("Co&llapse all")), &QAction::triggered, m_ui->tree, &QTreeView::collapseAll);
    menu->popup(m_ui->tree->viewport()->mapToGlobal(position));
}

bool OutputPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_ui->tree && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        m_following = key == Qt::Key_End && m_running;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace athanor
