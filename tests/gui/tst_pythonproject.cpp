// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/trust.h"
#include "db/session.h"
#include "db/versiontable.h"
#include "gui/banner.h"
#include "gui/connections/connectionspanel.h"
#include "gui/editor/codeeditor.h"
#include "gui/editor/editorpage.h"
#include "gui/editor/editortabs.h"
#include "gui/history/historypage.h"
#include "gui/inspector/inspector.h"
#include "gui/inspector/sqlpane.h"
#include "gui/mainwindow.h"
#include "gui/run/outputpanel.h"
#include "models/planmodel.h"
#include "models/runmodel.h"

#include "support/pythonproject.h"
#include "support/testserver.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

#include <memory>

using namespace athanor;

namespace {

constexpr int kWait = 30'000;

} // namespace

/// The window on Alembic projects: trust, SQL, runs, new revisions, several heads, rows that fit nothing.
class TestPythonProject : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void openingRunsNothingAndAsksOnce();
    void trustShowsTheSqlAndIsRemembered();
    void trustCanBeWithdrawn();
    void saysWhyThereIsNoSql();
    void selectingManyRevisionsShowsTheLast();
    void aHangingRevisionKeepsTheNextWaitingOnlyShortly();
    void aMissingPythonIsSaid();
    void theSourceStandsBesideTheSqlWhereThereIsRoom();
    void thePlanIsShownWithoutRunningPython();
    void upgradesThroughRenderedAndLiveSteps();
    void theProjectsEnvPyIsAChoice();
    void anErrorLeadsToTheRenderedSql();
    void newRevisionsComeFromTheProjectsTemplate();
    void computedIdentifiersAreReadOnceTrusted();
    void severalHeadsAreMergedWithOneQuestion();
    void rowsThatFitNothingAreRepaired();

private:
    void open();
    void trust();

    template <typename T> T* find(const char* name) const
    {
        return m_window->findChild<T*>(QLatin1String(name));
    }

    QString banner() const { return m_window->findChild<Banner*>(QStringLiteral("banner"))->text(); }

    QString advice() const { return find<Banner>("adviceBanner")->text(); }

    QAbstractButton* adviceButton(const QString& text) const
    {
        for (auto* button :
             find<Banner>("adviceBanner")->findChildren<QAbstractButton*>(QStringLiteral("bannerAction"))) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }

    HistoryPage* history() const { return m_window->findChild<HistoryPage*>(); }

    QAction* action(Command command) const { return m_window->commands().action(command); }

    SqlPane* pane(const char* name) const
    {
        const auto* view = find<CodeEditor>(name);
        return view ? qobject_cast<SqlPane*>(view->parentWidget()->parentWidget()) : nullptr;
    }

    QString upgradeSql() const { return find<CodeEditor>("inspectorUpgrade")->text(); }

    ConnectionParameters connectTo();
    QStringList rowsOf(const ConnectionParameters& parameters);
    QDialog* openRunDialog(Direction direction, const QString& target = {});

    test::TestServer m_server;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<test::PythonProject> m_project;
    std::unique_ptr<QSettings> m_store;
    std::unique_ptr<MainWindow> m_window;
};

void TestPythonProject::initTestCase()
{
    m_server.sandbox(); // its cluster is copied from the user's own cache
}

void TestPythonProject::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    qputenv("ATHANOR_PYTHON", test::pythonWithAlembic().toUtf8());
    qputenv("XDG_CONFIG_HOME", m_home->filePath(QStringLiteral("config")).toUtf8());
    qputenv("XDG_CACHE_HOME", m_home->filePath(QStringLiteral("cache")).toUtf8());
    m_project = std::make_unique<test::PythonProject>();
    m_store
        = std::make_unique<QSettings>(m_home->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_window = std::make_unique<MainWindow>(*m_store, QStringList());
    m_window->show();
}

void TestPythonProject::cleanup()
{
    m_window.reset();
}

void TestPythonProject::open()
{
    m_window->openProject(m_project->folder());
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && history()->isVisible(), kWait);
}

void TestPythonProject::trust()
{
    action(Command::TrustProject)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && action(Command::TrustProject)->isChecked(), kWait);
}

ConnectionParameters TestPythonProject::connectTo()
{
    const auto parameters = m_server.freshDatabase();
    m_window->useUrl(m_server.sandbox().url(parameters.value(QStringLiteral("dbname"))),
                     QStringLiteral("development"));
    return parameters;
}

QStringList TestPythonProject::rowsOf(const ConnectionParameters& parameters)
{
    const auto session = test::TestServer::open(parameters);
    const auto state = readVersionState(*session, VersionTable());
    return state ? state->rows : QStringList(state.error().message);
}

QDialog* TestPythonProject::openRunDialog(Direction direction, const QString& target)
{
    m_window->openRunDialog(direction, target);
    return find<QDialog>("RunDialog");
}

void TestPythonProject::openingRunsNothingAndAsksOnce()
{
    const QString proof = m_home->filePath(QStringLiteral("ran"));
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("pass"), QStringLiteral("pass"),
                   QStringLiteral("open('%1', 'w').close()").arg(proof));
    open();
    QVERIFY2(advice().contains(m_project->folder()), qPrintable(advice()));
    auto* notNow = adviceButton(QStringLiteral("Not Now"));
    QVERIFY(notNow);
    QVERIFY(adviceButton(QStringLiteral("Show SQL and Run Revisions")));
    QTRY_VERIFY(pane("inspectorUpgrade"));
    QVERIFY2(pane("inspectorUpgrade")->message().contains(QLatin1String("not agreed")),
             qPrintable(pane("inspectorUpgrade")->message()));
    QVERIFY(find<CodeEditor>("inspectorSource")->text().contains(QLatin1String("revision = 'aaa1'")));
    notNow->click();
    QVERIFY(advice().isEmpty());
    QVERIFY(!QFile::exists(proof));
    // The same project in another session does not ask again; the command is there.
    m_window = std::make_unique<MainWindow>(*m_store, QStringList());
    m_window->show();
    open();
    QVERIFY(advice().isEmpty());
    QVERIFY(action(Command::TrustProject)->isEnabled());
    QVERIFY(!action(Command::TrustProject)->isChecked());
    QVERIFY(!QFile::exists(proof));
}

void TestPythonProject::trustShowsTheSqlAndIsRemembered()
{
    m_project->add(QStringLiteral("aaa1"),
                   QStringLiteral("op.create_table('teams', sa.Column('id', sa.Integer))"),
                   QStringLiteral("op.drop_table('teams')"));
    open();
    adviceButton(QStringLiteral("Show SQL and Run Revisions"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && pane("inspectorUpgrade"), kWait);
    QTRY_VERIFY2_WITH_TIMEOUT(upgradeSql().contains(QLatin1String("CREATE TABLE teams")),
                              qPrintable(pane("inspectorUpgrade")->message()), kWait);
    QVERIFY(find<CodeEditor>("inspectorDowngrade")->text().contains(QLatin1String("DROP TABLE teams")));
    QVERIFY(advice().isEmpty());
    QVERIFY(Trust().isTrusted(m_project->folder()));
    m_window = std::make_unique<MainWindow>(*m_store, QStringList());
    m_window->show();
    open();
    QVERIFY(advice().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(upgradeSql().contains(QLatin1String("CREATE TABLE teams")), kWait);
}

void TestPythonProject::trustCanBeWithdrawn()
{
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("op.execute('SELECT 1')"));
    open();
    trust();
    QTRY_VERIFY_WITH_TIMEOUT(pane("inspectorUpgrade") && upgradeSql().contains(QLatin1String("SELECT 1")),
                             kWait);
    action(Command::TrustProject)->trigger();
    QTRY_VERIFY(pane("inspectorUpgrade")->message().contains(QLatin1String("not agreed")));
    QVERIFY(!Trust().isTrusted(m_project->folder()));
}

void TestPythonProject::saysWhyThereIsNoSql()
{
    m_project->add(QStringLiteral("aaa1"),
                   QStringLiteral("op.get_bind().execute(sa.text('SELECT 1')).scalar()"),
                   QStringLiteral("raise ValueError('not today')"));
    open();
    trust();
    auto* upgrade = pane("inspectorUpgrade");
    QTRY_VERIFY2_WITH_TIMEOUT(upgrade->message().startsWith(QLatin1String("Needs a live connection")),
                              qPrintable(upgrade->message()), kWait);
    auto* link = upgrade->findChild<QPushButton*>(QStringLiteral("sqlPaneOpen"));
    QCOMPARE(link->text(), QStringLiteral("Open aaa1.py, Line %1").arg(test::PythonProject::upLine()));
    link->click();
    auto* page = m_window->findChild<EditorPage*>();
    QVERIFY(page);
    QVERIFY(page->path().endsWith(QLatin1String("aaa1.py")));
    const auto* downgrade = pane("inspectorDowngrade");
    QVERIFY2(downgrade->message().contains(QLatin1String("not today")), qPrintable(downgrade->message()));
}

void TestPythonProject::selectingManyRevisionsShowsTheLast()
{
    for (int i = 1; i <= 20; ++i)
        m_project->add(QStringLiteral("rev%1").arg(i), QStringLiteral("op.execute('SELECT %1')").arg(i));
    open();
    trust();
    for (int i = 20; i >= 1; --i) {
        QVERIFY(history()->select(QStringLiteral("rev%1").arg(i)));
        QTest::qWait(5);
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kWait);
    QVERIFY2(upgradeSql().contains(QLatin1String("SELECT 1;")), qPrintable(upgradeSql()));
    const QDir cache(m_home->filePath(QStringLiteral("cache/athanor/rendered")));
    QVERIFY(cache.entryList({QStringLiteral("rev10-*")}, QDir::Files).isEmpty());
}

void TestPythonProject::aHangingRevisionKeepsTheNextWaitingOnlyShortly()
{
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("op.execute('SELECT 1')"));
    m_project->add(QStringLiteral("aaa2"), QStringLiteral("import time\ntime.sleep(50)"));
    open();
    QCOMPARE(history()->selectedRevision(), QStringLiteral("aaa2"));
    action(Command::TrustProject)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(pane("inspectorUpgrade")->message(), QStringLiteral("Rendering the SQL…"),
                              kWait);
    QTest::qWait(1000); // Python sleeps by now
    QVERIFY(history()->select(QStringLiteral("aaa1")));
    QTRY_VERIFY_WITH_TIMEOUT(upgradeSql().contains(QLatin1String("SELECT 1")), 20'000);
}

void TestPythonProject::aMissingPythonIsSaid()
{
    qputenv("ATHANOR_PYTHON", "/nowhere/python");
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("pass"));
    open();
    trust();
    QTRY_VERIFY2_WITH_TIMEOUT(pane("inspectorUpgrade")->message().contains(QLatin1String("/nowhere/python")),
                              qPrintable(pane("inspectorUpgrade")->message()), kWait);
    QVERIFY(find<CodeEditor>("inspectorSource")->text().contains(QLatin1String("aaa1")));
    QVERIFY(history()->isVisible());
}

void TestPythonProject::theSourceStandsBesideTheSqlWhereThereIsRoom()
{
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("pass"));
    open();
    QTRY_VERIFY(pane("inspectorUpgrade"));
    auto* inspector = m_window->findChild<Inspector*>();
    const auto* tabs = find<QTabWidget>("inspectorTexts");
    auto* source = find<CodeEditor>("inspectorSource");
    QVERIFY(tabs->indexOf(source) >= 0);
    inspector->resize(1000, inspector->height());
    QVERIFY(tabs->indexOf(source) < 0);
    QVERIFY(source->isVisible());
    QCOMPARE(find<QSplitter>("inspectorSplitter")->indexOf(source), 0);
    inspector->resize(300, inspector->height());
    QVERIFY(tabs->indexOf(source) >= 0);
}

void TestPythonProject::thePlanIsShownWithoutRunningPython()
{
    const QString proof = m_home->filePath(QStringLiteral("ran"));
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("op.execute('SELECT 1')"), QStringLiteral("pass"),
                   QStringLiteral("open('%1', 'w').close()").arg(proof));
    open();
    connectTo();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kWait);
    auto* dialog = openRunDialog(Direction::Upgrade);
    auto* trustButton = dialog->findChild<QPushButton*>(QStringLiteral("trustButton"));
    auto* run = dialog->findChild<QPushButton*>(QStringLiteral("runButton"));
    QTRY_VERIFY_WITH_TIMEOUT(trustButton->isVisible(), kWait);
    const auto* plan = dialog->findChild<QTreeView*>(QStringLiteral("planTree"))->model();
    QCOMPARE(plan->rowCount(), 1);
    QVERIFY(!run->isEnabled());
    QVERIFY(dialog->findChild<CodeEditor*>(QStringLiteral("sqlView"))
                ->text()
                .startsWith(QLatin1String("-- not shown")));
    QVERIFY(!QFile::exists(proof));
    trustButton->click();
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kWait);
    QVERIFY(!trustButton->isVisible());
    QVERIFY(plan->index(0, 0).data(PlanModel::SqlRole).toString().contains(QLatin1String("SELECT 1")));
    QVERIFY(QFile::exists(proof));
}

void TestPythonProject::upgradesThroughRenderedAndLiveSteps()
{
    m_project->add(QStringLiteral("aaa1"),
                   QStringLiteral("op.create_table('teams', sa.Column('id', sa.Integer))"));
    m_project->add(
        QStringLiteral("aaa2"),
        QStringLiteral("count = op.get_bind().execute(sa.text('SELECT count(*) FROM teams')).scalar()\n"
                       "print('teams: %d' % count)"));
    open();
    trust();
    const auto database = connectTo();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kWait);
    auto* dialog = openRunDialog(Direction::Upgrade);
    auto* run = dialog->findChild<QPushButton*>(QStringLiteral("runButton"));
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kWait);
    const auto* plan = dialog->findChild<QTreeView*>(QStringLiteral("planTree"))->model();
    QVERIFY(!plan->index(0, 0).data(PlanModel::LiveRole).toBool());
    QVERIFY(plan->index(1, 0).data(PlanModel::LiveRole).toBool());
    const auto notes = plan->index(1, PlanModel::NotesColumn).data().toString();
    QVERIFY2(notes.contains(QLatin1String("needs a live connection")), qPrintable(notes));
    run->click();
    QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Done")), kWait);
    QCOMPARE(rowsOf(database), QStringList{QStringLiteral("aaa2")});
    QVERIFY(m_window->findChild<OutputPanel*>()->model().toText().contains(QLatin1String("teams: 0")));
}

void TestPythonProject::theProjectsEnvPyIsAChoice()
{
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("op.execute('SELECT 1')"));
    open();
    trust();
    connectTo();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kWait);
    auto* dialog = openRunDialog(Direction::Upgrade);
    auto* run = dialog->findChild<QPushButton*>(QStringLiteral("runButton"));
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kWait);
    const auto* plan = dialog->findChild<QTreeView*>(QStringLiteral("planTree"))->model();
    const auto notes = [plan] { return plan->index(0, PlanModel::NotesColumn).data().toString(); };
    QVERIFY2(notes().contains(QLatin1String("rendered from Python")), qPrintable(notes()));
    dialog->findChild<QCheckBox*>(QStringLiteral("envPyCheckBox"))->setChecked(true);
    QVERIFY(!run->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kWait);
    QVERIFY2(notes().contains(QLatin1String("env.py")), qPrintable(notes()));
    run->click();
    QTRY_VERIFY2_WITH_TIMEOUT(banner().contains(QLatin1String("env.py must not run")), qPrintable(banner()),
                              kWait);
}

void TestPythonProject::anErrorLeadsToTheRenderedSql()
{
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("op.execute('SELECT * FROM nothing_there')"));
    open();
    trust();
    connectTo();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kWait);
    auto* dialog = openRunDialog(Direction::Upgrade);
    auto* run = dialog->findChild<QPushButton*>(QStringLiteral("runButton"));
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kWait);
    run->click();
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("nothing_there")), kWait);
    const auto error = m_window->findChild<OutputPanel*>()->model().lastError();
    QVERIFY(error.data(RunModel::SourceFileRole).toString().endsWith(QLatin1String("aaa1.py")));
    QCOMPARE(error.data(RunModel::SourceLineRole).toInt(), test::PythonProject::upLine());
    action(Command::JumpToError)->trigger();
    const auto* page = qobject_cast<EditorPage*>(m_window->findChild<EditorTabs*>()->currentWidget());
    QVERIFY(page);
    QVERIFY2(page->path().endsWith(QLatin1String(".sql")), qPrintable(page->path()));
    QTRY_COMPARE(page->title(), QStringLiteral("aaa1-upgrade.sql (read-only)"));
    QVERIFY2(banner().contains(QLatin1String("aaa1-upgrade.sql")), qPrintable(banner()));
}

void TestPythonProject::newRevisionsComeFromTheProjectsTemplate()
{
    m_project->write(QStringLiteral("migrations/script.py.mako"),
                     QStringLiteral("\"\"\"${message}\"\"\"\n# our own\nrevision = ${repr(up_revision)}\n"
                                    "down_revision = ${repr(down_revision)}\nbranch_labels = "
                                    "${repr(branch_labels)}\ndepends_on = ${repr(depends_on)}\n\n"
                                    "def upgrade():\n    pass\n\ndef downgrade():\n    pass\n"));
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("pass"));
    open();
    m_window->openNewRevisionDialog();
    auto* dialog = find<QDialog>("NewRevisionDialog");
    QVERIFY(dialog);
    auto* ok = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    dialog->findChild<QLineEdit*>(QStringLiteral("messageEdit"))->setText(QStringLiteral("Add teams"));
    QTRY_VERIFY(
        dialog->findChild<QLabel*>(QStringLiteral("pathLabel"))->text().endsWith(QLatin1String(".py")));
    QVERIFY(!ok->isEnabled());
    dialog->findChild<QPushButton*>(QStringLiteral("trustButton"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(ok->isEnabled(), kWait);
    ok->click();
    QTRY_COMPARE_WITH_TIMEOUT(history()->model().rowCount(), 2, kWait);
    auto* page = m_window->findChild<EditorPage*>();
    QVERIFY(page);
    QTRY_VERIFY(page->findChild<CodeEditor*>()->text().contains(QLatin1String("# our own")));
}

void TestPythonProject::computedIdentifiersAreReadOnceTrusted()
{
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("pass"));
    m_project->write(QStringLiteral("migrations/versions/computed.py"),
                     QStringLiteral("revision = 'aaa' + str(1 + 1)\ndown_revision = 'aaa1'\n\n"
                                    "def upgrade():\n    pass\n\ndef downgrade():\n    pass\n"));
    open();
    QCOMPARE(history()->model().rowCount(), 1);
    QVERIFY2(find<Banner>("banner")->details().contains(QLatin1String("Trust the Project's Python")),
             qPrintable(find<Banner>("banner")->details()));
    trust();
    QTRY_COMPARE_WITH_TIMEOUT(history()->model().rowCount(), 2, kWait);
    QVERIFY(history()->select(QStringLiteral("aaa2")));
    QVERIFY(banner().isEmpty());
}

void TestPythonProject::severalHeadsAreMergedWithOneQuestion()
{
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("pass"));
    m_project->write(QStringLiteral("migrations/versions/bbb1.sql"),
                     QStringLiteral("-- Other\n--\n-- Revision ID: bbb1\n-- Revises:\n\n-- migrate:up\n"
                                    "SELECT 1;\n\n-- migrate:down\nSELECT 1;\n"));
    m_project->write(QStringLiteral("migrations/script.py.mako"),
                     QStringLiteral("\"\"\"${message}\"\"\"\nrevision = ${repr(up_revision)}\n"
                                    "down_revision = ${repr(down_revision)}\nbranch_labels = "
                                    "${repr(branch_labels)}\ndepends_on = ${repr(depends_on)}\n\n"
                                    "def upgrade():\n    pass\n\ndef downgrade():\n    pass\n"));
    open();
    trust();
    QVERIFY2(advice().startsWith(QLatin1String("2 heads: aaa1, bbb1")), qPrintable(advice()));
    action(Command::MergeHeads)->trigger();
    auto* dialog = find<QDialog>("mergeDialog");
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QLineEdit*>(QStringLiteral("mergeMessage"))->text(),
             QStringLiteral("merge aaa1 and bbb1"));
    dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->click();
    QTRY_COMPARE_WITH_TIMEOUT(history()->model().rowCount(), 3, kWait);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kWait);
    QVERIFY(advice().isEmpty());
    QVERIFY(!QStringList({QStringLiteral("aaa1"), QStringLiteral("bbb1")})
                 .contains(history()->selectedRevision()));
    QVERIFY(!action(Command::MergeHeads)->isEnabled());
}

void TestPythonProject::rowsThatFitNothingAreRepaired()
{
    m_project->add(QStringLiteral("aaa1"), QStringLiteral("pass"));
    open();
    trust();
    QVERIFY(!action(Command::RepairRows)->isEnabled());
    const auto database = connectTo();
    {
        const auto session = test::TestServer::open(database);
        VERIFY_RESULT(ensureVersionTable(*session, VersionTable()));
        VERIFY_RESULT(session->query(QStringLiteral("INSERT INTO alembic_version VALUES ('gone')"), {}));
    }
    action(Command::RefreshConnections)->trigger();
    QTRY_VERIFY2_WITH_TIMEOUT(advice().contains(QLatin1String("stands at 'gone'")), qPrintable(advice()),
                              kWait);
    QVERIFY(action(Command::RepairRows)->isEnabled());
    action(Command::RepairRows)->trigger();
    auto* dialog = find<QDialog>("RepairDialog");
    QVERIFY(dialog);
    dialog->findChild<QComboBox*>(QStringLiteral("choice0"))->setEditText(QStringLiteral("aaa1"));
    dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->click();
    auto* stamp = find<QDialog>("RunDialog");
    QVERIFY(stamp);
    QVERIFY(stamp->findChild<QCheckBox*>(QStringLiteral("purgeCheckBox"))->isChecked());
    auto* run = stamp->findChild<QPushButton*>(QStringLiteral("runButton"));
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), kWait);
    run->click();
    QTRY_VERIFY_WITH_TIMEOUT(banner().startsWith(QLatin1String("Done")), kWait);
    QCOMPARE(rowsOf(database), QStringList{QStringLiteral("aaa1")});
    QTRY_VERIFY_WITH_TIMEOUT(advice().isEmpty(), kWait);
}

QTEST_MAIN(TestPythonProject)
#include "tst_pythonproject.moc"
