// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/commands.h"
#include "gui/icons.h"
#include "gui/palette/commandpalette.h"

#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTest>

using namespace athanor;

class TestCommands : public QObject {
    Q_OBJECT
private slots:
    void objectNamesAreUnique();
    void shortcutsAreUnique();
    void everyCommandIsInAMenu();
    void everyIconExistsAndCanBeSeen();
    void acceleratorsOfAMenuAreUnique();
    void whatCannotBeDoneSaysWhy();
    void thePaletteFindsByWordsAndRunsTheFirst();
    void thePaletteLeavesOutWhatCannotBeDone();
    void thePaletteSaysThatNothingMatches();
};

void TestCommands::objectNamesAreUnique()
{
    QSet<QString> names;
    const Commands commands;
    for (const auto* action : commands.actions()) {
        QVERIFY(!action->objectName().isEmpty());
        QVERIFY2(!names.contains(action->objectName()), qPrintable(action->objectName()));
        names.insert(action->objectName());
    }
}

void TestCommands::shortcutsAreUnique()
{
    QSet<QString> shortcuts;
    for (const auto& info : commandInfos()) {
        for (const auto& keys : info.shortcuts) {
            const auto text = keys.toString(QKeySequence::PortableText);
            QVERIFY2(!text.isEmpty(), info.objectName);
            QVERIFY2(!shortcuts.contains(text), info.objectName);
            shortcuts.insert(text);
        }
    }
}

void TestCommands::everyCommandIsInAMenu()
{
    QMenuBar bar;
    const Commands commands;
    const auto menus = commands.fillMenus(&bar);
    for (auto* action : commands.actions()) {
        const auto menu = menus.value(commands.menuOf(action));
        QVERIFY2(menu && menu->actions().contains(action), qPrintable(action->objectName()));
    }
    QCOMPARE(commands.actions().size(), commandInfos().size());
}

void TestCommands::everyIconExistsAndCanBeSeen()
{
    for (const auto& info : commandInfos()) {
        if (!*info.icon)
            continue;
        const auto image = icon(QString::fromLatin1(info.icon)).pixmap(32, 32).toImage();
        int inked = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                inked += qAlpha(image.pixel(x, y)) > 128 ? 1 : 0;
        }
        QVERIFY2(inked > 20, info.icon);
    }
}

void TestCommands::acceleratorsOfAMenuAreUnique()
{
    QHash<CommandMenu, QSet<QChar>> used;
    for (const auto& info : commandInfos()) {
        const auto text = QString::fromUtf8(info.text);
        const auto at = text.indexOf(u'&');
        QVERIFY2(at >= 0, info.objectName);
        const auto letter = text.at(at + 1).toLower();
        QVERIFY2(!used[info.menu].contains(letter), info.objectName);
        used[info.menu].insert(letter);
    }
}

void TestCommands::whatCannotBeDoneSaysWhy()
{
    const Commands commands;
    const auto* action = commands.action(Command::Upgrade);
    const auto toolTip = action->toolTip();
    commands.allow(Command::Upgrade, QStringLiteral("Choose a connection first."));
    QVERIFY(!action->isEnabled());
    QVERIFY(action->toolTip().contains(QLatin1String("Choose a connection first.")));
    commands.allow(Command::Upgrade, {});
    QVERIFY(action->isEnabled());
    QCOMPARE(action->toolTip(), toolTip);
}

void TestCommands::thePaletteFindsByWordsAndRunsTheFirst()
{
    const Commands commands;
    CommandPalette palette(commands);
    palette.show();
    auto* edit = palette.findChild<QLineEdit*>(QStringLiteral("paletteSearch"));
    auto* list = palette.findChild<QListWidget*>(QStringLiteral("paletteList"));
    edit->setText(QStringLiteral("jump head"));
    QCOMPARE(list->count(), 1);
    QSignalSpy triggered(commands.action(Command::JumpToHead), &QAction::triggered);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(triggered.count(), 1);
    QVERIFY(!palette.isVisible());
}

void TestCommands::thePaletteLeavesOutWhatCannotBeDone()
{
    const Commands commands;
    commands.action(Command::Upgrade)->setEnabled(false);
    CommandPalette palette(commands);
    auto* list = palette.findChild<QListWidget*>(QStringLiteral("paletteList"));
    for (int i = 0; i < list->count(); ++i)
        QVERIFY(list->item(i)->data(Qt::UserRole).toString() != QLatin1String("upgrade"));
    QVERIFY(list->count() > 20);
}

void TestCommands::thePaletteSaysThatNothingMatches()
{
    const Commands commands;
    CommandPalette palette(commands);
    palette.show();
    auto* edit = palette.findChild<QLineEdit*>(QStringLiteral("paletteSearch"));
    auto* list = palette.findChild<QListWidget*>(QStringLiteral("paletteList"));
    edit->setText(QStringLiteral("no such thing"));
    QCOMPARE(list->count(), 1);
    QVERIFY(!list->item(0)->text().isEmpty());
    QTest::keyClick(edit, Qt::Key_Return); // runs nothing
    QTest::keyClick(edit, Qt::Key_Down);
    QVERIFY(palette.isVisible());
}

QTEST_MAIN(TestCommands)
#include "tst_commands.moc"
