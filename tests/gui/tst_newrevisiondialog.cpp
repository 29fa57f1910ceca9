// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/project.h"
#include "gui/backgroundpool.h"
#include "gui/newrevision/newrevisiondialog.h"
#include "gui/project/pythonbridge.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestNewRevisionDialog : public QObject {
    Q_OBJECT
private slots:
    void theFileShownIsTheFileWritten();
    void takenIdIsSaidInTheDialog();
    void theHeaderFieldsAreWritten();
    void severalHeadsAreMergedOnlyWhenAsked();
};

namespace {

QPushButton* okOf(const NewRevisionDialog& dialog)
{
    return dialog.findChild<QDialogButtonBox*>(QStringLiteral("buttonBox"))->button(QDialogButtonBox::Ok);
}

} // namespace

void TestNewRevisionDialog::theFileShownIsTheFileWritten()
{
    const QTemporaryDir folder;
    const auto project = Project::create(folder.path());
    QVERIFY(project);
    BackgroundPool pool;
    PythonBridge python(pool);
    NewRevisionDialog dialog(*project, RevisionMap(), {}, pool, python);
    QVERIFY(!okOf(dialog)->isEnabled());
    dialog.findChild<QLineEdit*>(QStringLiteral("messageEdit"))->setText(QStringLiteral("Add teams"));
    QTRY_VERIFY(okOf(dialog)->isEnabled());
    QSignalSpy created(&dialog, &NewRevisionDialog::created);
    okOf(dialog)->click();
    QTRY_COMPARE(created.size(), 1);
    const QString path = created.first().first().toString();
    QVERIFY(QFile::exists(path));
    QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("pathLabel"))->text().contains(path));
}

void TestNewRevisionDialog::takenIdIsSaidInTheDialog()
{
    const QTemporaryDir folder;
    const auto project = Project::create(folder.path());
    QVERIFY(project);
    Revision first;
    first.id = QStringLiteral("0001");
    BackgroundPool pool;
    PythonBridge python(pool);
    NewRevisionDialog dialog(*project, RevisionMap({first}), {}, pool, python);
    auto* parents = dialog.findChild<QListWidget*>(QStringLiteral("parentsList"));
    QCOMPARE(parents->count(), 1);
    QCOMPARE(parents->item(0)->checkState(), Qt::Checked);
    QCOMPARE(dialog.revision().parents, QStringList{QStringLiteral("0001")});
    dialog.findChild<QLineEdit*>(QStringLiteral("messageEdit"))->setText(QStringLiteral("Again"));
    dialog.findChild<QLineEdit*>(QStringLiteral("idEdit"))->setText(QStringLiteral("0001"));
    QVERIFY(
        dialog.findChild<QLabel*>(QStringLiteral("problemLabel"))->text().contains(QStringLiteral("0001")));
    QTest::qWait(300);
    QVERIFY(!okOf(dialog)->isEnabled());
}

void TestNewRevisionDialog::theHeaderFieldsAreWritten()
{
    const QTemporaryDir folder;
    const auto project = Project::create(folder.path());
    QVERIFY(project);
    BackgroundPool pool;
    PythonBridge python(pool);
    NewRevisionDialog dialog(*project, RevisionMap(), {}, pool, python);
    const auto type = [&dialog](const char* name, const QString& text) {
        dialog.findChild<QLineEdit*>(QString::fromLatin1(name))->setText(text);
    };
    type("messageEdit", QStringLiteral("Add teams"));
    type("impactEdit", QStringLiteral("a new table"));
    type("riskEdit", QStringLiteral("low"));
    type("testingEdit", QStringLiteral("up, down, up"));
    QTRY_VERIFY(okOf(dialog)->isEnabled());
    QSignalSpy created(&dialog, &NewRevisionDialog::created);
    okOf(dialog)->click();
    QTRY_COMPARE(created.size(), 1);
    QFile file(created.first().first().toString());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("-- Impact: a new table\n-- Risk: low\n-- Testing: up, down, up\n"));
    QVERIFY(!text.contains("Rollback"));
}

void TestNewRevisionDialog::severalHeadsAreMergedOnlyWhenAsked()
{
    const QTemporaryDir folder;
    const auto project = Project::create(folder.path());
    QVERIFY(project);
    QList<Revision> revisions(3);
    revisions[0].id = QStringLiteral("base");
    revisions[1].id = QStringLiteral("left");
    revisions[2].id = QStringLiteral("right");
    revisions[1].downRevisions = revisions[2].downRevisions = {QStringLiteral("base")};
    const RevisionMap map(revisions);
    BackgroundPool pool;
    PythonBridge python(pool);
    NewRevisionDialog dialog(*project, map, {}, pool, python);
    QCOMPARE(dialog.revision().parents.size(), 1);
    QVERIFY(!dialog.revision().splice);
    dialog.findChild<QPushButton*>(QStringLiteral("mergeButton"))->click();
    QCOMPARE(dialog.revision().parents.size(), 2);
    const NewRevisionDialog chosen(*project, map, {QStringLiteral("right")}, pool, python);
    QCOMPARE(chosen.revision().parents, QStringList{QStringLiteral("right")});
}

QTEST_MAIN(TestNewRevisionDialog)
#include "tst_newrevisiondialog.moc"
