// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/historymodel.h"

namespace athanor {

HistoryModel::HistoryModel(QObject* parent) : QAbstractTableModel(parent) { }

void HistoryModel::setRevisions(RevisionMap map)
{
    beginResetModel();
    m_map = std::move(map);
    m_lanes = Lanes(m_map);
    m_problems.clear();
    for (const GraphProblem& problem : m_map.problems()) {
        for (const QString& id : problem.revisions) {
            if (const int revision = m_map.indexOf(id); revision >= 0)
                m_problems[revision].append(problem.message);
        }
    }
    findApplied();
    endResetModel();
}

void HistoryModel::setPositions(QList<DatabasePosition> positions)
{
    if (m_positions == positions)
        return;
    m_positions = std::move(positions);
    findApplied();
    changed();
}

void HistoryModel::setChosenConnection(const QString& connectionId)
{
    if (m_chosen == connectionId)
        return;
    m_chosen = connectionId;
    findApplied();
    changed();
}

void HistoryModel::setClock(Clock clock)
{
    m_clock = std::move(clock);
    changed();
}

int HistoryModel::rowOfRevision(const QString& id) const
{
    const int revision = m_map.indexOf(id);
    return revision < 0 ? -1 : m_lanes.rowOf(revision);
}

void HistoryModel::findApplied()
{
    m_standing.clear();
    m_applied.clear();
    m_current.clear();
    for (int position = 0; position < m_positions.size(); ++position) {
        QList<int> revisions;
        for (const QString& row : m_positions.at(position).rows) {
            if (const int revision = m_map.indexOf(row); revision >= 0) {
                revisions.append(revision);
                m_standing[revision].append(position);
            }
        }
        if (!m_chosen.isEmpty() && m_positions.at(position).connectionId == m_chosen) {
            m_applied = m_map.ancestors(revisions);
            m_current = QSet<int>(revisions.cbegin(), revisions.cend());
        }
    }
}

void HistoryModel::changed()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int HistoryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_lanes.rowCount();
}

int HistoryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const int revision = m_lanes.revisionAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return displayText(revision, index.column());
    case Qt::ToolTipRole:
        return toolTip(revision);
    case Qt::AccessibleTextRole:
        return accessibleText(revision);
    case RevisionIndexRole:
        return revision;
    case RevisionIdRole:
        return m_map.at(revision).id;
    case LaneRowRole:
        return QVariant::fromValue(m_lanes.row(index.row()));
    case BadgesRole:
        return QVariant::fromValue(badges(revision));
    case AppliedRole:
        return applied(revision);
    case CurrentRole:
        return m_current.contains(revision);
    case CreatedRole:
        return m_map.at(revision).createDate;
    case FilePathRole:
        return m_map.at(revision).filePath;
    default:
        return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case GraphColumn:
        return tr("Graph");
    case RevisionColumn:
        return tr("Revision");
    case MessageColumn:
        return tr("Message");
    case CreatedColumn:
        return tr("Created");
    default:
        return {};
    }
}

QString HistoryModel::displayText(int revision, int column) const
{
    switch (column) {
    case RevisionColumn:
        return plainLine(m_map.at(revision).id);
    case MessageColumn:
        return plainLine(m_map.at(revision).message);
    case CreatedColumn:
        return relativeTime(m_map.at(revision).createDate, m_clock());
    default:
        return {};
    }
}

/// The first line never holds foreign text, so that no view takes the whole for rich text.
QString HistoryModel::toolTip(int revision) const
{
    const Revision& declared = m_map.at(revision);
    const QString created = exactTime(declared.createDate);
    QStringList lines{created.isEmpty() ? tr("No creation date") : tr("Created %1").arg(created)};
    lines.append(plainLine(declared.id + u' ' + declared.message));
    for (const QString& problem : m_problems.value(revision))
        lines.append(plainLine(problem));
    return lines.join(u'\n');
}

QList<Badge> HistoryModel::badges(int revision) const
{
    using Kind = Badge::Kind;
    QList<Badge> result;
    const auto add = [&](bool wanted, Kind kind, const QString& text) {
        if (wanted)
            result.append({.kind = kind, .text = text, .environment = {}});
    };
    for (const int position : m_standing.value(revision)) {
        const DatabasePosition& database = m_positions.at(position);
        result.append({.kind = Kind::Database,
                       .text = plainLine(database.name, 60),
                       .environment = database.environment});
    }
    for (const QString& label : m_map.at(revision).branchLabels)
        add(true, Kind::Label, plainLine(label, 60));
    add(m_map.isHead(revision), Kind::Head, tr("head"));
    add(m_map.isBase(revision), Kind::Base, tr("base"));
    add(m_map.isBranchPoint(revision), Kind::BranchPoint, tr("branch point"));
    add(m_map.isMergePoint(revision), Kind::MergePoint, tr("merge point"));
    add(!m_map.at(revision).reversible, Kind::Irreversible, tr("irreversible"));
    add(m_problems.contains(revision), Kind::Problem, tr("problem"));
    return result;
}

QVariant HistoryModel::applied(int revision) const
{
    return m_applied.isEmpty() ? QVariant() : QVariant(m_applied.at(revision));
}

QString HistoryModel::accessibleText(int revision) const
{
    QStringList parts{plainLine(m_map.at(revision).id + u' ' + m_map.at(revision).message)};
    QStringList databases;
    for (const Badge& badge : badges(revision)) {
        if (badge.kind == Badge::Kind::Database)
            databases.append(tr("%1 stands here").arg(badge.text));
        else
            parts.append(badge.kind == Badge::Kind::Label ? tr("label %1").arg(badge.text) : badge.text);
    }
    if (const QVariant isApplied = applied(revision); isApplied.isValid())
        parts.append(isApplied.toBool() ? tr("applied") : tr("pending"));
    return (parts + databases).join(QStringLiteral(", "));
}

} // namespace athanor
