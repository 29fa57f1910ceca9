// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A run as a tree of steps and statements with times, row counts and notices: what the output panel shows.
// Several runs of a session follow each other. Fed with the run's events in order. GUI thread.

#include "core/runevent.h"

#include <QAbstractItemModel>

#include <memory>

namespace athanor {

class RunModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ResultColumn, TimeColumn, ColumnCount };
    enum class ItemKind { Run, Step, Statement, Notice, Error };
    enum class ItemState { Pending, Running, Done, Failed, RolledBack, Cancelled };

    enum Role {
        KindRole = Qt::UserRole + 1, ///< int(ItemKind)
        StateRole, ///< int(ItemState)
        FilePathRole, ///< QString, source of a step, statement or error
        LineRole, ///< int, 1-based
        ColumnRole, ///< int, 1-based code points
        ErrorRole, ///< Error
        SqlRole, ///< QString
    };

    explicit RunModel(QObject* parent = nullptr);
    ~RunModel() override;

    /// Starts a new top-level item, e.g. "Upgrade staging to 0008, 3 revisions"; the following events belong
    /// to it.
    void beginRun(const QString& title, const QString& environment);
    void append(const RunEvent& event);
    void clear();
    /// Steps done and steps in all of the run that is shown last; 0 of 0 before it has started.
    [[nodiscard]] std::pair<int, int> progress() const;
    [[nodiscard]] QModelIndex lastError() const;
    /// Everything as text, for saving.
    [[nodiscard]] QString toText() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Item;
    std::unique_ptr<Item> m_root;
};

} // namespace athanor

Q_DECLARE_METATYPE(athanor::Error)
