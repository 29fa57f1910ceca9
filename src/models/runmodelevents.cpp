// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runmodelitem.h"

#include <utility>

namespace athanor {

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
    step->live = !script->live.isEmpty();
    for (const SqlStatement& sql : script->statements) {
        auto statement = std::make_unique<Item>();
        statement->kind = ItemKind::Statement;
        statement->sql = sql.text;
        statement->file = script->file;
        statement->line = sql.line;
        statement->column = sql.column;
        statement->sourceFile = script->sourceFile;
        statement->sourceLine = sql.sourceLine;
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
    else if (started->live)
        started->result = tr("runs in Python");
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

void RunModel::on(const LiveOutput& event)
{
    Item* parent = step(event.step);
    for (const QString& line : event.lines) {
        Notice printed;
        printed.message = line;
        addNotice(parent ? parent : m_run, printed);
    }
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
        if (failedStep && event.failedStep >= event.stepsApplied)
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
    } else if (event.committedEarly && stepItem->live && begun) {
        stepItem->state = event.error.kind == ErrorKind::Cancelled ? ItemState::Cancelled : ItemState::Failed;
        stepItem->result = tr("stopped: what the revision committed by itself stays");
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
    child->sourceFile = parent->sourceFile;
    child->sourceLine = parent->sourceLine;
    m_lastError = addChild(parent, std::move(child));
}

void RunModel::showProgress()
{
    m_run->result = tr("%1 of %2 steps").arg(m_run->stepsDone).arg(m_run->steps.size());
    changed(m_run);
}

} // namespace athanor
