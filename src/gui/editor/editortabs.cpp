// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/editortabs.h"

#include "gui/editor/editorpage.h"
#include "gui/icons.h"

#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QTabBar>

namespace athanor {

namespace {

constexpr int kLongestTitle = 48;

/// The page's title as a tab's text: not longer than a tab, and no mnemonic from a file's name.
QString tabTitle(const EditorPage& page)
{
    auto title = page.title();
    if (title.size() > kLongestTitle)
        title = title.left(kLongestTitle / 2) + u'…' + title.right(kLongestTitle / 2);
    return title.replace(u'&', QLatin1String("&&"));
}

} // namespace

EditorTabs::EditorTabs(Worker& files, QWidget* history, QWidget* parent) : QTabWidget(parent), m_files(files)
{
    setObjectName(QStringLiteral("centre"));
    setAccessibleName(tr("History and open files"));
    setDocumentMode(true);
    setTabsClosable(true);
    addTab(history, icon(QStringLiteral("history")), tr("History"));
    for (const auto side : {QTabBar::LeftSide, QTabBar::RightSide})
        tabBar()->setTabButton(0, side, nullptr);
    setTabBarAutoHide(true);
    setFocusPolicy(Qt::NoFocus); // it hands the focus to its bar, and Tab would end at a hidden one
    connect(this, &QTabWidget::tabCloseRequested, this, &EditorTabs::close);
}

EditorPage* EditorTabs::page(int index) const
{
    return qobject_cast<EditorPage*>(widget(index));
}

void EditorTabs::open(const QString& path, int line, int column)
{
    const auto absolute = QFileInfo(path).absoluteFilePath();
    EditorPage* shown = nullptr;
    for (int i = 0; i < count() && !shown; ++i) {
        if (page(i) && page(i)->path() == absolute)
            shown = page(i);
    }
    if (!shown) {
        shown = new EditorPage(m_files, absolute, this);
        addTab(shown, icon(QStringLiteral("file")), tabTitle(*shown));
        setTabToolTip(indexOf(shown), QStringLiteral("<span>%1</span>").arg(absolute.toHtmlEscaped()));
        connect(shown, &EditorPage::titleChanged, this, [this, shown] { updateTitle(shown); });
        connect(shown, &EditorPage::failed, this, &EditorTabs::failed);
        connect(shown, &EditorPage::saved, this, &EditorTabs::saved);
    }
    setCurrentWidget(shown);
    shown->setFocus(Qt::OtherFocusReason);
    if (line > 0)
        shown->showPosition(line, column);
}

void EditorTabs::updateTitle(EditorPage* page)
{
    setTabText(indexOf(page), tabTitle(*page));
}

void EditorTabs::saveCurrent()
{
    if (auto* shown = page(currentIndex()))
        shown->save();
}

void EditorTabs::closeCurrent()
{
    close(currentIndex());
}

void EditorTabs::close(int index)
{
    auto* shown = page(index);
    if (!shown)
        return;
    if (!shown->isModified()) {
        shown->deleteLater();
        removeTab(index);
        return;
    }
    auto* question
        = new QMessageBox(QMessageBox::Question, tr("Close the file"),
                          tr("%1 has changes that are not saved.").arg(QFileInfo(shown->path()).fileName()),
                          QMessageBox::NoButton, this);
    question->setTextFormat(Qt::PlainText);
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto* save = question->addButton(tr("Save"), QMessageBox::AcceptRole);
    auto* discard = question->addButton(tr("Discard Changes"), QMessageBox::DestructiveRole);
    question->addButton(QMessageBox::Cancel);
    const auto drop = [this, shown] {
        removeTab(indexOf(shown));
        shown->deleteLater();
    };
    connect(question, &QMessageBox::buttonClicked, shown,
            [save, discard, shown, drop](const QAbstractButton* button) {
                if (button == discard)
                    drop();
                else if (button == save)
                    shown->save([drop](bool worked) {
                        if (worked)
                            drop();
                    });
            });
    question->open();
}

void EditorTabs::showHistory()
{
    setCurrentIndex(0);
}

QStringList EditorTabs::unsaved() const
{
    QStringList paths;
    for (int i = 0; i < count(); ++i) {
        if (page(i) && page(i)->isModified())
            paths.append(page(i)->path());
    }
    return paths;
}

bool EditorTabs::isEditorShown() const
{
    return page(currentIndex()) != nullptr;
}

void EditorTabs::reloadChanged()
{
    for (int i = 0; i < count(); ++i) {
        if (auto* open = page(i))
            open->reloadIfChanged();
    }
}

} // namespace athanor
