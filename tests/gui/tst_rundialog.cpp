// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/project.h"
#include "gui/backgroundpool.h"
#include "gui/editor/codeeditor.h"
#include "gui/passwordprovider.h"
#include "gui/run/rundialog.h"
#include "models/planmodel.h"

#include "memorypasswordstore.h"
#include "support/testserver.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <memory>

using namespace athanor;

class TestRunDialog : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void thePlanShownIsThePlanThatRuns();
    void productionWantsTheNameOfTheDatabaseTyped();
    void downgradeIsTypedInStagingAndNotInDevelopment();
    void anotherTargetMakesAnotherPlan();
    void unknownTargetIsSaidInTheDialog();
    void nothingToDoIsSaid();
    void databaseMovedMeanwhileRunsNothing();
    void fileDeletedMeanwhileIsSaid();
    void deadServerIsSaidAndClosingDoesNotWait();
    void enterInTheTargetFieldDoesNotRun();
    void aStampShowsTheRowsItWrites();
    void sqlIsShownFromItsFirstCharacter();

private:
    void makeRevision(const QString& id, const QString& down);
    void open(Direction direction, EnvironmentKind kind, const QString& target = {});
    bool upgradeTo(const QString& target);

    QPushButton* runButton() const { return m_dialog->findChild<QPushButton*>(QStringLiteral("runButton")); }

    QString status() const { return m_dialog->findChild<QLabel*>(QStringLiteral("statusLabel"))->text(); }

    PlanModel* plan() const
    {
        return qobject_cast<PlanModel*>(m_dialog->findChild<QTreeView*>(QStringLiteral("planTree"))->model());
    }

    athanor::test::TestServer m_server;
    QTemporaryDir m_folder;
    MemoryPasswordStore m_store;
    ConnectionProfile m_profile;
    RevisionMap m_map;
    std::unique_ptr<BackgroundPool> m_pool;
    std::unique_ptr<PasswordProvider> m_passwords;
    std::unique_ptr<RunDialog> m_dialog;
};

void TestRunDialog::makeRevision(const QString& id, const QString& down)
{
    QFile file(m_folder.filePath(QStringLiteral("versions/%1.sql").arg(id)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QStringLiteral("-- Change %1\n--\n-- Revision ID: %1\n-- Revises: %2\n\n-- migrate:up\n"
                              "CREATE TABLE t%1 (id int);\n\n-- migrate:down\nDROP TABLE t%1;\n")
                   .arg(id, down)
                   .toUtf8());
}

void TestRunDialog::initTestCase()
{
    QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("versions")));
    QFile ini(m_folder.filePath(QStringLiteral("athanor.ini")));
    QVERIFY(ini.open(QIODevice::WriteOnly));
    ini.write("[athanor]\nscript_location = .\n");
}

void TestRunDialog::init()
{
    makeRevision(QStringLiteral("0001"), {});
    makeRevision(QStringLiteral("0002"), QStringLiteral("0001"));
    makeRevision(QStringLiteral("0003"), QStringLiteral("0002"));
    const auto project = Project::open(m_folder.path());
    VERIFY_RESULT(project);
    const auto loaded = loadRevisions(*project);
    VERIFY_RESULT(loaded);
    m_map = loaded->map;
    QCOMPARE(m_map.size(), 3);
    m_pool = std::make_unique<BackgroundPool>();
    m_passwords = std::make_unique<PasswordProvider>(m_store, nullptr);
    m_profile.id = QStringLiteral("one");
    m_profile.name = QStringLiteral("my shop");
    m_profile.parameters = m_server.freshDatabase();
}

void TestRunDialog::cleanup()
{
    m_dialog.reset();
    m_pool.reset();
}

void TestRunDialog::open(Direction direction, EnvironmentKind kind, const QString& target)
{
    RunDialog::Options options;
    options.profile = m_profile;
    options.environment = {QStringLiteral("here"), kind, QStringLiteral("#ff8800")};
    options.map = m_map;
    options.direction = direction;
    options.target = target;
    m_dialog = std::make_unique<RunDialog>(options, *m_pool, *m_passwords);
    m_dialog->open();
}

bool TestRunDialog::upgradeTo(const QString& target)
{
    const auto session = athanor::test::TestServer::open(m_profile.parameters);
    RunRequest request;
    request.targets = {target};
    return run(
               *session, VersionTable(), m_map, request, [](const RunEvent&) {}, CancelToken())
        .has_value();
}

void TestRunDialog::thePlanShownIsThePlanThatRuns()
{
    open(Direction::Upgrade, EnvironmentKind::Development);
    QTRY_VERIFY(runButton()->isEnabled());
    QCOMPARE(runButton()->text(), QStringLiteral("Upgrade my shop to 0003, 3 revisions"));
    QCOMPARE(plan()->rowCount(), 3);
    QSignalSpy requested(m_dialog.get(), &RunDialog::runRequested);
    RunRequest wanted;
    connect(m_dialog.get(), &RunDialog::runRequested, this,
            [&wanted](const ConnectionProfile&, const RunRequest& request) { wanted = request; });
    runButton()->click();
    QCOMPARE(requested.size(), 1);
    QVERIFY(wanted.shown);
    QCOMPARE(wanted.shown->plan, plan()->plan());
    const auto session = athanor::test::TestServer::open(m_profile.parameters);
    const auto summary = run(
        *session, VersionTable(), m_map, wanted, [](const RunEvent&) {}, CancelToken());
    VERIFY_RESULT(summary);
    QCOMPARE(summary->plan, wanted.shown->plan);
    QCOMPARE(summary->versionRows, QStringList{QStringLiteral("0003")});
}

void TestRunDialog::productionWantsTheNameOfTheDatabaseTyped()
{
    open(Direction::Upgrade, EnvironmentKind::Production);
    auto* confirm = m_dialog->findChild<QLineEdit*>(QStringLiteral("confirmEdit"));
    QTRY_VERIFY(confirm->isVisible());
    QVERIFY(!runButton()->isEnabled());
    const QString database = m_profile.parameters.value(QStringLiteral("dbname"));
    QVERIFY(m_dialog->findChild<QLabel*>(QStringLiteral("confirmLabel"))->text().contains(database));
    confirm->setText(database.toUpper());
    QVERIFY(!runButton()->isEnabled());
    confirm->setText(database);
    QVERIFY(runButton()->isEnabled());
}

void TestRunDialog::downgradeIsTypedInStagingAndNotInDevelopment()
{
    QVERIFY(upgradeTo(QStringLiteral("head")));
    open(Direction::Downgrade, EnvironmentKind::Staging);
    auto* confirm = m_dialog->findChild<QLineEdit*>(QStringLiteral("confirmEdit"));
    QTRY_VERIFY(confirm->isVisible());
    QVERIFY(!runButton()->isEnabled());
    confirm->setText(m_profile.parameters.value(QStringLiteral("dbname")));
    QVERIFY(runButton()->isEnabled());
    // Another direction starts over.
    m_dialog->findChild<QComboBox*>(QStringLiteral("directionCombo"))
        ->setCurrentIndex(int(Direction::Upgrade));
    QVERIFY(confirm->text().isEmpty());

    open(Direction::Downgrade, EnvironmentKind::Development, QStringLiteral("base"));
    QTRY_VERIFY(runButton()->isEnabled());
    QCOMPARE(runButton()->text(), QStringLiteral("Downgrade my shop to base, 3 revisions"));
}

void TestRunDialog::anotherTargetMakesAnotherPlan()
{
    open(Direction::Upgrade, EnvironmentKind::Development);
    QTRY_COMPARE(plan()->rowCount(), 3);
    auto* target = m_dialog->findChild<QComboBox*>(QStringLiteral("targetCombo"));
    for (const char* text : {"0", "00", "000", "0001"})
        target->setEditText(QString::fromLatin1(text));
    QVERIFY(!runButton()->isEnabled()); // what is shown is not what is typed
    QTRY_VERIFY(runButton()->isEnabled());
    QCOMPARE(plan()->rowCount(), 1);
    QCOMPARE(runButton()->text(), QStringLiteral("Upgrade my shop to 0001, 1 revision"));
}

void TestRunDialog::unknownTargetIsSaidInTheDialog()
{
    open(Direction::Upgrade, EnvironmentKind::Development, QStringLiteral("<b>nowhere</b>"));
    QTRY_VERIFY(status().contains(QStringLiteral("<b>nowhere</b>")));
    QCOMPARE(m_dialog->findChild<QLabel*>(QStringLiteral("statusLabel"))->textFormat(), Qt::PlainText);
    QVERIFY(!runButton()->isEnabled());
    QCOMPARE(plan()->rowCount(), 0);
}

void TestRunDialog::nothingToDoIsSaid()
{
    QVERIFY(upgradeTo(QStringLiteral("head")));
    open(Direction::Upgrade, EnvironmentKind::Production);
    QTRY_VERIFY(status().contains(QStringLiteral("Nothing to do")));
    QVERIFY(!runButton()->isEnabled());
    QVERIFY(!m_dialog->findChild<QLineEdit*>(QStringLiteral("confirmEdit"))->isVisible());
}

void TestRunDialog::databaseMovedMeanwhileRunsNothing()
{
    open(Direction::Upgrade, EnvironmentKind::Development);
    QTRY_VERIFY(runButton()->isEnabled());
    QVERIFY(upgradeTo(QStringLiteral("0001")));
    RunRequest wanted;
    connect(m_dialog.get(), &RunDialog::runRequested, this,
            [&wanted](const ConnectionProfile&, const RunRequest& request) { wanted = request; });
    runButton()->click();
    const auto session = athanor::test::TestServer::open(m_profile.parameters);
    const auto summary = run(
        *session, VersionTable(), m_map, wanted, [](const RunEvent&) {}, CancelToken());
    QVERIFY(!summary);
    QCOMPARE(summary.error().kind, ErrorKind::PlanChanged);
}

void TestRunDialog::fileDeletedMeanwhileIsSaid()
{
    QVERIFY(QFile::remove(m_folder.filePath(QStringLiteral("versions/0002.sql"))));
    open(Direction::Upgrade, EnvironmentKind::Development);
    QTRY_VERIFY(status().contains(QStringLiteral("0002.sql")));
    QVERIFY(!runButton()->isEnabled());
    auto* again = m_dialog->findChild<QPushButton*>(QStringLiteral("againButton"));
    QVERIFY(again->isVisible());
    makeRevision(QStringLiteral("0002"), QStringLiteral("0001"));
    again->click();
    QTRY_VERIFY(runButton()->isEnabled());
}

void TestRunDialog::deadServerIsSaidAndClosingDoesNotWait()
{
    m_profile.parameters.keywords.insert(QStringLiteral("host"), QStringLiteral("/nonexistent"));
    open(Direction::Upgrade, EnvironmentKind::Development);
    QTRY_VERIFY(status().contains(QStringLiteral("nonexistent")));
    QVERIFY(!runButton()->isEnabled());
    m_dialog.reset(); // while nothing, and while a preview runs
    open(Direction::Upgrade, EnvironmentKind::Development);
    m_dialog.reset();
    QTest::qWait(100);
}

void TestRunDialog::enterInTheTargetFieldDoesNotRun()
{
    open(Direction::Upgrade, EnvironmentKind::Development);
    QTRY_VERIFY(runButton()->isEnabled());
    QSignalSpy requested(m_dialog.get(), &RunDialog::runRequested);
    auto* target = m_dialog->findChild<QComboBox*>(QStringLiteral("targetCombo"));
    target->setFocus();
    QTest::keyClick(target->lineEdit(), Qt::Key_Return);
    QCOMPARE(requested.size(), 0);
    QTRY_VERIFY(runButton()->isEnabled());
    QTest::keyClick(m_dialog.get(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(requested.size(), 1);
}

void TestRunDialog::aStampShowsTheRowsItWrites()
{
    open(Direction::Stamp, EnvironmentKind::Development, QStringLiteral("0002"));
    QTRY_VERIFY(runButton()->isEnabled());
    const auto* view = m_dialog->findChild<CodeEditor*>(QStringLiteral("sqlView"));
    QVERIFY2(view->text().contains(
                 QStringLiteral("INSERT INTO \"alembic_version\" (version_num) VALUES ('0002');")),
             qPrintable(view->text()));
}

void TestRunDialog::sqlIsShownFromItsFirstCharacter()
{
    CodeEditor view(CodeEditor::Use::View);
    view.setLanguage(CodeEditor::Language::Sql);
    const QString line = QStringLiteral("SELECT ") + QString(400, u'x') + u'\n';
    for (const int width : {20, 40, 60, 100, 300}) {
        view.resize(width, 80);
        view.show();
        view.showText(line.repeated(50) + QString::number(width));
        QTest::qWait(20);
        QCOMPARE(view.SendScintilla(QsciScintillaBase::SCI_GETXOFFSET), 0L);
        QCOMPARE(view.firstVisibleLine(), 0);
        view.SendScintilla(QsciScintillaBase::SCI_SETXOFFSET, 50UL);
    }
}

QTEST_MAIN(TestRunDialog)
#include "tst_rundialog.moc"
