// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/worker.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <atomic>

using namespace athanor;

class TestWorker : public QObject {
    Q_OBJECT
private slots:
    void jobsRunOneAfterTheOtherOffTheGuiThread();
    void answersArriveOnTheGuiThread();
    void eventsArriveInOrderOnTheGuiThreadBeforeTheAnswer();
    void manyEventsComeInFewTurnsOfTheEventLoop();
    void eachJobHasItsOwnCancel();
    void theDestructorCancelsWhatRunsAndDropsWhatWaits();
    void answersToAGoneContextAreDropped();
};

void TestWorker::jobsRunOneAfterTheOtherOffTheGuiThread()
{
    Worker worker;
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    QList<int> order;
    QList<QFuture<bool>> futures;
    for (int i = 0; i < 20; ++i) {
        futures.append(worker.submit({}, [&, i] {
            most = qMax(most.load(), ++inside);
            order.append(i);
            --inside;
            return QThread::currentThread() != qApp->thread();
        }));
    }
    for (auto& future : futures)
        QVERIFY(future.result());
    QCOMPARE(most.load(), 1);
    QCOMPARE(order.size(), 20);
    QVERIFY(std::is_sorted(order.cbegin(), order.cend()));
}

void TestWorker::answersArriveOnTheGuiThread()
{
    Worker worker;
    QThread* thread = nullptr;
    int answer = 0;
    worker.submit({}, [] { return 42; }).then(this, [&](int value) {
        thread = QThread::currentThread();
        answer = value;
    });
    QTRY_COMPARE(answer, 42);
    QCOMPARE(thread, qApp->thread());
}

void TestWorker::eventsArriveInOrderOnTheGuiThreadBeforeTheAnswer()
{
    Worker worker;
    QList<int> steps;
    bool answered = false;
    connect(&worker, &Worker::event, this, [&](const RunEvent& event) {
        QCOMPARE(QThread::currentThread(), qApp->thread());
        QVERIFY(!answered);
        steps.append(std::get<StepStarted>(event).step);
    });
    worker
        .submit({},
                [sink = worker.sink()] {
                    for (int i = 0; i < 1000; ++i)
                        sink(StepStarted{i, true});
                    return true;
                })
        .then(this, [&](bool) { answered = true; });
    QTRY_VERIFY(answered);
    QCOMPARE(steps.size(), 1000);
    QVERIFY(std::is_sorted(steps.cbegin(), steps.cend()));
}

void TestWorker::manyEventsComeInFewTurnsOfTheEventLoop()
{
    Worker worker;
    int events = 0;
    int turns = 0;
    bool turnCounted = false;
    connect(&worker, &Worker::event, this, [&] {
        ++events;
        if (!turnCounted) {
            turnCounted = true;
            ++turns;
            QTimer::singleShot(0, this, [&] { turnCounted = false; });
        }
    });
    auto future = worker.submit({}, [sink = worker.sink()] {
        for (int i = 0; i < 50'000; ++i)
            sink(StepStarted{i, true});
        return true;
    });
    QVERIFY(future.result()); // the GUI thread was busy all the time
    QTRY_COMPARE(events, 50'000);
    QVERIFY2(turns <= 2, qPrintable(QString::number(turns)));
}

void TestWorker::eachJobHasItsOwnCancel()
{
    Worker worker;
    const CancelToken first;
    const CancelToken second;
    first.cancel();
    QVERIFY(worker.submit(first, [first] { return first.isCancelled(); }).result());
    QVERIFY(!worker.submit(second, [second] { return second.isCancelled(); }).result());
}

void TestWorker::theDestructorCancelsWhatRunsAndDropsWhatWaits()
{
    QSemaphore started;
    std::atomic<bool> cancelled = false;
    std::atomic<bool> secondRan = false;
    QFuture<int> waiting;
    {
        Worker worker;
        const CancelToken token;
        auto running = worker.submit(token, [&, token] {
            started.release();
            while (!token.isCancelled())
                QThread::msleep(1);
            cancelled = true;
            return 1;
        });
        waiting = worker.submit({}, [&] {
            secondRan = true;
            return 2;
        });
        QVERIFY(started.tryAcquire(1, 5000));
        QVERIFY(worker.isBusy());
    }
    QVERIFY(cancelled);
    QVERIFY(!secondRan);
    QVERIFY(waiting.isCanceled());
}

void TestWorker::answersToAGoneContextAreDropped()
{
    Worker worker;
    bool told = false;
    auto context = std::make_unique<QObject>();
    QSemaphore go;
    auto future = worker.submit({}, [&go] {
        go.acquire();
        return 1;
    });
    future.then(context.get(), [&told](int) { told = true; });
    context.reset();
    go.release();
    QCOMPARE(future.result(), 1);
    QTest::qWait(20);
    QVERIFY(!told);
}

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_worker.moc"
