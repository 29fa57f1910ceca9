// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/advice/advice.h"

#include <QAction>

#include <algorithm>

namespace athanor {

Advice::Advice(Banner& banner, const QStringList& dismissed, QObject* parent)
    : QObject(parent)
    , m_banner(banner)
    , m_dismissed(dismissed.cbegin(), dismissed.cend())
{
    connect(&m_banner, &Banner::dismissed, this, [this](const QString& key) {
        for (auto it = m_pieces.keyBegin(); it != m_pieces.keyEnd(); ++it) {
            if (m_pieces.value(*it).key == key)
                return dismiss(*it);
        }
    });
}

void Advice::say(Matter matter, const Piece& piece)
{
    m_pieces.insert(matter, piece);
    show();
}

void Advice::drop(Matter matter)
{
    m_pieces.remove(matter);
    show();
}

void Advice::dismiss(Matter matter)
{
    const auto piece = m_pieces.value(matter);
    m_dismissed.insert(piece.key);
    show();
    if (piece.keepsDismissal)
        emit dismissed(piece.key);
}

void Advice::show()
{
    const auto wanted = std::find_if(m_pieces.cbegin(), m_pieces.cend(),
                                     [this](const Piece& piece) { return !m_dismissed.contains(piece.key); });
    const auto key = wanted == m_pieces.cend() ? QString() : wanted->key;
    if (key == m_shown)
        return;
    m_banner.clearTopic(m_shown);
    m_shown = key;
    if (wanted == m_pieces.cend())
        return;
    m_banner.show(wanted->kind, wanted->text, wanted->details, key);
    for (auto* action : wanted->actions)
        m_banner.addAction(action);
}

} // namespace athanor
