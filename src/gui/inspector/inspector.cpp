// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspector/inspector.h"

#include "core/errortext.h"
#include "gui/appearance.h"
#include "gui/editor/codeeditor.h"
#include "gui/inspector/revisionhtml.h"
#include "gui/inspector/sqlpane.h"

#include <QEvent>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

#include <initializer_list>

namespace athanor {

namespace {

constexpr int kWidthForBoth = 88 * kSpace; ///< from here on the source stands beside the SQL

} // namespace

Inspector::Inspector(QWidget* parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_empty(new QLabel(tr("Select a revision in the history to see what it does."), this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_details(new QTextBrowser(this))
    , m_texts(new QSplitter(Qt::Horizontal, this))
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
    textsColumn->addWidget(m_texts, 1);
    m_texts->setObjectName(QStringLiteral("inspectorSplitter"));
    m_texts->setChildrenCollapsible(false);
    m_texts->addWidget(m_tabs);
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
        m_texts->hide();
        m_error->hide();
        m_rendered.reset();
    }
    showDetails();
    m_stack->setCurrentWidget(m_splitter);
    emit textsWanted(map.at(index));
}

bool Inspector::isPython() const
{
    return m_index >= 0 && m_map.at(m_index).format == RevisionFormat::Python;
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
    const auto view = [this](const QString& name, const QString& accessibleName) {
        auto* editor = new CodeEditor(CodeEditor::Use::View, m_tabs);
        editor->setObjectName(name);
        editor->setAccessibleName(accessibleName);
        editor->setFrameShape(QFrame::NoFrame);
        editor->hide();
        return editor;
    };
    const auto pane = [this](const QString& name, const QString& accessibleName) {
        auto* sql = new SqlPane(name, accessibleName, m_tabs);
        connect(sql, &SqlPane::openFile, this, &Inspector::openFile);
        connect(sql, &SqlPane::trustRequested, this, &Inspector::trustRequested);
        return sql;
    };
    m_upgrade = pane(QStringLiteral("inspectorUpgrade"), tr("SQL of the upgrade"));
    m_downgrade = pane(QStringLiteral("inspectorDowngrade"), tr("SQL of the downgrade"));
    m_verify = view(QStringLiteral("inspectorVerify"), tr("SQL that verifies the upgrade"));
    m_source = view(QStringLiteral("inspectorSource"), tr("Source of the revision"));
    m_verify->setLanguage(CodeEditor::Language::Sql);
    m_source->setLanguage(CodeEditor::Language::Python);
}

void Inspector::showTab(QWidget* view, const QString& title, bool shown)
{
    const auto at = m_tabs->indexOf(view);
    if (shown && at < 0) {
        int place = 0;
        for (const auto* before : std::initializer_list<QWidget*>{m_upgrade, m_downgrade, m_verify}) {
            if (before == view)
                break;
            place += m_tabs->indexOf(before) >= 0 ? 1 : 0;
        }
        m_tabs->insertTab(place, view, title);
    } else if (!shown && at >= 0) {
        m_tabs->removeTab(at);
        view->hide();
    }
}

void Inspector::setTexts(const RevisionTexts& texts)
{
    if (m_index < 0 || m_map.at(m_index).id != texts.revision)
        return;
    if (texts.error) {
        m_error->setText(errorText(*texts.error));
        m_error->show();
        m_texts->hide();
        return;
    }
    makeViews();
    const auto* shownBefore = m_tabs->currentWidget();
    m_error->hide();
    showTab(m_upgrade, tr("Upgrade"), true);
    showTab(m_downgrade, tr("Downgrade"), isPython() || !texts.downgrade.isEmpty());
    showTab(m_verify, tr("Verify"), !texts.verify.isEmpty());
    if (isPython()) {
        m_source->showText(texts.source);
        showRendered();
    } else {
        m_upgrade->showSql(texts.upgrade);
        m_downgrade->showSql(texts.downgrade);
        m_verify->showText(texts.verify);
    }
    placeSource();
    for (auto* view : std::initializer_list<QWidget*>{m_downgrade, m_verify, m_source}) {
        if (view == shownBefore && m_tabs->indexOf(view) >= 0)
            m_tabs->setCurrentWidget(view);
    }
    m_texts->show();
}

void Inspector::showRendered()
{
    for (auto* pane : {m_upgrade, m_downgrade}) {
        if (!m_trusted)
            pane->showNotTrusted(m_pythonFolder);
        else if (!m_rendered)
            pane->showRendering();
        else
            pane->showScript(pane == m_upgrade ? m_rendered->upgrade : m_rendered->downgrade);
    }
}

void Inspector::setRendered(const RenderedRevision& rendered)
{
    if (!isPython() || m_map.at(m_index).id != rendered.revision)
        return;
    m_rendered = rendered;
    if (m_upgrade)
        showRendered();
}

void Inspector::setTrusted(bool trusted, const QString& folder)
{
    m_trusted = trusted;
    m_pythonFolder = folder;
    if (!trusted)
        m_rendered.reset();
    if (m_upgrade && isPython())
        showRendered();
}

/// The source of a Python revision stands beside the tabs when both have room, else it is one of them.
void Inspector::placeSource()
{
    if (!m_source)
        return;
    const bool beside = isPython() && width() >= kWidthForBoth;
    const bool isBeside = m_texts->indexOf(m_source) >= 0;
    if (beside && !isBeside) {
        showTab(m_source, {}, false);
        m_texts->insertWidget(0, m_source);
        m_source->show();
        m_texts->setSizes({width() / 2, width() / 2});
    } else if (!beside) {
        showTab(m_source, tr("Source"), isPython());
        if (!isPython() && isBeside) {
            m_source->setParent(m_tabs);
            m_source->hide();
        }
    }
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

void Inspector::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeSource();
}

void Inspector::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        showDetails();
}

} // namespace athanor
