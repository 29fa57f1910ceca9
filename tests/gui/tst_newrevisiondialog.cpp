// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/project.h"
#include "gui/backgroundpool.h"
#include "gui/newrevision/newrevisiondialog.h"

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
    NewRevisionDialog dialog(*project, RevisionMap(), {}, pool);
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
    NewRevisionDialog dialog(*project, RevisionMap({first}), {}, pool);
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

QTEST_MAIN(TestNewRevisionDialog)
#include "tst_newrevisiondialog.moc"
