// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionsmodel.h"

#include "core/errortext.h"

#include <QIODevice>
#include <QMimeData>

namespace athanor {

namespace {

QString mimeType()
{
    return QStringLiteral("application/x-athanor-connection");
}

QStringList idsOf(const QMimeData* data)
{
    return data ? QString::fromUtf8(data->data(mimeType())).split(u'\n', Qt::SkipEmptyParts) : QStringList{};
}

} // namespace

// The internal id of an index is 0 for an environment, else the row of the connection's environment plus 1.

ConnectionsModel::ConnectionsModel(QObject* parent) : QAbstractItemModel(parent) { }

void ConnectionsModel::setEnvironments(QList<Environment> environments)
{
    if (m_environments == environments)
        return;
    beginResetModel();
    m_environments = std::move(environments);
    regroup();
    endResetModel();
}

void ConnectionsModel::setProfiles(QList<ConnectionProfile> profiles)
{
    if (m_profiles == profiles)
        return;
    beginResetModel();
    m_profiles = std::move(profiles);
    regroup();
    m_status.removeIf([&](const auto& status) { return !m_places.contains(status.key()); });
    endResetModel();
}

void ConnectionsModel::setStatus(const QString& connectionId, const ConnectionStatus& status)
{
    if (!m_places.contains(connectionId) || m_status.value(connectionId) == status)
        return;
    m_status[connectionId] = status;
    emitChanged(indexOf(connectionId));
}

void ConnectionsModel::setClock(Clock clock)
{
    m_clock = std::move(clock);
}

const QList<Environment>& ConnectionsModel::environments() const
{
    return m_environments;
}

const QList<ConnectionProfile>& ConnectionsModel::profiles() const
{
    return m_profiles;
}

const ConnectionProfile* ConnectionsModel::profile(const QString& id) const
{
    return profile(indexOf(id));
}

const ConnectionProfile* ConnectionsModel::profile(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return nullptr;
    const Group& group = m_groups.at(qsizetype(index.internalId()) - 1);
    return &m_profiles.at(group.profiles.at(index.row()));
}

ConnectionStatus ConnectionsModel::status(const QString& connectionId) const
{
    return m_status.value(connectionId);
}

QModelIndex ConnectionsModel::indexOf(const QString& connectionId) const
{
    const auto place = m_places.constFind(connectionId);
    return place == m_places.cend() ? QModelIndex()
                                    : createIndex(place->second, NameColumn, quintptr(place->first) + 1);
}

void ConnectionsModel::regroup()
{
    m_groups.clear();
    m_places.clear();
    QHash<QString, int> groupOf;
    const auto addGroup = [&](const Environment& environment) {
        groupOf.insert(environment.name, int(m_groups.size()));
        m_groups.append({.environment = environment, .profiles = {}});
    };
    for (const Environment& environment : std::as_const(m_environments)) {
        if (!groupOf.contains(environment.name))
            addGroup(environment);
    }
    for (int i = 0; i < m_profiles.size(); ++i) {
        const ConnectionProfile& profile = m_profiles.at(i);
        if (!groupOf.contains(profile.environment))
            addGroup({.name = profile.environment, .kind = EnvironmentKind::Other, .colour = {}});
        const int group = groupOf.value(profile.environment);
        m_places.insert(profile.id, {group, int(m_groups.at(group).profiles.size())});
        m_groups[group].profiles.append(i);
    }
}

void ConnectionsModel::emitChanged(const QModelIndex& nameIndex)
{
    emit dataChanged(nameIndex, nameIndex.siblingAtColumn(ColumnCount - 1));
}

const ConnectionsModel::Group* ConnectionsModel::groupAt(const QModelIndex& index) const
{
    return index.isValid() && index.internalId() == 0 ? &m_groups.at(index.row()) : nullptr;
}

QModelIndex ConnectionsModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : quintptr(0));
}

QModelIndex ConnectionsModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, quintptr(0));
}

int ConnectionsModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    const Group* group = parent.column() == 0 ? groupAt(parent) : nullptr;
    return group ? int(group->profiles.size()) : 0;
}

int ConnectionsModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant ConnectionsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (const Group* group = groupAt(index))
        return environmentData(*group, index.column(), role);
    const Group& group = m_groups.at(qsizetype(index.internalId()) - 1);
    return profileData(*profile(index), group, index.column(), role);
}

QVariant ConnectionsModel::environmentData(const Group& group, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return column == NameColumn ? plainLine(group.environment.name) : QString();
    case Qt::AccessibleTextRole:
        return tr("%1, %2 connections").arg(plainLine(group.environment.name)).arg(group.profiles.size());
    case ConnectionIdRole:
        return QString();
    case EnvironmentRole:
        return group.environment.name;
    case ColourRole:
        return group.environment.colour;
    case IsEnvironmentRole:
        return true;
    case EmptyRole:
        return group.profiles.isEmpty();
    default:
        return {};
    }
}

QVariant ConnectionsModel::profileData(const ConnectionProfile& profile, const Group& group, int column,
                                       int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return displayText(profile, column);
    case Qt::ToolTipRole:
        return toolTip(profile);
    case Qt::AccessibleTextRole:
        return accessibleText(profile);
    case ConnectionIdRole:
        return profile.id;
    case EnvironmentRole:
        return profile.environment;
    case ColourRole:
        return group.environment.colour;
    case StateRole:
        return int(status(profile.id).state);
    case PendingRole:
        return status(profile.id).pending;
    case RowsRole: {
        const ConnectionStatus known = status(profile.id);
        return known.state == ConnectionStatus::State::Failed ? QStringList() : known.rows;
    }
    case IsEnvironmentRole:
    case EmptyRole:
        return false;
    default:
        return {};
    }
}

QVariant ConnectionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Connection");
    case CurrentColumn:
        return tr("Current");
    case PendingColumn:
        return tr("Pending");
    default:
        return {};
    }
}

QString ConnectionsModel::displayText(const ConnectionProfile& profile, int column) const
{
    using State = ConnectionStatus::State;
    const ConnectionStatus known = status(profile.id);
    if (column == NameColumn)
        return plainLine(profile.name);
    if (column == CurrentColumn) {
        if (known.state == State::Failed)
            return tr("no connection");
        if (known.state == State::Checking && !known.checkedAt.isValid())
            return tr("checking…");
        if (!known.checkedAt.isValid() && known.state != State::Connected)
            return {};
        return known.rows.isEmpty() ? tr("no revision") : plainLine(known.rows.join(QStringLiteral(", ")));
    }
    if (!known.unknownRows.isEmpty())
        return tr("unknown");
    if (known.state == State::Failed || known.pending < 0)
        return {};
    return known.pending == 0 ? tr("up to date") : tr("%1 pending").arg(known.pending);
}

/// The first line never holds foreign text, so that no view takes the whole for rich text.
QString ConnectionsModel::toolTip(const ConnectionProfile& profile) const
{
    const ConnectionStatus known = status(profile.id);
    QStringList lines;
    if (known.checkedAt.isValid())
        lines.append(
            tr("Checked %1, %2").arg(relativeTime(known.checkedAt, m_clock()), exactTime(known.checkedAt)));
    else
        lines.append(tr("Not checked yet"));
    lines.append(plainLine(profile.parameters.displayText()));
    if (known.state == ConnectionStatus::State::Failed) {
        lines.append(plainLine(errorLine(known.error)));
        if (!known.error.hint.isEmpty())
            lines.append(plainLine(known.error.hint));
    } else if (!known.serverVersion.isEmpty()) {
        lines.append(tr("PostgreSQL %1").arg(plainLine(known.serverVersion)));
        lines.append(known.tls.isEmpty() ? tr("Not encrypted") : plainLine(known.tls));
    }
    if (!known.unknownRows.isEmpty())
        lines.append(
            tr("Not in this project: %1").arg(plainLine(known.unknownRows.join(QStringLiteral(", ")))));
    return lines.join(u'\n');
}

QString ConnectionsModel::accessibleText(const ConnectionProfile& profile) const
{
    QStringList parts{plainLine(profile.name), plainLine(profile.environment)};
    for (const int column : {int(CurrentColumn), int(PendingColumn)}) {
        const QString text = displayText(profile, column);
        if (!text.isEmpty())
            parts.append(text);
    }
    return parts.join(QStringLiteral(", "));
}

Qt::ItemFlags ConnectionsModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    const Qt::ItemFlags both = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return groupAt(index) ? both | Qt::ItemIsDropEnabled
                          : both | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
}

QStringList ConnectionsModel::mimeTypes() const
{
    return {mimeType()};
}

QMimeData* ConnectionsModel::mimeData(const QModelIndexList& indexes) const
{
    QStringList ids;
    for (const QModelIndex& index : indexes) {
        if (const ConnectionProfile* dragged = profile(index); dragged && !ids.contains(dragged->id))
            ids.append(dragged->id);
    }
    if (ids.isEmpty())
        return nullptr;
    auto* data = new QMimeData;
    data->setData(mimeType(), ids.join(u'\n').toUtf8());
    return data;
}

bool ConnectionsModel::canDropMimeData(const QMimeData* data, Qt::DropAction action, int, int,
                                       const QModelIndex& parent) const
{
    return action == Qt::MoveAction && groupAt(parent) && data && data->hasFormat(mimeType());
}

bool ConnectionsModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                    const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    const QString environment = groupAt(parent)->environment.name; // moved() may reset the model
    bool any = false;
    const QStringList ids = idsOf(data);
    for (const QString& id : ids) {
        const ConnectionProfile* dragged = profile(id);
        if (!dragged || dragged->environment == environment)
            continue;
        any = true;
        emit moved(id, environment);
    }
    return any;
}

Qt::DropActions ConnectionsModel::supportedDropActions() const
{
    return Qt::MoveAction;
}

} // namespace athanor
