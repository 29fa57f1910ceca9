// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// States of the project and its databases that wait for a decision: several heads, rows that no run can start
// from, Python that nobody agreed to run yet. One at a time is shown in a banner, the most pressing; what was
// closed is not shown again. GUI thread.

#include "gui/banner.h"

#include <QMap>
#include <QObject>
#include <QSet>
#include <QStringList>

namespace athanor {

class Advice : public QObject {
    Q_OBJECT
public:
    enum class Matter { Rows, Trust, Heads }; ///< the most pressing first

    struct Piece {
        QString key; ///< the same state has the same key
        Banner::Kind kind = Banner::Kind::Information;
        QString text;
        QString details;
        QList<QAction*> actions;
        bool keepsDismissal = true; ///< closed once, it is not said in later sessions either
    };

    /// \a banner outlives this object. \a dismissed: keys of what is not said any more.
    Advice(Banner& banner, const QStringList& dismissed, QObject* parent = nullptr);

    /// Says \a piece about \a matter, instead of what was said about it.
    void say(Matter matter, const Piece& piece);
    void drop(Matter matter);
    /// Closes the banner as its user does.
    void dismiss(Matter matter);

signals:
    /// The advice is not wanted in later sessions either.
    void dismissed(const QString& key);

private:
    void show();

    Banner& m_banner;
    QMap<Matter, Piece> m_pieces;
    QSet<QString> m_dismissed;
    QString m_shown; ///< key
};

} // namespace athanor
