// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/backgroundpool.h"
#include "gui/commands.h"
#include "gui/run/outputpanel.h"
#include "models/runmodel.h"

#include "mnemonics.h"

#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <memory>

using namespace athanor;

class TestOutputPanel : public QObject {
    Q_OBJECT
private slots:
    void init();
    void emptyPanelSaysThatNothingHasRun();
    void progressAndWordsFollowTheRun();
    void theLastStepIsOpenAfterASuccess();
    void theFailedStepIsOpenAfterAFailure();
    void theContextMenuIsReachedByOneLetterEach();
    void jumpGoesToTheVeryCharacterOfTheError();
    void activatingAStatementOpensItsSource();
    void cancelAsksOnceAndSaysSo();
    void scrollingByHandStopsFollowing();
    void savedTextHoldsTheRun();
    void savingWhereNothingCanBeWrittenSaysWhy();
    void connectionThatCannotBeHadEndsTheRun();

private:
    RunStarted started(int steps) const;
    void runStep(int step);

    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<BackgroundPool> m_pool;
    std::unique_ptr<OutputPanel> m_panel;
    QLabel* m_status = nullptr;
};

void TestOutputPanel::init()
{
    m_panel.reset();
    m_commands = std::make_unique<Commands>();
    m_pool = std::make_unique<BackgroundPool>();
    m_panel = std::make_unique<OutputPanel>(*m_commands, *m_pool);
    m_status = m_panel->findChild<QLabel*>(QStringLiteral("statusLabel"));
}

RunStarted TestOutputPanel::started(int steps) const
{
    RunStarted event;
    for (int i = 0; i < steps; ++i) {
        Step step;
        step.revision = QStringLiteral("%1").arg(i + 1, 4, 10, QLatin1Char('0'));
        step.message = QStringLiteral("Change %1").arg(i + 1);
        step.file = QStringLiteral("/p/%1.sql").arg(step.revision);
        event.plan.steps.append(step);
        Script script;
        script.revision = step.revision;
        script.file = step.file;
        SqlStatement statement;
        statement.text = QStringLiteral("CREATE TABLE t%1 (id int)").arg(i);
        statement.line = 5;
        statement.column = 1;
        script.statements = {statement};
        event.scripts.append(script);
    }
    return event;
}

void TestOutputPanel::runStep(int step)
{
    m_panel->append(StepStarted{step, true});
    m_panel->append(StatementStarted{step, 0});
    m_panel->append(StatementFinished{step, 0, QStringLiteral("CREATE TABLE"), -1, Milliseconds(3)});
    m_panel->append(StepFinished{step, true, {}, Milliseconds(4)});
}

void TestOutputPanel::emptyPanelSaysThatNothingHasRun()
{
    QVERIFY(!m_panel->isRunning());
    QVERIFY(!m_commands->action(Command::CancelRun)->isEnabled());
    QVERIFY(!m_commands->action(Command::SaveOutput)->isEnabled());
    QVERIFY(m_panel->findChild<QLabel*>(QStringLiteral("emptyLabel"))->isVisibleTo(m_panel.get()));
}

void TestOutputPanel::progressAndWordsFollowTheRun()
{
    m_panel->beginRun(QStringLiteral("Upgrade staging to 0002, 2 revisions"), QStringLiteral("staging"));
    QVERIFY(m_panel->isRunning());
    QVERIFY(m_commands->action(Command::CancelRun)->isEnabled());
    RunWaiting waiting;
    waiting.holder.applicationName = QStringLiteral("athanor-cli");
    waiting.holder.user = QStringLiteral("ann");
    waiting.holder.pid = 4711;
    m_panel->append(waiting);
    QVERIFY(m_status->text().contains(QStringLiteral("4711")));
    m_panel->append(started(2));
    runStep(0);
    QVERIFY(m_status->text().contains(QStringLiteral("1 of 2")));
    auto* bar = m_panel->findChild<QProgressBar*>(QStringLiteral("progressBar"));
    QCOMPARE(bar->maximum(), 2);
    QCOMPARE(bar->value(), 1);
    runStep(1);
    RunFinished finished;
    finished.succeeded = true;
    finished.stepsApplied = 2;
    m_panel->append(finished);
    QVERIFY(!m_panel->isRunning());
    QVERIFY(m_status->text().contains(QStringLiteral("done")));
    QVERIFY(!m_commands->action(Command::JumpToError)->isEnabled());
}

void TestOutputPanel::theLastStepIsOpenAfterASuccess()
{
    m_panel->resize(600, 160);
    m_panel->show();
    m_panel->beginRun(QStringLiteral("Upgrade"), {});
    m_panel->append(started(40));
    for (int i = 0; i < 40; ++i)
        runStep(i);
    RunFinished finished;
    finished.succeeded = true;
    m_panel->append(finished);
    const auto* tree = m_panel->findChild<QTreeView*>(QStringLiteral("tree"));
    const auto last = m_panel->model().stepIndex(39);
    QVERIFY(tree->isExpanded(last));
    QVERIFY(!tree->isExpanded(m_panel->model().stepIndex(38)));
    QVERIFY(tree->viewport()->rect().intersects(tree->visualRect(last)));
}

void TestOutputPanel::theFailedStepIsOpenAfterAFailure()
{
    m_panel->resize(600, 160);
    m_panel->show();
    m_panel->beginRun(QStringLiteral("Upgrade"), {});
    m_panel->append(started(40));
    runStep(0);
    m_panel->append(StepStarted{1, true});
    m_panel->append(StatementStarted{1, 0});
    RunFinished finished;
    finished.error.kind = ErrorKind::Database;
    finished.error.message = QStringLiteral("division by zero");
    finished.failedStep = 1;
    finished.failedStatement = 0;
    finished.versionRowsKnown = true;
    finished.versionRows = {QStringLiteral("0001")};
    m_panel->append(finished);
    const auto* tree = m_panel->findChild<QTreeView*>(QStringLiteral("tree"));
    const auto error = m_panel->model().lastError();
    QVERIFY(tree->isExpanded(m_panel->model().stepIndex(1)));
    QVERIFY(tree->viewport()->rect().intersects(tree->visualRect(error)));
    // Where the database stands is read before an error that may be long.
    QVERIFY(m_status->text().indexOf(QStringLiteral("stands at 0001"))
            < m_status->text().indexOf(QStringLiteral("division by zero")));
}

void TestOutputPanel::theContextMenuIsReachedByOneLetterEach()
{
    m_panel->show();
    m_panel->beginRun(QStringLiteral("Upgrade"), {});
    m_panel->append(started(1));
    auto* tree = m_panel->findChild<QTreeView*>(QStringLiteral("tree"));
    const auto step = m_panel->model().stepIndex(0);
    emit tree->customContextMenuRequested(tree->visualRect(step).center());
    const auto* menu = m_panel->findChild<QMenu*>();
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 4);
    QCOMPARE(athanor::test::sharedLetters(*menu), QStringList());
}

void TestOutputPanel::jumpGoesToTheVeryCharacterOfTheError()
{
    m_panel->beginRun(QStringLiteral("Upgrade"), {});
    m_panel->append(started(1));
    m_panel->append(StepStarted{0, true});
    m_panel->append(StatementStarted{0, 0});
    RunFinished finished;
    finished.error.kind = ErrorKind::Database;
    finished.error.message = QStringLiteral("relation \"<b>t0</b>\" exists");
    finished.error.file = QStringLiteral("/p/0001.sql");
    finished.error.line = 7;
    finished.error.column = 14;
    finished.failedStep = 0;
    finished.failedStatement = 0;
    m_panel->append(finished);
    QCOMPARE(m_status->textFormat(), Qt::PlainText);
    QSignalSpy opened(m_panel.get(), &OutputPanel::openFile);
    m_panel->goToError();
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first(), QVariantList({QStringLiteral("/p/0001.sql"), 7, 14}));
    QVERIFY(m_commands->action(Command::JumpToError)->isEnabled());
}

void TestOutputPanel::activatingAStatementOpensItsSource()
{
    m_panel->beginRun(QStringLiteral("Upgrade"), {});
    m_panel->append(started(1));
    QSignalSpy opened(m_panel.get(), &OutputPanel::openFile);
    auto* tree = m_panel->findChild<QTreeView*>(QStringLiteral("tree"));
    emit tree->activated(m_panel->model().statementIndex(0, 0));
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first(), QVariantList({QStringLiteral("/p/0001.sql"), 5, 1}));
}

void TestOutputPanel::cancelAsksOnceAndSaysSo()
{
    QSignalSpy cancelled(m_panel.get(), &OutputPanel::cancelRequested);
    m_panel->cancel();
    QCOMPARE(cancelled.size(), 0); // nothing runs
    m_panel->beginRun(QStringLiteral("Upgrade"), {});
    m_panel->cancel();
    m_panel->cancel();
    QCOMPARE(cancelled.size(), 1);
    QVERIFY(!m_commands->action(Command::CancelRun)->isEnabled());
    QVERIFY(m_status->text().contains(QStringLiteral("Cancelling")));
    RunFinished finished;
    finished.error.kind = ErrorKind::Cancelled;
    finished.versionRows = {QStringLiteral("0003")};
    m_panel->append(finished);
    QVERIFY(m_status->text().contains(QStringLiteral("0003")));
}

void TestOutputPanel::scrollingByHandStopsFollowing()
{
    m_panel->resize(600, 240);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    auto* tree = m_panel->findChild<QTreeView*>(QStringLiteral("tree"));
    m_panel->beginRun(QStringLiteral("Upgrade"), {});
    m_panel->append(started(200));
    for (int step = 0; step < 100; ++step)
        runStep(step);
    QTRY_VERIFY(tree->verticalScrollBar()->value() > 0);
    tree->verticalScrollBar()->triggerAction(QScrollBar::SliderToMinimum);
    for (int step = 100; step < 150; ++step)
        runStep(step);
    QTest::qWait(50);
    QCOMPARE(tree->verticalScrollBar()->value(), 0);
    tree->verticalScrollBar()->triggerAction(QScrollBar::SliderToMaximum);
    for (int step = 150; step < 160; ++step)
        runStep(step);
    QTRY_VERIFY(tree->visualRect(m_panel->model().stepIndex(159)).intersects(tree->viewport()->rect()));
}

void TestOutputPanel::savedTextHoldsTheRun()
{
    m_panel->beginRun(QStringLiteral("Upgrade staging"), {});
    m_panel->append(started(1));
    runStep(0);
    RunFinished finished;
    finished.succeeded = true;
    m_panel->append(finished);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.txt"));
    m_panel->saveTo(path);
    QTRY_VERIFY(m_status->text().contains(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    QVERIFY(text.contains(QStringLiteral("Upgrade staging")));
    QVERIFY(text.contains(QStringLiteral("CREATE TABLE t0")));
}

void TestOutputPanel::savingWhereNothingCanBeWrittenSaysWhy()
{
    m_panel->beginRun(QStringLiteral("Upgrade"), {});
    m_panel->append(RunFinished());
    m_panel->saveTo(QStringLiteral("/nonexistent/folder/run.txt"));
    QTRY_VERIFY(m_status->text().contains(QStringLiteral("/nonexistent/folder/run.txt")));
    QVERIFY(m_status->text().contains(QStringLiteral("cannot be saved")));
}

void TestOutputPanel::connectionThatCannotBeHadEndsTheRun()
{
    m_panel->beginRun(QStringLiteral("Upgrade"), {});
    Error error;
    error.kind = ErrorKind::Connection;
    error.message = QStringLiteral("The server does not answer");
    m_panel->fail(error);
    QVERIFY(!m_panel->isRunning());
    QVERIFY(m_status->text().contains(QStringLiteral("does not answer")));
}

QTEST_MAIN(TestOutputPanel)
#include "tst_outputpanel.moc"
