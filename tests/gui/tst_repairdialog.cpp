// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/backgroundpool.h"
#include "gui/repair/repairdialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestRepairDialog : public QObject {
    Q_OBJECT
private slots:
    void anUnknownRowWantsAnAnswer();
    void aCoveredRowGoesByItself();
    void whatIsTypedMustBeARevision();
    void removingEverythingStampsBase();
    void saysThatNoBranchKnowsTheRow();

private:
    [[nodiscard]] RepairDialog::Options options(const QStringList& rows) const;

    QTemporaryDir m_folder;
    BackgroundPool m_pool;
};

namespace {

QPushButton* okButton(const RepairDialog& dialog)
{
    return dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
}

QComboBox* choice(const RepairDialog& dialog, int row)
{
    return dialog.findChild<QComboBox*>(QStringLiteral("choice%1").arg(row));
}

QString result(const RepairDialog& dialog)
{
    return dialog.findChild<QLabel*>(QStringLiteral("resultLabel"))->text();
}

} // namespace

RepairDialog::Options TestRepairDialog::options(const QStringList& rows) const
{
    QList<Revision> revisions;
    QString down;
    for (const char* id : {"0001", "0002", "0003"}) {
        Revision revision;
        revision.id = QLatin1String(id);
        if (!down.isEmpty())
            revision.downRevisions = {down};
        down = revision.id;
        revisions.append(revision);
    }
    RepairDialog::Options options;
    options.connection = QStringLiteral("staging");
    options.project.configFile = m_folder.filePath(QStringLiteral("athanor.ini"));
    options.project.versionLocations = {m_folder.filePath(QStringLiteral("versions"))};
    options.map = RevisionMap(revisions);
    options.rows = rows;
    return options;
}

void TestRepairDialog::anUnknownRowWantsAnAnswer()
{
    RepairDialog dialog(options({"0004"}), m_pool);
    QVERIFY(!okButton(dialog)->isEnabled());
    QCOMPARE(result(dialog), QStringLiteral("Choose what becomes of row 0004."));
    QVERIFY(dialog.targets().isEmpty());

    QSignalSpy requested(&dialog, &RepairDialog::stampRequested);
    QVERIFY(choice(dialog, 0)->findText("0003") >= 0); // called alike
    choice(dialog, 0)->setCurrentText("0003");
    QVERIFY(okButton(dialog)->isEnabled());
    QCOMPARE(result(dialog), QStringLiteral("The version table will hold 0003."));
    okButton(dialog)->click();
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested.first().first().toStringList(), QStringList{"0003"});
}

void TestRepairDialog::aCoveredRowGoesByItself()
{
    RepairDialog dialog(options({"0001", "0003"}), m_pool);
    QVERIFY(okButton(dialog)->isEnabled());
    QVERIFY(!choice(dialog, 1)); // the row that is right stays
    QCOMPARE(dialog.targets(), QStringList{"0003"});
}

void TestRepairDialog::whatIsTypedMustBeARevision()
{
    RepairDialog dialog(options({"gone"}), m_pool);
    choice(dialog, 0)->setCurrentText("0009<b>");
    QVERIFY(!okButton(dialog)->isEnabled());
    QCOMPARE(result(dialog), QStringLiteral("There is no revision 0009<b> in this project."));
    choice(dialog, 0)->setCurrentText(" 0002 ");
    QCOMPARE(dialog.targets(), QStringList{"0002"});
}

void TestRepairDialog::removingEverythingStampsBase()
{
    RepairDialog dialog(options({"gone"}), m_pool);
    choice(dialog, 0)->setCurrentIndex(choice(dialog, 0)->count() - 1);
    QCOMPARE(dialog.targets(), QStringList{"base"});
    QVERIFY(result(dialog).contains("empty"));
}

void TestRepairDialog::saysThatNoBranchKnowsTheRow()
{
    RepairDialog dialog(options({"gone"}), m_pool);
    const auto* label = dialog.findChild<QLabel*>(QStringLiteral("sightingsLabel"));
    QTRY_VERIFY(label->text().contains("No other branch"));
}

QTEST_MAIN(TestRepairDialog)

#include "tst_repairdialog.moc"
