// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Edits the environments: names, colours, and the rules of each. GUI thread; shown with open().

#include "core/connectionprofile.h"

#include <QDialog>
#include <QHash>

#include <memory>

namespace Ui {
class EnvironmentsDialog;
}

namespace athanor {

class EnvironmentsDialog : public QDialog {
    Q_OBJECT
public:
    /// \a profiles: an environment that has connections cannot be removed.
    EnvironmentsDialog(const QList<Environment>& environments, const QList<ConnectionProfile>& profiles,
                       QWidget* parent = nullptr);
    ~EnvironmentsDialog() override;

    [[nodiscard]] QList<Environment> environments() const;
    /// New names by the old ones.
    [[nodiscard]] QHash<QString, QString> renamed() const;

private:
    struct Entry {
        Environment environment;
        QString originalName; ///< empty for a new one
        int connections = 0;
    };

    void addEnvironment();
    void removeEnvironment();
    void showCurrent();
    void edit();
    void chooseColour();
    void refreshItem(int row);
    void validate();

    std::unique_ptr<Ui::EnvironmentsDialog> m_ui;
    QList<Entry> m_entries;
    bool m_showing = false;
};

} // namespace athanor
