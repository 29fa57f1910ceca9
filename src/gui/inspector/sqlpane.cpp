// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspector/sqlpane.h"

#include "gui/appearance.h"
#include "gui/editor/codeeditor.h"

#include <QFileInfo>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace athanor {

namespace {

/// The line that the reason for a live connection ends with, 0 when it names none.
int lineOf(const QString& reason)
{
    static const QRegularExpression end(QStringLiteral("line (\\d+)$"));
    return end.match(reason).captured(1).toInt();
}

QString sentence(const QString& text)
{
    return text.isEmpty() || text.endsWith(u'.') ? text : text + u'.';
}

} // namespace

QString sqlOf(const Script& script)
{
    QStringList statements;
    for (const auto& statement : script.statements)
        statements.append(statement.text + u';');
    return statements.join(QStringLiteral("\n\n"));
}

SqlPane::SqlPane(const QString& name, const QString& accessibleName, QWidget* parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_view(new CodeEditor(CodeEditor::Use::View, this))
    , m_page(new QWidget(this))
    , m_text(new QLabel(m_page))
    , m_open(new QPushButton(m_page))
    , m_trust(new QPushButton(tr("Show SQL and Run Revisions"), m_page))
    , m_detail(new QPlainTextEdit(m_page))
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    m_view->setObjectName(name);
    m_view->setAccessibleName(accessibleName);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setLanguage(CodeEditor::Language::Sql);
    m_page->setBackgroundRole(QPalette::Base);
    m_page->setAutoFillBackground(true);
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(kSpace, kSpace, kSpace, kSpace);
    column->setSpacing(kSpace);
    m_text->setObjectName(QStringLiteral("sqlPaneMessage"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(1); // long paths do not make the panel wider
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_open->setObjectName(QStringLiteral("sqlPaneOpen"));
    m_trust->setObjectName(QStringLiteral("sqlPaneTrust"));
    m_detail->setObjectName(QStringLiteral("sqlPaneDetail"));
    m_detail->setAccessibleName(tr("Details of the error"));
    m_detail->setReadOnly(true);
    m_detail->setTabChangesFocus(true);
    m_detail->setFont(monospacedFont());
    column->addWidget(m_text);
    column->addWidget(m_open, 0, Qt::AlignLeft);
    column->addWidget(m_trust, 0, Qt::AlignLeft);
    column->addWidget(m_detail, 1);
    column->addStretch();
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_page);
    connect(m_open, &QPushButton::clicked, this,
            [this] { emit openFile(m_message.file, m_message.line, m_message.column); });
    connect(m_trust, &QPushButton::clicked, this, &SqlPane::trustRequested);
}

void SqlPane::showSql(const QString& sql)
{
    m_message = {};
    m_view->showText(sql.isEmpty() ? QStringLiteral("-- ") + tr("nothing to run") : sql);
    m_stack->setCurrentWidget(m_view);
}

void SqlPane::showScript(const Result<Script>& script)
{
    if (!script) {
        showError(script.error());
    } else if (!script->live.isEmpty()) {
        Message message;
        message.text = script->throughEnvPy
            ? tr("Runs in Python, through the project's env.py: its SQL is not known before.")
            : tr("Needs a live connection: %1. It runs in the project's Python; its SQL is not known before.")
                  .arg(script->live);
        message.file = script->sourceFile;
        message.line = lineOf(script->live);
        showMessage(message);
    } else {
        showSql(sqlOf(*script));
    }
}

void SqlPane::showError(const Error& error)
{
    Message message;
    message.text = sentence(error.message);
    if (!error.hint.isEmpty())
        message.text += u'\n' + sentence(error.hint);
    message.detail = error.detail;
    if (!error.context.isEmpty())
        message.detail += (message.detail.isEmpty() ? QString() : QStringLiteral("\n")) + error.context;
    message.file = error.file;
    message.line = error.line;
    message.column = error.column;
    showMessage(message);
}

void SqlPane::showRendering()
{
    Message message;
    message.text = tr("Rendering the SQL…");
    showMessage(message);
}

void SqlPane::showNotTrusted(const QString& folder)
{
    Message message;
    message.text = tr("The SQL of a Python revision comes from running it, and you have not agreed to run "
                      "the Python code of %1.")
                       .arg(folder);
    message.offersTrust = true;
    showMessage(message);
}

void SqlPane::showMessage(const Message& message)
{
    m_message = message;
    m_text->setText(message.text);
    const auto name = QFileInfo(message.file).fileName().replace(u'&', QLatin1String("&&"));
    m_open->setText(message.line > 0 ? tr("Open %1, Line %2").arg(name).arg(message.line)
                                     : tr("Open %1").arg(name));
    m_open->setVisible(!message.file.isEmpty());
    m_trust->setVisible(message.offersTrust);
    m_detail->setPlainText(message.detail);
    m_detail->setVisible(!message.detail.isEmpty());
    m_stack->setCurrentWidget(m_page);
}

QString SqlPane::message() const
{
    return m_message.text;
}

} // namespace athanor
