// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/newrevision/newrevisiondialog.h"

#include "core/errortext.h"
#include "core/filereader.h"
#include "core/identifiers.h"
#include "gui/appearance.h"
#include "gui/backgroundpool.h"
#include "gui/editor/codeeditor.h"
#include "gui/project/pythonbridge.h"
#include "gui/run/targetcombo.h"
#include "gui/run/targetmodel.h"

#include "ui_newrevisiondialog.h"

#include <QPushButton>
#include <QRegularExpression>
#include <QScreen>

#include <initializer_list>
#include <utility>

namespace athanor {
namespace {

struct Place {
    QString id;
    Result<QString> path;
};

QStringList listOf(const QString& text)
{
    static const QRegularExpression separators(QStringLiteral("[\\s,]+"));
    return text.split(separators, Qt::SkipEmptyParts);
}

} // namespace

NewRevisionDialog::NewRevisionDialog(Project project, RevisionMap map, const QStringList& parents,
                                     BackgroundPool& pool, PythonBridge& python, QWidget* parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::NewRevisionDialog>())
    , m_project(std::move(project))
    , m_map(std::move(map))
    , m_pool(pool)
    , m_python(python)
    , m_format(usualFormat(m_project, m_map))
    , m_targets(new TargetModel(m_map, this))
{
    m_ui->setupUi(this);
    m_ui->buttonBox->button(QDialogButtonBox::Ok)->setText(tr("Create re&vision"));
    // The buttons stay on a small or a much enlarged screen.
    resize(size().boundedTo(screen()->availableSize() - QSize(4 * kSpace, 8 * kSpace)));
    for (QLabel* label : {m_ui->pathLabel, m_ui->problemLabel})
        label->setMinimumWidth(1); // long ids and paths do not make the dialog wider
    setUpParents(parents);
    if (m_format == RevisionFormat::Python)
        setUpProjectTemplate();
    else
        setUpTemplates();
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(std::chrono::milliseconds(150));
    connect(&m_debounce, &QTimer::timeout, this, &NewRevisionDialog::lookUp);
    for (QLineEdit* edit : {m_ui->messageEdit, m_ui->labelEdit, m_ui->dependsEdit, m_ui->idEdit,
                            m_ui->impactEdit, m_ui->riskEdit, m_ui->rollbackEdit, m_ui->testingEdit})
        connect(edit, &QLineEdit::textChanged, this, &NewRevisionDialog::changed);
    connect(m_ui->parentsList, &QListWidget::itemChanged, this, &NewRevisionDialog::changed);
    connect(m_ui->parentEdit, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_ui->addParentButton->setEnabled(resolveRevision(m_map, text.trimmed()).has_value());
    });
    connect(m_ui->addParentButton, &QPushButton::clicked, this, &NewRevisionDialog::addTypedParent);
    connect(m_ui->mergeButton, &QPushButton::clicked, this, &NewRevisionDialog::mergeHeads);
    connect(m_ui->trustButton, &QPushButton::clicked, this, &NewRevisionDialog::trustRequested);
    connect(&m_python, &PythonBridge::trustChanged, this, &NewRevisionDialog::validate);
    m_ui->messageEdit->setFocus();
    changed();
    lookUp();
}

NewRevisionDialog::~NewRevisionDialog() = default;

void NewRevisionDialog::setUpParents(const QStringList& parents)
{
    setUpTargetEdit(m_ui->parentEdit, m_targets);
    m_ui->addParentButton->setEnabled(false);
    for (const QString& id : parents)
        addParent(id, true);
    // One head only: a merge of several is asked for, never a surprise.
    for (const int head : m_map.heads()) {
        if (!parents.contains(m_map.at(head).id))
            addParent(m_map.at(head).id, m_ui->parentsList->count() == 0);
    }
    m_ui->mergeButton->setVisible(m_map.heads().size() > 1);
    m_ui->parentsLabel->setVisible(!m_map.isEmpty());
    m_ui->parentsList->setVisible(!m_map.isEmpty());
    m_ui->parentEdit->setVisible(!m_map.isEmpty());
    m_ui->addParentButton->setVisible(!m_map.isEmpty());
}

void NewRevisionDialog::addParent(const QString& id, bool checked)
{
    const int index = m_map.indexOf(id);
    auto* item = new QListWidgetItem(m_ui->parentsList);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setData(Qt::UserRole, id);
    item->setText(index < 0 ? id : tr("%1  %2").arg(id, m_map.at(index).message));
    item->setCheckState(checked ? Qt::Checked : Qt::Unchecked);
}

void NewRevisionDialog::addTypedParent()
{
    const auto revision = resolveRevision(m_map, m_ui->parentEdit->text().trimmed());
    if (!revision)
        return;
    const QString id = m_map.at(*revision).id;
    m_ui->parentEdit->clear();
    for (int row = 0; row < m_ui->parentsList->count(); ++row) {
        QListWidgetItem* item = m_ui->parentsList->item(row);
        if (item->data(Qt::UserRole).toString() == id)
            return item->setCheckState(Qt::Checked);
    }
    addParent(id, true);
    m_ui->parentsList->scrollToBottom();
    changed();
}

void NewRevisionDialog::mergeHeads()
{
    for (int row = 0; row < m_ui->parentsList->count(); ++row) {
        QListWidgetItem* item = m_ui->parentsList->item(row);
        const int index = m_map.indexOf(item->data(Qt::UserRole).toString());
        item->setCheckState(index >= 0 && m_map.isHead(index) ? Qt::Checked : Qt::Unchecked);
    }
}

void NewRevisionDialog::setUpTemplates()
{
    m_preview = new CodeEditor(CodeEditor::Use::View, this);
    m_preview->setObjectName(QStringLiteral("templatePreview"));
    m_preview->setLanguage(CodeEditor::Language::Sql);
    m_preview->setAccessibleName(tr("Preview of the template"));
    m_ui->previewLayout->addWidget(m_preview);
    m_ui->splitter->setSizes({264, 416});
    m_ui->templateList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_templates = revisionTemplates();
    for (const RevisionTemplate& choice : std::as_const(m_templates))
        m_ui->templateList->addItem(choice.title);
    connect(m_ui->templateList, &QListWidget::currentRowChanged, this, &NewRevisionDialog::showTemplate);
    m_ui->templateList->setCurrentRow(0);
}

/// The project's own template decides what stands in the file; what it cannot hold is not asked for.
void NewRevisionDialog::setUpProjectTemplate()
{
    for (QWidget* widget : std::initializer_list<QWidget*>{
             m_ui->templateList, m_ui->impactLabel, m_ui->impactEdit, m_ui->riskLabel, m_ui->riskEdit,
             m_ui->rollbackLabel, m_ui->rollbackEdit, m_ui->testingLabel, m_ui->testingEdit})
        widget->hide();
    m_preview = new CodeEditor(CodeEditor::Use::View, this);
    m_preview->setObjectName(QStringLiteral("templatePreview"));
    m_preview->setLanguage(CodeEditor::Language::Python);
    m_preview->setAccessibleName(tr("The project's template"));
    m_ui->previewLayout->addWidget(m_preview);
    const QString path = m_project.settings().scriptLocation + QStringLiteral("/script.py.mako");
    m_ui->templateDescription->setMinimumWidth(1);
    m_ui->templateDescription->setText(tr("Written by the project's own template, %1").arg(path));
    m_pool
        .submit(CancelToken(),
                [path] {
                    FileReader reader;
                    const auto bytes = reader.read(path);
                    return bytes ? QString::fromUtf8(*bytes) : errorText(bytes.error());
                })
        .then(this, [this](const QString& text) { m_preview->showText(text); });
}

void NewRevisionDialog::showTemplate()
{
    const RevisionTemplate choice = m_templates.value(m_ui->templateList->currentRow());
    m_ui->templateDescription->setText(choice.description);
    const auto mark = [](const char* name, bool transactional) {
        return QStringLiteral("-- migrate:%1%2\n")
            .arg(QLatin1String(name), transactional ? QString() : QStringLiteral(" transaction:false"));
    };
    m_preview->setText(mark("up", choice.upgradeTransactional) + choice.upgradeSql.trimmed()
                       + QStringLiteral("\n\n") + mark("down", choice.downgradeTransactional)
                       + choice.downgradeSql.trimmed() + u'\n');
}

QStringList NewRevisionDialog::parents() const
{
    QStringList ids;
    for (int row = 0; row < m_ui->parentsList->count(); ++row) {
        const QListWidgetItem* item = m_ui->parentsList->item(row);
        if (item->checkState() == Qt::Checked)
            ids.append(item->data(Qt::UserRole).toString());
    }
    return ids;
}

NewRevision NewRevisionDialog::revision() const
{
    NewRevision revision;
    revision.id = m_ui->idEdit->text().trimmed();
    if (revision.id.isEmpty())
        revision.id = m_nextId;
    revision.message = m_ui->messageEdit->text().trimmed();
    revision.parents = parents();
    revision.branchLabels = listOf(m_ui->labelEdit->text());
    revision.dependsOn = listOf(m_ui->dependsEdit->text());
    const auto field = [&revision](const char* label, const QLineEdit* edit) {
        // The labels are those of the file format, in every language.
        if (const QString text = edit->text().trimmed(); !text.isEmpty())
            revision.fields.append({QString::fromLatin1(label), text});
    };
    field("Impact", m_ui->impactEdit);
    field("Risk", m_ui->riskEdit);
    field("Rollback", m_ui->rollbackEdit);
    field("Testing", m_ui->testingEdit);
    for (const QString& parent : std::as_const(revision.parents)) {
        const int index = m_map.indexOf(parent);
        revision.splice = revision.splice || (index >= 0 && !m_map.isHead(index));
    }
    const RevisionTemplate choice = m_templates.value(m_ui->templateList->currentRow());
    revision.upgradeSql = choice.upgradeSql;
    revision.downgradeSql = choice.downgradeSql;
    revision.upgradeTransactional = choice.upgradeTransactional;
    revision.downgradeTransactional = choice.downgradeTransactional;
    return revision;
}

void NewRevisionDialog::changed()
{
    m_pathKnown = false;
    m_failure.clear();
    ++m_serial;
    m_debounce.start();
    validate();
}

void NewRevisionDialog::lookUp()
{
    m_debounce.stop();
    const int serial = ++m_serial;
    m_pool
        .submit(
            CancelToken(),
            [project = m_project, map = m_map, format = m_format, wanted = revision()]() mutable -> Place {
                if (wanted.id.isEmpty())
                    wanted.id = nextRevisionId(project, map);
                return {wanted.id, newRevisionPath(project, map, wanted, format)};
            })
        .then(this, [this, serial](const Place& place) {
            if (serial != m_serial || m_writing)
                return;
            if (m_ui->idEdit->text().trimmed().isEmpty()) {
                // Kept from now on: an id of hexadecimal digits would be another one each time.
                m_nextId = place.id;
                m_ui->idEdit->setPlaceholderText(place.id);
            }
            m_pathKnown = place.path.has_value();
            m_ui->pathLabel->setText(
                place.path && !revision().message.isEmpty() ? tr("Writes %1").arg(*place.path) : QString());
            m_ui->pathLabel->setToolTip(
                QStringLiteral("<span>%1</span>").arg(m_ui->pathLabel->text().toHtmlEscaped()));
            m_failure = place.path ? QString() : errorText(place.path.error());
            validate();
        });
}

QString NewRevisionDialog::problem() const
{
    if (m_ui->messageEdit->text().trimmed().isEmpty())
        return tr("Say in a few words what the revision does.");
    const QString id = m_ui->idEdit->text().trimmed();
    if (!id.isEmpty() && m_map.indexOf(id) >= 0)
        return tr("There is a revision %1 already.").arg(id);
    const QStringList labels = listOf(m_ui->labelEdit->text());
    for (const QString& label : labels) {
        if (m_map.indexOfLabel(label) >= 0)
            return tr("The label %1 belongs to revision %2 already.")
                .arg(label, m_map.at(m_map.indexOfLabel(label)).id);
    }
    const QStringList dependencies = listOf(m_ui->dependsEdit->text());
    for (const QString& dependency : dependencies) {
        if (const auto found = resolveRevisions(m_map, dependency); !found)
            return errorText(found.error());
    }
    return m_failure;
}

QString NewRevisionDialog::shape() const
{
    const NewRevision wanted = revision();
    if (wanted.parents.isEmpty())
        return m_map.isEmpty() ? tr("The first revision of the project.")
                               : tr("Without a parent the revision is a new base.");
    if (wanted.parents.size() > 1)
        return tr("Several parents: the revision is a merge point of %1.")
            .arg(wanted.parents.join(QStringLiteral(", ")));
    return wanted.splice ? tr("%1 is not a head: a new branch begins there.").arg(wanted.parents.first())
                         : QString();
}

void NewRevisionDialog::validate()
{
    const QString text = problem();
    const bool missingTrust = m_python.isNeededForNewRevisions() && !m_python.isTrusted();
    m_ui->trustBox->setVisible(missingTrust);
    m_ui->trustLabel->setText(
        tr("Writing a revision here runs Python code of %1: the project's template, or its "
           "hooks. You have not agreed to that.")
            .arg(m_python.folder()));
    m_ui->problemLabel->setText(m_writing ? tr("Writing…") : text.isEmpty() ? shape() : text);
    m_ui->buttonBox->button(QDialogButtonBox::Ok)
        ->setEnabled(text.isEmpty() && m_pathKnown && !m_writing && !missingTrust);
}

void NewRevisionDialog::accept()
{
    if (!m_ui->buttonBox->button(QDialogButtonBox::Ok)->isEnabled())
        return;
    m_writing = true;
    validate();
    m_python.write(m_project, m_map, revision()).then(this, [this](const Result<QString>& path) {
        m_writing = false;
        if (path) {
            emit created(*path);
            QDialog::accept();
            return;
        }
        m_failure = errorText(path.error());
        validate();
    });
}

} // namespace athanor
