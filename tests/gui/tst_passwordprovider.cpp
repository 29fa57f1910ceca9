// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/passworddialog.h"
#include "gui/passwordprovider.h"

#include "memorypasswordstore.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace athanor;

class TestPasswordProvider : public QObject {
    Q_OBJECT
private slots:
    void profileWithoutPasswordIsGivenAsItIs();
    void keychainIsReadOnceAndNobodyIsAsked();
    void askedPasswordStaysInMemory();
    void twoUsesAtOnceAskOnce();
    void dismissedQuestionIsCancelled();
    void withoutKeychainItIsAskedAndSaysWhy();
    void quietUseNeverAsks();
    void hostileNameIsShownAsPlainText();
};

namespace {

ConnectionProfile profileWith(PasswordSource source)
{
    ConnectionProfile profile;
    profile.id = QStringLiteral("one");
    profile.name = QStringLiteral("staging");
    profile.parameters.keywords = {{QStringLiteral("dbname"), QStringLiteral("shop")}};
    profile.passwordSource = source;
    return profile;
}

PasswordDialog* question()
{
    for (QWidget* widget : QApplication::topLevelWidgets()) {
        auto* dialog = qobject_cast<PasswordDialog*>(widget);
        if (dialog && dialog->isVisible())
            return dialog;
    }
    return nullptr;
}

void answer(PasswordDialog* dialog, const QString& password)
{
    dialog->findChild<QLineEdit*>(QStringLiteral("passwordEdit"))->setText(password);
    dialog->accept();
}

/// The result when it has come, an error of its own when it does not come in time.
Result<ConnectionParameters> resultOf(const Answer<Result<ConnectionParameters>>& answer)
{
    if (!QTest::qWaitFor([&answer] { return answer.isFinished(); }))
        return fail(Error());
    return answer.result();
}

QString passwordIn(const Answer<Result<ConnectionParameters>>& answer)
{
    const auto result = resultOf(answer);
    return result ? result->value(QStringLiteral("password")) : QString();
}

} // namespace

void TestPasswordProvider::profileWithoutPasswordIsGivenAsItIs()
{
    MemoryPasswordStore store;
    PasswordProvider provider(store, nullptr);
    const auto profile = profileWith(PasswordSource::None);
    QCOMPARE(*resultOf(provider.complete(profile)), profile.parameters);
}

void TestPasswordProvider::keychainIsReadOnceAndNobodyIsAsked()
{
    MemoryPasswordStore store;
    store.passwords.insert(QStringLiteral("one"), QStringLiteral("hunter2"));
    PasswordProvider provider(store, nullptr);
    QCOMPARE(passwordIn(provider.complete(profileWith(PasswordSource::Keychain))), QStringLiteral("hunter2"));
    store.passwords.clear();
    QCOMPARE(passwordIn(provider.complete(profileWith(PasswordSource::Keychain))), QStringLiteral("hunter2"));
    QVERIFY(!question());
}

void TestPasswordProvider::askedPasswordStaysInMemory()
{
    MemoryPasswordStore store;
    PasswordProvider provider(store, nullptr);
    auto future = provider.complete(profileWith(PasswordSource::Ask));
    QTRY_VERIFY(question());
    QVERIFY(!question()->findChild<QCheckBox*>(QStringLiteral("keepCheckBox"))->isVisible());
    answer(question(), QStringLiteral("hunter2"));
    QCOMPARE(passwordIn(future), QStringLiteral("hunter2"));
    QVERIFY(store.passwords.isEmpty());
    QCOMPARE(passwordIn(provider.complete(profileWith(PasswordSource::Ask))), QStringLiteral("hunter2"));
    provider.forget(QStringLiteral("one"));
    QCOMPARE(resultOf(provider.completeQuietly(profileWith(PasswordSource::Ask))).error().code,
             QStringLiteral("password_needed"));
}

void TestPasswordProvider::twoUsesAtOnceAskOnce()
{
    MemoryPasswordStore store;
    PasswordProvider provider(store, nullptr);
    auto first = provider.complete(profileWith(PasswordSource::Ask));
    auto second = provider.complete(profileWith(PasswordSource::Ask));
    QTRY_VERIFY(question());
    answer(question(), QStringLiteral("hunter2"));
    QCOMPARE(passwordIn(first), QStringLiteral("hunter2"));
    QCOMPARE(passwordIn(second), QStringLiteral("hunter2"));
    QVERIFY(!question());
}

void TestPasswordProvider::dismissedQuestionIsCancelled()
{
    MemoryPasswordStore store;
    PasswordProvider provider(store, nullptr);
    auto future = provider.complete(profileWith(PasswordSource::Ask));
    QTRY_VERIFY(question());
    question()->reject();
    QVERIFY(!resultOf(future));
    QCOMPARE(resultOf(future).error().kind, ErrorKind::Cancelled);
}

void TestPasswordProvider::withoutKeychainItIsAskedAndSaysWhy()
{
    MemoryPasswordStore store;
    store.available = false;
    PasswordProvider provider(store, nullptr);
    auto future = provider.complete(profileWith(PasswordSource::Keychain));
    QTRY_VERIFY(question());
    QVERIFY(question()
                ->findChild<QLabel*>(QStringLiteral("reasonLabel"))
                ->text()
                .contains(QStringLiteral("keychain")));
    answer(question(), QStringLiteral("hunter2"));
    QCOMPARE(passwordIn(future), QStringLiteral("hunter2"));
}

void TestPasswordProvider::quietUseNeverAsks()
{
    MemoryPasswordStore store;
    PasswordProvider provider(store, nullptr);
    QVERIFY(!resultOf(provider.completeQuietly(profileWith(PasswordSource::Ask))));
    QVERIFY(!resultOf(provider.completeQuietly(profileWith(PasswordSource::Keychain))));
    QVERIFY(!question());
}

void TestPasswordProvider::hostileNameIsShownAsPlainText()
{
    ConnectionProfile profile = profileWith(PasswordSource::Ask);
    profile.name = QStringLiteral("<b>bold</b><img src='file:///etc/passwd'>");
    const PasswordDialog dialog(profile, QStringLiteral("<i>why</i>"));
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
    QCOMPARE(dialog.findChild<QLabel*>(QStringLiteral("nameLabel"))->text(), profile.name);
}

QTEST_MAIN(TestPasswordProvider)
#include "tst_passwordprovider.moc"
