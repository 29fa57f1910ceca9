// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a run can go to, for the target field: symbolic targets, labels, heads, then every revision newest
// first. GUI thread.

#include "core/plan.h"
#include "core/revisionmap.h"

#include <QAbstractListModel>

namespace athanor {

class TargetModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        DescriptionRole = Qt::UserRole + 1, ///< QString, what the target is
        SearchRole, ///< QString, identifier and description
    };

    explicit TargetModel(RevisionMap map, QObject* parent = nullptr);

    /// Adds what \a direction can go to besides revisions; without this call there are only revisions.
    void setDirection(Direction direction);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Symbol {
        QString identifier;
        QString description;
    };

    RevisionMap m_map;
    QList<Symbol> m_symbols; ///< rows before those of the revisions
};

} // namespace athanor
