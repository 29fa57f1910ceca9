// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/sandbox.h"
#include "db/session.h"
#include "db/versiontable.h"
#include "gui/banner.h"
#include "gui/connections/connectionspanel.h"
#include "gui/editor/codeeditor.h"
#include "gui/history/historypage.h"
#include "gui/mainwindow.h"

#include <QDialog>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStatusBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

using namespace athanor;

namespace {

constexpr int kWait = 20'000;

bool takesInput(const QWidget& widget)
{
    if (widget.focusPolicy() == Qt::NoFocus || widget.objectName().startsWith(QLatin1String("qt_")))
        return false;
    const auto* parent = widget.parentWidget();
    const auto inner = parent
        && (parent->inherits("QAbstractScrollArea") || parent->inherits("QComboBox")
            || parent->inherits("QAbstractSpinBox"));
    return !inner && !widget.inherits("QTabBar") && !widget.inherits("QLabel")
        && !widget.inherits("QDialogButtonBox") && !widget.inherits("QComboBoxPrivateContainer")
        && !widget.inherits("QComboBoxListView") && !widget.inherits("QSplitterHandle");
}

bool isNamed(const QWidget& widget)
{
    if (!widget.accessibleName().isEmpty())
        return true;
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
        return !button->text().isEmpty();
    for (const auto* label : widget.window()->findChildren<QLabel*>()) {
        if (label->buddy() == &widget)
            return true;
    }
    return false;
}

/// What stands in the way of using \a dialog from the keyboard or with a screen reader.
QStringList problemsOfUse(const QDialog& dialog)
{
    QStringList problems;
    QHash<QKeySequence, QString> letters;
    for (const auto* widget : dialog.findChildren<QWidget*>()) {
        if (takesInput(*widget) && !isNamed(*widget))
            problems.append(QStringLiteral("%1 %2 has no name")
                                .arg(QLatin1String(widget->metaObject()->className()), widget->objectName()));
        if (!widget->isVisibleTo(&dialog))
            continue;
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const auto* label = qobject_cast<const QLabel*>(widget);
        const auto text = button ? button->text() : label && label->buddy() ? label->text() : QString();
        if (const auto keys = QKeySequence::mnemonic(text); !keys.isEmpty()) {
            if (letters.contains(keys))
                problems.append(QStringLiteral("%1 and %2 share a letter").arg(letters.value(keys), text));
            letters.insert(keys, text);
        }
    }
    return problems;
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void startsWithTheStartPage();
    void everyWidgetThatTakesFocusHasAName();
    void opensAProjectAndShowsItsHead();
    void readsTheProjectAgainWhenAFileComes();
    void readsTheProjectAgainWhenItsFolderOfRevisionsComes();
    void keepsTheLastGraphWhenTheFolderGoes();
    void noticesThatTheProjectWasMovedAwayAndBack();
    void saysWhatIsWrongWithTheFiles();
    void upgradesARealDatabase();
    void onlyRunsThatGoSomewhereAreOfferedForARevision();
    void aFailedRunIsReportedInTheBanner();
    void aCancelledRunSaysWhereTheDatabaseStands();
    void closingDuringARunAsksAndCancelsFirst();
    void cancellingARunDoesNotDiscardUnsavedFiles();
    void theStatusLineFollowsAConnectionToItsNewEnvironment();
    void theLayoutComesBack();
    void longIdsDoNotWidenTheWindow();
    void timeoutsOfTheLastRunAreRemembered();
    void everyDialogCanBeUsedWithoutAMouse();
    void noTwoActionsShareAShortcut();
    void tabGoesThroughAllPanelsAndBack();

private:
    void write(const QString& id, const QString& revises, const QString& up, const QString& down = {});
    void open();

    QString banner() const { return m_window->findChild<Banner*>(QStringLiteral("banner"))->text(); }

    HistoryPage* history() const { return m_window->findChild<HistoryPage*>(); }

    ConnectionProfile connectTo(const QString& database);
    QStringList rowsOf(const QString& database);

    std::unique_ptr<Sandbox> m_sandbox;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_store;
    std::unique_ptr<MainWindow> m_window;
    int m_databases = 0;
};

void TestMainWindow::initTestCase()
{
    auto sandbox = Sandbox::start({});
    QVERIFY2(sandbox, sandbox ? "" : qPrintable(sandbox.error().message));
    m_sandbox = std::move(*sandbox);
}

void TestMainWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("revisions")));
    QFile config(m_folder->filePath(QStringLiteral("athanor.ini")));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("[athanor]\n");
    config.close();
    m_store = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")),
                                          QSettings::IniFormat);
    m_window = std::make_unique<MainWindow>(*m_store, QStringList());
    m_window->show();
}

void TestMainWindow::cleanup()
{
    m_window.reset();
}

void TestMainWindow::write(const QString& id, const QString& revises, const QString& up, const QString& down)
{
    QFile file(m_folder->filePath(QStringLiteral("revisions/%1.sql").arg(id)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(
        QStringLiteral("-- Message of %1\n--\n-- Revision ID: %1\n-- Revises: %2\n\n-- migrate:up\n%3\n\n"
                       "-- migrate:down\n%4\n")
            .arg(id, revises, up, down)
            .toUtf8());
}

void TestMainWindow::open()
{
    m_window->openProject(m_folder->path());
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && history()->isVisible(), kWait);
}

ConnectionProfile TestMainWindow::connectTo(const QString& database)
{
    if (const auto created = m_sandbox->createDatabase(database); !created)
        qFatal("%s", qPrintable(created.error().message));
    m_window->useUrl(m_sandbox->url(database), QStringLiteral("development"));
    ConnectionProfile profile;
    profile.id = QStringLiteral("direct");
    profile.name = database;
    profile.environment = QStringLiteral("development");
    profile.parameters = m_sandbox->parameters(database);
    return profile;
}

QStringList TestMainWindow::rowsOf(const QString& database)
{
    auto session = Session::open(m_sandbox->parameters(database));
    if (!session)
        return QStringList(session.error().message);
    const auto state = readVersionState(**session, VersionTable());
    return state ? state->rows : QStringList(state.error().message);
}

void TestMainWindow::startsWithTheStartPage()
{
    QVERIFY(m_window->findChild<QWidget*>(QStringLiteral("startPage"))->isVisible());
    QVERIFY(!m_window->commands().action(Command::Upgrade)->isEnabled());
    for (const auto* action : m_window->commands().actions()) {
        const auto explained = action->isEnabled() || action->toolTip().contains(u'\n');
        QVERIFY2(explained, qPrintable(action->objectName()));
    }
    QVERIFY(m_window->commands().action(Command::OpenProject)->isEnabled());
    QVERIFY(banner().isEmpty());
}

void TestMainWindow::everyWidgetThatTakesFocusHasAName()
{
    for (const auto* widget : m_window->findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith(QLatin1String("qt_")))
            continue;
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const auto named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty())
            || qobject_cast<const QLabel*>(widget);
        const auto inner = widget->parentWidget()
            && (widget->parentWidget()->inherits("QAbstractScrollArea") || widget->inherits("QTabBar")
                || widget->inherits("QDockWidgetTitleButton") || widget->inherits("QMenuBar")
                || widget->inherits("QMenu"));
        QVERIFY2(named || inner,
                 qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(widget->metaObject()->className()),
                                                        widget->objectName())));
    }
}

void TestMainWindow::opensAProjectAndShowsItsHead()
{
    write(QStringLiteral("0001"), {}, QStringLiteral("CREATE TABLE a (x int);"));
    write(QStringLiteral("0002"), QStringLiteral("0001"), QStringLiteral("CREATE TABLE b (x int);"));
    open();
    QCOMPARE(history()->model().rowCount(), 2);
    QCOMPARE(history()->selectedRevision(), QStringLiteral("0002"));
    QVERIFY(m_window->findChild<QTextBrowser*>()->toPlainText().contains(QLatin1String("Message of 0002")));
    QVERIFY(m_window->windowTitle().startsWith(QFileInfo(m_folder->path()).fileName()));
    QVERIFY(m_window->commands().action(Command::NewRevision)->isEnabled());
    QVERIFY(banner().isEmpty());
}

void TestMainWindow::readsTheProjectAgainWhenAFileComes()
{
    write(QStringLiteral("0001"), {}, {});
    open();
    QVERIFY(history()->select(QStringLiteral("0001")));
    write(QStringLiteral("0002"), QStringLiteral("0001"), {});
    QTRY_COMPARE_WITH_TIMEOUT(history()->model().rowCount(), 2, kWait);
    QCOMPARE(history()->selectedRevision(), QStringLiteral("0001"));
}

void TestMainWindow::readsTheProjectAgainWhenItsFolderOfRevisionsComes()
{
    QVERIFY(QDir(m_folder->path()).rmdir(QStringLiteral("revisions")));
    m_window->openProject(m_folder->path());
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && history()->isVisible(), kWait);
    QCOMPARE(history()->model().rowCount(), 0);
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("revisions")));
    QTest::qWait(600); // the folder is seen before its first file comes
    write(QStringLiteral("0001"), {}, {});
    QTRY_COMPARE_WITH_TIMEOUT(history()->model().rowCount(), 1, kWait);
}

void TestMainWindow::keepsTheLastGraphWhenTheFolderGoes()
{
    write(QStringLiteral("0001"), {}, {});
    open();
    const auto folder = m_folder->filePath(QStringLiteral("revisions"));
    const auto moved = m_folder->filePath(QStringLiteral("elsewhere"));
    QVERIFY(QDir().rename(folder, moved));
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("revisions")), kWait);
    QCOMPARE(history()->model().rowCount(), 1);
    QVERIFY(QDir().rename(moved, folder));
    QTRY_VERIFY_WITH_TIMEOUT(banner().isEmpty(), kWait);
    QCOMPARE(history()->model().rowCount(), 1);
}

void TestMainWindow::noticesThatTheProjectWasMovedAwayAndBack()
{
    write(QStringLiteral("0001"), {}, {});
    const auto here = m_folder->filePath(QStringLiteral("project"));
    const auto there = m_folder->filePath(QStringLiteral("elsewhere"));
    QVERIFY(QDir().mkdir(here));
    for (const auto* name : {"athanor.ini", "revisions"})
        QVERIFY(QDir().rename(m_folder->filePath(QLatin1String(name)), here + u'/' + QLatin1String(name)));
    m_window->openProject(here);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && history()->isVisible(), kWait);
    QTest::qWait(200); // watching has begun
    QVERIFY(QDir().rename(here, there));
    QTRY_VERIFY_WITH_TIMEOUT(!banner().isEmpty(), kWait);
    QCOMPARE(history()->model().rowCount(), 1);
    QVERIFY(QDir().rename(there, here));
    QTRY_VERIFY_WITH_TIMEOUT(banner().isEmpty(), kWait);
    QFile file(here + QStringLiteral("/revisions/0002.sql"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("-- Two\n--\n-- Revision ID: 0002\n-- Revises: 0001\n\n-- migrate:up\n");
    file.close();
    QTRY_COMPARE_WITH_TIMEOUT(history()->model().rowCount(), 2, kWait);
}

void TestMainWindow::saysWhatIsWrongWithTheFiles()
{
    write(QStringLiteral("0001"), {}, {});
    write(QStringLiteral("0002"), QStringLiteral("missing"), {});
    QFile binary(m_folder->filePath(QStringLiteral("revisions/binary.sql")));
    QVERIFY(binary.open(QIODevice::WriteOnly));
    binary.write(QByteArray("-- migrate:up\n\0\xff", 16));
    binary.close();
    open();
    QVERIFY2(banner().contains(QLatin1String("2 problems")), qPrintable(banner()));
    const auto details = m_window->findChild<Banner*>(QStringLiteral("banner"))->details();
    QVERIFY(details.contains(QLatin1String("binary.sql")));
    QVERIFY(details.contains(QLatin1String("missing")));
    QCOMPARE(history()->model().rowCount(), 2);
}

void TestMainWindow::upgradesARealDatabase()
{
    write(QStringLiteral("0001"), {}, QStringLiteral("CREATE TABLE a (x int);"),
          QStringLiteral("DROP TABLE a;"));
    write(QStringLiteral("0002"), QStringLiteral("0001"), QStringLiteral("CREATE TABLE b (x int);"),
          QStringLiteral("DROP TABLE b;"));
    open();
    connectTo(QStringLiteral("up"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kWait);
    m_window->openRunDialog(Direction::Upgrade);
    auto* dialog = m_window->findChild<QDialog*>(QStringLiteral("RunDialog"));
    QVERIFY(dialog);
    auto* run = dialog->findChild<QPushButton*>(QStringLiteral("runButton"));
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kWait);
    QVERIFY2(run->text().contains(u'2'), qPrintable(run->text()));
    run->click();
    QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Done")), kWait);
    QCOMPARE(rowsOf(QStringLiteral("up")), QStringList{QStringLiteral("0002")});
    QTRY_VERIFY_WITH_TIMEOUT(history()->model().index(0, 0).data(HistoryModel::CurrentRole).toBool(), kWait);
}

void TestMainWindow::onlyRunsThatGoSomewhereAreOfferedForARevision()
{
    write(QStringLiteral("0001"), {}, QStringLiteral("SELECT 1;"), QStringLiteral("SELECT 1;"));
    write(QStringLiteral("0002"), QStringLiteral("0001"), QStringLiteral("SELECT 1;"));
    write(QStringLiteral("0003"), QStringLiteral("0002"), QStringLiteral("SELECT 1;"));
    open();
    const auto profile = connectTo(QStringLiteral("here"));
    RunRequest request;
    request.targets = {QStringLiteral("0002")};
    m_window->run(profile, request, QStringLiteral("Upgrade here"));
    QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Done")), kWait);
    m_window->commands().action(Command::RefreshConnections)->trigger();
    const auto offered = [this](const QString& id) {
        m_window->selectRevision(id);
        return std::pair(m_window->commands().action(Command::UpgradeToHere)->isEnabled(),
                         m_window->commands().action(Command::DowngradeToHere)->isEnabled());
    };
    QTRY_COMPARE_WITH_TIMEOUT(offered(QStringLiteral("0002")), std::pair(false, false), kWait);
    QCOMPARE(offered(QStringLiteral("0001")), std::pair(false, true));
    QCOMPARE(offered(QStringLiteral("0003")), std::pair(true, false));
    QVERIFY(m_window->commands().action(Command::StampHere)->isEnabled());
}

void TestMainWindow::aFailedRunIsReportedInTheBanner()
{
    write(QStringLiteral("0001"), {}, QStringLiteral("CREATE TABLE a (x int);"));
    write(QStringLiteral("0002"), QStringLiteral("0001"), QStringLiteral("SELECT 1/0;"));
    open();
    const auto profile = connectTo(QStringLiteral("bad"));
    RunRequest request;
    request.targets = {QStringLiteral("head")};
    m_window->run(profile, request, QStringLiteral("Upgrade bad"));
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("division by zero")), kWait);
    QVERIFY(m_window->findChild<Banner*>(QStringLiteral("banner"))
                ->details()
                .contains(QLatin1String("0002.sql")));
    QCOMPARE(rowsOf(QStringLiteral("bad")), QStringList{QStringLiteral("0001")});
}

void TestMainWindow::aCancelledRunSaysWhereTheDatabaseStands()
{
    write(QStringLiteral("0001"), {}, QStringLiteral("CREATE TABLE a (x int);"));
    write(QStringLiteral("0002"), QStringLiteral("0001"), QStringLiteral("SELECT pg_sleep(60);"));
    open();
    const auto profile = connectTo(QStringLiteral("cancelled"));
    RunRequest request;
    request.targets = {QStringLiteral("head")};
    m_window->run(profile, request, QStringLiteral("Upgrade cancelled"));
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(QStringLiteral("cancelled")), QStringList{QStringLiteral("0001")},
                              kWait);
    m_window->commands().action(Command::CancelRun)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Cancelled after 1 revision")), kWait);
    QVERIFY(banner().contains(QLatin1String("stands at 0001")));
    QVERIFY(!m_window->commands().action(Command::JumpToError)->isEnabled());
}

void TestMainWindow::closingDuringARunAsksAndCancelsFirst()
{
    write(QStringLiteral("0001"), {}, QStringLiteral("CREATE TABLE a (x int);"));
    write(QStringLiteral("0002"), QStringLiteral("0001"), QStringLiteral("SELECT pg_sleep(60);"));
    open();
    const auto profile = connectTo(QStringLiteral("closing"));
    RunRequest request;
    request.targets = {QStringLiteral("head")};
    m_window->run(profile, request, QStringLiteral("Upgrade closing"));
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(QStringLiteral("closing")), QStringList{QStringLiteral("0001")}, kWait);
    QVERIFY(!m_window->close());
    QVERIFY(m_window->isVisible());
    auto* go = m_window->findChild<QPushButton*>(QStringLiteral("closeAnyway"));
    QVERIFY(go);
    go->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), kWait);
    QCOMPARE(rowsOf(QStringLiteral("closing")), QStringList{QStringLiteral("0001")});
}

void TestMainWindow::cancellingARunDoesNotDiscardUnsavedFiles()
{
    write(QStringLiteral("0001"), {}, QStringLiteral("CREATE TABLE a (x int);"));
    write(QStringLiteral("0002"), QStringLiteral("0001"), QStringLiteral("SELECT pg_sleep(60);"));
    open();
    const auto profile = connectTo(QStringLiteral("unsaved"));
    m_window->commands().action(Command::OpenRevisionFile)->trigger();
    auto* editor = m_window->findChild<CodeEditor*>(QStringLiteral("editor"));
    QVERIFY(editor);
    QTRY_VERIFY_WITH_TIMEOUT(!editor->text().isEmpty(), kWait);
    editor->append(QStringLiteral("-- more\n"));
    RunRequest request;
    request.targets = {QStringLiteral("head")};
    m_window->run(profile, request, QStringLiteral("Upgrade unsaved"));
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(QStringLiteral("unsaved")), QStringList{QStringLiteral("0001")}, kWait);
    QVERIFY(!m_window->close());
    const auto question = [this] {
        QMessageBox* shown = nullptr;
        for (auto* box : m_window->findChildren<QMessageBox*>(QStringLiteral("closeQuestion"))) {
            if (box->isVisible())
                shown = box;
        }
        return shown;
    };
    const auto agree
        = [&question] { question()->findChild<QPushButton*>(QStringLiteral("closeAnyway"))->click(); };
    QVERIFY(question()->text().contains(QLatin1String("Upgrade unsaved")));
    agree();
    QTRY_VERIFY_WITH_TIMEOUT(question() && question()->text().contains(QLatin1String("not saved")), kWait);
    QVERIFY(m_window->isVisible());
    agree();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), kWait);
}

void TestMainWindow::theStatusLineFollowsAConnectionToItsNewEnvironment()
{
    open();
    connectTo(QStringLiteral("moving"));
    const auto says = [this](const QString& text) {
        const auto labels = m_window->statusBar()->findChildren<QLabel*>();
        return std::any_of(labels.cbegin(), labels.cend(),
                           [&text](const QLabel* label) { return label->text().contains(text); });
    };
    QVERIFY(says(QStringLiteral("moving, development")));
    auto* panel = m_window->findChild<ConnectionsPanel*>();
    auto profiles = panel->model().profiles();
    profiles.last().environment = QStringLiteral("production");
    panel->setProfiles(profiles);
    emit panel->profilesEdited(profiles);
    QVERIFY(says(QStringLiteral("moving, production")));
}

void TestMainWindow::theLayoutComesBack()
{
    m_window->show();
    m_window->commands().action(Command::ToggleInspector)->trigger();
    QCoreApplication::sendPostedEvents();
    m_window->resize(777, 666); // fits the screen without the inspector, which newer Qt insists on
    const QSize size = m_window->size();
    QCOMPARE(size.width(), 777);
    QVERIFY(m_window->close());
    m_window = std::make_unique<MainWindow>(*m_store, QStringList());
    m_window->show();
    QCOMPARE(m_window->size(), size);
    QVERIFY(!m_window->findChild<QWidget*>(QStringLiteral("inspectorDock"))->isVisible());
    QVERIFY(!m_window->commands().action(Command::ToggleInspector)->isChecked());
    QVERIFY(m_window->findChild<QWidget*>(QStringLiteral("outputDock"))->isVisible());
}

void TestMainWindow::longIdsDoNotWidenTheWindow()
{
    const QString id(200, u'x');
    write(id, {}, QStringLiteral("SELECT 1;"));
    m_window->resize(1000, 700);
    open();
    QVERIFY(banner().contains(QLatin1String("xxx")));
    QTest::qWait(50);
    QVERIFY2(m_window->minimumSizeHint().width() <= 1000,
             qPrintable(QString::number(m_window->minimumSizeHint().width())));
    QCOMPARE(m_window->width(), 1000);
    QVERIFY(m_window->findChild<Banner*>(QStringLiteral("banner"))->details().contains(id));
}

void TestMainWindow::timeoutsOfTheLastRunAreRemembered()
{
    write(QStringLiteral("0001"), {}, QStringLiteral("SELECT 1;"));
    open();
    const auto profile = connectTo(QStringLiteral("timeouts"));
    RunRequest request;
    request.targets = {QStringLiteral("head")};
    request.runLockTimeout = std::chrono::seconds(7);
    request.lockTimeout = std::chrono::seconds(8);
    request.statementTimeout = std::chrono::seconds(9);
    m_window->run(profile, request, QStringLiteral("Upgrade timeouts"));
    QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Done")), kWait);
    m_window->openRunDialog(Direction::Upgrade);
    auto* dialog = m_window->findChild<QDialog*>(QStringLiteral("RunDialog"));
    QVERIFY(dialog);
    const auto value = [dialog](const char* name) {
        return dialog->findChild<QSpinBox*>(QString::fromLatin1(name))->value();
    };
    QCOMPARE(value("waitSpin"), 7);
    QCOMPARE(value("lockSpin"), 8);
    QCOMPARE(value("statementSpin"), 9);
    const auto kept = Settings::load(*m_store);
    QCOMPARE(kept.statementTimeoutSeconds, 9);
}

void TestMainWindow::everyDialogCanBeUsedWithoutAMouse()
{
    write(QStringLiteral("0001"), {}, QStringLiteral("SELECT 1;"));
    write(QStringLiteral("left"), QStringLiteral("0001"), QStringLiteral("SELECT 1;"));
    write(QStringLiteral("right"), QStringLiteral("0001"), QStringLiteral("SELECT 1;"));
    open();
    connectTo(QStringLiteral("dialogs"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kWait);
    for (const auto command :
         {Command::Upgrade, Command::Downgrade, Command::Stamp, Command::NewRevision, Command::CommandPalette,
          Command::AddConnection, Command::EditConnection, Command::DeleteConnection,
          Command::ImportConnections, Command::EditEnvironments, Command::About}) {
        auto* action = m_window->commands().action(command);
        QVERIFY2(action->isEnabled(), qPrintable(action->objectName()));
        action->trigger();
        QDialog* dialog = nullptr;
        for (auto* one : m_window->findChildren<QDialog*>()) {
            if (one->isVisible())
                dialog = one;
        }
        QVERIFY2(dialog, qPrintable(action->objectName()));
        QTRY_VERIFY2(dialog->focusWidget(), qPrintable(action->objectName()));
        for (const auto& problem : problemsOfUse(*dialog))
            QFAIL(qPrintable(QStringLiteral("%1: %2").arg(action->objectName(), problem)));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(m_window->findChildren<QDialog*>().isEmpty()
                    || !m_window->findChildren<QDialog*>().last()->isVisible());
        QTRY_VERIFY2(m_window->findChildren<QDialog*>().isEmpty(), qPrintable(action->objectName()));
    }
}

void TestMainWindow::noTwoActionsShareAShortcut()
{
    QHash<QKeySequence, const QAction*> used;
    for (const auto* action : m_window->findChildren<QAction*>()) {
        for (const auto& keys : action->shortcuts()) {
            if (keys.isEmpty() || action->shortcutContext() == Qt::WidgetShortcut
                || action->shortcutContext() == Qt::WidgetWithChildrenShortcut)
                continue;
            QVERIFY2(!used.contains(keys),
                     qPrintable(QStringLiteral("%1: %2").arg(keys.toString(), action->objectName())));
            used.insert(keys, action);
        }
    }
    // The letters that open the menus are taken as well.
    for (const auto* menu : m_window->menuBar()->actions()) {
        const auto keys = QKeySequence::mnemonic(menu->text());
        QVERIFY(!keys.isEmpty());
        QVERIFY2(!used.contains(keys), qPrintable(menu->text()));
        used.insert(keys, menu);
    }
}

void TestMainWindow::tabGoesThroughAllPanelsAndBack()
{
    write("0001", {}, "SELECT 1;", "SELECT 1;");
    open();
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    history()->focusTable();
    QStringList visited;
    for (int i = 0; i < 60 && !visited.contains(QLatin1String("historyTable")); ++i) {
        QTest::keyClick(m_window->focusWidget(), Qt::Key_Tab);
        const QString name = m_window->focusWidget()->objectName();
        if (visited.isEmpty() || visited.last() != name) // stays in the inspector from link to link
            visited.append(name);
    }
    const QStringList wanted{"emptyAddButton", "inspectorDetails", "inspectorUpgrade", "historySearch",
                             "historyTable"};
    QStringList passed = visited;
    passed.removeIf([&wanted](const QString& name) { return !wanted.contains(name); });
    QVERIFY2(passed == wanted, qPrintable(visited.join(u' ')));
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
