// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Decides a run: direction, target, options; shows the exact plan, made from the database's own rows, before
// anything runs. GUI thread; shown with open(). The plan is made in the background.

#include "core/canceltoken.h"
#include "core/connectionprofile.h"
#include "core/result.h"
#include "db/runner.h"
#include "gui/project/pythonbridge.h"

#include <QDialog>
#include <QTimer>

#include <memory>
#include <optional>

namespace Ui {
class RunDialog;
}

namespace athanor {

class BackgroundPool;
class CodeEditor;
class PasswordProvider;
class PlanModel;
class TargetModel;

class RunDialog : public QDialog {
    Q_OBJECT
public:
    struct Options {
        ConnectionProfile profile;
        Environment environment;
        VersionTable table;
        RevisionMap map;
        Direction direction = Direction::Upgrade;
        QString target; ///< empty: head, -1
        bool purge = false; ///< of a stamp
        PythonBridge* python = nullptr; ///< outlives the dialog; null: SQL revisions only
        std::chrono::seconds runLockTimeout{10};
        std::chrono::seconds lockTimeout{0};
        std::chrono::seconds statementTimeout{0};
    };

    /// \a pool and \a passwords outlive this dialog.
    RunDialog(Options options, BackgroundPool& pool, PasswordProvider& passwords, QWidget* parent = nullptr);
    ~RunDialog() override; ///< cancels the preview that is being made

signals:
    /// The dialog was accepted. \a request holds the plan that was shown; \a title says the run in words.
    void runRequested(const athanor::ConnectionProfile& profile, const athanor::RunRequest& request,
                      const QString& title);
    /// The user wants to see a file of the plan; \a line is 1-based.
    void openFile(const QString& path, int line);
    /// The user agrees to run the project's Python.
    void trustRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Preview {
        ServerInfo server;
        PreparedPlan prepared;
    };

    void setUpBand();
    void setUpTarget();
    void setUpPlan();
    void setUpOptions();
    void setUpPython();
    void changeDirection();
    void planLater();
    void plan();
    void prepare(const ConnectionParameters& parameters);
    void showPreview(const Result<Preview>& preview);
    void fitColumns();
    void showSql();
    void updateState();
    void run();
    [[nodiscard]] Direction direction() const;
    [[nodiscard]] RunRequest request() const;
    [[nodiscard]] bool isConfirmed() const;
    [[nodiscard]] bool isMissingTrust() const;

    std::unique_ptr<Ui::RunDialog> m_ui;
    Options m_options;
    BackgroundPool& m_pool;
    PasswordProvider& m_passwords;
    PlanModel* m_planModel = nullptr;
    TargetModel* m_targetModel = nullptr;
    CodeEditor* m_sql = nullptr;
    PythonBridge::RunSide m_pythonSide; ///< empty when it is not trusted
    QTimer m_debounce;
    CancelToken m_cancel; ///< of the preview that is being made
    int m_serial = 0; ///< of the preview asked for last; answers of others are stale
    std::optional<Preview> m_preview; ///< of exactly what the fields say
};

} // namespace athanor
