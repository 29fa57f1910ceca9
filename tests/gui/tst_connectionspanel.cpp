// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profilestore.h"
#include "gui/backgroundpool.h"
#include "gui/commands.h"
#include "gui/connections/connectiondialog.h"
#include "gui/connections/connectionspanel.h"
#include "gui/passwordprovider.h"

#include "memorypasswordstore.h"
#include "mnemonics.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <memory>

using namespace athanor;

class TestConnectionsPanel : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void emptyPanelSaysWhatToDo();
    void selectingAConnectionChoosesIt();
    void draggingMovesAConnectionToAnotherEnvironment();
    void draggingOutOfProductionAsksFirst();
    void theContextMenuIsReachedByOneLetterEach();
    void deletingAsksWithTheNameOfWhatIsDeleted();
    void duplicateGetsAFreeNameAndThePassword();
    void searchHidesWhatDoesNotMatch();
    void addedPasswordGoesToTheKeychainAndNeverToSettings();
    void withoutKeychainThePasswordIsAskedEachTime();
    void urlFillsTheFieldsAndHidesItsPassword();
    void problemsAreSaidInTheDialog();
    void secretKeywordsAreRefused();

private:
    ConnectionDialog* dialog() const;

    template <typename T> T* inDialog(const char* name) const
    {
        return dialog()->findChild<T*>(QString::fromLatin1(name));
    }

    MemoryPasswordStore m_store;
    std::unique_ptr<BackgroundPool> m_pool;
    std::unique_ptr<PasswordProvider> m_passwords;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<ConnectionsPanel> m_panel;
    QTreeView* m_tree = nullptr;
};

namespace {

ConnectionProfile profile(const QString& id, const QString& name, const QString& environment)
{
    ConnectionProfile made;
    made.id = id;
    made.name = name;
    made.environment = environment;
    made.parameters.keywords = {{QStringLiteral("host"), QStringLiteral("localhost")},
                                {QStringLiteral("dbname"), QStringLiteral("shop")}};
    return made;
}

QList<ConnectionProfile> twoProfiles()
{
    return {profile(QStringLiteral("1"), QStringLiteral("my laptop"), QStringLiteral("development")),
            profile(QStringLiteral("2"), QStringLiteral("live & <b>loud</b>"), QStringLiteral("production"))};
}

} // namespace

void TestConnectionsPanel::init()
{
    m_store.available = true;
    m_store.passwords.clear();
    m_pool = std::make_unique<BackgroundPool>();
    m_passwords = std::make_unique<PasswordProvider>(m_store, nullptr);
    m_commands = std::make_unique<Commands>();
    m_panel = std::make_unique<ConnectionsPanel>(*m_commands, *m_pool, *m_passwords);
    m_panel->setEnvironments(standardEnvironments());
    m_tree = m_panel->findChild<QTreeView*>(QStringLiteral("tree"));
}

void TestConnectionsPanel::cleanup()
{
    m_panel.reset();
    m_pool.reset();
}

ConnectionDialog* TestConnectionsPanel::dialog() const
{
    return m_panel->findChild<ConnectionDialog*>();
}

void TestConnectionsPanel::emptyPanelSaysWhatToDo()
{
    auto* stack = m_panel->findChild<QStackedWidget*>(QStringLiteral("stack"));
    QCOMPARE(stack->currentWidget()->objectName(), QStringLiteral("emptyPage"));
    QVERIFY(!m_commands->action(Command::DeleteConnection)->isEnabled());
    m_panel->setProfiles(twoProfiles());
    QCOMPARE(stack->currentWidget()->objectName(), QStringLiteral("treePage"));
}

void TestConnectionsPanel::selectingAConnectionChoosesIt()
{
    m_panel->setProfiles(twoProfiles());
    QSignalSpy chosen(m_panel.get(), &ConnectionsPanel::chosen);
    m_panel->choose(QStringLiteral("2"));
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().toString(), QStringLiteral("2"));
    QVERIFY(m_commands->action(Command::EditConnection)->isEnabled());
    // An environment passed over on the way keeps the chosen connection.
    m_tree->setCurrentIndex(m_tree->model()->index(0, 0));
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(m_panel->chosenProfile().id, QStringLiteral("2"));
}

void TestConnectionsPanel::draggingMovesAConnectionToAnotherEnvironment()
{
    m_panel->setProfiles(twoProfiles());
    QSignalSpy edited(m_panel.get(), &ConnectionsPanel::profilesEdited);
    QAbstractItemModel* model = m_tree->model();
    const QModelIndex laptop = model->index(0, 0, model->index(0, 0));
    const std::unique_ptr<QMimeData> data(model->mimeData({laptop}));
    QVERIFY(data);
    const QModelIndex staging = model->index(2, 0);
    QCOMPARE(staging.data().toString(), QStringLiteral("staging"));
    model->dropMimeData(data.get(), Qt::MoveAction, -1, -1, staging);
    QTRY_COMPARE(edited.size(), 1);
    QCOMPARE(m_panel->model().profile(QStringLiteral("1"))->environment, QStringLiteral("staging"));
}

void TestConnectionsPanel::draggingOutOfProductionAsksFirst()
{
    m_panel->setProfiles(twoProfiles());
    QAbstractItemModel* model = m_tree->model();
    const auto drag = [model] {
        const QModelIndex live = model->index(0, 0, model->index(3, 0));
        const std::unique_ptr<QMimeData> data(model->mimeData({live}));
        model->dropMimeData(data.get(), Qt::MoveAction, -1, -1, model->index(0, 0));
    };
    const auto question = [this] {
        QMessageBox* open = nullptr;
        for (QMessageBox* box : m_panel->findChildren<QMessageBox*>(QStringLiteral("moveQuestion"))) {
            if (box->isVisible())
                open = box;
        }
        return open;
    };
    drag();
    QTRY_VERIFY(question());
    QVERIFY(question()->text().contains(QStringLiteral("live & <b>loud</b>")));
    QCOMPARE(question()->textFormat(), Qt::PlainText);
    question()->reject();
    QCOMPARE(m_panel->model().profile(QStringLiteral("2"))->environment, QStringLiteral("production"));
    drag();
    QTRY_VERIFY(question());
    question()->findChild<QPushButton*>(QStringLiteral("moveAnyway"))->click();
    QCOMPARE(m_panel->model().profile(QStringLiteral("2"))->environment, QStringLiteral("development"));
}

void TestConnectionsPanel::theContextMenuIsReachedByOneLetterEach()
{
    m_panel->show();
    m_panel->setProfiles(twoProfiles());
    m_panel->choose(QStringLiteral("2"));
    emit m_tree->customContextMenuRequested(m_tree->visualRect(m_tree->currentIndex()).center());
    QMenu* menu = nullptr;
    for (auto* one : m_panel->findChildren<QMenu*>()) {
        if (one->isVisible())
            menu = one;
    }
    QVERIFY(menu);
    QVERIFY(menu->actions().size() > 10);
    QCOMPARE(athanor::test::sharedLetters(*menu), QStringList());
    menu->close();
}

void TestConnectionsPanel::deletingAsksWithTheNameOfWhatIsDeleted()
{
    auto profiles = twoProfiles();
    profiles[1].passwordSource = PasswordSource::Keychain;
    m_store.passwords.insert(QStringLiteral("2"), QStringLiteral("hunter2"));
    m_panel->setProfiles(profiles);
    m_panel->choose(QStringLiteral("2"));
    m_panel->removeChosen();
    auto* question = m_panel->findChild<QMessageBox*>(QStringLiteral("removeQuestion"));
    QVERIFY(question);
    QVERIFY(question->text().contains(profiles[1].name));
    QCOMPARE(question->textFormat(), Qt::PlainText);
    QVERIFY(question->informativeText().contains(QStringLiteral("shop")));
    question->reject();
    QCOMPARE(m_panel->model().profiles().size(), 2);

    m_panel->removeChosen();
    for (QMessageBox* open : m_panel->findChildren<QMessageBox*>(QStringLiteral("removeQuestion"))) {
        for (QAbstractButton* button : open->buttons()) {
            if (open->buttonRole(button) == QMessageBox::DestructiveRole && open->isVisible())
                button->click();
        }
    }
    QCOMPARE(m_panel->model().profiles().size(), 1);
    QVERIFY(m_store.passwords.isEmpty());
}

void TestConnectionsPanel::duplicateGetsAFreeNameAndThePassword()
{
    auto profiles = twoProfiles();
    profiles[0].passwordSource = PasswordSource::Keychain;
    m_store.passwords.insert(QStringLiteral("1"), QStringLiteral("hunter2"));
    m_panel->setProfiles(profiles);
    m_panel->choose(QStringLiteral("1"));
    m_panel->duplicateChosen();
    QCOMPARE(m_panel->model().profiles().size(), 3);
    const ConnectionProfile copy = m_panel->chosenProfile();
    QCOMPARE(copy.name, QStringLiteral("my laptop (2)"));
    QVERIFY(copy.id != QStringLiteral("1"));
    QTRY_COMPARE(m_store.passwords.value(copy.id), QStringLiteral("hunter2"));
}

void TestConnectionsPanel::searchHidesWhatDoesNotMatch()
{
    m_panel->setProfiles(twoProfiles());
    auto* search = m_panel->findChild<QLineEdit*>(QStringLiteral("searchEdit"));
    search->setText(QStringLiteral("LOUD prod"));
    QCOMPARE(m_tree->model()->rowCount(), 1);
    QCOMPARE(m_tree->model()->index(0, 0).data().toString(), QStringLiteral("production"));
    search->setText(QStringLiteral("nowhere"));
    QCOMPARE(m_tree->model()->rowCount(), 0);
    QVERIFY(!m_panel->findChild<QLabel*>(QStringLiteral("noMatchLabel"))->isHidden());
    search->clear();
    QCOMPARE(m_tree->model()->rowCount(), 4);
}

void TestConnectionsPanel::addedPasswordGoesToTheKeychainAndNeverToSettings()
{
    m_panel->addConnection();
    QVERIFY(dialog());
    inDialog<QLineEdit>("urlEdit")->setText(QStringLiteral("postgresql://ann:hunter2@localhost/shop"));
    inDialog<QLineEdit>("nameEdit")->setText(QStringLiteral("shop"));
    dialog()->accept();
    QCOMPARE(m_panel->model().profiles().size(), 1);
    const ConnectionProfile added = m_panel->model().profiles().first();
    QCOMPARE(added.passwordSource, PasswordSource::Keychain);
    QCOMPARE(m_store.passwords.value(added.id), QStringLiteral("hunter2"));
    QCOMPARE(m_panel->chosenProfile().id, added.id);

    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("settings.ini"));
    {
        QSettings settings(path, QSettings::IniFormat);
        saveProfiles(settings, m_panel->model().profiles());
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.contains("shop"));
    QVERIFY(!bytes.contains("hunter2"));
}

void TestConnectionsPanel::withoutKeychainThePasswordIsAskedEachTime()
{
    m_store.available = false;
    QSignalSpy message(m_panel.get(), &ConnectionsPanel::message);
    m_panel->addConnection();
    inDialog<QLineEdit>("urlEdit")->setText(QStringLiteral("postgresql://ann:hunter2@localhost/shop"));
    // The dialog says it at once, and offers to ask.
    QTRY_VERIFY(!inDialog<QPushButton>("askInsteadButton")->isHidden());
    dialog()->accept();
    QTRY_COMPARE(message.size(), 1);
    QVERIFY(!message.first().first().toString().contains(QStringLiteral("hunter2")));
    const ConnectionProfile added = m_panel->model().profiles().first();
    QCOMPARE(added.passwordSource, PasswordSource::Ask);
    // For this session it is known.
    const auto known = m_passwords->completeQuietly(added).result();
    QVERIFY(known);
    QCOMPARE(known->value(QStringLiteral("password")), QStringLiteral("hunter2"));
}

void TestConnectionsPanel::urlFillsTheFieldsAndHidesItsPassword()
{
    m_panel->addConnection();
    inDialog<QLineEdit>("urlEdit")->setText(
        QStringLiteral("postgresql+asyncpg://ann:hunter2@db.example:5433/shop?sslmode=verify-full"
                       "&connect_timeout=7"));
    QCOMPARE(inDialog<QLineEdit>("hostEdit")->text(), QStringLiteral("db.example"));
    QCOMPARE(inDialog<QLineEdit>("portEdit")->text(), QStringLiteral("5433"));
    QCOMPARE(inDialog<QLineEdit>("databaseEdit")->text(), QStringLiteral("shop"));
    QCOMPARE(inDialog<QLineEdit>("userEdit")->text(), QStringLiteral("ann"));
    QCOMPARE(inDialog<QComboBox>("sslmodeCombo")->currentData().toString(), QStringLiteral("verify-full"));
    QCOMPARE(inDialog<QPlainTextEdit>("optionsEdit")->toPlainText(), QStringLiteral("connect_timeout=7"));
    QCOMPARE(inDialog<QLineEdit>("passwordEdit")->text(), QStringLiteral("hunter2"));
    QVERIFY(!inDialog<QLineEdit>("urlEdit")->text().contains(QStringLiteral("hunter2")));
    QVERIFY(!dialog()->profile().parameters.keywords.contains(QStringLiteral("password")));
    QCOMPARE(dialog()->profile().parameters.value(QStringLiteral("connect_timeout")), QStringLiteral("7"));
}

void TestConnectionsPanel::problemsAreSaidInTheDialog()
{
    m_panel->setProfiles(twoProfiles());
    m_panel->addConnection();
    auto* save = inDialog<QDialogButtonBox>("buttonBox")->button(QDialogButtonBox::Save);
    auto* problem = inDialog<QLabel>("problemLabel");
    QVERIFY(!save->isEnabled());
    inDialog<QLineEdit>("nameEdit")->setText(QStringLiteral("my laptop"));
    QVERIFY(problem->text().contains(QStringLiteral("my laptop")));
    inDialog<QLineEdit>("nameEdit")->setText(QStringLiteral("new"));
    QVERIFY(!save->isEnabled());
    inDialog<QLineEdit>("databaseEdit")->setText(QStringLiteral("shop"));
    QVERIFY(save->isEnabled());
    inDialog<QLineEdit>("portEdit")->setText(QStringLiteral("70000"));
    QVERIFY(!save->isEnabled());
    QVERIFY(problem->text().contains(QStringLiteral("65535")));
    inDialog<QLineEdit>("portEdit")->clear();
    inDialog<QLineEdit>("sslcertEdit")->setText(QStringLiteral("/tmp/client.crt"));
    QVERIFY(problem->text().contains(QStringLiteral("key")));
    inDialog<QLineEdit>("sslcertEdit")->clear();
    QVERIFY(save->isEnabled());
}

void TestConnectionsPanel::secretKeywordsAreRefused()
{
    m_panel->addConnection();
    inDialog<QLineEdit>("nameEdit")->setText(QStringLiteral("new"));
    inDialog<QLineEdit>("databaseEdit")->setText(QStringLiteral("shop"));
    auto* save = inDialog<QDialogButtonBox>("buttonBox")->button(QDialogButtonBox::Save);
    for (const char* text : {"password=hunter2", "sslpassword=hunter2", "nonsense=1", "not a pair"}) {
        inDialog<QPlainTextEdit>("optionsEdit")->setPlainText(QString::fromLatin1(text));
        QVERIFY2(!save->isEnabled(), text);
        QVERIFY(!inDialog<QLabel>("problemLabel")->text().contains(QStringLiteral("hunter2")));
    }
    inDialog<QPlainTextEdit>("optionsEdit")
        ->setPlainText(QStringLiteral("target_session_attrs=read-write\n"));
    QVERIFY(save->isEnabled());
}

QTEST_MAIN(TestConnectionsPanel)
#include "tst_connectionspanel.moc"
