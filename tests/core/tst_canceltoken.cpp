// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/canceltoken.h"

#include <QTest>

using namespace athanor;

class TestCancelToken : public QObject {
    Q_OBJECT
private slots:
    void runsCallbacksOnceWhenCancelled();
    void runsACallbackAtOnceWhenAlreadyCancelled();
    void forgetsACallbackWithItsRegistration();
    void copiesShareTheState();
};

void TestCancelToken::runsCallbacksOnceWhenCancelled()
{
    CancelToken token;
    int calls = 0;
    const auto registration = token.onCancel([&] { ++calls; });
    QVERIFY(!token.isCancelled());
    token.cancel();
    token.cancel();
    QVERIFY(token.isCancelled());
    QCOMPARE(calls, 1);
}

void TestCancelToken::runsACallbackAtOnceWhenAlreadyCancelled()
{
    CancelToken token;
    token.cancel();
    int calls = 0;
    const auto registration = token.onCancel([&] { ++calls; });
    QCOMPARE(calls, 1);
}

void TestCancelToken::forgetsACallbackWithItsRegistration()
{
    CancelToken token;
    int calls = 0;
    {
        const auto registration = token.onCancel([&] { ++calls; });
    }
    auto moved = token.onCancel([&] { calls += 10; });
    moved = {};
    token.cancel();
    QCOMPARE(calls, 0);
}

void TestCancelToken::copiesShareTheState()
{
    CancelToken token;
    const CancelToken copy = token;
    copy.cancel();
    QVERIFY(token.isCancelled());
}

QTEST_GUILESS_MAIN(TestCancelToken)
#include "tst_canceltoken.moc"
