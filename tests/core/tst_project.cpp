// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/errortext.h"
#include "core/inifile.h"
#include "core/newrevision.h"
#include "core/project.h"
#include "core/projectconfig.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace athanor;
using namespace Qt::StringLiterals;

class TestProject : public QObject {
    Q_OBJECT
private slots:
    void init();
    void createsAProjectThatOpens();
    void neverCreatesOverAProject();
    void findsTheNearestConfiguration();
    void opensAFolderByTheFirstConfiguration();
    void readsEverySettingOfAnIni();
    void readsTheSectionAskedFor();
    void splitsVersionLocations_data();
    void splitsVersionLocations();
    void readsPyproject();
    void joinsPyprojectAndIni();
    void findsThePackageOfAScriptLocation();
    void findsAnInstalledPackage();
    void splitsSysPathsAsAlembicDoes_data();
    void splitsSysPathsAsAlembicDoes();
    void joinsTwoFilesThatAreNamed();
    void readsASectionForEachDatabase();
    void opensWithoutWhatOnlyEnvPySets();
    void readsTheVersionTableOfEnvPy_data();
    void readsTheVersionTableOfEnvPy();
    void readsTreesForEachRelease();
    void knowsTheDefaultFolders();
    void readsIniAsPythonDoes_data();
    void readsIniAsPythonDoes();
    void refusesBadIni_data();
    void refusesBadIni();
    void refusesBadSettings_data();
    void refusesBadSettings();
    void neverTellsThePassword();
    void listsRevisionsInLoadOrder();
    void listsSubfoldersWhenAskedTo();
    void takesAMissingVersionLocationForAnEmptyOne();
    void reportsAFolderThatIsGoneOrUnreadable();
    void loadsGoodFilesAndNamesBadOnes();
    void loadsInTheSameOrderEveryTime();

private:
    void write(const QString& name, const QByteArray& bytes)
    {
        const QString path = m_folder->filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }

    [[nodiscard]] QString at(const QString& name) const { return m_folder->filePath(name); }

    [[nodiscard]] QStringList names(const QStringList& paths) const
    {
        QStringList names;
        for (const QString& path : paths)
            names.append(QDir(m_folder->path()).relativeFilePath(path));
        return names;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestProject::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestProject::createsAProjectThatOpens()
{
    const auto project = Project::create(at(u"new/database"_s));
    QVERIFY2(project.has_value(), qPrintable(project ? QString() : project.error().message));
    const ProjectSettings& settings = project->settings();
    QCOMPARE(settings.kind, ProjectKind::Sql);
    QCOMPARE(settings.versionLocations, QStringList({at(u"new/database/revisions"_s)}));
    QCOMPARE(settings.fileTemplate, u"%(rev)s_%(slug)s"_s);
    QCOMPARE(settings.timezone, u"utc"_s);
    QCOMPARE(project->name(), u"database"_s);
    QCOMPARE(project->folder(), at(u"new/database"_s));
    QVERIFY(project->revisionFiles().value().isEmpty());
    QVERIFY(loadRevisions(*project)->map.isEmpty());
}

void TestProject::neverCreatesOverAProject()
{
    write(u"athanor.ini"_s, "[athanor]\n");
    const auto sql = Project::create(m_folder->path());
    QVERIFY(!sql.has_value() && sql.error().message.contains(u"already"_s));
    write(u"b/alembic.ini"_s, "keep");
    QVERIFY(!Project::create(at(u"b"_s)).has_value());
    write(u"file"_s, "");
    const auto inFile = Project::create(at(u"file"_s));
    QVERIFY(!inFile.has_value() && inFile.error().message.contains(u"cannot be made"_s));
}

void TestProject::findsTheNearestConfiguration()
{
    write(u"athanor.ini"_s, "[athanor]\n");
    write(u"a/alembic.ini"_s, "[alembic]\n");
    write(u"a/b/c/file"_s, "");
    write(u"a/p/pyproject.toml"_s, "[tool.alembic]\nscript_location = 'x'\n");
    write(u"a/q/pyproject.toml"_s, "[tool.other]\nalembic = 1\n");
    QCOMPARE(Project::find(at(u"a/b/c"_s)), at(u"a/alembic.ini"_s));
    QCOMPARE(Project::find(m_folder->path()), at(u"athanor.ini"_s));
    QCOMPARE(Project::find(at(u"a/p"_s)), at(u"a/p/pyproject.toml"_s));
    QCOMPARE(Project::find(at(u"a/q"_s)), at(u"a/alembic.ini"_s));
    QCOMPARE(Project::find(u"/proc"_s), QString());
}

void TestProject::opensAFolderByTheFirstConfiguration()
{
    write(u"alembic.ini"_s, "[alembic]\nscript_location = .\n");
    QCOMPARE(Project::open(m_folder->path())->settings().configFile, at(u"alembic.ini"_s));
    write(u"athanor.ini"_s, "[athanor]\n");
    QCOMPARE(Project::open(m_folder->path() + u"/"_s)->settings().configFile, at(u"athanor.ini"_s));
    QCOMPARE(Project::open(at(u"alembic.ini"_s))->settings().kind, ProjectKind::Alembic);
    QVERIFY(!Project::open(at(u"missing"_s)).has_value());
    write(u"empty/file"_s, "");
    const auto empty = Project::open(at(u"empty"_s));
    QVERIFY(!empty.has_value() && empty.error().message.contains(u"no migration project"_s));
}

void TestProject::readsEverySettingOfAnIni()
{
    write(u"alembic.ini"_s,
          "\xEF\xBB\xBF[DEFAULT]\r\ncommon = c\r\n[alembic]\r\nscript_location = %(here)s/mig rations\r\n"
          "file_template = %%(year)d_%%(rev)s ; kept\r\ntruncate_slug_length = 20\r\ntimezone: "
          "Europe/Berlin\r\n"
          "recursive_version_locations = True\r\nversion_table = %(common)s_version\r\nversion_table_schema "
          "= audit\r\n"
          "SQLAlchemy.URL = postgresql://u:p%%40x@h/db?options=-c%%20a;b\r\nmine = a\r\n   b\r\n  # "
          "comment\r\n   c\r\n");
    QDir(m_folder->path()).mkdir(u"mig rations"_s);
    const auto project = Project::open(m_folder->path());
    QVERIFY2(project.has_value(), qPrintable(project ? QString() : errorText(project.error())));
    ProjectSettings expected;
    expected.kind = ProjectKind::Alembic;
    expected.configFile = at(u"alembic.ini"_s);
    expected.section = u"alembic"_s;
    expected.scriptLocation = at(u"mig rations"_s);
    expected.versionLocations = {at(u"mig rations/versions"_s)};
    expected.recursiveVersionLocations = true;
    expected.fileTemplate = u"%(year)d_%(rev)s ; kept"_s;
    expected.truncateSlugLength = 20;
    expected.timezone = u"Europe/Berlin"_s;
    expected.versionTable = u"c_version"_s;
    expected.versionTableSchema = u"audit"_s;
    expected.sqlalchemyUrl = u"postgresql://u:p%40x@h/db?options=-c%20a;b"_s;
    expected.options = {{u"mine"_s, u"a\nb\nc"_s}};
    QCOMPARE(project->settings(), expected);
}

void TestProject::readsTheSectionAskedFor()
{
    write(u"alembic.ini"_s,
          "[primary]\nscript_location = .\n[replica]\nscript_location = r\n[athanor]\nversion_table = v\n");
    QDir(m_folder->path()).mkdir(u"r"_s);
    const auto replica = Project::open(m_folder->path(), u"replica"_s);
    QCOMPARE(replica->settings().scriptLocation, at(u"r"_s));
    QCOMPARE(replica->settings().section, u"replica"_s);
    QCOMPARE(replica->settings().versionTable, u"v"_s);
    QVERIFY(replica->name().endsWith(u" [replica]"_s));
    const auto missing = Project::open(m_folder->path(), u"nope"_s);
    QVERIFY(!missing.has_value());
    QVERIFY(missing.error().message.contains(u"[nope]"_s)
            && missing.error().hint.contains(u"primary, replica"_s));
}

void TestProject::splitsVersionLocations_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QStringList>("locations");
    const QStringList two{u"a"_s, u"b"_s};
    QTest::newRow("unsaid") << "version_locations = a, b"_ba << two;
    QTest::newRow("unsaid spaces") << "version_locations = a   b"_ba << two;
    QTest::newRow("unsaid lines") << "version_locations = a\n   b"_ba << two;
    QTest::newRow("space") << "version_path_separator = space\nversion_locations = a b"_ba << two;
    QTest::newRow("newline") << "path_separator = newline\nversion_locations =\n   a x\n   b\n"_ba
                             << QStringList{u"a x"_s, u"b"_s};
    QTest::newRow("os") << "path_separator = os\nversion_locations = a:b:"_ba << two;
    QTest::newRow("colon") << "version_path_separator = :\nversion_locations = a : b"_ba << two;
    QTest::newRow("semicolon") << "version_path_separator = ;\nversion_locations = a;b"_ba << two;
    QTest::newRow("newer word wins")
        << "path_separator = ;\nversion_path_separator = space\nversion_locations = a;b"_ba << two;
    QTest::newRow("here") << "version_locations = %(here)s/a %(here)s/x/../b %(here)s/a"_ba << two;
    QTest::newRow("as Alembic 1.8 writes a new project")
        << "version_path_separator = os  # Use os.pathsep. Default configuration used for new projects."_ba
        << QStringList{u"s/versions"_s};
    QTest::newRow("comment behind the word")
        << "version_path_separator = os  # Use os.pathsep.\nversion_locations = a:b"_ba << two;
    QTest::newRow("empty") << "version_locations =\n"_ba << QStringList{u"s/versions"_s};
}

void TestProject::splitsVersionLocations()
{
    QFETCH(QByteArray, settings);
    QDir(m_folder->path()).mkdir(u"s"_s);
    write(u"alembic.ini"_s, "[alembic]\nscript_location = s\n" + settings + "\n");
    const auto project = Project::open(m_folder->path());
    QVERIFY2(project.has_value(), qPrintable(project ? QString() : errorText(project.error())));
    QTEST(names(project->settings().versionLocations), "locations");
}

void TestProject::readsPyproject()
{
    write(u"pyproject.toml"_s,
          "[project]\nname = 'x'\n[tool.alembic]\nscript_location = \"%(here)s/s\"\nfile_template = "
          "\"%%(rev)s\"\n"
          "version_locations = [\"%(here)s/a b\", 'c']\nrecursive_version_locations = "
          "true\ntruncate_slug_length = 10\n"
          "prepend_sys_path = ['.']\n");
    QDir(m_folder->path()).mkdir(u"s"_s);
    const auto project = Project::open(m_folder->path());
    QVERIFY2(project.has_value(), qPrintable(project ? QString() : errorText(project.error())));
    const ProjectSettings& settings = project->settings();
    QCOMPARE(settings.kind, ProjectKind::Alembic);
    QCOMPARE(settings.scriptLocation, at(u"s"_s));
    QCOMPARE(names(settings.versionLocations), QStringList({u"a b"_s, u"c"_s}));
    QCOMPARE(settings.fileTemplate, u"%(rev)s"_s);
    QVERIFY(settings.recursiveVersionLocations);
    QCOMPARE(settings.truncateSlugLength, 10);

    write(u"pyproject.toml"_s, "[tool.alembic]\n\nscript_location = nope\n");
    const auto broken = Project::open(at(u"pyproject.toml"_s));
    QVERIFY(!broken.has_value());
    QCOMPARE(broken.error().line, 3);
    write(u"pyproject.toml"_s, "[tool.other]\n");
    QVERIFY(!Project::open(at(u"pyproject.toml"_s)).has_value());
}

void TestProject::joinsPyprojectAndIni()
{
    write(u"pyproject.toml"_s, "[tool.alembic]\nscript_location = 's'\nversion_table = 'toml'\n");
    write(u"alembic.ini"_s, "[alembic]\nsqlalchemy.url = postgresql:///x\nversion_table = ini\n");
    QDir(m_folder->path()).mkdir(u"s"_s);
    const auto ini = Project::open(m_folder->path());
    QVERIFY2(ini.has_value(), qPrintable(ini ? QString() : errorText(ini.error())));
    QCOMPARE(ini->settings().scriptLocation, at(u"s"_s));
    QCOMPARE(ini->settings().versionTable, u"ini"_s);
    const auto toml = Project::open(at(u"pyproject.toml"_s));
    QCOMPARE(toml->settings().sqlalchemyUrl, u"postgresql:///x"_s);
    QCOMPARE(toml->settings().versionTable, u"ini"_s); // the ini file is right, whichever was named
    QCOMPARE(toml->settings().otherConfigFile, at(u"alembic.ini"_s));
}

void TestProject::findsThePackageOfAScriptLocation()
{
    write(u"alembic.ini"_s, "[alembic]\nscript_location = my.app:migrations\nprepend_sys_path = lib\n");
    const auto missing = Project::open(m_folder->path());
    QVERIFY(!missing.has_value() && missing.error().line == 2);
    for (const QString& base : {u"src"_s, u"lib"_s}) {
        QDir().mkpath(at(base + u"/my/app/migrations"_s));
        QCOMPARE(Project::open(m_folder->path())->settings().scriptLocation,
                 at(base + u"/my/app/migrations"_s));
    }
}

void TestProject::findsAnInstalledPackage()
{
    write(u"alembic.ini"_s, "[alembic]\nscript_location = shop.db:migrations\n");
    QVERIFY(!Project::open(m_folder->path()).has_value());
    // Installed in the project's environment, in a folder above the configuration file.
    QDir().mkpath(at(u".venv/lib/python3.11/site-packages/shop/db/migrations"_s));
    write(u".venv/pyvenv.cfg"_s, "");
    QDir().mkpath(at(u"deep/er"_s));
    write(u"deep/er/alembic.ini"_s, "[alembic]\nscript_location = shop.db:migrations\n");
    for (const QString& folder : {QString(), u"deep/er"_s}) {
        QCOMPARE(Project::open(at(folder))->settings().scriptLocation,
                 at(u".venv/lib/python3.11/site-packages/shop/db/migrations"_s));
    }
    // Installed for editing: a .pth file names the folder; lines that Python would run are passed over.
    QVERIFY(QDir(at(u".venv/lib/python3.11/site-packages/shop"_s)).removeRecursively());
    QDir().mkpath(at(u"code/shop/db/migrations"_s));
    write(u".venv/lib/python3.11/site-packages/__editable__.pth"_s,
          "import os; os.x()\n# comment\n" + at(u"code"_s).toUtf8() + "\n");
    QCOMPARE(Project::open(m_folder->path())->settings().scriptLocation, at(u"code/shop/db/migrations"_s));
}

void TestProject::splitsSysPathsAsAlembicDoes_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QStringList>("paths");
    QTest::newRow("none") << ""_ba << QStringList();
    QTest::newRow("unsaid") << "prepend_sys_path = a b,c:d"_ba
                            << QStringList({u"a"_s, u"b"_s, u"c"_s, u"d"_s});
    QTest::newRow("os") << "path_separator = os\nprepend_sys_path = a b:c"_ba
                        << QStringList({u"a b"_s, u"c"_s});
    QTest::newRow("the older word does not count")
        << "version_path_separator = os\nprepend_sys_path = a b:c"_ba
        << QStringList({u"a"_s, u"b"_s, u"c"_s});
}

void TestProject::splitsSysPathsAsAlembicDoes()
{
    QFETCH(QByteArray, settings);
    write(u"alembic.ini"_s, "[alembic]\nscript_location = .\n" + settings + "\n");
    QTEST(names(Project::open(m_folder->path())->settings().prependSysPath), "paths");
}

void TestProject::joinsTwoFilesThatAreNamed()
{
    QDir(m_folder->path()).mkdir(u"a"_s);
    QDir(m_folder->path()).mkdir(u"b"_s);
    write(u"a/my.ini"_s, "[alembic]\nversion_table = %(here)s\n");
    write(u"b/pyproject.toml"_s, "[tool.alembic]\nscript_location = '%(here)s'\n");
    for (const auto& [first, second] :
         {std::pair(u"a/my.ini"_s, u"b/pyproject.toml"_s), std::pair(u"b/pyproject.toml"_s, u"a/my.ini"_s)}) {
        const auto project = Project::open(at(first), {}, at(second));
        QVERIFY2(project.has_value(), qPrintable(project ? QString() : errorText(project.error())));
        QCOMPARE(project->settings().scriptLocation, at(u"b"_s));
        QCOMPARE(project->settings().versionTable, at(u"a"_s));
        QCOMPARE(project->settings().otherConfigFile, at(second));
    }
    QVERIFY(!Project::open(at(u"a/my.ini"_s), {}, at(u"gone.toml"_s)).has_value());
}

void TestProject::readsASectionForEachDatabase()
{
    write(u"alembic.ini"_s,
          "[alembic]\nscript_location = .\ndatabases = engine1, engine2\n[engine1]\nsqlalchemy.url = "
          "postgresql:///one\n[engine2]\nsqlalchemy.url = postgresql:///two\nversion_table = "
          "own\n[other]\n");
    const auto all = Project::open(m_folder->path());
    QVERIFY(all->settings().sqlalchemyUrl.isEmpty());
    QCOMPARE(databaseNames(all->settings().options.value(u"databases"_s)),
             QStringList({u"engine1"_s, u"engine2"_s}));
    const auto two = Project::open(m_folder->path(), u"engine2"_s);
    QVERIFY2(two.has_value(), qPrintable(two ? QString() : errorText(two.error())));
    QCOMPARE(two->settings().sqlalchemyUrl, u"postgresql:///two"_s);
    QCOMPARE(two->settings().scriptLocation, m_folder->path());
    QCOMPARE(two->settings().versionTable, u"own"_s);
    QVERIFY(!Project::open(m_folder->path(), u"other"_s).has_value()); // no database of the project
}

void TestProject::opensWithoutWhatOnlyEnvPySets()
{
    write(u"alembic.ini"_s,
          "[alembic]\nscript_location = .\nsqlalchemy.url = postgresql://%(USER)s@h/d\nmine = "
          "%(USER)s\nyours = x\n");
    const auto project = Project::open(m_folder->path());
    QVERIFY2(project.has_value(), qPrintable(project ? QString() : errorText(project.error())));
    QCOMPARE(project->settings().options, (QMap<QString, QString>{{u"yours"_s, u"x"_s}}));
    QVERIFY(project->settings().sqlalchemyUrlProblem->message.contains(u"\"user\""_s));
    QCOMPARE(project->settings().sqlalchemyUrlProblem->line, 3);
}

void TestProject::readsTheVersionTableOfEnvPy_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("schema");
    QTest::addColumn<int>("doubts");
    const QString usual = u"alembic_version"_s;
    const auto row
        = [](const char* name, const QByteArray& text, const QString& table, const QString& schema = {},
             int doubts = 0) { QTest::newRow(name) << text << table << schema << doubts; };
    row("nothing", "context.configure(url=url)\n", usual);
    row("strings", "context.configure(\n  version_table='v', # x\n  version_table_schema = \"s\")\n", u"v"_s,
        u"s"_s);
    row("a name", "TABLE = 'v'\ncontext.configure(version_table=TABLE, x=1)\n", u"v"_s);
    row("None", "context.configure(version_table_schema=None)\n", usual);
    row("the same twice", "f(version_table='v')\ng(version_table='v')\n", u"v"_s);
    row("two", "f(version_table='v')\ng(version_table='w')\n", usual, {}, 1);
    row("computed", "f(version_table='v' + x, version_table_schema=metadata.schema)\n", usual, {}, 2);
    row("a name given twice", "T = 'a'\nT = 'b'\nf(version_table=T)\n", usual, {}, 1);
    row("comments and strings", "# version_table='c'\n'''version_table='s' '''\nx = \"version_table='t'\"\n",
        usual);
    row("a comparison", "if version_table == 'x': pass\n", usual);
    row("not Python", "version_table='''", usual, {}, 1);
}

void TestProject::readsTheVersionTableOfEnvPy()
{
    QFETCH(QByteArray, text);
    write(u"env.py"_s, text);
    write(u"alembic.ini"_s, "[alembic]\nscript_location = .\n");
    const auto settings = Project::open(m_folder->path())->settings();
    QTEST(settings.versionTable, "table");
    QTEST(settings.versionTableSchema, "schema");
    QTEST(static_cast<int>(settings.versionTableDoubts.size()), "doubts");
    // The ini file knows better.
    write(u"alembic.ini"_s,
          "[alembic]\nscript_location = .\n[athanor]\nversion_table = t\nversion_table_schema = u\n");
    const auto own = Project::open(m_folder->path())->settings();
    QCOMPARE(own.versionTable, u"t"_s);
    QCOMPARE(own.versionTableSchema, u"u"_s);
    QVERIFY(own.versionTableDoubts.isEmpty());
}

void TestProject::readsTreesForEachRelease()
{
    // As OpenStack's projects have them: two branches, in folders for each release.
    write(u"alembic.ini"_s,
          "[alembic]\nscript_location = %(here)s\nrecursive_version_locations = true\n"
          "version_locations = %(here)s/versions\n");
    const auto revision = [this](const QString& path, const QByteArray& id, const QByteArray& down,
                                 const QByteArray& rest = {}) {
        QDir().mkpath(QFileInfo(at(path)).path());
        write(path, "revision = '" + id + "'\ndown_revision = " + down + "\n" + rest);
    };
    revision(u"versions/2023.1/expand/e1_start.py"_s, "e1", "None", "branch_labels = ('expand',)\n");
    revision(u"versions/2023.1/contract/c1_start.py"_s, "c1", "None", "branch_labels = ('contract',)\n");
    revision(u"versions/2024.1/expand/e2_more.py"_s, "e2", "'e1'");
    revision(u"versions/2024.1/contract/c2_less.py"_s, "c2", "'c1'", "depends_on = ('e2',)\n");
    const auto project = Project::open(m_folder->path());
    const auto loaded = loadRevisions(*project);
    QVERIFY2(loaded->errors.isEmpty() && loaded->map.problems().isEmpty(), "four good files");
    QCOMPARE(loaded->map.heads().size(), 2);
    QCOMPARE(loaded->map.branchLabels(loaded->map.indexOf(u"c2"_s)), QStringList{u"contract"_s});
}

void TestProject::knowsTheDefaultFolders()
{
    write(u"athanor.ini"_s, "[athanor]\n");
    const auto plain = Project::open(m_folder->path());
    QCOMPARE(names(plain->settings().versionLocations), QStringList({u"revisions"_s}));
    QCOMPARE(plain->settings().scriptLocation, m_folder->path());
    write(u"athanor.ini"_s, "[athanor]\nscript_location = db\n");
    QDir(m_folder->path()).mkdir(u"db"_s);
    QCOMPARE(names(Project::open(m_folder->path())->settings().versionLocations),
             QStringList({u"db/versions"_s}));
}

void TestProject::readsIniAsPythonDoes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("value");
    QTest::newRow("semicolon in the value") << "key = a ; b # c"_ba << u"a ; b # c"_s;
    QTest::newRow("only a semicolon") << "key = ;"_ba << u";"_s;
    QTest::newRow("colon") << "key: a = b"_ba << u"a = b"_s;
    QTest::newRow("long line") << "key = " + QByteArray(100'000, 'x') << QString(100'000, u'x');
    QTest::newRow("continued") << "key =\n\n  a\n# no\n\n\tb\nother = 1"_ba << u"a\n\nb"_s;
    QTest::newRow("case") << "KEY = a"_ba << u"a"_s;
    QTest::newRow("indented key") << "  key = a\n  other = b"_ba << u"a"_s;
    QTest::newRow("empty") << "key ="_ba << QString();
    QTest::newRow("interpolated") << "key = %(a)s-%(HERE)s\na = %(b)s%%\nb = [%(d)s]"_ba
                                  << u"[default]%-/h%ere"_s;
}

void TestProject::readsIniAsPythonDoes()
{
    QFETCH(QByteArray, text);
    const auto ini = IniFile::parse("[DEFAULT]\nd = default\n[s]\n" + text + "\n[t]\nkey = other\n",
                                    u"/x.ini"_s, u"/h%ere"_s);
    QVERIFY2(ini.has_value(), qPrintable(ini ? QString() : ini.error().message));
    const auto value = ini->value(u"s"_s, u"key"_s);
    QVERIFY2(value.has_value(), qPrintable(value ? QString() : value.error().message));
    QTEST(*value, "value");
    QCOMPARE(ini->sections(), QStringList({u"s"_s, u"t"_s}));
}

void TestProject::refusesBadIni_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("line");
    QTest::newRow("before a section") << "\nkey = 1\n"_ba << u"before the first section"_s << 2;
    QTest::newRow("no setting") << "[alembic]\nword\n"_ba << u"no setting"_s << 2;
    QTest::newRow("no key") << "[alembic]\n= 1\n"_ba << u"no setting"_s << 2;
    QTest::newRow("key twice") << "[alembic]\na = 1\nA = 2\n"_ba
                               << u"\"a\" stands twice; the first is in line 2"_s << 3;
    QTest::newRow("section twice") << "[alembic]\n[b]\n[alembic]\n"_ba << u"[alembic] stands twice"_s << 3;
    QTest::newRow("no section") << "[other]\n"_ba << u"no section [alembic]"_s << 0;
    QTest::newRow("empty") << ""_ba << u"no section [alembic]"_s << 0;
    QTest::newRow("binary") << "[alembic]\na = \0"_ba + QByteArray(1, '\0') << u"NUL byte"_s << 2;
    QTest::newRow("latin-1") << "[alembic]\na = \xE9\n"_ba << u"Not UTF-8"_s << 2;
    QTest::newRow("itself") << "[alembic]\nscript_location = %(script_location)s\n"_ba
                            << u"refers to itself"_s << 2;
    QTest::newRow("circle") << "[alembic]\nscript_location = %(a)s\na = %(b)s\nb = %(a)s\n"_ba
                            << u"refers to itself"_s << 4;
    QTest::newRow("unknown key") << "[alembic]\n\nscript_location = %(nope)s\n"_ba
                                 << u"\"nope\", which is not set"_s << 3;
    QTest::newRow("lone percent sign") << "[alembic]\nscript_location = a%b\n"_ba << u"percent sign"_s << 2;
    QTest::newRow("unclosed") << "[alembic]\nscript_location = %(here\n"_ba << u"percent sign"_s << 2;
}

void TestProject::refusesBadIni()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    write(u"alembic.ini"_s, text);
    const auto project = Project::open(m_folder->path());
    QVERIFY(!project.has_value());
    QVERIFY2(project.error().message.contains(message), qPrintable(project.error().message));
    QCOMPARE(project.error().kind, ErrorKind::Project);
    QCOMPARE(project.error().file, at(u"alembic.ini"_s));
    QTEST(project.error().line, "line");
    QVERIFY(!project.error().hint.isEmpty());
}

void TestProject::refusesBadSettings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("no script_location") << "a = 1"_ba << u"script_location is missing"_s;
    QTest::newRow("no folder") << "script_location = nope"_ba << u"does not exist"_s;
    QTest::newRow("separator") << "script_location = .\nversion_locations = a\nversion_path_separator = |"_ba
                               << u"no path separator"_s;
    QTest::newRow("length") << "script_location = .\ntruncate_slug_length = many"_ba
                            << u"not a positive number"_s;
    QTest::newRow("negative length") << "script_location = .\ntruncate_slug_length = -1"_ba
                                     << u"not a positive number"_s;
    QTest::newRow("truth") << "script_location = .\nrecursive_version_locations = maybe"_ba
                           << u"neither true nor false"_s;
}

void TestProject::refusesBadSettings()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    write(u"alembic.ini"_s, "[alembic]\n" + text + "\n");
    const auto project = Project::open(m_folder->path());
    QVERIFY(!project.has_value());
    QVERIFY2(project.error().message.contains(message), qPrintable(project.error().message));
    QCOMPARE(project.error().kind, ErrorKind::Project);
}

void TestProject::neverTellsThePassword()
{
    for (const QByteArray& url :
         {"sqlalchemy.url = postgresql://u:hidden%@h/d"_ba, "sqlalchemy.url = x:%(hidden"_ba}) {
        write(u"alembic.ini"_s, "[alembic]\nscript_location = .\n" + url + "\n");
        const auto project = Project::open(m_folder->path());
        QVERIFY(project->settings().sqlalchemyUrl.isEmpty());
        const auto problem = project->settings().sqlalchemyUrlProblem;
        QVERIFY(problem && problem->line == 3 && !errorText(*problem).contains(u"hidden"_s));
    }
    for (const QByteArray& url :
         {"sqlalchemy.url = a\nsqlalchemy.url = hidden"_ba, "postgresql//u-hidden"_ba}) {
        write(u"alembic.ini"_s, "[alembic]\nscript_location = .\n" + url + "\n");
        const auto project = Project::open(m_folder->path());
        QVERIFY(!project.has_value());
        QVERIFY2(!errorText(project.error()).contains(u"hidden"_s), qPrintable(errorText(project.error())));
    }
    QFile::remove(at(u"alembic.ini"_s));
    write(u"pyproject.toml"_s, "[tool.alembic]\nsqlalchemy.url = postgresql://u:hidden@h\n");
    const auto toml = Project::open(m_folder->path());
    QVERIFY(!toml.has_value() && !errorText(toml.error()).contains(u"hidden"_s));
}

void TestProject::listsRevisionsInLoadOrder()
{
    write(u"athanor.ini"_s, "[athanor]\nversion_locations = z a\n");
    for (const char* name :
         {"z/b.sql", "z/B.sql", "z/a10.sql", "z/a2.py", "z/é.sql", "z/\xEF\xBF\xBD.sql", "z/😀.sql", "a/0.sql",
          "z/sub/x.sql", "z/__init__.py", "z/__init__x.py", "z/.#a.py", "z/.hidden.sql", "z/.b.py",
          "z/README", "z/a.sql~", "z/__pycache__/a.py"})
        write(QString::fromUtf8(name), "x");
    QDir(m_folder->path()).mkpath(u"z/folder.sql"_s);
    QCOMPARE(
        names(Project::open(m_folder->path())->revisionFiles().value()),
        QStringList({u"z/.b.py"_s, u"z/B.sql"_s, u"z/a10.sql"_s, u"z/a2.py"_s, u"z/b.sql"_s, u"z/é.sql"_s,
                     QString(u"z/"_s) + QChar(0xFFFD) + u".sql"_s, u"z/😀.sql"_s, u"a/0.sql"_s}));
}

void TestProject::listsSubfoldersWhenAskedTo()
{
    write(u"athanor.ini"_s, "[athanor]\nversion_locations = v v/2024\nrecursive_version_locations = true\n");
    for (const QString& name :
         {u"v/z.sql"_s, u"v/2025/b.sql"_s, u"v/2024/a.sql"_s, u"v/2024/__pycache__/a.py"_s})
        write(name, "x");
    QVERIFY(QFile::link(at(u"v"_s), at(u"v/2025/loop"_s)));
    QCOMPARE(names(Project::open(m_folder->path())->revisionFiles().value()),
             QStringList({u"v/z.sql"_s, u"v/2024/a.sql"_s, u"v/2025/b.sql"_s}));
}

void TestProject::takesAMissingVersionLocationForAnEmptyOne()
{
    write(u"athanor.ini"_s, "[athanor]\n");
    const auto fresh = Project::open(m_folder->path());
    QVERIFY(fresh.has_value());
    const auto none = loadRevisions(*fresh);
    QVERIFY2(none.has_value(), qPrintable(none ? QString() : errorText(none.error())));
    QVERIFY(none->map.isEmpty() && none->errors.isEmpty());
    QVERIFY(!QFileInfo::exists(at(u"revisions"_s))); // reading makes nothing

    const auto made = createRevision(*fresh, none->map, {.id = u"1"_s, .message = u"one"_s});
    QVERIFY2(made.has_value(), qPrintable(made ? QString() : errorText(made.error())));
    QCOMPARE(*made, at(u"revisions/1_one.sql"_s));
    QCOMPARE(loadRevisions(*fresh)->map.size(), 1);

    // Beside others, and in an Alembic project.
    write(u"alembic.ini"_s, "[alembic]\nscript_location = .\nversion_locations = gone revisions gone2\n");
    const auto several = Project::open(at(u"alembic.ini"_s));
    QCOMPARE(names(several->revisionFiles().value()), QStringList({u"revisions/1_one.sql"_s}));
    // A file is no folder.
    write(u"gone"_s, "");
    QVERIFY(!several->revisionFiles().has_value());
}

void TestProject::reportsAFolderThatIsGoneOrUnreadable()
{
    const auto project = Project::create(m_folder->path());
    const QByteArray revisions = at(u"revisions"_s).toLocal8Bit();
    QVERIFY(::chmod(m_folder->path().toLocal8Bit().constData(), 0755) == 0
            && ::chmod(revisions.constData(), 0) == 0);
    const uid_t user = ::geteuid();
    if (user == 0) // root may read everything
        QVERIFY(::seteuid(65534) == 0);
    const auto unreadable = loadRevisions(*project);
    if (user == 0)
        QVERIFY(::seteuid(user) == 0);
    QVERIFY(!unreadable.has_value());
    QVERIFY(unreadable.error().message.contains(u"Permission denied"_s));
    // With the project's own folder gone nothing says that there are no revisions.
    QVERIFY(QDir(m_folder->path()).removeRecursively());
    const auto gone = loadRevisions(*project);
    QVERIFY(!gone.has_value());
    QCOMPARE(gone.error().file, at(u"revisions"_s));
    QVERIFY(gone.error().hint.contains(u"version_locations"_s));
}

void TestProject::loadsGoodFilesAndNamesBadOnes()
{
    write(u"athanor.ini"_s, "[athanor]\n");
    write(u"revisions/1.sql"_s, "-- one\n--\n-- Revision ID: 1\n\n-- migrate:up\n");
    write(u"revisions/2.py"_s, "'''two'''\nrevision = '2'\ndown_revision = '1'\n");
    write(u"revisions/3.sql"_s, "");
    write(u"revisions/4.py"_s, "revision = f()\n");
    write(u"revisions/5.sql"_s, "SELECT 1;\n");
    const auto sql = loadRevisions(*Project::open(m_folder->path()));
    QCOMPARE(sql->map.size(), 2);
    QCOMPARE(sql->map.at(1).message, u"two"_s);
    QCOMPARE(sql->errors.size(), 3);
    QCOMPARE(sql->errors.first().file, at(u"revisions/3.sql"_s));
    write(u"alembic.ini"_s, "[alembic]\nscript_location = .\nversion_locations = revisions\n");
    const auto alembic = loadRevisions(*Project::open(at(u"alembic.ini"_s)));
    QCOMPARE(alembic->errors.size(), 2); // 5.sql may be a script that a Python revision reads
}

void TestProject::loadsInTheSameOrderEveryTime()
{
    const auto project = Project::create(m_folder->path());
    constexpr int kFiles = 500;
    for (int i = 0; i < kFiles; ++i) {
        const QByteArray id = QByteArray::number(1000 + i);
        write(u"revisions/%1.sql"_s.arg(1000 + i),
              "-- Revision ID: " + id + "\n-- Revises: " + (i ? QByteArray::number(999 + i) : QByteArray())
                  + "\n-- migrate:up\n");
    }
    int last = 0;
    const auto loaded = loadRevisions(*project, [&last](int done, int total) {
        QVERIFY(done <= total && total == kFiles);
        last = done;
    });
    QCOMPARE(last, kFiles);
    QCOMPARE(loaded->map.size(), kFiles);
    for (int i = 0; i < kFiles; ++i)
        QCOMPARE(loaded->map.at(i).id, QString::number(1000 + i));
}

QTEST_GUILESS_MAIN(TestProject)
#include "tst_project.moc"
