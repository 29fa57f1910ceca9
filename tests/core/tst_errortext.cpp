// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/errortext.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;
using namespace Qt::StringLiterals;

class TestErrorText : public QObject {
    Q_OBJECT
private slots:
    void namesMessagePlaceDetailContextAndHintInOrder();
    void pointsIntoTheStatement();
    void pointsIntoTheFileTheStatementComesFrom();
    void showsTheStatementWhenTheFileHasChanged();
    void countsCodePointsAndExpandsTabs();
    void cutsLongLinesAroundThePosition();
    void pointsBehindTheLastCharacter();
    void replacesControlCharacters();
    void putsTheErrorIntoOneLine();
    void namesEveryKind();
};

void TestErrorText::namesMessagePlaceDetailContextAndHintInOrder()
{
    Error error;
    error.message = u"relation \"x\" does not exist"_s;
    error.sqlState = u"42P01"_s;
    error.file = u"/nowhere/0001.sql"_s;
    error.line = 12;
    error.column = 8;
    error.detail = u"the detail"_s;
    error.context = u"the context"_s;
    error.hint = u"the hint"_s;
    QCOMPARE(errorText(error),
             u"relation \"x\" does not exist (SQLSTATE 42P01)\n/nowhere/0001.sql:12:8\nDetail: the detail\n"
             "Context: the context\nHint: the hint"_s);
}

void TestErrorText::pointsIntoTheStatement()
{
    Error error;
    error.message = u"no"_s;
    error.statement = u"SELECT 1,\n  nope"_s;
    error.line = 2;
    error.column = 3;
    QCOMPARE(errorText(error), u"no\nline 2, column 3\n    nope\n    ^"_s);
}

void TestErrorText::pointsIntoTheFileTheStatementComesFrom()
{
    QTemporaryDir folder;
    Error error;
    error.file = folder.filePath(u"a.sql"_s);
    QFile file(error.file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("-- header\r\nSELECT 1; SELECT a,\r\n  nope\r\n  FROM t;\r\n");
    file.close();
    error.message = u"no"_s;
    error.statement = u"SELECT a,\r\n  nope\r\n  FROM t"_s;
    error.line = 3;
    error.column = 3;
    QVERIFY(errorText(error).endsWith(u":3:3\n    nope\n    ^"_s));
    error.line = 2;
    error.column = 18;
    QVERIFY(errorText(error).endsWith(u":2:18\n  SELECT 1; SELECT a,\n                   ^"_s));
}

void TestErrorText::showsTheStatementWhenTheFileHasChanged()
{
    QTemporaryDir folder;
    Error error;
    error.file = folder.filePath(u"a.sql"_s);
    QFile file(error.file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("password = secret\n");
    file.close();
    error.message = u"no"_s;
    error.statement = u"SELECT nope"_s;
    error.line = 1;
    error.column = 8;
    QVERIFY(errorText(error).endsWith(u":1:8\n  SELECT nope"_s));
    error.line = 99;
    QVERIFY(errorText(error).endsWith(u":99:8\n  SELECT nope"_s));
    error.file = folder.filePath(u"missing.sql"_s);
    QVERIFY(errorText(error).endsWith(u"\n  SELECT nope"_s));
}

void TestErrorText::countsCodePointsAndExpandsTabs()
{
    Error error;
    error.message = u"no"_s;
    error.statement = u"\t'😀' + nope"_s;
    error.line = 1;
    error.column = 8;
    QCOMPARE(errorText(error).section(u'\n', 2), u"      '😀' + nope\n            ^"_s);
}

void TestErrorText::cutsLongLinesAroundThePosition()
{
    Error error;
    error.message = u"no"_s;
    error.statement = QString(5000, u'a') + u'!' + QString(5000, u'b');
    error.line = 1;
    error.column = 5001;
    const QStringList lines = errorText(error).split(u'\n');
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines.at(2).size() < 110);
    QVERIFY(lines.at(2).startsWith(u"  …a"_s) && lines.at(2).endsWith(u"b…"_s));
    QCOMPARE(lines.at(2).at(lines.at(3).size() - 1), u'!');
}

void TestErrorText::pointsBehindTheLastCharacter()
{
    Error error;
    error.message = u"syntax error at end of input"_s;
    error.statement = u"SELECT ("_s;
    error.line = 1;
    error.column = 9;
    QVERIFY(errorText(error).endsWith(u"  SELECT (\n          ^"_s));
    error.column = 500;
    QVERIFY(errorText(error).endsWith(u"  SELECT ("_s));
}

void TestErrorText::replacesControlCharacters()
{
    Error error;
    error.message = u"bad \x1b[31mid\x07"_s;
    error.file = u"/a\x1b]0;title.sql"_s;
    error.statement = u"SELECT '\x1b[2J'"_s;
    error.hint = u"<b>not rich</b>"_s;
    for (const QString& text : {errorText(error), errorLine(error)})
        QVERIFY(!text.contains(u'\x1b') && !text.contains(u'\x07'));
    QVERIFY(errorText(error).contains(u"<b>not rich</b>"_s));
}

void TestErrorText::putsTheErrorIntoOneLine()
{
    Error error;
    error.message = u"first\nsecond"_s;
    QCOMPARE(errorLine(error), u"first second"_s);
    QCOMPARE(errorSummary(error), u"first second"_s);
    error.file = u"/a.sql"_s;
    QCOMPARE(errorLine(error), u"/a.sql: first second"_s);
    error.line = 3;
    error.column = 4;
    QCOMPARE(errorLine(error), u"/a.sql:3:4: first second"_s);
    QCOMPARE(errorSummary(error), u"first second (a.sql:3:4)"_s);
    error.file.clear();
    QCOMPARE(errorSummary(error), u"first second (line 3, column 4)"_s);
}

void TestErrorText::namesEveryKind()
{
    QSet<QString> names;
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::System); ++kind)
        names.insert(errorKindName(static_cast<ErrorKind>(kind)));
    QCOMPARE(names.size(), static_cast<int>(ErrorKind::System) + 1);
    QVERIFY(!names.contains(QString()));
    QCOMPARE(errorKindName(ErrorKind::PlanChanged), u"plan_changed"_s);
}

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_errortext.moc"
