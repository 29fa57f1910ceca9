// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/planmodel.h"

#include "models/texts.h"

#include <algorithm>

namespace athanor {

namespace {

/// A tool tip that Qt takes for rich text, whatever \a text holds.
QString escaped(const QString& text)
{
    return text.isEmpty() ? QString() : QStringLiteral("<span>%1</span>").arg(text.toHtmlEscaped());
}

} // namespace

// The internal id of an index is 0 for a step, else the row of the statement's step plus 1.

PlanModel::PlanModel(QObject* parent) : QAbstractItemModel(parent) { }

void PlanModel::setPlan(Plan plan, QList<Script> scripts, QStringList recordings)
{
    beginResetModel();
    m_plan = std::move(plan);
    m_scripts = std::move(scripts);
    m_recordings = std::move(recordings);
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
    return loaded ? int(loaded->statements.size() + loaded->verifications.size()) : 0;
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
    case Qt::ToolTipRole:
        return column == NotesColumn ? escaped(stepToolTip(step)) : QString();
    case StepRole:
        return step;
    case StatementRole:
        return -1;
    case FilePathRole:
        return planned.file;
    case LineRole:
        if (!loaded || loaded->statements.isEmpty())
            return 1;
        return loaded->sourceFile.isEmpty() ? loaded->statements.first().line
                                            : std::max(1, loaded->statements.first().sourceLine);
    case TransactionalRole:
        return !loaded || loaded->transactional;
    case LiveRole:
        return loaded && !loaded->live.isEmpty();
    case ReversibleRole:
        return planned.reversible;
    case SqlRole:
        return stepSql(step);
    default:
        return {};
    }
}

QVariant PlanModel::statementData(int step, int statement, int column, int role) const
{
    const Script& loaded = m_scripts.at(step);
    const bool verifies = statement >= loaded.statements.size();
    const SqlStatement& sql = verifies ? loaded.verifications.at(statement - loaded.statements.size())
                                       : loaded.statements.at(statement);
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case RevisionColumn:
            return tr("line %1").arg(sql.line);
        case MessageColumn:
            return plainLine(sql.text, 200);
        case NotesColumn:
            return verifies ? tr("verifies: must return true") : sql.outsideTransactionReason;
        default:
            return QString();
        }
    case Qt::AccessibleTextRole:
        return (verifies ? tr("Verifies, line %1: %2") : tr("Line %1: %2"))
            .arg(sql.line)
            .arg(plainLine(sql.text, 200));
    case Qt::ToolTipRole:
        return column == NotesColumn ? escaped(sql.outsideTransactionReason) : QString();
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

QString PlanModel::stepSql(int step) const
{
    QStringList parts;
    if (const Script* loaded = script(step)) {
        if (!loaded->live.isEmpty())
            return QStringLiteral("-- ") + liveNote(*loaded);
        for (const SqlStatement& statement : loaded->statements)
            parts.append(statement.text + u';');
        for (const SqlStatement& query : loaded->verifications)
            parts.append(QStringLiteral("-- ") + tr("must return true before the revision is recorded")
                         + u'\n' + query.text + u';');
    }
    if (!parts.isEmpty() || step >= m_recordings.size())
        return parts.join(QStringLiteral("\n\n"));
    return QStringLiteral("-- ") + tr("no SQL of the revision runs; this records it") + u'\n'
        + m_recordings.at(step);
}

QString PlanModel::stepNotes(int step) const
{
    // What matters most comes first: the column may be narrow.
    const Step& planned = m_plan.steps.at(step);
    const Script* loaded = planned.direction == Direction::Stamp ? nullptr : script(step);
    QStringList notes;
    if (loaded && !loaded->transactional)
        notes.append(tr("outside a transaction"));
    if (!planned.reversible && planned.direction == Direction::Upgrade)
        notes.append(tr("cannot be downgraded"));
    if (loaded) {
        const qsizetype count = loaded->statements.size();
        notes.append(!loaded->live.isEmpty() ? liveNote(*loaded)
                         : count == 0        ? tr("no statements")
                         : count == 1        ? tr("1 statement")
                                             : tr("%1 statements").arg(count));
        if (count > 0 && !loaded->sourceFile.isEmpty())
            notes.append(tr("SQL rendered from Python"));
        if (const qsizetype queries = loaded->verifications.size(); queries > 0)
            notes.append(queries == 1 ? tr("verified by 1 query")
                                      : tr("verified by %1 queries").arg(queries));
    }
    return notes.join(QStringLiteral("; "));
}

QString PlanModel::stepToolTip(int step) const
{
    const Script* loaded = script(step);
    const QString notes = stepNotes(step);
    if (!loaded || loaded->transactional || loaded->outsideTransactionReason.isEmpty())
        return notes;
    return tr("%1. Outside a transaction: %2").arg(notes, plainLine(loaded->outsideTransactionReason));
}

} // namespace athanor
