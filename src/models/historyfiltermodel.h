// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Filters the history by words: id, message, labels, and text inside the files once it has been read. GUI
// thread.

#include <QHash>
#include <QSortFilterProxyModel>

namespace athanor {

class HistoryFilterModel : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class State { All, Pending, Applied };
    explicit HistoryFilterModel(QObject* parent = nullptr);

    /// Words that must all occur, case ignored.
    void setSearchText(const QString& text);
    void setState(State state);
    /// Lower-cased SQL of each revision by id, read off the GUI thread.
    void setContents(QHash<QString, QString> contents);
    [[nodiscard]] bool isFiltering() const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;

private:
    QStringList m_words;
    State m_state = State::All;
    QHash<QString, QString> m_contents;
};

} // namespace athanor
