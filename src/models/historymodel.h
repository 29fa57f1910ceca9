// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The revision graph as a table: one row a revision, newest first, with its lanes and badges. GUI thread.
// Gives meaning in roles; delegates give colours.

#include "core/lanes.h"
#include "core/revisionmap.h"
#include "models/texts.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>

namespace athanor {

/// A database that stands somewhere in the graph.
struct DatabasePosition {
    QString connectionId;
    QString name; ///< of the connection profile
    QString environment; ///< name of its environment
    QStringList rows; ///< version rows

    bool operator==(const DatabasePosition&) const = default;
};

struct Badge {
    enum class Kind { Label, Head, Base, BranchPoint, MergePoint, Irreversible, Problem, Database };
    Kind kind = Kind::Label;
    QString text;
    QString environment; ///< of a Database badge

    bool operator==(const Badge&) const = default;
};

class HistoryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { GraphColumn, RevisionColumn, MessageColumn, CreatedColumn, ColumnCount };

    enum Role {
        RevisionIndexRole = Qt::UserRole + 1, ///< int, index in the RevisionMap
        RevisionIdRole, ///< QString, the key by which a selection survives a reset
        LaneRowRole, ///< LaneRow
        BadgesRole, ///< QList<Badge>
        AppliedRole, ///< bool, in the chosen database; invalid when none is chosen
        CurrentRole, ///< bool, a version row of the chosen database
        CreatedRole, ///< QDateTime, for sorting and tooltips
        FilePathRole, ///< QString
    };

    explicit HistoryModel(QObject* parent = nullptr);

    /// Shows another graph (resets). Cheap copies: all values are implicitly shared.
    void setRevisions(RevisionMap map);

    [[nodiscard]] const RevisionMap& map() const { return m_map; }

    [[nodiscard]] const Lanes& lanes() const { return m_lanes; }

    /// Databases to show as badges.
    void setPositions(QList<DatabasePosition> positions);
    /// The database by which applied and pending are told apart; empty: none.
    void setChosenConnection(const QString& connectionId);
    [[nodiscard]] int rowOfRevision(const QString& id) const; ///< -1 when unknown

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Replaces the clock by which times are relative.
    void setClock(Clock clock);

private:
    void findApplied();
    void changed();
    [[nodiscard]] QList<Badge> badges(int revision) const;
    [[nodiscard]] QString displayText(int revision, int column) const;
    [[nodiscard]] QString toolTip(int revision) const;
    [[nodiscard]] QString accessibleText(int revision) const;
    [[nodiscard]] QVariant applied(int revision) const;

    RevisionMap m_map;
    Lanes m_lanes;
    QList<DatabasePosition> m_positions;
    QString m_chosen;
    Clock m_clock = QDateTime::currentDateTimeUtc;
    QHash<int, QList<int>> m_standing; ///< by revision: positions that stand there
    QHash<int, QStringList> m_problems; ///< by revision
    QList<bool> m_applied; ///< by revision; empty when no database is chosen
    QSet<int> m_current; ///< revisions of the chosen database's rows
};

} // namespace athanor

Q_DECLARE_METATYPE(athanor::LaneRow)
Q_DECLARE_METATYPE(QList<athanor::Badge>)
