// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/planmodel.h"

#include "models/texts.h"

namespace athanor {

// The internal id of an index is 0 for a step, else the row of the statement's step plus 1.

PlanModel::PlanModel(QObject* parent) : QAbstractItemModel(parent) { }

void PlanModel::setPlan(Plan plan, QList<Script> scripts)
{
    beginResetModel();
    m_plan = std::move(plan);
    m_scripts = std::move(scripts);
    endResetModel();
}

const Script* PlanModel::script(int step) const
{
    return step < m_scripts.size() ? &m_scripts.at(step) : nullptr;
}

QModelIndex PlanModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : quintptr(0));
}

QModelIndex PlanModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, quintptr(0));
}

int PlanModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return int(m_plan.steps.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    const Script* loaded = script(parent.row());
    return loaded ? int(loaded->statements.size()) : 0;
}

int PlanModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant PlanModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == 0)
        return stepData(index.row(), index.column(), role);
    return statementData(int(index.internalId()) - 1, index.row(), index.column(), role);
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StepColumn:
        return tr("Step");
    case RevisionColumn:
        return tr("Revision");
    case MessageColumn:
        return tr("Message");
    case NotesColumn:
        return tr("Notes");
    default:
        return {};
    }
}

QVariant PlanModel::stepData(int step, int column, int role) const
{
    const Step& planned = m_plan.steps.at(step);
    const Script* loaded = script(step);
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case StepColumn:
            return QString::number(step + 1);
        case RevisionColumn:
            return plainLine(planned.revision);
        case MessageColumn:
            return plainLine(planned.message);
        default:
            return stepNotes(step);
        }
    case Qt::AccessibleTextRole: {
        const QString notes = stepNotes(step);
        const QString text
            = tr("Step %1: %2").arg(step + 1).arg(plainLine(planned.revision + u' ' + planned.message));
        return notes.isEmpty() ? text : text + QStringLiteral(", ") + notes;
    }
    case StepRole:
        return step;
    case StatementRole:
        return -1;
    case FilePathRole:
        return planned.file;
    case LineRole:
        return loaded && !loaded->statements.isEmpty() ? loaded->statements.first().line : 1;
    case TransactionalRole:
        return !loaded || loaded->transactional;
    case LiveRole:
        return loaded && !loaded->live.isEmpty();
    case ReversibleRole:
        return planned.reversible;
    case SqlRole: {
        QString sql;
        for (const SqlStatement& statement : loaded ? loaded->statements : QList<SqlStatement>{})
            sql += (sql.isEmpty() ? QString() : QStringLiteral("\n\n")) + statement.text + u';';
        return sql;
    }
    default:
        return {};
    }
}

QVariant PlanModel::statementData(int step, int statement, int column, int role) const
{
    const Script& loaded = m_scripts.at(step);
    const SqlStatement& sql = loaded.statements.at(statement);
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case RevisionColumn:
            return tr("line %1").arg(sql.line);
        case MessageColumn:
            return plainLine(sql.text, 200);
        case NotesColumn:
            return sql.outsideTransactionReason;
        default:
            return QString();
        }
    case Qt::AccessibleTextRole:
        return tr("Line %1: %2").arg(sql.line).arg(plainLine(sql.text, 200));
    case StepRole:
        return step;
    case StatementRole:
        return statement;
    case FilePathRole:
        return loaded.file;
    case LineRole:
        return sql.line;
    case TransactionalRole:
        return loaded.transactional;
    case LiveRole:
        return !loaded.live.isEmpty();
    case ReversibleRole:
        return m_plan.steps.at(step).reversible;
    case SqlRole:
        return sql.text;
    default:
        return {};
    }
}

QString PlanModel::liveNote(const Script& script)
{
    return script.throughEnvPy
        ? tr("runs in Python, through the project's env.py")
        : tr("needs a live connection: %1; runs in Python").arg(plainLine(script.live));
}

QString PlanModel::stepNotes(int step) const
{
    const Step& planned = m_plan.steps.at(step);
    QStringList notes;
    if (const Script* loaded = script(step); loaded && planned.direction != Direction::Stamp) {
        const qsizetype count = loaded->statements.size();
        notes.append(!loaded->live.isEmpty() ? liveNote(*loaded)
                         : count == 0        ? tr("no statements")
                         : count == 1        ? tr("1 statement")
                                             : tr("%1 statements").arg(count));
        if (!loaded->transactional)
            notes.append(tr("outside a transaction: %1").arg(plainLine(loaded->outsideTransactionReason)));
    }
    if (!planned.reversible && planned.direction == Direction::Upgrade)
        notes.append(tr("cannot be downgraded"));
    return notes.join(QStringLiteral("; "));
}

} // namespace athanor
