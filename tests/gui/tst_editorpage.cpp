// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/commands.h"
#include "gui/editor/codeeditor.h"
#include "gui/editor/editorpage.h"
#include "gui/worker.h"

#include <QDialog>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestEditorPage : public QObject {
    Q_OBJECT
private slots:
    void keepsByteOrderMarkAndLineEnds();
    void goesToThePositionOnceTheFileIsRead();
    void refusesToOverwriteWhatAnotherProgramWrote();
    void saysWhyAFileCannotBeRead();
    void keepsTheTextOfAFileThatIsDeleted();
    void shortcutsOfTheWindowDoNotChangeTheText();
    void escapeLeavesAView();

private:
    QString write(const QString& name, const QByteArray& bytes);
    static QByteArray read(const QString& path);
    QTemporaryDir m_folder;
};

QString TestEditorPage::write(const QString& name, const QByteArray& bytes)
{
    const auto path = m_folder.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write the test's file");
    return path;
}

QByteArray TestEditorPage::read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestEditorPage::keepsByteOrderMarkAndLineEnds()
{
    const auto path = write(QStringLiteral("a.sql"), "\xef\xbb\xbf-- \xc3\xbc\r\nSELECT 1;\r\n");
    Worker worker;
    EditorPage page(worker, path);
    auto* editor = page.findChild<CodeEditor*>();
    QTRY_VERIFY(!editor->isReadOnly());
    QVERIFY(!page.isModified());
    editor->append(QStringLiteral("SELECT 2;"));
    QVERIFY(page.isModified());
    QSignalSpy saved(&page, &EditorPage::saved);
    page.save();
    QTRY_COMPARE(saved.count(), 1);
    QVERIFY(!page.isModified());
    QCOMPARE(read(path), QByteArray("\xef\xbb\xbf-- \xc3\xbc\r\nSELECT 1;\r\nSELECT 2;"));
}

void TestEditorPage::goesToThePositionOnceTheFileIsRead()
{
    const auto path = write(QStringLiteral("b.sql"), "-- \xf0\x9f\x98\x80 x\nSELECT wrong;\n");
    Worker worker;
    EditorPage page(worker, path);
    page.showPosition(2, 8);
    auto* editor = page.findChild<CodeEditor*>();
    QTRY_VERIFY(!editor->isReadOnly());
    int line = 0;
    int column = 0;
    editor->getCursorPosition(&line, &column);
    QCOMPARE(line, 1);
    QCOMPARE(column, 7);
}

void TestEditorPage::refusesToOverwriteWhatAnotherProgramWrote()
{
    const auto path = write(QStringLiteral("c.sql"), "SELECT 1;\n");
    Worker worker;
    EditorPage page(worker, path);
    auto* editor = page.findChild<CodeEditor*>();
    QTRY_VERIFY(!editor->isReadOnly());
    editor->append(QStringLiteral("-- mine"));
    QTest::qWait(20);
    write(QStringLiteral("c.sql"), "SELECT 'theirs';\n");
    QSignalSpy failed(&page, &EditorPage::failed);
    page.save();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(page.isModified());
    QCOMPARE(read(path), QByteArray("SELECT 'theirs';\n"));
}

void TestEditorPage::saysWhyAFileCannotBeRead()
{
    const auto path = write(QStringLiteral("d.sql"), QByteArray("SELECT \0 1;", 11));
    Worker worker;
    EditorPage page(worker, path);
    QSignalSpy failed(&page, &EditorPage::failed);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(page.findChild<CodeEditor*>()->isReadOnly());
}

void TestEditorPage::keepsTheTextOfAFileThatIsDeleted()
{
    const auto path = write(QStringLiteral("e.sql"), "SELECT 'kept';\n");
    Worker worker;
    EditorPage page(worker, path);
    QSignalSpy failed(&page, &EditorPage::failed);
    auto* editor = page.findChild<CodeEditor*>();
    QTRY_VERIFY(!editor->text().isEmpty());
    QVERIFY(QFile::remove(path));
    page.reloadIfChanged();
    QVERIFY(page.isModified()); // closing it would lose the text
    QVERIFY2(page.title().contains(QLatin1String("deleted")), qPrintable(page.title()));
    QCOMPARE(editor->text(), QStringLiteral("SELECT 'kept';\n"));
    QCOMPARE(failed.count(), 0);
    QSignalSpy saved(&page, &EditorPage::saved);
    page.save();
    QTRY_COMPARE(saved.count(), 1);
    QCOMPARE(read(path), QByteArray("SELECT 'kept';\n"));
    QVERIFY(!page.isModified());
    QVERIFY2(!page.title().contains(QLatin1String("deleted")), qPrintable(page.title()));
}

void TestEditorPage::shortcutsOfTheWindowDoNotChangeTheText()
{
    CodeEditor editor(CodeEditor::Use::Edit);
    const auto content = QStringLiteral("CREATE TABLE Orders ();\nSELECT 2;\n");
    editor.setText(content);
    editor.selectAll();
    for (const CommandInfo& info : commandInfos()) {
        for (const QKeySequence& shortcut : info.shortcuts) {
            QTest::keyClick(&editor, shortcut[0].key(), shortcut[0].keyboardModifiers());
            QVERIFY2(editor.text() == content, qPrintable(shortcut.toString()));
        }
    }
    QTest::keyClick(&editor, Qt::Key_L, Qt::ControlModifier);
    QCOMPARE(editor.text(), content);
    QTest::keyClick(&editor, Qt::Key_X, Qt::ControlModifier); // still an editor
    QCOMPARE(editor.text(), QString());
}

void TestEditorPage::escapeLeavesAView()
{
    QDialog dialog;
    auto* view = new CodeEditor(CodeEditor::Use::View, &dialog);
    view->setText(QStringLiteral("SELECT 1;"));
    dialog.show();
    view->setFocus();
    QSignalSpy rejected(&dialog, &QDialog::rejected);
    QTest::keyClick(view, Qt::Key_Escape);
    QCOMPARE(rejected.count(), 1);
}

QTEST_MAIN(TestEditorPage)
#include "tst_editorpage.moc"
