// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/filereader.h"
#include "core/sqlrevisionfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <sys/stat.h>
#include <unistd.h>

using namespace athanor;
using namespace Qt::StringLiterals;
using Kind = SqlRevisionFile::SectionKind;

namespace {

constexpr char kFile[] = R"(-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Add audit columns: to
-- lookup tables
--
-- Impact: teams and leagues gain
--   two nullable columns
-- Risk: low
-- References:
--   - first
--   - second
--
-- Free notes, see https://example.org.
--
--   * a list
--
-- Revision ID: 0002
-- Revises: 0001, it's "x" y
-- Branch Labels: core,
--   audit
-- Depends On:
-- Create Date: 2025-12-07 10:30:00+02:00

-- migrate:up transaction:false
ALTER TABLE teams ADD COLUMN x text; -- migrate:down is only mentioned

-- migrate:down
ALTER TABLE teams DROP COLUMN x;

-- migrate:verify
SELECT true;
)";

QByteArray minimal(const QByteArray& rest = "\n-- migrate:up\nSELECT 1;\n\n-- migrate:down\nSELECT 2;\n")
{
    return "-- Message\n--\n-- Revision ID: 1\n-- Revises:\n" + rest;
}

} // namespace

class TestSqlRevisionFile : public QObject {
    Q_OBJECT
private slots:
    void readsTheDeclaration();
    void readsTheSections();
    void readsDatesAsAlembicWritesThem_data();
    void readsDatesAsAlembicWritesThem();
    void keepsByteOrderMarkLineEndsAndMissingLastNewline_data();
    void keepsByteOrderMarkLineEndsAndMissingLastNewline();
    void knowsWhatCannotBeTakenBack_data();
    void knowsWhatCannotBeTakenBack();
    void takesIdsAsTheyAre_data();
    void takesIdsAsTheyAre();
    void toleratesRulersBlankLinesAndBlockComments();
    void leavesOrdinaryCommentsAlone();
    void refusesBadFiles_data();
    void refusesBadFiles();
    void refusesWhatIsNoFile();
    void refusesAnUnreadableFile();
    void readsALargeFile();
    void readsTheSameWhetherQuicklyOrWhole();
    void replacesAHeaderFieldAndNothingElse();
    void addsAHeaderFieldWhereItBelongs();
    void refusesAHeaderFieldThatBreaksTheFile();
    void replacesASectionAndNothingElse();
    void addsAMissingSection();
    void refusesASectionThatHoldsAMark();
};

void TestSqlRevisionFile::readsTheDeclaration()
{
    const auto file = SqlRevisionFile::parse(kFile, u"/a.sql"_s);
    QVERIFY2(file.has_value(), qPrintable(file ? QString() : file.error().message));
    const Revision& revision = file->revision();
    QCOMPARE(revision.id, u"0002"_s);
    QCOMPARE(revision.message, u"Add audit columns: to lookup tables"_s);
    QCOMPARE(revision.downRevisions, QStringList({u"0001"_s, u"it's \"x\" y"_s}));
    QCOMPARE(revision.branchLabels, QStringList({u"core"_s, u"audit"_s}));
    QVERIFY(revision.dependsOn.isEmpty());
    QCOMPARE(revision.fields,
             QList<HeaderField>({{u"Impact"_s, u"teams and leagues gain\ntwo nullable columns"_s},
                                 {u"Risk"_s, u"low"_s},
                                 {u"References"_s, u"- first\n- second"_s}}));
    QCOMPARE(revision.notes, u"Free notes, see https://example.org.\n\n  * a list"_s);
    QCOMPARE(revision.createDate, QDateTime(QDate(2025, 12, 7), QTime(8, 30), QTimeZone::utc()));
    QCOMPARE(revision.createDate.offsetFromUtc(), 7200);
    QCOMPARE(revision.filePath, u"/a.sql"_s);
    QCOMPARE(revision.format, RevisionFormat::Sql);
    QVERIFY(revision.reversible && !revision.upgradeTransactional && revision.downgradeTransactional);
}

void TestSqlRevisionFile::readsTheSections()
{
    const auto file = SqlRevisionFile::parse(kFile, u"/a.sql"_s);
    QCOMPARE(file->sections().size(), 3);
    QCOMPARE(file->text(Kind::Upgrade),
             u"ALTER TABLE teams ADD COLUMN x text; -- migrate:down is only mentioned\n\n"_s);
    QCOMPARE(file->text(Kind::Downgrade), u"ALTER TABLE teams DROP COLUMN x;\n\n"_s);
    QCOMPARE(file->text(Kind::Verify), u"SELECT true;\n"_s);
    QCOMPARE(file->section(Kind::Upgrade)->markLine, 24);
    QCOMPARE(file->section(Kind::Downgrade)->firstLine, 28);
    QCOMPARE(file->bytes(), QByteArray(kFile));
    QCOMPARE(SqlRevisionFile::parse(minimal("-- migrate:up"), {})->section(Kind::Downgrade), nullptr);
}

void TestSqlRevisionFile::readsDatesAsAlembicWritesThem_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QDateTime>("date");
    const QDate day(2021, 7, 12);
    QTest::newRow("microseconds") << "2021-07-12 13:59:18.783891"_ba
                                  << QDateTime(day, QTime(13, 59, 18, 783));
    QTest::newRow("utc") << "2021-07-12 13:59:18.5+00:00"_ba
                         << QDateTime(day, QTime(13, 59, 18, 500), QTimeZone::utc());
    QTest::newRow("west") << "2021-07-12 13:59:18-0330"_ba
                          << QDateTime(day, QTime(17, 29, 18), QTimeZone::utc());
    QTest::newRow("iso") << "2021-07-12T13:59:18Z"_ba << QDateTime(day, QTime(13, 59, 18), QTimeZone::utc());
    QTest::newRow("minutes") << "2021-07-12 13:59"_ba << QDateTime(day, QTime(13, 59));
    QTest::newRow("day") << "2021-07-12"_ba << day.startOfDay();
    for (const char* bad : {"", "yesterday", "2021-13-12 10:00", "2021-07-12 25:00:00",
                            "2021-07-12 10:00:00 CEST", "2021-7-1", "2021-07-12 1", "2021-07-12 10:00:00+99"})
        QTest::newRow(*bad ? bad : "empty") << QByteArray(bad) << QDateTime();
}

void TestSqlRevisionFile::readsDatesAsAlembicWritesThem()
{
    QFETCH(QByteArray, text);
    const auto file
        = SqlRevisionFile::parse("-- Revision ID: 1\n-- Create Date: " + text + "\n-- migrate:up\n", {});
    QVERIFY(file.has_value());
    QTEST(file->revision().createDate, "date");
}

void TestSqlRevisionFile::keepsByteOrderMarkLineEndsAndMissingLastNewline_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray text = QByteArray(kFile).chopped(1);
    QTest::newRow("no last newline") << text;
    QTest::newRow("byte-order mark") << "\xEF\xBB\xBF" + text;
    QTest::newRow("crlf") << QByteArray(text).replace("\n", "\r\n") + "\r\n";
    QTest::newRow("all") << "\xEF\xBB\xBF" + QByteArray(text).replace("\n", "\r\n");
}

void TestSqlRevisionFile::keepsByteOrderMarkLineEndsAndMissingLastNewline()
{
    QFETCH(QByteArray, bytes);
    auto file = SqlRevisionFile::parse(bytes, u"/a.sql"_s);
    QVERIFY2(file.has_value(), qPrintable(file ? QString() : file.error().message));
    Revision expected = SqlRevisionFile::parse(kFile, u"/a.sql"_s)->revision();
    QCOMPARE(file->revision(), expected);
    QCOMPARE(file->section(Kind::Downgrade)->firstLine, 28);
    for (const Kind kind : {Kind::Upgrade, Kind::Downgrade, Kind::Verify}) {
        QVERIFY(file->setText(kind, file->text(kind)).has_value());
        QCOMPARE(file->bytes(), bytes);
    }
    QVERIFY(file->setText(Kind::Upgrade, u"SELECT 1;\nSELECT 2;"_s).has_value());
    QCOMPARE(file->bytes().contains("\r\n"), bytes.contains("\r\n"));
    QCOMPARE(file->bytes().count('\n'),
             file->bytes().count('\r') > 0 ? file->bytes().count("\r\n") : file->bytes().count('\n'));
    QCOMPARE(file->bytes().startsWith("\xEF\xBB\xBF"), bytes.startsWith("\xEF\xBB\xBF"));
}

void TestSqlRevisionFile::knowsWhatCannotBeTakenBack_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<bool>("reversible");
    QTest::newRow("no section") << "-- migrate:up\nSELECT 1;"_ba << false;
    QTest::newRow("irreversible") << "-- migrate:up\n-- migrate:down irreversible\n"_ba << false;
    QTest::newRow("irreversible and an option")
        << "-- migrate:up\n-- migrate:down\ttransaction:false irreversible \n"_ba << false;
    QTest::newRow("empty section") << "-- migrate:up\n-- migrate:down\n"_ba << true;
    QTest::newRow("no blank") << "--migrate:up\n--   migrate:down transaction:true"_ba << true;
}

void TestSqlRevisionFile::knowsWhatCannotBeTakenBack()
{
    QFETCH(QByteArray, rest);
    const auto file = SqlRevisionFile::parse(minimal(rest), {});
    QVERIFY2(file.has_value(), qPrintable(file ? QString() : file.error().message));
    QTEST(file->revision().reversible, "reversible");
}

void TestSqlRevisionFile::takesIdsAsTheyAre_data()
{
    QTest::addColumn<QString>("id");
    for (const QString& id : {u"it's \"quoted\""_s, u"with some spaces"_s, QString(200, u'x'), u"数字"_s,
                              u"<b>"_s, u"a@b-c+d"_s, u"a:b"_s})
        QTest::newRow(qPrintable(id.left(20))) << id;
}

void TestSqlRevisionFile::takesIdsAsTheyAre()
{
    QFETCH(QString, id);
    const auto file = SqlRevisionFile::parse("-- Revision ID: " + id.toUtf8() + "\n-- migrate:up\n", {});
    QVERIFY(file.has_value());
    QCOMPARE(file->revision().id, id);
}

void TestSqlRevisionFile::toleratesRulersBlankLinesAndBlockComments()
{
    const auto file
        = SqlRevisionFile::parse("/* Licence\n-- Revision ID: no\n*/\n\n-----------\n--Message\n-- --------\n"
                                 "--revision id:7\n-- REVISES:6\n\n\n--migrate:up\nSELECT 1",
                                 {});
    QVERIFY2(file.has_value(), qPrintable(file ? QString() : file.error().message));
    QCOMPARE(file->revision().message, u"Message"_s);
    QCOMPARE(file->revision().id, u"7"_s);
    QCOMPARE(file->revision().downRevisions, QStringList({u"6"_s}));
}

void TestSqlRevisionFile::leavesOrdinaryCommentsAlone()
{
    const QByteArray body = "-- migrate: the data\n-- migrate:upwards from here on\n-- immigrate:down\n"
                            "SELECT '-- migrate:down'; -- migrate:down\n  -- migrate:down is done by hand\n";
    const auto file = SqlRevisionFile::parse(minimal("-- migrate:up\n" + body), {});
    QVERIFY2(file.has_value(), qPrintable(file ? QString() : file.error().message));
    QCOMPARE(file->text(Kind::Upgrade).toUtf8(), body);
}

void TestSqlRevisionFile::refusesBadFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("line");
    const auto row = [](const char* name, const QByteArray& bytes, const char* message, int line) {
        QTest::newRow(name) << bytes << QString::fromLatin1(message) << line;
    };
    row("empty", "", "is empty", 0);
    row("only blanks", "\xEF\xBB\xBF \r\n\n", "is empty", 0);
    row("no mark", "-- Revision ID: 1\nSELECT 1;\n", "no section \"migrate:up\"", 0);
    row("binary", minimal() + QByteArray("\0\1\2", 3), "NUL byte", 11);
    row("utf-16", "\xFF\xFE-\0", "UTF-16", 0);
    row("latin-1", minimal() + "-- caf\xE9\n", "Not UTF-8: byte 0xe9 at offset 102", 11);
    row("cut character", minimal() + "\xF0\x9F\x98", "Not UTF-8: byte 0xf0", 11);
    row("overlong", minimal() + "\xC0\x80", "Not UTF-8: byte 0xc0", 11);
    row("surrogate", minimal() + "\xED\xA0\x80", "Not UTF-8: byte 0xed", 11);
    row("up twice", minimal() + "-- migrate:up\n", "\"migrate:up\" stands twice; the first is in line 6", 11);
    row("down twice", minimal() + "-- migrate:down\n",
        "\"migrate:down\" stands twice; the first is in line 9", 11);
    row("down first", minimal("-- migrate:down\n-- migrate:up\n"), "\"migrate:down\" stands before", 5);
    row("verify first", minimal("-- migrate:verify\n-- migrate:up\n"), "\"migrate:verify\" stands before", 5);
    row("SQL first", minimal("SELECT 1;\n-- migrate:up\n"), "not a comment stands before", 5);
    row("SQL behind a comment", minimal("/* a\nb */ SELECT 1;\n-- migrate:up\n"),
        "not a comment stands before", 6);
    row("unknown option", minimal("-- migrate:up transactional:no\n"), "Unknown option \"transactional:no\"",
        5);
    row("unknown word", minimal("-- migrate:up soon\n"), "Unknown option \"soon\"", 5);
    row("irreversible upgrade", minimal("-- migrate:up irreversible\n"), "Unknown option \"irreversible\"",
        5);
    row("option on verify", minimal() + "-- migrate:verify transaction:false\n", "Unknown option", 11);
    row("misspelt mark", minimal("-- migrate:up\n-- migrate:donw\n"), "Unknown mark \"migrate:donw\"", 6);
    row("indented mark", minimal("-- migrate:up\n  -- migrate:down\n"), "not written as a mark", 6);
    row("capitals", minimal("-- migrate:up\n-- Migrate:Down transaction:false\n"), "not written as a mark",
        6);
    row("no id", "-- Message\n\n-- Revises: 1\n-- migrate:up\n", "no revision id", 1);
    row("empty id", "-- Message\n-- Revision ID: \n-- migrate:up\n", "no revision id", 2);
    row("id twice", minimal("-- REVISION ID: 2\n-- migrate:up\n"), "\"Revision ID:\" twice", 5);
    row("parents twice", minimal("-- Revises: 2\n-- migrate:up\n"), "\"Revises:\" twice", 5);
    row("merge conflict", "<<<<<<< HEAD\n" + minimal(), "not a comment stands before", 1);
}

void TestSqlRevisionFile::refusesBadFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const QTemporaryDir folder;
    QFile written(folder.filePath(u"a.sql"_s));
    QVERIFY(written.open(QIODevice::WriteOnly) && written.write(bytes) == bytes.size());
    written.close();
    const auto file = SqlRevisionFile::read(written.fileName());
    const auto quick = SqlRevisionFile::readRevision(written.fileName());
    QVERIFY(!file.has_value() && !quick.has_value());
    QVERIFY2(file.error().message.contains(message), qPrintable(file.error().message));
    QCOMPARE(file.error().kind, ErrorKind::File);
    QCOMPARE(file.error().file, written.fileName());
    QVERIFY(!file.error().hint.isEmpty());
    QTEST(file.error().line, "line");
    QCOMPARE(quick.error(), file.error());
}

void TestSqlRevisionFile::refusesWhatIsNoFile()
{
    const QTemporaryDir folder;
    const auto missing = SqlRevisionFile::read(folder.filePath(u"missing.sql"_s));
    QVERIFY(!missing.has_value() && missing.error().message.contains(u"cannot be read"_s));
    const auto directory = SqlRevisionFile::read(folder.path());
    QVERIFY(!directory.has_value() && directory.error().message.contains(u"Not a plain file"_s));
    const QString pipe = folder.filePath(u"pipe.sql"_s);
    QCOMPARE(::mkfifo(pipe.toLocal8Bit().constData(), 0600), 0);
    const auto fifo = SqlRevisionFile::read(pipe); // would wait for a writer
    QVERIFY(!fifo.has_value() && fifo.error().message.contains(u"Not a plain file"_s));
}

void TestSqlRevisionFile::refusesAnUnreadableFile()
{
    const QTemporaryDir folder;
    QVERIFY(::chmod(folder.path().toLocal8Bit().constData(), 0755) == 0);
    QFile file(folder.filePath(u"a.sql"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(kFile) > 0);
    file.close();
    QVERIFY(::chmod(file.fileName().toLocal8Bit().constData(), 0) == 0);
    const uid_t user = ::geteuid();
    if (user == 0) // root may read everything
        QVERIFY(::seteuid(65534) == 0);
    const auto read = SqlRevisionFile::read(file.fileName());
    if (user == 0)
        QVERIFY(::seteuid(user) == 0);
    QVERIFY(!read.has_value());
    QVERIFY(read.error().message.contains(u"Permission denied"_s));
    QVERIFY(read.error().hint.contains(u"permissions"_s));
}

void TestSqlRevisionFile::readsALargeFile()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"a.sql"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(minimal("-- migrate:up\n"));
    const QByteArray rows = "-- migrate: this 'is' a row;\n"
        + QByteArray("INSERT INTO t VALUES (1, 'ééé');\n").repeated(10'000);
    file.write(rows.repeated(50 * 1024 * 1024 / rows.size()));
    file.write("-- migrate:down\n");
    file.close();
    const auto read = SqlRevisionFile::read(file.fileName());
    QVERIFY2(read.has_value(), qPrintable(read ? QString() : read.error().message));
    QVERIFY(read->section(Kind::Upgrade)->length > 49 * 1024 * 1024);

    QVERIFY(::truncate(file.fileName().toLocal8Bit().constData(), kMaximumFileSize + 1) == 0);
    const auto tooLarge = SqlRevisionFile::read(file.fileName());
    QVERIFY(!tooLarge.has_value() && tooLarge.error().message.contains(u"too large"_s));
}

void TestSqlRevisionFile::readsTheSameWhetherQuicklyOrWhole()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"a.sql"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(kFile) > 0);
    file.close();
    QCOMPARE(*SqlRevisionFile::readRevision(file.fileName()),
             SqlRevisionFile::read(file.fileName())->revision());
}

void TestSqlRevisionFile::replacesAHeaderFieldAndNothingElse()
{
    auto file = SqlRevisionFile::parse(kFile, {});
    QVERIFY(file->setHeaderField(u"Impact"_s, u"none"_s).has_value());
    QByteArray expected = QByteArray(kFile).replace(
        "-- Impact: teams and leagues gain\n--   two nullable columns\n", "-- Impact: none\n");
    QCOMPARE(file->bytes(), expected);
    QVERIFY(file->setHeaderField(u"Revises"_s, QString()).has_value());
    QCOMPARE(file->bytes(), expected.replace("-- Revises: 0001, it's \"x\" y\n", "-- Revises:\n"));
    QVERIFY(file->setHeaderField(u"Depends On"_s, u"a, b"_s).has_value());
    QCOMPARE(file->bytes(), expected.replace("-- Depends On:\n", "-- Depends On: a, b\n"));
    QVERIFY(file->setHeaderField(u"References"_s, u"one\ntwo"_s).has_value());
    QCOMPARE(file->revision().fields.last().value, u"one\ntwo"_s);
    QCOMPARE(file->revision().dependsOn, QStringList({u"a"_s, u"b"_s}));
}

void TestSqlRevisionFile::addsAHeaderFieldWhereItBelongs()
{
    auto file = SqlRevisionFile::parse(minimal().replace("\n", "\r\n"), {});
    QVERIFY(file->setHeaderField(u"Create Date"_s, u"2025-01-01"_s).has_value());
    QVERIFY(file->setHeaderField(u"Depends On"_s, u"x"_s).has_value());
    QVERIFY(file->setHeaderField(u"Impact"_s, u"a\nb"_s).has_value());
    QVERIFY(file->setHeaderField(u"Risk"_s, u"low"_s).has_value());
    QCOMPARE(
        file->bytes(),
        QByteArray(
            "-- Message\n--\n-- Impact: a\n--   b\n-- Risk: low\n--\n-- Revision ID: 1\n-- Revises:\n"
            "-- Depends On: x\n-- Create Date: 2025-01-01\n\n-- migrate:up\nSELECT 1;\n\n-- migrate:down\n"
            "SELECT 2;\n")
            .replace("\n", "\r\n"));
}

void TestSqlRevisionFile::refusesAHeaderFieldThatBreaksTheFile()
{
    auto file = SqlRevisionFile::parse(kFile, {});
    QVERIFY(!file->setHeaderField(u"Revision ID"_s, QString()).has_value());
    QVERIFY(!file->setHeaderField(u"no name"_s, u"x"_s).has_value());
    QVERIFY(!file->setHeaderField(QString(), u"x"_s).has_value());
    QVERIFY(!file->setHeaderField(u"Risk"_s, u"a\nRevision ID: 3"_s).has_value());
    QCOMPARE(file->bytes(), QByteArray(kFile));
    QCOMPARE(file->revision().id, u"0002"_s);
}

void TestSqlRevisionFile::replacesASectionAndNothingElse()
{
    auto file = SqlRevisionFile::parse(kFile, {});
    QVERIFY(file->setText(Kind::Downgrade, u"SELECT 'down ✓';"_s).has_value());
    QCOMPARE(file->bytes(),
             QByteArray(kFile).replace("ALTER TABLE teams DROP COLUMN x;\n\n", "SELECT 'down ✓';\n"));
    QVERIFY(file->setText(Kind::Verify, QString()).has_value());
    QVERIFY(file->bytes().endsWith("-- migrate:verify\n"));
    QCOMPARE(file->text(Kind::Downgrade), u"SELECT 'down ✓';\n"_s);
}

void TestSqlRevisionFile::addsAMissingSection()
{
    auto file = SqlRevisionFile::parse(minimal("-- migrate:up\nSELECT 1;"), {});
    QVERIFY(!file->revision().reversible);
    QVERIFY(file->setText(Kind::Downgrade, u"SELECT 2;"_s).has_value());
    QCOMPARE(file->bytes(), minimal("-- migrate:up\nSELECT 1;\n\n-- migrate:down\nSELECT 2;"));
    QVERIFY(file->revision().reversible);
    auto bare = SqlRevisionFile::parse(minimal("-- migrate:up"), {});
    QVERIFY(bare->setText(Kind::Upgrade, u"SELECT 1;"_s).has_value());
    QCOMPARE(bare->bytes(), minimal("-- migrate:up\nSELECT 1;"));
}

void TestSqlRevisionFile::refusesASectionThatHoldsAMark()
{
    auto file = SqlRevisionFile::parse(minimal(), {});
    for (const QString& text :
         {u"SELECT 1;\n-- migrate:verify\nSELECT 2;"_s, u"-- migrate:down\n"_s, u"-- migrate:donw"_s}) {
        QVERIFY2(!file->setText(Kind::Upgrade, text).has_value(), qPrintable(text));
        QCOMPARE(file->bytes(), minimal());
        QCOMPARE(file->sections().size(), 2);
    }
}

QTEST_GUILESS_MAIN(TestSqlRevisionFile)
#include "tst_sqlrevisionfile.moc"
