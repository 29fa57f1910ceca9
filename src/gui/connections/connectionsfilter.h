// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds connections by words in their name, environment or database, and says each row in words for screen
// readers and tooltips. GUI thread.

#include <QSortFilterProxyModel>

namespace athanor {

class ConnectionsFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit ConnectionsFilter(QObject* parent = nullptr);

    /// Words that must all occur, case ignored; empty shows everything, also environments without
    /// connections.
    void setSearchText(const QString& text);

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;

private:
    QStringList m_words;
};

} // namespace athanor
