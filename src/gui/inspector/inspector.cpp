// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspector/inspector.h"

#include "core/errortext.h"
#include "gui/appearance.h"
#include "gui/editor/codeeditor.h"
#include "gui/inspector/revisionhtml.h"

#include <QEvent>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

namespace athanor {

Inspector::Inspector(QWidget* parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_empty(new QLabel(tr("Select a revision in the history to see what it does."), this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_details(new QTextBrowser(this))
    , m_tabs(new QTabWidget(this))
    , m_error(new QLabel(this))
{
    setObjectName(QStringLiteral("inspector"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(2 * kSpace);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_details->setObjectName(QStringLiteral("inspectorDetails"));
    m_details->setAccessibleName(tr("Details of the revision"));
    m_details->setOpenLinks(false);
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->document()->setDocumentMargin(kSpace);
    m_details->setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    m_tabs->setObjectName(QStringLiteral("inspectorTexts"));
    m_tabs->setAccessibleName(tr("SQL of the revision"));
    m_tabs->setDocumentMode(true);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    m_error->setMargin(kSpace);
    m_error->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_error->hide();
    auto* texts = new QWidget(this);
    auto* textsColumn = new QVBoxLayout(texts);
    textsColumn->setContentsMargins(0, 0, 0, 0);
    textsColumn->addWidget(m_error);
    textsColumn->addWidget(m_tabs);
    m_splitter->addWidget(m_details);
    m_splitter->addWidget(texts);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({40 * kSpace, 50 * kSpace});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_splitter);
    connect(m_details, &QTextBrowser::anchorClicked, this, &Inspector::follow);
}

void Inspector::setRevision(const RevisionMap& map, int index)
{
    const auto before = m_index >= 0 ? m_map.at(m_index).id : QString();
    m_map = map;
    m_index = index;
    if (index < 0) {
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (map.at(index).id != before) {
        m_tabs->hide();
        m_error->hide();
    }
    showDetails();
    m_stack->setCurrentWidget(m_splitter);
    emit textsWanted(map.at(index));
}

void Inspector::showDetails()
{
    if (m_index >= 0)
        m_details->setHtml(revisionHtml(m_map, m_index, palette()));
}

void Inspector::makeViews()
{
    if (m_upgrade)
        return;
    const auto make = [this](const QString& name, const QString& accessibleName) {
        auto* view = new CodeEditor(CodeEditor::Use::View, m_tabs);
        view->setObjectName(name);
        view->setAccessibleName(accessibleName);
        view->setFrameShape(QFrame::NoFrame);
        return view;
    };
    m_upgrade = make(QStringLiteral("inspectorUpgrade"), tr("SQL of the upgrade"));
    m_downgrade = make(QStringLiteral("inspectorDowngrade"), tr("SQL of the downgrade"));
    m_verify = make(QStringLiteral("inspectorVerify"), tr("SQL that verifies the upgrade"));
    m_source = make(QStringLiteral("inspectorSource"), tr("Source of the revision"));
    for (auto* view : {m_upgrade, m_downgrade, m_verify})
        view->setLanguage(CodeEditor::Language::Sql);
    m_source->setLanguage(CodeEditor::Language::Python);
}

void Inspector::showText(CodeEditor* view, const QString& title, const QString& text)
{
    const auto at = m_tabs->indexOf(view);
    if (text.isEmpty()) {
        if (at >= 0)
            m_tabs->removeTab(at);
        view->hide();
        return;
    }
    if (at < 0)
        m_tabs->addTab(view, title);
    view->showText(text);
}

void Inspector::setTexts(const RevisionTexts& texts)
{
    if (m_index < 0 || m_map.at(m_index).id != texts.revision)
        return;
    if (texts.error) {
        m_error->setText(errorText(*texts.error));
        m_error->show();
        m_tabs->hide();
        return;
    }
    makeViews();
    const auto python = m_map.at(m_index).format == RevisionFormat::Python;
    const auto shownBefore = m_tabs->currentWidget();
    m_error->hide();
    showText(m_upgrade, tr("Upgrade"),
             python                        ? QString()
                 : texts.upgrade.isEmpty() ? QStringLiteral("-- ") + tr("nothing to run")
                                           : texts.upgrade);
    showText(m_downgrade, tr("Downgrade"), texts.downgrade);
    showText(m_verify, tr("Verify"), texts.verify);
    showText(m_source, tr("Source"), texts.source);
    if (m_tabs->indexOf(shownBefore) >= 0)
        m_tabs->setCurrentWidget(shownBefore);
    m_tabs->show();
}

void Inspector::follow(const QUrl& link)
{
    if (m_index < 0)
        return;
    if (link.scheme() == QLatin1String("file")) {
        emit openFile(m_map.at(m_index).filePath, 1, 1);
        return;
    }
    bool ok = false;
    const auto index = link.path().toInt(&ok);
    if (ok && index >= 0 && index < m_map.size())
        emit revisionRequested(m_map.at(index).id);
}

void Inspector::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        showDetails();
}

} // namespace athanor
