// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Connection profiles as a tree by environment, with what is known of each database. Every environment is
// shown, so that connections can be dragged onto it; environments that only a profile names come last. GUI
// thread.

#include "core/connectionprofile.h"
#include "core/error.h"
#include "models/texts.h"

#include <QAbstractItemModel>
#include <QDateTime>
#include <QHash>

namespace athanor {

/// What was last seen of a connection.
struct ConnectionStatus {
    enum class State { Unknown, Checking, Connected, Failed };
    State state = State::Unknown;
    QStringList rows; ///< version rows
    int pending = -1; ///< revisions to the effective heads, -1 unknown
    QStringList unknownRows; ///< rows the project does not know
    QString serverVersion;
    QString tls; ///< empty: not encrypted
    Error error; ///< when failed
    QDateTime checkedAt;

    bool operator==(const ConnectionStatus&) const = default;
};

class ConnectionsModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, CurrentColumn, PendingColumn, ColumnCount };

    enum Role {
        ConnectionIdRole = Qt::UserRole + 1, ///< QString, empty on an environment
        EnvironmentRole, ///< QString, name
        ColourRole, ///< QString "#rrggbb" of the environment
        StateRole, ///< int(ConnectionStatus::State)
        PendingRole, ///< int
        RowsRole, ///< QStringList, version rows as far as they are shown
        IsEnvironmentRole, ///< bool
        EmptyRole, ///< bool, an environment without connections: to be greyed
    };

    explicit ConnectionsModel(QObject* parent = nullptr);

    void setEnvironments(QList<Environment> environments);
    void setProfiles(QList<ConnectionProfile> profiles);
    void setStatus(const QString& connectionId, const ConnectionStatus& status);
    [[nodiscard]] const QList<Environment>& environments() const;
    [[nodiscard]] const QList<ConnectionProfile>& profiles() const;
    [[nodiscard]] const ConnectionProfile* profile(const QString& id) const;
    [[nodiscard]] const ConnectionProfile* profile(const QModelIndex& index) const;
    [[nodiscard]] ConnectionStatus status(const QString& connectionId) const;
    [[nodiscard]] QModelIndex indexOf(const QString& connectionId) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Connections are dragged onto environments: emits moved(), the owner of the profiles changes them.
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;
    Qt::DropActions supportedDropActions() const override;
    /// Replaces the clock by which times are relative.
    void setClock(Clock clock);

signals:
    void moved(const QString& connectionId, const QString& environment);

private:
    struct Group {
        Environment environment;
        QList<int> profiles; ///< in m_profiles
    };

    void regroup();
    void emitChanged(const QModelIndex& nameIndex);
    [[nodiscard]] const Group* groupAt(const QModelIndex& index) const; ///< null on a connection
    [[nodiscard]] QVariant environmentData(const Group& group, int column, int role) const;
    [[nodiscard]] QVariant profileData(const ConnectionProfile& profile, const Group& group, int column,
                                       int role) const;
    [[nodiscard]] QString displayText(const ConnectionProfile& profile, int column) const;
    [[nodiscard]] QString toolTip(const ConnectionProfile& profile) const;
    [[nodiscard]] QString accessibleText(const ConnectionProfile& profile) const;

    QList<Environment> m_environments;
    QList<ConnectionProfile> m_profiles;
    QHash<QString, ConnectionStatus> m_status;
    QList<Group> m_groups;
    QHash<QString, std::pair<int, int>> m_places; ///< by connection id: group and row in it
    Clock m_clock = QDateTime::currentDateTimeUtc;
};

} // namespace athanor
