// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runmodel.h"

#include "core/errortext.h"

#include <optional>
#include <utility>
#include <vector>

namespace athanor {

struct RunModel::Item {
    ItemKind kind = ItemKind::Run;
    ItemState state = ItemState::Pending;
    Item* parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Item>> children;

    QString name; ///< of a run or step
    QString result;
    QString environment; ///< of a run
    std::optional<Milliseconds> elapsed;
    QString file;
    int line = 0;
    int column = 0;
    QString sql;
    Error error;
    Notice notice;
    bool transactional = true; ///< of a step
    bool uncommitted = false; ///< of a step that is done

    std::vector<Item*> steps; ///< of a run
    int stepsDone = 0; ///< of a run
    std::vector<Item*> statements; ///< of a step

    // Notices: the items of the last ones stay where they are and show a ring of notices.
    qint64 noticeCount = 0;
    Item* omitted = nullptr;
    std::vector<Item*> lastItems;
    std::vector<Notice> lastNotices;
    int oldest = 0; ///< in lastNotices
    int ringPlace = -1; ///< of a notice's own item in lastItems, -1: shows its own notice

    [[nodiscard]] const Notice& shownNotice() const
    {
        if (ringPlace < 0)
            return notice;
        const auto size = int(parent->lastNotices.size());
        return parent->lastNotices[size_t((parent->oldest + ringPlace) % size)];
    }
};

namespace {

QString noticeText(const Notice& notice)
{
    return notice.severity.isEmpty() ? notice.message
                                     : notice.severity + QStringLiteral(": ") + notice.message;
}

} // namespace

RunModel::RunModel(QObject* parent) : QAbstractItemModel(parent), m_root(std::make_unique<Item>()) { }

RunModel::~RunModel() = default;

void RunModel::setClock(Clock clock)
{
    m_clock = std::move(clock);
}

void RunModel::beginRun(const QString& title, const QString& environment)
{
    auto run = std::make_unique<Item>();
    run->kind = ItemKind::Run;
    run->state = ItemState::Running;
    run->name = title;
    run->environment = environment;
    run->result = tr("started %1").arg(exactTime(m_clock()));
    m_lastError = nullptr;
    m_run = addChild(m_root.get(), std::move(run));
}

void RunModel::append(const RunEvent& event)
{
    if (!m_run)
        beginRun(tr("Run"), {});
    std::visit([this](const auto& value) { on(value); }, event);
}

void RunModel::clear()
{
    if (m_run && m_run->state == ItemState::Running) {
        if (m_run->row == 0)
            return;
        beginRemoveRows({}, 0, m_run->row - 1);
        m_root->children.erase(m_root->children.begin(), m_root->children.begin() + m_run->row);
        m_run->row = 0;
        endRemoveRows();
        return;
    }
    beginResetModel();
    m_root = std::make_unique<Item>();
    m_run = nullptr;
    m_lastError = nullptr;
    endResetModel();
}

std::pair<int, int> RunModel::progress() const
{
    return m_run ? std::pair(m_run->stepsDone, int(m_run->steps.size())) : std::pair(0, 0);
}

QModelIndex RunModel::lastError() const
{
    return m_lastError ? indexOf(m_lastError) : QModelIndex();
}

void RunModel::on(const RunWaiting& event)
{
    const LockHolder& holder = event.holder;
    m_run->result = tr("waiting for another run: %1, %2")
                        .arg(plainLine(tr("%1 on %2 with %3, process %4")
                                           .arg(holder.user, holder.host, holder.applicationName)
                                           .arg(holder.pid)),
                             durationText(event.waited));
    changed(m_run);
}

std::unique_ptr<RunModel::Item> RunModel::makeStep(const Step& planned, const Script* script)
{
    auto step = std::make_unique<Item>();
    step->kind = ItemKind::Step;
    step->name = plainLine(planned.revision + u' ' + planned.message);
    step->file = planned.file;
    step->line = planned.file.isEmpty() ? 0 : 1;
    if (!script)
        return step;
    for (const SqlStatement& sql : script->statements) {
        auto statement = std::make_unique<Item>();
        statement->kind = ItemKind::Statement;
        statement->sql = sql.text;
        statement->file = script->file;
        statement->line = sql.line;
        statement->column = sql.column;
        statement->parent = step.get();
        statement->row = int(step->children.size());
        step->statements.push_back(statement.get());
        step->children.push_back(std::move(statement));
    }
    return step;
}

void RunModel::on(const RunStarted& event)
{
    const auto count = int(event.plan.steps.size());
    if (count > 0) {
        const auto first = int(m_run->children.size());
        beginInsertRows(indexOf(m_run), first, first + count - 1);
        for (int i = 0; i < count; ++i) {
            auto step
                = makeStep(event.plan.steps.at(i), i < event.scripts.size() ? &event.scripts.at(i) : nullptr);
            step->parent = m_run;
            step->row = first + i;
            m_run->steps.push_back(step.get());
            m_run->children.push_back(std::move(step));
        }
        endInsertRows();
    }
    showProgress();
}

void RunModel::on(const StepStarted& event)
{
    Item* started = step(event.step);
    if (!started)
        return;
    started->state = ItemState::Running;
    started->transactional = event.transactional;
    if (!event.transactional)
        started->result = tr("outside a transaction");
    changed(started);
}

void RunModel::on(const StatementStarted& event)
{
    if (Item* started = statement(event.step, event.statement)) {
        started->state = ItemState::Running;
        changed(started);
    }
}

void RunModel::on(const StatementFinished& event)
{
    Item* finished = statement(event.step, event.statement);
    if (!finished)
        return;
    finished->state = ItemState::Done;
    finished->elapsed = event.elapsed;
    finished->result = event.rows < 0 ? event.commandTag
        : event.rows == 1             ? tr("1 row")
                                      : tr("%1 rows").arg(event.rows);
    changed(finished);
}

void RunModel::on(const NoticeReceived& event)
{
    Item* parent = statement(event.step, event.statement);
    if (!parent)
        parent = step(event.step);
    addNotice(parent ? parent : m_run, event.notice);
}

void RunModel::on(const StepFinished& event)
{
    Item* finished = step(event.step);
    if (!finished)
        return;
    finished->state = ItemState::Done;
    finished->elapsed = event.elapsed;
    finished->uncommitted = !event.committed;
    finished->result = event.committed ? positionText(event.versionRows) : tr("not committed yet");
    changed(finished);
    ++m_run->stepsDone;
    showProgress();
}

void RunModel::on(const RunFinished& event)
{
    const bool cancelled = event.error.kind == ErrorKind::Cancelled;
    const QString position = event.versionRowsKnown
        ? positionText(event.versionRows)
        : tr("where the database stands is not known: the connection was lost");
    m_run->elapsed = event.elapsed;
    for (Item* done : m_run->steps) {
        if (std::exchange(done->uncommitted, false)) // one transaction for all
            settle(done, event);
    }
    if (event.succeeded) {
        m_run->state = ItemState::Done;
        m_run->result = position;
    } else {
        m_run->state = cancelled ? ItemState::Cancelled : ItemState::Failed;
        m_run->result = (cancelled ? tr("cancelled, %1") : tr("failed, %1")).arg(position);
        Item* failedStep = step(event.failedStep);
        Item* failedStatement = statement(event.failedStep, event.failedStatement);
        if (failedStep)
            settle(failedStep, event);
        if (failedStatement) {
            failedStatement->state = m_run->state;
            changed(failedStatement);
        }
        addError(failedStatement  ? failedStatement
                     : failedStep ? failedStep
                                  : m_run,
                 event.error, m_run->state);
    }
    changed(m_run);
}

/// Says what became of a step that was not committed when the run ended.
void RunModel::settle(Item* stepItem, const RunFinished& event)
{
    const ItemState before = stepItem->state;
    const bool begun = before == ItemState::Running || before == ItemState::Done;
    if (event.succeeded) {
        stepItem->result = tr("committed");
    } else if (!event.versionRowsKnown && begun) {
        stepItem->state = ItemState::Failed;
        stepItem->result = tr("not known whether it was committed");
    } else if (!stepItem->transactional && begun) {
        stepItem->state = event.error.kind == ErrorKind::Cancelled ? ItemState::Cancelled : ItemState::Failed;
        stepItem->result = tr("stopped: the statements that were done stay");
    } else if (begun) {
        stepItem->state = ItemState::RolledBack;
        stepItem->result = tr("rolled back");
        for (Item* statement : stepItem->statements) {
            if (statement->state == ItemState::Pending)
                break;
            statement->state = ItemState::RolledBack;
            changed(statement);
        }
    } else {
        stepItem->state = ItemState::Failed; // before its first statement
    }
    if (before == ItemState::Done && stepItem->state != ItemState::Done)
        --m_run->stepsDone;
    changed(stepItem);
}

QString RunModel::positionText(const QStringList& versionRows)
{
    return versionRows.isEmpty() ? tr("now at base")
                                 : tr("now at %1").arg(plainLine(versionRows.join(QStringLiteral(", "))));
}

RunModel::Item* RunModel::item(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Item*>(index.internalPointer()) : m_root.get();
}

QModelIndex RunModel::indexOf(const Item* item) const
{
    return item == m_root.get() ? QModelIndex() : createIndex(item->row, 0, const_cast<Item*>(item));
}

RunModel::Item* RunModel::step(int step) const
{
    return m_run && step >= 0 && step < int(m_run->steps.size()) ? m_run->steps[size_t(step)] : nullptr;
}

RunModel::Item* RunModel::statement(int stepNumber, int statement) const
{
    const Item* parent = step(stepNumber);
    return parent && statement >= 0 && statement < int(parent->statements.size())
        ? parent->statements[size_t(statement)]
        : nullptr;
}

RunModel::Item* RunModel::addChild(Item* parent, std::unique_ptr<Item> child)
{
    return insertChild(parent, int(parent->children.size()), std::move(child));
}

RunModel::Item* RunModel::insertChild(Item* parent, int row, std::unique_ptr<Item> child)
{
    child->parent = parent;
    beginInsertRows(indexOf(parent), row, row);
    parent->children.insert(parent->children.begin() + row, std::move(child));
    for (int i = row; i < int(parent->children.size()); ++i)
        parent->children[size_t(i)]->row = i;
    endInsertRows();
    return parent->children[size_t(row)].get();
}

void RunModel::addNotice(Item* parent, const Notice& notice)
{
    const auto make = [&](ItemKind kind) {
        auto child = std::make_unique<Item>();
        child->kind = kind;
        child->state = ItemState::Done;
        child->notice = notice;
        return child;
    };
    const qint64 number = ++parent->noticeCount;
    if (number <= kFirstNotices) {
        addChild(parent, make(ItemKind::Notice));
    } else if (number <= kFirstNotices + kLastNotices) {
        auto child = make(ItemKind::Notice);
        child->ringPlace = int(parent->lastItems.size());
        parent->lastNotices.push_back(notice);
        parent->lastItems.push_back(addChild(parent, std::move(child)));
    } else {
        if (!parent->omitted)
            parent->omitted = insertChild(parent, parent->lastItems.front()->row, make(ItemKind::Omitted));
        parent->lastNotices[size_t(parent->oldest)] = notice;
        parent->oldest = (parent->oldest + 1) % kLastNotices;
        emit dataChanged(indexOf(parent->omitted),
                         indexOf(parent->lastItems.back()).siblingAtColumn(ColumnCount - 1));
    }
}

void RunModel::addError(Item* parent, const Error& error, ItemState state)
{
    auto child = std::make_unique<Item>();
    child->kind = ItemKind::Error;
    child->state = state;
    child->error = error;
    child->file = error.file;
    child->line = error.line;
    child->column = error.column;
    child->sql = error.statement;
    m_lastError = addChild(parent, std::move(child));
}

void RunModel::showProgress()
{
    m_run->result = tr("%1 of %2 steps").arg(m_run->stepsDone).arg(m_run->steps.size());
    changed(m_run);
}

void RunModel::changed(const Item* item)
{
    const QModelIndex index = indexOf(item);
    emit dataChanged(index, index.siblingAtColumn(ColumnCount - 1));
}

QModelIndex RunModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, item(parent)->children[size_t(row)].get());
}

QModelIndex RunModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(item(child)->parent) : QModelIndex();
}

int RunModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : int(item(parent)->children.size());
}

int RunModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QString RunModel::nameText(const Item& item)
{
    switch (item.kind) {
    case ItemKind::Statement:
        return plainLine(item.sql, 200);
    case ItemKind::Notice:
        return plainLine(noticeText(item.shownNotice()));
    case ItemKind::Error:
        return plainLine(errorLine(item.error));
    case ItemKind::Omitted: {
        const qint64 count = item.parent->noticeCount - kFirstNotices - qint64(item.parent->lastItems.size());
        return tr("%1 notices between these are not kept").arg(count);
    }
    default:
        return plainLine(item.name);
    }
}

QVariant RunModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Item& shown = *item(index);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == NameColumn)
            return nameText(shown);
        if (index.column() == ResultColumn)
            return shown.result;
        return shown.elapsed ? durationText(*shown.elapsed) : QString();
    case Qt::AccessibleTextRole:
        return shown.result.isEmpty() ? nameText(shown)
                                      : nameText(shown) + QStringLiteral(", ") + shown.result;
    case KindRole:
        return int(shown.kind);
    case StateRole:
        return int(shown.state);
    case FilePathRole:
        return shown.file;
    case LineRole:
        return shown.line;
    case ColumnRole:
        return shown.column;
    case ErrorRole:
        return shown.kind == ItemKind::Error ? QVariant::fromValue(shown.error) : QVariant();
    case SqlRole:
        return shown.sql;
    case EnvironmentRole:
        return shown.environment;
    default:
        return {};
    }
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Run");
    case ResultColumn:
        return tr("Result");
    case TimeColumn:
        return tr("Time");
    default:
        return {};
    }
}

void RunModel::writeText(const Item& item, int depth, QStringList& lines)
{
    const QString indent(depth * 2, u' ');
    QString text = item.kind == ItemKind::Error ? errorText(item.error) : nameText(item);
    if (!item.result.isEmpty())
        text += QStringLiteral("  [") + item.result + u']';
    if (item.elapsed)
        text += QStringLiteral("  ") + durationText(*item.elapsed);
    for (const QString& line : text.split(u'\n'))
        lines.append(indent + line);
    for (const auto& child : item.children)
        writeText(*child, depth + 1, lines);
}

QString RunModel::toText() const
{
    QStringList lines;
    for (const auto& run : m_root->children)
        writeText(*run, 0, lines);
    return lines.isEmpty() ? QString() : lines.join(u'\n') + u'\n';
}

} // namespace athanor
