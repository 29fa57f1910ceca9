// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/statusline.h"

#include "gui/appearance.h"

#include <QAction>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace athanor {

namespace {

constexpr int kProgressWidth = 18 * kSpace;
constexpr int kSwatch = 10;

} // namespace

StatusLine::StatusLine(QAction* cancel, QWidget* parent)
    : QStatusBar(parent)
    , m_project(new QLabel(this))
    , m_swatch(new QLabel(this))
    , m_connection(new QLabel(this))
    , m_job(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
{
    setObjectName(QStringLiteral("statusLine"));
    for (auto* label : {m_project, m_connection, m_job})
        label->setTextFormat(Qt::PlainText);
    m_project->setObjectName(QStringLiteral("statusProject"));
    m_connection->setObjectName(QStringLiteral("statusConnection"));
    m_job->setObjectName(QStringLiteral("statusJob"));
    m_swatch->setFixedSize(kSwatch, kSwatch);
    m_swatch->setAutoFillBackground(true);
    m_project->setContentsMargins(kSpace, 0, kSpace, 0);
    m_connection->setContentsMargins(0, 0, kSpace, 0);
    m_progress->setFixedWidth(kProgressWidth);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(kSpace);
    m_progress->setAccessibleName(tr("Progress"));
    m_cancel->setDefaultAction(cancel);
    m_cancel->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_cancel->setAutoRaise(true);
    addWidget(m_project);
    addWidget(m_swatch);
    addWidget(m_connection, 1);
    addPermanentWidget(m_job);
    addPermanentWidget(m_progress);
    addPermanentWidget(m_cancel);
    setProject({}, {});
    setConnection({}, {});
    setJob({});
}

void StatusLine::setProject(const QString& name, const QString& configFile)
{
    m_project->setText(name.isEmpty() ? tr("No project") : name.simplified());
    m_project->setToolTip(configFile.toHtmlEscaped());
}

void StatusLine::setConnection(const QString& name, const Environment& environment)
{
    const QColor colour(environment.colour);
    auto colours = m_swatch->palette();
    colours.setColor(QPalette::Window, colour.isValid() ? colour : palette().color(QPalette::Mid));
    m_swatch->setPalette(colours);
    m_swatch->setVisible(!name.isEmpty());
    m_connection->setText(name.isEmpty()
                              ? tr("No connection chosen")
                              : tr("%1, %2").arg(name.simplified(), environment.name.simplified()));
}

void StatusLine::setJob(const QString& text, int done, int total, bool cancellable)
{
    m_job->setText(text);
    m_job->setVisible(!text.isEmpty());
    m_progress->setVisible(!text.isEmpty());
    m_progress->setRange(0, total);
    m_progress->setValue(done);
    m_cancel->setVisible(!text.isEmpty() && cancellable);
}

} // namespace athanor
