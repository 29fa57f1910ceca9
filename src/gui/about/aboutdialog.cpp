// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/about/aboutdialog.h"

#include "gui/appearance.h"
#include "gui/editor/codelexer.h"
#include "gui/icons.h"
#include "version.h"

#include <Qsci/qsciglobal.h>

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSysInfo>
#include <QVBoxLayout>

#include <libpq-fe.h>
#include <pg_query.h>

namespace athanor {

QString libraryVersions()
{
    const auto pq = PQlibVersion();
    QStringList lines{
        QStringLiteral("Athanor %1").arg(QLatin1String(kVersion)),
        QStringLiteral("Qt %1 (built with %2)").arg(QLatin1String(qVersion()), QLatin1String(QT_VERSION_STR)),
        QStringLiteral("libpq %1.%2").arg(pq / 10000).arg(pq % 10000),
        QStringLiteral("QScintilla %1").arg(QLatin1String(QSCINTILLA_VERSION_STR)),
        highlighterName(),
    };
    lines += QStringLiteral("libpg_query with the parser of PostgreSQL %1").arg(QLatin1String(PG_VERSION));
    lines += QStringLiteral(ATHANOR_LIBRARY_VERSIONS).split(u'|');
    lines += QStringLiteral("%1, %2, %3")
                 .arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture(),
                      QGuiApplication::platformName());
    return lines.join(u'\n');
}

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    setWindowTitle(tr("About Athanor"));
    auto* picture = new QLabel(this);
    picture->setPixmap(applicationIcon().pixmap(QSize(6 * kSpace, 6 * kSpace), devicePixelRatio()));
    picture->setAlignment(Qt::AlignTop);
    auto* words
        = new QLabel(tr("Athanor %1\n\nA workbench for PostgreSQL schema migrations in Alembic's model.\n\n"
                        "Free software under the GNU General Public License, version 3 or later. It comes "
                        "without any warranty.")
                         .arg(QLatin1String(kVersion)),
                     this);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    auto* versions = new QPlainTextEdit(libraryVersions(), this);
    versions->setObjectName(QStringLiteral("aboutVersions"));
    versions->setAccessibleName(tr("Versions of libraries"));
    versions->setReadOnly(true);
    versions->setFont(monospacedFont());
    versions->setTabChangesFocus(true);
    versions->setMinimumSize(52 * kSpace, 20 * kSpace);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("&Copy Versions"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this,
            [versions] { QApplication::clipboard()->setText(versions->toPlainText()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* top = new QHBoxLayout;
    top->setSpacing(2 * kSpace);
    top->addWidget(picture);
    top->addWidget(words, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * kSpace, 2 * kSpace, 2 * kSpace, 2 * kSpace);
    column->setSpacing(2 * kSpace);
    column->addLayout(top);
    column->addWidget(versions);
    column->addWidget(buttons);
}

} // namespace athanor
