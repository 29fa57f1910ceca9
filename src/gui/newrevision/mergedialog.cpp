// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/newrevision/mergedialog.h"

#include "core/errortext.h"
#include "gui/appearance.h"
#include "gui/project/pythonbridge.h"
#include "models/texts.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace athanor {

namespace {

constexpr int kMostShown = 8; ///< heads

QLabel* plainLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setMinimumWidth(1); // long ids do not make the dialog wider
    return label;
}

} // namespace

MergeDialog::MergeDialog(Project project, RevisionMap map, PythonBridge& python, QWidget* parent)
    : QDialog(parent)
    , m_project(std::move(project))
    , m_map(std::move(map))
    , m_python(python)
    , m_message(new QLineEdit(this))
    , m_problem(plainLabel({}, this))
    , m_trust(new QPushButton(tr("&Trust the Project's Python"), this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel | QDialogButtonBox::Ok, this))
{
    setObjectName(QStringLiteral("mergeDialog"));
    setWindowTitle(tr("Merge Heads"));
    QStringList lines;
    for (const int head : m_map.heads()) {
        m_heads.append(m_map.at(head).id);
        if (lines.size() < kMostShown)
            lines.append(plainLine(m_map.at(head).id + QStringLiteral("  ") + m_map.at(head).message));
    }
    if (m_heads.size() > lines.size())
        lines.append(tr("and %1 more").arg(m_heads.size() - lines.size()));
    m_message->setObjectName(QStringLiteral("mergeMessage"));
    m_message->setText(mergeRevision(m_heads).message);
    m_message->selectAll();
    m_problem->setObjectName(QStringLiteral("mergeProblem"));
    m_trust->setObjectName(QStringLiteral("mergeTrust"));
    m_trust->setAutoDefault(false);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&Merge"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * kSpace, 2 * kSpace, 2 * kSpace, 2 * kSpace);
    column->setSpacing(kSpace);
    column->addWidget(
        plainLabel(tr("The project has %1 heads. A new revision that stands on all of them joins "
                      "them; it changes nothing else in the database.")
                       .arg(m_heads.size()),
                   this));
    auto* heads = plainLabel(lines.join(u'\n'), this);
    heads->setFont(monospacedFont());
    heads->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(heads);
    auto* form = new QFormLayout;
    form->addRow(tr("M&essage"), m_message);
    column->addLayout(form);
    column->addWidget(m_problem);
    column->addWidget(m_trust, 0, Qt::AlignLeft);
    column->addStretch();
    column->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &MergeDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_trust, &QPushButton::clicked, this, &MergeDialog::trustRequested);
    connect(&m_python, &PythonBridge::trustChanged, this, &MergeDialog::updateState);
    connect(m_message, &QLineEdit::textChanged, this, [this] {
        m_failure.clear();
        updateState();
    });
    m_message->setFocus();
    updateState();
    resize(60 * kSpace, column->totalHeightForWidth(60 * kSpace));
}

bool MergeDialog::isMissingTrust() const
{
    return m_python.isNeededForNewRevisions() && !m_python.isTrusted();
}

NewRevision MergeDialog::revision() const
{
    auto revision = mergeRevision(m_heads, m_message->text().trimmed());
    revision.id = m_id;
    return revision;
}

void MergeDialog::updateState()
{
    const bool missing = isMissingTrust();
    m_trust->setVisible(missing);
    m_problem->setText(missing
                           ? tr("New revisions of this project are written by its own template, which runs "
                                "Python code of %1. You have not agreed to that.")
                                 .arg(m_python.folder())
                           : m_failure);
    m_problem->setVisible(!m_problem->text().isEmpty());
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(!missing && !m_writing);
}

void MergeDialog::accept()
{
    if (m_writing || isMissingTrust())
        return;
    m_writing = true;
    m_failure.clear();
    updateState();
    m_id = nextRevisionId(m_project, m_map);
    m_python.write(m_project, m_map, revision()).then(this, [this](const Result<QString>& path) {
        m_writing = false;
        if (path) {
            emit merged(*path, m_id);
            QDialog::accept();
            return;
        }
        m_failure = errorText(path.error());
        updateState();
    });
}

} // namespace athanor
