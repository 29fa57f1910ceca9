// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/filereader.h"
#include "core/project.h"
#include "core/pythonrevisionfile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;
using namespace Qt::StringLiterals;

class TestPythonRevisionFile : public QObject {
    Q_OBJECT
private slots:
    void readsEveryWayToWriteAValue_data();
    void readsEveryWayToWriteAValue();
    void readsMessageNotesFieldsAndDateOfTheDocstring();
    void isNotTakenInByLookAlikes();
    void takesTheLastAssignment();
    void readsLatin1ByItsCodingLine();
    void takesTheIdFromAnOldFilesName();
    void refusesComputedIdentifiers_data();
    void refusesComputedIdentifiers();
    void refusesBadFiles_data();
    void refusesBadFiles();
    void readsWhatAlembicProjectsContain_data();
    void readsWhatAlembicProjectsContain();

private:
    Result<Revision> read(const QByteArray& bytes, const QString& name = u"a_revision.py"_s)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return fail(fileError(path, u"cannot write the fixture"_s));
        file.close();
        return readPythonRevision(path);
    }

    QTemporaryDir m_folder;
};

void TestPythonRevisionFile::readsEveryWayToWriteAValue_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("down");
    const auto row = [](const char* name, const QByteArray& text, const QStringList& down) {
        QTest::newRow(name) << text << down;
    };
    const QStringList one{u"abc"_s}, two{u"abc"_s, u"def"_s};
    row("none", "down_revision = None", {});
    row("none in brackets", "down_revision = (None)", {});
    row("double quotes", "down_revision = \"abc\"", one);
    row("single quotes", "down_revision='abc'", one);
    row("triple quotes", "down_revision = '''abc'''", one);
    row("unicode prefix", "down_revision = u'abc'", one);
    row("raw prefix", "down_revision = R\"abc\"", one);
    row("format without placeholder", "down_revision = f'abc'", one);
    row("adjacent", "down_revision = ('a' \"b\"\n  # half\n  'c')", one);
    row("adjacent joined line", "down_revision = 'a' \\\n  'bc'", one);
    row("tuple", "down_revision = ('abc', 'def')", two);
    row("tuple of one", "down_revision = ('abc',)", one);
    row("bare tuple", "down_revision = 'abc', 'def',", two);
    row("bare tuple of one", "down_revision = 'abc',", one);
    row("list", "down_revision = ['abc', 'def',]", two);
    row("set", "down_revision = {'abc', 'def'}", two);
    row("empty tuple", "down_revision = ()", {});
    row("empty list", "down_revision = [ # nothing\n]", {});
    row("nested brackets", "down_revision = ((('abc'), ('def')))", two);
    row("many lines", "down_revision = (\n    'abc',  # one, 'x'\n\n    'def'\n)", two);
    row("annotated", "down_revision: str = 'abc'", one);
    row("annotated union", "down_revision: Union[str, Sequence[str], None] = ('abc', 'def')", two);
    row("annotated pipe", "down_revision: str | None = 'abc'", one);
    row("annotated string", "down_revision: 'str | tuple[str, ...] = None' = 'abc'", one);
    row("annotated dictionary", "down_revision: Dict[\n 'a' , \"=b\" ] = 'abc'", one);
    row("annotation only", "down_revision = 'abc'\ndown_revision: str", one);
    row("tabs", "down_revision\t=\t'abc'\t# note", one);
    row("after semicolon", "x = 1; down_revision = 'abc'; y = 2", one);
    row("joined line", "down_revision \\\n  = \\\n  'abc'", one);
    row("escapes", "down_revision = '\\x61\\142\\u0063'", one);
    row("no last newline and comment", "down_revision = 'abc' #", one);
    row("quotes in the id", "down_revision = 'it\\'s \"so\"'", {u"it's \"so\""_s});
    row("spaces in the id", "down_revision = ' a b '", {u" a b "_s});
    row("emoji", "down_revision = '\\U0001F600'", {u"😀"_s});
    row("raw backslash", "down_revision = r'a\\n'", {u"a\\n"_s});
}

void TestPythonRevisionFile::readsEveryWayToWriteAValue()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, down);
    for (const QByteArray& newline : {"\n"_ba, "\r\n"_ba, "\r"_ba}) {
        for (const QByteArray& mark : {""_ba, "\xEF\xBB\xBF"_ba}) {
            QByteArray bytes = "\"\"\"message\"\"\"\nimport os\nrevision = 'r1'\n" + text;
            const auto revision = read(mark + bytes.replace("\n", newline));
            QVERIFY2(revision.has_value(), qPrintable(revision ? QString() : revision.error().message));
            QCOMPARE(revision->id, u"r1"_s);
            QCOMPARE(revision->downRevisions, down);
            QCOMPARE(revision->message, u"message"_s);
            QCOMPARE(revision->format, RevisionFormat::Python);
        }
    }
}

void TestPythonRevisionFile::readsMessageNotesFieldsAndDateOfTheDocstring()
{
    const auto revision = read("# comment\n\n'''Add \\'audit\\' columns\nto teams\n\nImpact: two columns\n"
                               "    and a trigger\n\nSome notes.\n\nRevision ID: other\nRevises: 0\n"
                               "Create Date: 2025-12-07 10:30:15.783891\n'''\n"
                               "revision = 'r1'\ndown_revision = 'r0'\nbranch_labels = ('core',)\n"
                               "depends_on = ['x', 'y']\n");
    QVERIFY(revision.has_value());
    QCOMPARE(revision->id, u"r1"_s);
    QCOMPARE(revision->message, u"Add 'audit' columns to teams"_s);
    QCOMPARE(revision->notes, u"Some notes."_s);
    QCOMPARE(revision->fields, QList<HeaderField>({{u"Impact"_s, u"two columns\nand a trigger"_s}}));
    QCOMPARE(revision->createDate, QDateTime(QDate(2025, 12, 7), QTime(10, 30, 15, 783)));
    QCOMPARE(revision->branchLabels, QStringList({u"core"_s}));
    QCOMPARE(revision->dependsOn, QStringList({u"x"_s, u"y"_s}));
    QVERIFY(revision->reversible);

    const auto silent = read("import os\n'not a docstring'\nrevision = 'r1'\ndown_revision = None\n");
    QVERIFY(silent.has_value());
    QVERIFY(silent->message.isEmpty() && !silent->createDate.isValid());
}

void TestPythonRevisionFile::isNotTakenInByLookAlikes()
{
    const auto revision = read(
        "'''message'''\n# revision = 'comment'\nNOTE = '''\nrevision = 'inside'\ndown_revision = "
        "'inside'\n'''\n"
        "revision = 'r1'  # revision = 'r2'\ndown_revision = 'r0'\nmy_revision = 'x'\nrevision_2 = 'x'\n"
        "print(\n'it is', {\nrevision: 1},\nrevision\n)\nrevision == 'x'\nrevision.name = 'x'\nrevision['a'] "
        "= 'x'\n"
        "if True: x = 1; revision = 'x'\nif x:\n    revision = 'x'\n\tdown_revision = 'x'\n"
        "def upgrade(revision='x', down_revision='y'): pass\n"
        "def downgrade():\n    revision = 'local'\n    op.execute(f\"{d[\"it's\"]}\")\n"
        "x = (\nrevision := 'x')\ny = 'a\\\nrevision = \"x\"\\\n'\n");
    QVERIFY2(revision.has_value(), qPrintable(revision ? QString() : revision.error().message));
    QCOMPARE(revision->id, u"r1"_s);
    QCOMPARE(revision->downRevisions, QStringList({u"r0"_s}));
}

void TestPythonRevisionFile::takesTheLastAssignment()
{
    const auto revision
        = read("revision = get()\nrevision = 'r1'\ndown_revision = 'a'\ndown_revision = 'b'\n");
    QVERIFY(revision.has_value());
    QCOMPARE(revision->id, u"r1"_s);
    QCOMPARE(revision->downRevisions, QStringList({u"b"_s}));
}

void TestPythonRevisionFile::readsLatin1ByItsCodingLine()
{
    for (const QByteArray& cookie :
         {"# -*- coding: latin-1 -*-\n"_ba, "#!/usr/bin/python3\n# coding=ISO_8859_1\n"_ba}) {
        const auto revision = read(cookie + "'''Pr\xE9nom'''\nrevision = 'r1'\ndown_revision = None\n");
        QVERIFY2(revision.has_value(), qPrintable(revision ? QString() : revision.error().message));
        QCOMPARE(revision->message, u"Prénom"_s);
    }
    const auto inCode = read("x = 1\n# coding: latin-1\n'''\xE9'''\nrevision = 'r1'\ndown_revision = None\n");
    QVERIFY(!inCode.has_value());
}

void TestPythonRevisionFile::takesTheIdFromAnOldFilesName()
{
    const auto revision = read("down_revision = 'r0'\n", u"1975ea83b712.py"_s);
    QVERIFY(revision.has_value());
    QCOMPARE(revision->id, u"1975ea83b712"_s);
}

void TestPythonRevisionFile::refusesComputedIdentifiers_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char* value : {"get_id()",
                              "'a' + 'b'",
                              "'a%s' % x",
                              "f'{x}'",
                              "b'abc'",
                              "x",
                              "'a' if x else 'b'",
                              "['a', x]",
                              "('a', ('b', 'c'))",
                              "tuple(['a'])",
                              "12",
                              "'a'.lower()",
                              "'\\N{DASH}'",
                              "'\\xZZ'",
                              "{}",
                              "None or 'a'",
                              "'abc",
                              "('abc'",
                              "lambda: 'a'",
                              "*x,"})
        QTest::newRow(value) << QByteArray(value);
}

void TestPythonRevisionFile::refusesComputedIdentifiers()
{
    QFETCH(QByteArray, value);
    const auto revision = read("'''m'''\n\nrevision = 'r1'\ndown_revision = " + value + "\n");
    QVERIFY(!revision.has_value());
    QCOMPARE(revision.error().code, u"computed_identifier"_s);
    QCOMPARE(revision.error().line, 4);
    QVERIFY(revision.error().message.contains(u"down_revision"_s));
    QCOMPARE(revision.error().file, m_folder.filePath(u"a_revision.py"_s));
}

void TestPythonRevisionFile::refusesBadFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("line");
    QTest::newRow("empty") << ""_ba << u"assigns no \"revision\""_s << 0;
    QTest::newRow("no down_revision") << "revision = 'a'\n"_ba << u"assigns no \"down_revision\""_s << 0;
    QTest::newRow("unpacked") << "\nrevision, down_revision = 'a', 'b'\n"_ba << u"\"revision\" is not"_s << 2;
    QTest::newRow("augmented") << "revision = 'a'\nrevision += 'b'\ndown_revision = None"_ba
                               << u"\"revision\" is not"_s << 2;
    QTest::newRow("list as id") << "revision = ['a', 'b']\ndown_revision = None"_ba
                                << u"\"revision\" is not"_s << 1;
    QTest::newRow("binary") << "revision = 'a'\n\0x"_ba + QByteArray(3, '\0') << u"NUL byte"_s << 2;
    QTest::newRow("not UTF-8") << "revision = 'a'\n# caf\xE9\ndown_revision = None\n"_ba << u"Not UTF-8"_s
                               << 2;
    QTest::newRow("string without end")
        << "revision = 'a'\ndown_revision = None\nx = '''\n"_ba << u"not valid Python"_s << 3;
    QTest::newRow("merge conflict") << "revision = 'a'\n<<<<<<< HEAD\ndown_revision = 'b'\n=======\n"
                                       "down_revision = 'c'\n>>>>>>> other\n"_ba
                                    << u"not valid Python"_s << 6;
    QTest::newRow("deep nesting") << "revision = 'a'\ndown_revision = "_ba + QByteArray(200'000, '(')
                                  << u"\"down_revision\" is not"_s << 2;
}

void TestPythonRevisionFile::refusesBadFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const auto revision = read(bytes);
    QVERIFY(!revision.has_value());
    QVERIFY2(revision.error().message.contains(message), qPrintable(revision.error().message));
    QCOMPARE(revision.error().kind, ErrorKind::File);
    QTEST(revision.error().line, "line");
}

void TestPythonRevisionFile::readsWhatAlembicProjectsContain_data()
{
    QTest::addColumn<QString>("graph");
    QTest::addColumn<QString>("style");
    const QStringList styles{u"plain"_s,         u"annotated"_s,     u"annotated_pipe"_s, u"tuple"_s,
                             u"list"_s,          u"parenthesised"_s, u"spread"_s,         u"single_quotes"_s,
                             u"triple_quotes"_s, u"comments"_s,      u"crlf"_s,           u"tabs"_s,
                             u"cookie"_s,        u"mixed"_s};
    for (const QString& graph : {u"mixed_21"_s, u"merges_18"_s, u"labels_20"_s, u"depends_19"_s}) {
        for (const QString& style : styles)
            QTest::newRow(qPrintable(graph + u'/' + style)) << graph << style;
    }
}

void TestPythonRevisionFile::readsWhatAlembicProjectsContain()
{
    QFETCH(QString, graph);
    QFETCH(QString, style);
    const QDir conformance(QStringLiteral(ATHANOR_SOURCE_DIR "/tests/conformance"));
    QFile document(conformance.filePath(u"cases/%1.json"_s.arg(graph)));
    QVERIFY(document.open(QIODevice::ReadOnly));
    const QTemporaryDir folder;
    QStringList arguments{conformance.filePath(u"write_project.py"_s), document.fileName(), folder.path(),
                          u"--style"_s, style};
    if (style == "list"_L1)
        arguments.append(u"--pyproject"_s);
    QProcess writer;
    writer.start(u"/usr/bin/python3"_s, arguments);
    QVERIFY(writer.waitForFinished() && writer.exitCode() == 0);

    const auto project = Project::open(folder.path());
    QVERIFY2(project.has_value(), qPrintable(project ? QString() : project.error().message));
    const auto loaded = loadRevisions(*project);
    QVERIFY(loaded.has_value());
    QVERIFY2(loaded->errors.isEmpty(),
             qPrintable(loaded->errors.isEmpty() ? QString() : loaded->errors.first().message));
    const QJsonArray expected
        = QJsonDocument::fromJson(document.readAll()).object().value("revisions"_L1).toArray();
    QCOMPARE(loaded->map.size(), expected.size());
    const auto strings = [](const QJsonValue& value) {
        QStringList list;
        for (const auto& item : value.toArray())
            list.append(item.toString());
        return list;
    };
    for (const auto& item : expected) {
        const QJsonObject object = item.toObject();
        const int index = loaded->map.indexOf(object.value("revision"_L1).toString());
        QVERIFY(index >= 0);
        const Revision& revision = loaded->map.at(index);
        QCOMPARE(revision.downRevisions, strings(object.value("down_revision"_L1)));
        QCOMPARE(revision.dependsOn, strings(object.value("depends_on"_L1)));
        QCOMPARE(revision.branchLabels, strings(object.value("branch_labels"_L1)));
        QCOMPARE(revision.message, object.value("message"_L1).toString());
        QCOMPARE(revision.filePath, folder.filePath(object.value("file"_L1).toString()));
        QVERIFY(revision.createDate.isValid());
    }
}

QTEST_GUILESS_MAIN(TestPythonRevisionFile)
#include "tst_pythonrevisionfile.moc"
