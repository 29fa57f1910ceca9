// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Brings in connections from a URL, a service file or an alembic.ini. GUI thread; shown with open(); files
// are read in the background.

#include "core/result.h"
#include "gui/connections/importsource.h"

#include <QDialog>
#include <QTimer>

#include <memory>

namespace Ui {
class ImportDialog;
}

namespace athanor {

class BackgroundPool;

class ImportDialog : public QDialog {
    Q_OBJECT
public:
    /// \a projectFile: configuration of the open project, offered first; may be empty. \a pool outlives this.
    ImportDialog(const QList<Environment>& environments, const QString& projectFile, BackgroundPool& pool,
                 QWidget* parent = nullptr);
    ~ImportDialog() override;

    /// The connections that are ticked, with environment and password source. A password is there only when
    /// it is to be kept.
    [[nodiscard]] QList<ImportedConnection> imported() const;

private:
    void changeSource();
    void chooseFile();
    void find();
    void showFound(const Result<QList<ImportedConnection>>& found);
    void setEnvironment(int index);
    void updateState();
    [[nodiscard]] ImportSource source() const;
    [[nodiscard]] QString text() const;

    std::unique_ptr<Ui::ImportDialog> m_ui;
    QList<Environment> m_environments;
    QString m_projectFile;
    BackgroundPool& m_pool;
    QTimer m_debounce;
    int m_serial = 0;
    QList<ImportedConnection> m_found;
    bool m_filling = false;
};

} // namespace athanor
