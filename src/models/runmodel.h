// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A run as a tree of steps and statements with times, row counts and notices: what the output panel shows.
// Several runs of a session follow each other. Fed with the run's events in order; each costs the same
// however many came before. Of very many notices of one statement the first and the last are kept, and how
// many are between them. GUI thread.

#include "core/runevent.h"
#include "models/texts.h"

#include <QAbstractItemModel>

#include <memory>

namespace athanor {

class RunModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ResultColumn, TimeColumn, ColumnCount };
    enum class ItemKind {
        Run,
        Step,
        Statement,
        Notice,
        Error,
        Omitted, ///< says how many notices are not kept between the first and the last
    };
    enum class ItemState { Pending, Running, Done, Failed, RolledBack, Cancelled };

    enum Role {
        KindRole = Qt::UserRole + 1, ///< int(ItemKind)
        StateRole, ///< int(ItemState)
        FilePathRole, ///< QString, source of a step, statement or error
        LineRole, ///< int, 1-based
        ColumnRole, ///< int, 1-based code points
        SourceFileRole, ///< QString, the Python revision that a rendered statement comes from; else empty
        SourceLineRole, ///< int, 1-based, in it
        ErrorRole, ///< Error
        SqlRole, ///< QString
        EnvironmentRole, ///< QString, of a run
    };

    static constexpr int kFirstNotices = 500; ///< kept of an item's notices at the start
    static constexpr int kLastNotices = 100; ///< and at the end

    explicit RunModel(QObject* parent = nullptr);
    ~RunModel() override;

    /// Starts a new top-level item, e.g. "Upgrade staging to 0008, 3 revisions"; the following events belong
    /// to it.
    void beginRun(const QString& title, const QString& environment);
    void append(const RunEvent& event);
    void clear(); ///< forgets all runs but one that is not finished
    /// Steps done and steps in all of the run that is shown last; 0 of 0 before it has started.
    [[nodiscard]] std::pair<int, int> progress() const;
    [[nodiscard]] QModelIndex lastError() const;
    /// Items of the run that is shown last; invalid when out of range.
    [[nodiscard]] QModelIndex stepIndex(int step) const;
    [[nodiscard]] QModelIndex statementIndex(int step, int statement) const;
    /// Everything as text, for saving.
    [[nodiscard]] QString toText() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Replaces the clock that tells when runs begin.
    void setClock(Clock clock);

private:
    struct Item;

    void on(const RunWaiting& event);
    void on(const RunStarted& event);
    void on(const StepStarted& event);
    void on(const StatementStarted& event);
    void on(const StatementFinished& event);
    void on(const NoticeReceived& event);
    void on(const LiveOutput& event);
    void on(const StepFinished& event);
    void on(const RunFinished& event);

    [[nodiscard]] Item* item(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOf(const Item* item) const;
    [[nodiscard]] Item* step(int step) const; ///< of the last run; null when out of range
    [[nodiscard]] Item* statement(int step, int statement) const;
    [[nodiscard]] static std::unique_ptr<Item> makeStep(const Step& planned, const Script* script);
    Item* addChild(Item* parent, std::unique_ptr<Item> child);
    Item* insertChild(Item* parent, int row, std::unique_ptr<Item> child);
    void addNotice(Item* parent, const Notice& notice);
    void addError(Item* parent, const Error& error, ItemState state);
    void settle(Item* stepItem, const RunFinished& event);
    void showProgress();
    void changed(const Item* item);
    [[nodiscard]] static QString positionText(const QStringList& versionRows);
    [[nodiscard]] static QString nameText(const Item& item);
    static void writeText(const Item& item, int depth, QStringList& lines);

    std::unique_ptr<Item> m_root;
    Item* m_run = nullptr; ///< the last one
    Item* m_lastError = nullptr;
    Clock m_clock = [] { return QDateTime::currentDateTime(); }; // overloaded since Qt 6.5
};

} // namespace athanor

Q_DECLARE_METATYPE(athanor::Error)
