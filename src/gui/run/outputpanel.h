// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The output at the bottom of the window: the runs of this session as trees of steps and statements, with
// progress, cancel, and the way to the source of an error. Fed with the events of runs. GUI thread.

#include "core/runevent.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <memory>

class QAction;

namespace Ui {
class OutputPanel;
}

namespace athanor {

class BackgroundPool;
class Commands;
class RunModel;

class OutputPanel : public QWidget {
    Q_OBJECT
public:
    /// Both outlive this widget. \a pool writes saved output. The panel shows the commands and says which are
    /// possible; the window connects them to the slots below.
    OutputPanel(Commands& commands, BackgroundPool& pool, QWidget* parent = nullptr);
    ~OutputPanel() override;

    /// A run was asked for; the events that follow belong to it. \a title as runTitle().
    void beginRun(const QString& title, const QString& environment);
    void append(const RunEvent& event);
    /// For a run that ended without a RunFinished, e.g. because no connection could be had.
    void fail(const Error& error);

    [[nodiscard]] bool isRunning() const { return m_running; }

    /// The run that goes on was cancelled by the user.
    [[nodiscard]] bool isCancelling() const { return m_running && m_cancelling; }

    [[nodiscard]] const RunModel& model() const { return *m_model; }

    /// How the run shown last stands or ended, in a sentence.
    [[nodiscard]] const QString& summary() const { return m_doing; }

    /// Writes the output as text to \a path, in the background.
    void saveTo(const QString& path);

public slots:
    void cancel();
    void goToError();
    void copy();
    void save();
    void clear();

signals:
    void cancelRequested();
    /// The source of an item; \a line and \a column are 1-based code points, 0 when unknown.
    void openFile(const QString& path, int line, int column);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUpTree();
    void setUpActions();
    void openIndex(const QModelIndex& index);
    void follow();
    void showLastStep();
    void started(const RunStarted& event);
    void finished(const RunFinished& event);
    void updateState();
    void updateStatus();
    void showMenu(const QPoint& position);
    [[nodiscard]] QModelIndex runIndex() const;
    [[nodiscard]] QModelIndex currentItem() const;
    [[nodiscard]] QString selectionText() const;

    std::unique_ptr<Ui::OutputPanel> m_ui;
    Commands& m_commands;
    BackgroundPool& m_pool;
    RunModel* m_model = nullptr;
    QAction* m_copyAction = nullptr;
    QTimer m_ticker; ///< keeps the time of a long statement moving
    QElapsedTimer m_since; ///< start of what the status says
    QString m_title; ///< of the run shown last
    QString m_doing; ///< what the run is doing now, in words
    Plan m_plan;
    int m_step = -1;
    int m_statement = -1;
    bool m_running = false;
    bool m_cancelling = false;
    bool m_following = true; ///< scrolls along, until the user scrolls
};

} // namespace athanor
