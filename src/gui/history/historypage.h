// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The revision graph as a table, with search, filter and jumps. Owns its models; emits what is wanted. GUI
// thread.

#include "core/connectionprofile.h"
#include "gui/commands.h"
#include "models/historyfiltermodel.h"
#include "models/historymodel.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;
class QTimer;

namespace athanor {

class HistoryDelegate;

class HistoryPage : public QWidget {
    Q_OBJECT
public:
    /// \a commands outlives this widget; the tool bar and the context menu are made of its actions.
    explicit HistoryPage(const Commands& commands, QWidget* parent = nullptr);

    /// Shows another graph; the selection and the place in the list stay where their revisions still exist.
    void setRevisions(const RevisionMap& map);
    void setEnvironments(const QList<Environment>& environments);
    void setPositions(const QList<DatabasePosition>& positions);
    void setChosenConnection(const QString& connectionId);
    void setFilter(HistoryFilterModel::State state);
    /// Lower-cased SQL by revision id, the answer to contentsWanted().
    void setContents(const QHash<QString, QString>& contents);

    /// The revision selected, empty when none is.
    [[nodiscard]] QString selectedRevision() const;
    /// What HistoryModel says of it in \a role; invalid when none is selected.
    [[nodiscard]] QVariant selectedData(int role) const;
    /// Selects \a id and scrolls to it; takes a filter away that hides it. False when there is no such
    /// revision.
    bool select(const QString& id);
    void jumpToHead();
    void jumpToBase();
    void jumpToCurrent();
    void focusSearch();
    void focusTable();

    [[nodiscard]] const HistoryModel& model() const { return *m_model; }

    [[nodiscard]] QByteArray headerState() const;
    void restoreHeader(const QByteArray& state);

signals:
    /// Another revision is selected; empty: none.
    void selected(const QString& id);
    /// Enter or double click.
    void activated(const QString& id);
    /// The filter was taken away because it hid what was to be selected.
    void filterCleared();
    /// Words are searched: the texts of the files are needed now.
    void contentsWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUpBar(const Commands& commands);
    void setUpTable(const Commands& commands);
    void applySearch();
    void updateState();
    void updateRowHeight();
    void updateGraphWidth();
    void changeEvent(QEvent* event) override;
    void jumpTo(const QList<int>& revisions);
    [[nodiscard]] QString nothingText() const;

    HistoryModel* m_model = nullptr;
    HistoryFilterModel* m_filter = nullptr;
    HistoryDelegate* m_delegate = nullptr;
    QStackedWidget* m_stack = nullptr;
    QTableView* m_table = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_nothing = nullptr;
    QTimer* m_debounce = nullptr;
    HistoryFilterModel::State m_state = HistoryFilterModel::State::All;
    QString m_selected; ///< kept over resets
    bool m_contentsKnown = false;
    bool m_resetting = false;
};

} // namespace athanor
