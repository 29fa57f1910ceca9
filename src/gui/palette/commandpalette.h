// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Every command by typing some of its words (Ctrl+K). Lists what can be done now; Enter does it. GUI thread.

#include "gui/commands.h"

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace athanor {

class CommandPalette : public QDialog {
    Q_OBJECT
public:
    /// \a commands outlives this dialog.
    explicit CommandPalette(const Commands& commands, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& text);
    void run();

    const Commands& m_commands;
    QLineEdit* m_edit = nullptr;
    QListWidget* m_list = nullptr;
};

} // namespace athanor
