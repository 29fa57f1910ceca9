// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/filetemplate.h"
#include "core/newrevision.h"
#include "core/script.h"
#include "core/sqlrevisionfile.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <sys/stat.h>
#include <unistd.h>

using namespace athanor;
using namespace Qt::StringLiterals;

namespace {

/// A project in a folder of its own.
struct Fixture {
    QTemporaryDir folder;

    Result<Project> open(const QString& settings = {})
    {
        if (!QFile::exists(folder.filePath(u"athanor.ini"_s))) {
            QFile ini(folder.filePath(u"athanor.ini"_s));
            if (!ini.open(QIODevice::WriteOnly))
                return fail(Error());
            ini.write("[athanor]\n" + settings.toUtf8() + "\n");
            QDir(folder.path()).mkdir(u"revisions"_s);
        }
        return Project::open(folder.path());
    }
};

RevisionMap mapOf(const Project& project)
{
    const auto loaded = loadRevisions(project);
    return loaded && loaded->errors.isEmpty() ? loaded->map : RevisionMap();
}

RevisionMap mapOf(const QStringList& ids)
{
    QList<Revision> revisions;
    for (const QString& id : ids) {
        Revision revision;
        revision.id = id;
        revisions.append(revision);
    }
    return RevisionMap(revisions);
}

} // namespace

class TestNewRevision : public QObject {
    Q_OBJECT
private slots:
    void comesBackAsItWasAskedFor();
    void countsOnWhereIdsAreNumbers_data();
    void countsOnWhereIdsAreNumbers();
    void makesHexadecimalIdsElsewhere();
    void makesSlugsLikeAlembic_data();
    void makesSlugsLikeAlembic();
    void fillsEveryTokenOfTheFileTemplate_data();
    void fillsEveryTokenOfTheFileTemplate();
    void refusesUnknownTokens();
    void putsTheFileBesideItsParent();
    void makesFoldersOnlyWhereTheyAreRead();
    void writesTheDateInTheProjectsTimeZone();
    void refusesWhatDoesNotFitTheGraph();
    void refusesAFileThatAlembicWouldNotSee();
    void refusesBadIdsAndLabels();
    void takesHostileMessages_data();
    void takesHostileMessages();
    void refusesTextThatWouldReadAsSomethingElse();
    void neverOverwritesAFile();
    void reportsAReadOnlyFolder();
    void offersTemplatesThatParse();
};

void TestNewRevision::comesBackAsItWasAskedFor()
{
    Fixture fixture;
    const auto project = fixture.open(u"timezone = utc"_s);
    QVERIFY(project.has_value());
    NewRevision base;
    base.id = u"0001"_s;
    base.message = u"Base"_s;
    QVERIFY(createRevision(*project, {}, base).has_value());
    NewRevision other = base;
    other.id = u"0002"_s;
    QVERIFY(createRevision(*project, mapOf(*project), other).has_value());

    NewRevision merge;
    merge.message = u"Fix: \"join\"\nboth <b>sides</b> 😀\n\nMore about it.\n\n  - a list"_s;
    merge.parents = {u"0001"_s, u"0002"_s};
    merge.branchLabels = {u"core"_s};
    merge.dependsOn = {u"0001"_s};
    merge.fields = {{u"Impact"_s, u"none\nat all"_s}, {u"Risk"_s, u"low"_s}};
    merge.upgradeSql = u"SELECT 1;\r\nSELECT '✓';"_s;
    merge.downgradeSql = u"SELECT 2;\n"_s;
    merge.downgradeTransactional = false;
    const auto path = createRevision(*project, mapOf(*project), merge);
    QVERIFY2(path.has_value(), qPrintable(path ? QString() : path.error().message + path.error().detail));
    QCOMPARE(*path,
             fixture.folder.filePath(u"revisions/0003_fix_join_both_b_sides_b_more_about_it_a_.sql"_s));

    const auto file = SqlRevisionFile::read(*path);
    QVERIFY(file.has_value());
    const Revision& revision = file->revision();
    QCOMPARE(revision.id, u"0003"_s);
    QCOMPARE(revision.message, u"Fix: \"join\" both <b>sides</b> 😀"_s);
    QCOMPARE(revision.notes, u"More about it.\n\n- a list"_s);
    QCOMPARE(revision.downRevisions, merge.parents);
    QCOMPARE(revision.branchLabels, merge.branchLabels);
    QCOMPARE(revision.dependsOn, merge.dependsOn);
    QCOMPARE(revision.fields, merge.fields);
    QVERIFY(revision.upgradeTransactional && !revision.downgradeTransactional && revision.reversible);
    QVERIFY(qAbs(revision.createDate.secsTo(QDateTime::currentDateTimeUtc())) < 60);
    QCOMPARE(file->text(SqlMark::Kind::Upgrade), u"SELECT 1;\nSELECT '✓';\n\n"_s);
    QCOMPARE(file->text(SqlMark::Kind::Downgrade), u"SELECT 2;\n"_s);
    struct stat status;
    QVERIFY(::stat(path->toLocal8Bit().constData(), &status) == 0);
    QVERIFY((status.st_mode & S_IRUSR) && !(status.st_mode & S_IXUSR));
    QCOMPARE(QDir(fixture.folder.filePath(u"revisions"_s)).entryList(QDir::Files | QDir::Hidden).size(), 3);
}

void TestNewRevision::countsOnWhereIdsAreNumbers_data()
{
    QTest::addColumn<QStringList>("ids");
    QTest::addColumn<QString>("next");
    QTest::newRow("width") << QStringList{u"0001"_s, u"0003"_s, u"0002"_s} << u"0004"_s;
    QTest::newRow("gap") << QStringList{u"001"_s, u"020"_s} << u"021"_s;
    QTest::newRow("growth") << QStringList{u"0"_s, u"99"_s} << u"100"_s;
    QTest::newRow("time stamps") << QStringList{u"20251207103000"_s} << u"20251207103001"_s;
}

void TestNewRevision::countsOnWhereIdsAreNumbers()
{
    Fixture fixture;
    QFETCH(QStringList, ids);
    QTEST(nextRevisionId(*fixture.open(), mapOf(ids)), "next");
}

void TestNewRevision::makesHexadecimalIdsElsewhere()
{
    Fixture fixture;
    const QRegularExpression hex(u"^[0-9a-f]{12}$"_s);
    for (const QStringList& ids :
         {QStringList{}, QStringList{u"0001"_s, u"ae1027a6acf"_s}, QStringList{u"sprint103"_s},
          QStringList{QString(40, u'9')}, QStringList{u"٣"_s}})
        QVERIFY(hex.match(nextRevisionId(*fixture.open(), mapOf(ids))).hasMatch());
}

void TestNewRevision::makesSlugsLikeAlembic_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("slug");
    QTest::newRow("plain") << u"Add audit-columns, to Teams!"_s << u"add_audit_columns_to_teams"_s;
    QTest::newRow("unicode") << u"Größe der Überschrift 数"_s << u"größe_der_überschrift_数"_s;
    QTest::newRow("cut") << u"this is a message that is a bit longer than forty"_s
                         << u"this_is_a_message_that_is_a_bit_longer_"_s;
    QTest::newRow("one long word") << QString(50, u'x') << QString(40, u'x') + u'_';
    QTest::newRow("exactly forty") << QString(40, u'x') << QString(40, u'x');
    QTest::newRow("only signs") << u"<>/../\n"_s << QString();
}

void TestNewRevision::makesSlugsLikeAlembic()
{
    QFETCH(QString, message);
    QTEST(revisionSlug(message, 40), "slug");
}

void TestNewRevision::fillsEveryTokenOfTheFileTemplate_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("name");
    QTest::newRow("default") << u"%(rev)s_%(slug)s"_s << u"ae10_add"_s;
    QTest::newRow("date") << u"%(year)d%(month).2d%(day).2d_%(hour).2d%(minute).2d%(second).2d_%(rev)s"_s
                          << u"20250307_040509_ae10"_s;
    QTest::newRow("folders") << u"%(year)d/%(month).2d/%(slug)s"_s << u"2025/03/add"_s;
    QTest::newRow("epoch") << u"%(epoch)s_%(rev)s"_s << u"1741320309_ae10"_s;
    QTest::newRow("formats") << u"%(day)03d%%%(rev).2s%(month)-3dx"_s << u"007%ae3  x"_s;
    QTest::newRow("hidden") << u".%(slug)s"_s << u"_add"_s;
    QTest::newRow("upwards") << u"../%(slug)s"_s << u"_./add"_s;
}

void TestNewRevision::fillsEveryTokenOfTheFileTemplate()
{
    QFETCH(QString, pattern);
    const QDateTime date(QDate(2025, 3, 7), QTime(4, 5, 9), QTimeZone::utc());
    const auto name = fillFileTemplate(pattern, u"ae10"_s, u"add"_s, date);
    QVERIFY(name.has_value());
    QTEST(*name, "name");
}

void TestNewRevision::refusesUnknownTokens()
{
    for (const QString& pattern : {u"%(nope)s"_s, u"%(rev)q"_s, u"100%"_s, u"%(rev)d"_s}) {
        const auto name = fillFileTemplate(pattern, u"a"_s, u"b"_s, QDateTime::currentDateTime());
        QVERIFY2(!name.has_value(), qPrintable(pattern));
        QVERIFY(name.error().message.contains(u"file_template"_s));
    }
}

void TestNewRevision::putsTheFileBesideItsParent()
{
    Fixture fixture;
    const auto project = fixture.open(u"version_locations = a b"_s);
    QVERIFY(QDir(fixture.folder.path()).mkdir(u"a"_s) && QDir(fixture.folder.path()).mkdir(u"b"_s));
    NewRevision first;
    first.id = u"1"_s;
    first.versionPath = u"b"_s;
    QCOMPARE(createRevision(*project, {}, first).value_or(QString()), fixture.folder.filePath(u"b/1_.sql"_s));
    NewRevision second;
    second.parents = {u"1"_s};
    second.message = u"two"_s;
    QCOMPARE(newRevisionPath(*project, mapOf(*project), second).value_or(QString()),
             fixture.folder.filePath(u"b/2_two.sql"_s));
    NewRevision third;
    QVERIFY(newRevisionPath(*project, mapOf(*project), third)->startsWith(fixture.folder.filePath(u"a/"_s)));
    third.versionPath = u"c"_s;
    QVERIFY(!newRevisionPath(*project, mapOf(*project), third).has_value());
}

void TestNewRevision::makesFoldersOnlyWhereTheyAreRead()
{
    NewRevision revision;
    revision.id = u"1"_s;
    Fixture flat;
    const auto refused = createRevision(*flat.open(u"file_template = %%(year)d/%%(rev)s"_s), {}, revision);
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().hint.contains(u"recursive_version_locations"_s));
    Fixture deep;
    const auto project
        = deep.open(u"file_template = %%(year)d/%%(rev)s\nrecursive_version_locations = true"_s);
    QVERIFY(createRevision(*project, {}, revision).has_value());
    QCOMPARE(mapOf(*project).size(), 1);
    revision.id = u"2"_s;
    revision.parents = {u"1"_s};
    const auto second = createRevision(*project, mapOf(*project), revision);
    QVERIFY(second.has_value());
    QCOMPARE(QDir(deep.folder.filePath(u"revisions"_s)).relativeFilePath(*second).count(u'/'), 1);
}

void TestNewRevision::writesTheDateInTheProjectsTimeZone()
{
    const auto dateLine = [](const QString& zone) {
        Fixture fixture;
        NewRevision revision;
        revision.id = u"1"_s;
        const auto path = createRevision(*fixture.open(u"timezone = "_s + zone), {}, revision);
        QFile file(path.value_or(QString()));
        const QString text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
        return text.section(u"Create Date: "_s, 1).section(u'\n', 0, 0);
    };
    const QString time = u"^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"_s;
    QVERIFY(dateLine(u"UTC"_s).contains(QRegularExpression(time + u"\\+00:00$"_s)));
    QVERIFY(dateLine(u"Asia/Kolkata"_s).contains(QRegularExpression(time + u"\\+05:30$"_s)));
    QVERIFY(dateLine(u"America/Caracas"_s).contains(QRegularExpression(time + u"-04:00$"_s)));
    QVERIFY(dateLine(QString()).contains(QRegularExpression(time + u'$')));
    QCOMPARE(dateLine(u"Middle/Earth"_s), QString());
}

void TestNewRevision::refusesWhatDoesNotFitTheGraph()
{
    Fixture fixture;
    const auto project = fixture.open();
    NewRevision revision;
    revision.id = u"1"_s;
    revision.branchLabels = {u"core"_s};
    QVERIFY(createRevision(*project, {}, revision).has_value());
    revision = {};
    revision.id = u"2"_s;
    revision.parents = {u"1"_s};
    QVERIFY(createRevision(*project, mapOf(*project), revision).has_value());
    const RevisionMap map = mapOf(*project);
    const auto code = [&](const NewRevision& wanted) {
        const auto path = createRevision(*project, map, wanted);
        return path ? QString() : path.error().code;
    };
    revision = {};
    revision.parents = {u"1"_s};
    QCOMPARE(code(revision), u"not_a_head"_s);
    revision.splice = true;
    QCOMPARE(code(revision), QString());
    revision = {};
    revision.id = u"2"_s;
    QCOMPARE(code(revision), u"duplicate_revision"_s);
    revision.id = u"core"_s;
    QCOMPARE(code(revision), u"duplicate_branch_label"_s);
    revision = {};
    revision.parents = {u"9"_s};
    QCOMPARE(code(revision), u"unknown_revision"_s);
    revision.parents = {u"2"_s, u"2"_s};
    QCOMPARE(code(revision), u"overlapping_targets"_s);
    revision = {};
    revision.dependsOn = {u"nope"_s};
    QCOMPARE(code(revision), u"missing_dependency"_s);
    revision = {};
    for (const QString& label : {u"core"_s, u"2"_s}) {
        revision.branchLabels = {label};
        QCOMPARE(code(revision), u"duplicate_branch_label"_s);
    }
    revision.branchLabels = {u"twice"_s, u"twice"_s};
    QCOMPARE(code(revision), u"duplicate_branch_label"_s);
}

void TestNewRevision::refusesAFileThatAlembicWouldNotSee()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath(u"s/versions"_s));
    QFile ini(folder.filePath(u"alembic.ini"_s));
    QVERIFY(ini.open(QIODevice::WriteOnly));
    ini.write("[alembic]\nscript_location = s\n");
    ini.close();
    const auto project = Project::open(ini.fileName());
    QVERIFY(project.has_value());
    const auto refused = createRevision(*project, {}, {.message = u"one"_s});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, u"alembic_project"_s);
    QVERIFY(refused.error().hint.contains(u"alembic revision"_s));
    QVERIFY(QDir(folder.filePath(u"s/versions"_s)).isEmpty());
    // Where SQL revisions stand among the Python ones already, another one may.
    const RevisionMap mixed(QList<Revision>{{.id = u"1"_s, .format = RevisionFormat::Sql}});
    QVERIFY(createRevision(*project, mixed, {.message = u"two"_s, .parents = {u"1"_s}}).has_value());
}

void TestNewRevision::refusesBadIdsAndLabels()
{
    Fixture fixture;
    const auto project = fixture.open();
    for (const QString& id :
         {u"a@b"_s, u"a-b"_s, u"a+b"_s, u"a:b"_s, u"a,b"_s, u" a"_s, u"a\nb"_s, QString(33, u'x')}) {
        NewRevision revision;
        revision.id = id;
        const auto path = createRevision(*project, {}, revision);
        QVERIFY2(!path.has_value(), qPrintable(id));
        QCOMPARE(path.error().code, u"illegal_revision_id"_s);
        revision.id = u"1"_s;
        revision.branchLabels = {u"x@"_s};
        QCOMPARE(createRevision(*project, {}, revision).error().code, u"illegal_branch_label"_s);
    }
    for (const QString& id :
         {u"it's \"so\""_s, u"a b"_s, u"../../up"_s, u".hidden"_s, QString(32, u'x'), u"__init__"_s}) {
        NewRevision revision;
        revision.id = id;
        QVERIFY(createRevision(*project, {}, revision).has_value());
        QVERIFY2(mapOf(*project).indexOf(id) >= 0, qPrintable(id));
    }
}

void TestNewRevision::takesHostileMessages_data()
{
    QTest::addColumn<QString>("message");
    for (const QString& message : {u"<script>alert('x')</script>"_s, u"'; DROP TABLE x; --"_s,
                                   u"%(slug)s %s %%"_s, u"/* open"_s, u"👩‍👩‍👧 emoji"_s,
                                   u"a\r\n\r\nb"_s, QString(5000, u'm'), u"\\d \\"_s, u"../../etc/passwd"_s})
        QTest::newRow(qPrintable(message.left(20))) << message;
}

void TestNewRevision::takesHostileMessages()
{
    QFETCH(QString, message);
    Fixture fixture;
    const auto project = fixture.open();
    NewRevision revision;
    revision.id = u"1"_s;
    revision.message = message;
    revision.upgradeSql = u"SELECT 1"_s;
    const auto path = createRevision(*project, {}, revision);
    QVERIFY2(path.has_value(), qPrintable(path ? QString() : path.error().message));
    QVERIFY(path->startsWith(fixture.folder.filePath(u"revisions/"_s)));
    const RevisionMap map = mapOf(*project);
    QCOMPARE(map.size(), 1);
    QCOMPARE(map.at(0).message, message.section(u'\r', 0, 0));
    const auto script = loadScript(map.at(0), Direction::Upgrade);
    QVERIFY(script.has_value());
    QCOMPARE(script->statements.size(), 1);
}

void TestNewRevision::refusesTextThatWouldReadAsSomethingElse()
{
    Fixture fixture;
    const auto project = fixture.open();
    const auto isRefused = [&](const NewRevision& revision) {
        const auto path = createRevision(*project, {}, revision);
        return !path && path.error().message.contains(u"cannot be written"_s);
    };
    NewRevision revision;
    for (const QString& message :
         {u"Revises: 0001"_s, u"m\n\nRevision ID: other"_s, u"migrate:up"_s, u"---"_s, u"a\0b"_s}) {
        revision.message = message;
        QVERIFY2(isRefused(revision), qPrintable(message));
    }
    revision.message = u"m"_s;
    for (const QString& sql :
         {u"SELECT 1;\n-- migrate:down\nDROP TABLE x;"_s, u"-- migrate:verify\nSELECT 1;"_s}) {
        revision.upgradeSql = sql;
        QVERIFY2(isRefused(revision), qPrintable(sql));
    }
    revision.upgradeSql.clear();
    revision.fields = {{u"no name at all"_s, u"x"_s}};
    QVERIFY(isRefused(revision));
    QVERIFY(QDir(fixture.folder.filePath(u"revisions"_s)).isEmpty());
}

void TestNewRevision::neverOverwritesAFile()
{
    Fixture fixture;
    const auto project = fixture.open(u"file_template = %%(slug)s"_s);
    QFile existing(fixture.folder.filePath(u"revisions/same.sql"_s));
    QVERIFY(existing.open(QIODevice::WriteOnly) && existing.write("keep") == 4);
    existing.close();
    NewRevision revision;
    revision.message = u"same"_s;
    const auto path = createRevision(*project, {}, revision);
    QVERIFY(!path.has_value());
    QVERIFY(path.error().message.contains(u"exists"_s));
    QVERIFY(existing.open(QIODevice::ReadOnly));
    QCOMPARE(existing.readAll(), "keep"_ba);
    QCOMPARE(QDir(fixture.folder.filePath(u"revisions"_s)).entryList(QDir::Files | QDir::Hidden).size(), 1);
}

void TestNewRevision::reportsAReadOnlyFolder()
{
    Fixture fixture;
    const auto project = fixture.open();
    const QByteArray folder = fixture.folder.filePath(u"revisions"_s).toLocal8Bit();
    QVERIFY(::chmod(fixture.folder.path().toLocal8Bit().constData(), 0755) == 0
            && ::chmod(folder.constData(), 0555) == 0);
    const uid_t user = ::geteuid();
    if (user == 0) // root may write everywhere
        QVERIFY(::seteuid(65534) == 0);
    const auto path = createRevision(*project, {}, {});
    if (user == 0)
        QVERIFY(::seteuid(user) == 0);
    QVERIFY(::chmod(folder.constData(), 0755) == 0);
    QVERIFY(!path.has_value());
    QCOMPARE(path.error().kind, ErrorKind::File);
    QVERIFY(path.error().message.contains(u"cannot be written"_s));
    QVERIFY(path.error().file.startsWith(fixture.folder.path()));
    QVERIFY(QDir(fixture.folder.filePath(u"revisions"_s)).isEmpty());
}

void TestNewRevision::offersTemplatesThatParse()
{
    const QList<RevisionTemplate> templates = revisionTemplates();
    QStringList names;
    Fixture fixture;
    const auto project = fixture.open();
    int number = 0;
    for (const RevisionTemplate& entry : templates) {
        names.append(entry.name);
        QVERIFY(!entry.title.isEmpty() && !entry.description.isEmpty());
        NewRevision revision;
        revision.id = QString::number(++number);
        revision.message = entry.title;
        revision.upgradeSql = entry.upgradeSql;
        revision.downgradeSql = entry.downgradeSql;
        revision.upgradeTransactional = entry.upgradeTransactional;
        revision.downgradeTransactional = entry.downgradeTransactional;
        const auto path = createRevision(*project, mapOf(*project), revision);
        QVERIFY(path.has_value());
        const auto created = SqlRevisionFile::readRevision(*path);
        if (entry.name != "empty"_L1) {
            const auto raw = loadScript(*created, Direction::Upgrade);
            QVERIFY(!raw);
            QCOMPARE(raw.error().code, u"template_not_edited"_s);
            QFile file(*path);
            QVERIFY(file.open(QIODevice::ReadWrite));
            QByteArrayList lines = file.readAll().split('\n');
            QVERIFY(lines.at(raw.error().line - 1).startsWith("-- Example: "));
            lines.removeAt(raw.error().line - 1);
            file.resize(0);
            file.seek(0);
            file.write(lines.join('\n'));
        }
        for (const Direction direction : {Direction::Upgrade, Direction::Downgrade}) {
            const auto script = loadScript(*created, direction);
            QVERIFY2(script.has_value(),
                     qPrintable(script ? QString() : entry.name + script.error().message));
            QCOMPARE(script->statements.isEmpty(), entry.name == "empty"_L1);
        }
    }
    QCOMPARE(names,
             QStringList({u"empty"_s, u"create-table"_s, u"add-column"_s, u"index-concurrently"_s,
                          u"not-null-column"_s}));
    QVERIFY(!templates.at(3).upgradeTransactional && !templates.at(3).downgradeTransactional);
}

QTEST_GUILESS_MAIN(TestNewRevision)
#include "tst_newrevision.moc"
