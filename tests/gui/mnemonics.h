// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds letters that two entries of a menu share: then neither is reached with one key.

#include <QHash>
#include <QKeySequence>
#include <QMenu>
#include <QStringList>

namespace athanor::test {

/// What is wrong with the letters of \a menu, a sentence each.
inline QStringList sharedLetters(const QMenu& menu)
{
    QStringList problems;
    QHash<QKeySequence, QString> letters;
    for (const auto* action : menu.actions()) {
        const auto letter = QKeySequence::mnemonic(action->text());
        if (letter.isEmpty())
            continue;
        if (letters.contains(letter))
            problems.append(
                QStringLiteral("%1 and %2 share a letter").arg(letters.value(letter), action->text()));
        letters.insert(letter, action->text());
    }
    return problems;
}

} // namespace athanor::test
