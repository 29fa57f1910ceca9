// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/importdialog.h"

#include "core/errortext.h"
#include "gui/backgroundpool.h"
#include "gui/connections/environmentcolour.h"

#include "ui_importdialog.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QPushButton>

#include <algorithm>

namespace athanor {
namespace {

enum Column { NameColumn, TargetColumn, EnvironmentColumn, PasswordColumn };

} // namespace

ImportDialog::ImportDialog(const QList<Environment>& environments, const QString& projectFile,
                           BackgroundPool& pool, QWidget* parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::ImportDialog>())
    , m_environments(environments)
    , m_projectFile(projectFile)
    , m_pool(pool)
{
    m_ui->setupUi(this);
    m_ui->sourceCombo->addItem(tr("A URL"), int(ImportSource::Url));
    m_ui->sourceCombo->addItem(tr("A service file (pg_service.conf)"), int(ImportSource::ServiceFile));
    m_ui->sourceCombo->addItem(tr("An alembic.ini (sqlalchemy.url of each section)"),
                               int(ImportSource::AlembicIni));
    for (const Environment& environment : environments)
        m_ui->environmentCombo->addItem(colourIcon(environmentColour(environment)), environment.name);
    m_ui->passwordCombo->addItem(tr("Keep in the desktop's keychain"), int(PasswordSource::Keychain));
    m_ui->passwordCombo->addItem(tr("Ask each time Athanor is started"), int(PasswordSource::Ask));
    m_ui->found->setHeaderLabels({tr("Name"), tr("Database"), tr("Environment"), tr("Password")});
    m_ui->found->header()->setStretchLastSection(false);
    m_ui->found->header()->setSectionResizeMode(TargetColumn, QHeaderView::Stretch);
    m_ui->found->header()->resizeSection(NameColumn, 144);
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(std::chrono::milliseconds(250));
    connect(&m_debounce, &QTimer::timeout, this, &ImportDialog::find);
    connect(m_ui->sourceCombo, &QComboBox::currentIndexChanged, this, &ImportDialog::changeSource);
    connect(m_ui->urlEdit, &QLineEdit::textChanged, &m_debounce, qOverload<>(&QTimer::start));
    connect(m_ui->fileEdit, &QLineEdit::textChanged, &m_debounce, qOverload<>(&QTimer::start));
    connect(m_ui->fileEdit, &QLineEdit::textChanged, this, [this](const QString& text) {
        // A URL pasted here is not a path: an error about the file would repeat its password.
        if (!text.contains(QLatin1String("://")))
            return;
        const QString url = text;
        m_ui->sourceCombo->setCurrentIndex(m_ui->sourceCombo->findData(int(ImportSource::Url)));
        m_ui->urlEdit->setText(url);
    });
    connect(m_ui->fileButton, &QToolButton::clicked, this, &ImportDialog::chooseFile);
    connect(m_ui->environmentCombo, &QComboBox::activated, this, &ImportDialog::setEnvironment);
    connect(m_ui->found, &QTreeWidget::itemChanged, this, &ImportDialog::updateState);
    connect(m_ui->found, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        if (item)
            m_ui->environmentCombo->setCurrentText(item->text(EnvironmentColumn));
    });
    if (projectFile.endsWith(QLatin1String("/alembic.ini")))
        m_ui->sourceCombo->setCurrentIndex(m_ui->sourceCombo->findData(int(ImportSource::AlembicIni)));
    changeSource();
}

ImportDialog::~ImportDialog() = default;

ImportSource ImportDialog::source() const
{
    return ImportSource(m_ui->sourceCombo->currentData().toInt());
}

QString ImportDialog::text() const
{
    return (source() == ImportSource::Url ? m_ui->urlEdit : m_ui->fileEdit)->text().trimmed();
}

void ImportDialog::changeSource()
{
    const bool url = source() == ImportSource::Url;
    m_ui->urlLabel->setVisible(url);
    m_ui->urlEdit->setVisible(url);
    m_ui->fileLabel->setVisible(!url);
    m_ui->fileEdit->setVisible(!url);
    m_ui->fileButton->setVisible(!url);
    m_ui->fileEdit->setPlaceholderText(source() == ImportSource::ServiceFile ? tr("the files libpq reads")
                                                                             : QString());
    m_ui->fileEdit->setText(source() == ImportSource::AlembicIni ? m_projectFile : QString());
    (url ? m_ui->urlEdit : m_ui->fileEdit)->setFocus();
    find();
}

void ImportDialog::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Import connections from a file"), text());
    dialog->setObjectName(QStringLiteral("fileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_ui->fileEdit, &QLineEdit::setText);
    dialog->open();
}

void ImportDialog::find()
{
    m_debounce.stop();
    const int serial = ++m_serial;
    m_found.clear();
    m_ui->found->clear();
    if (text().isEmpty() && source() != ImportSource::ServiceFile) {
        m_ui->messageLabel->setText(source() == ImportSource::Url ? tr("Type or paste a URL.")
                                                                  : tr("Choose a file."));
        return updateState();
    }
    m_ui->messageLabel->setText(tr("Looking for connections…"));
    updateState();
    m_pool.submit(CancelToken(), [source = source(), text = text()] { return findConnections(source, text); })
        .then(this, [this, serial](const Result<QList<ImportedConnection>>& found) {
            if (serial == m_serial)
                showFound(found);
        });
}

void ImportDialog::showFound(const Result<QList<ImportedConnection>>& found)
{
    if (!found) {
        m_ui->messageLabel->setText(errorText(found.error()));
        return updateState();
    }
    m_filling = true;
    m_found = *found;
    const QString first = m_environments.isEmpty() ? QString() : m_environments.first().name;
    for (ImportedConnection& connection : m_found) {
        if (environmentNamed(m_environments, connection.profile.environment).colour.isEmpty())
            connection.profile.environment = first;
        auto* item = new QTreeWidgetItem(m_ui->found);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                       | Qt::ItemNeverHasChildren);
        item->setCheckState(NameColumn, Qt::Checked);
        item->setText(NameColumn, connection.profile.name);
        item->setText(TargetColumn, connection.profile.parameters.displayText());
        item->setText(EnvironmentColumn, connection.profile.environment);
        item->setText(PasswordColumn, connection.password.isEmpty() ? tr("none") : tr("found"));
    }
    m_filling = false;
    m_ui->messageLabel->setText(m_found.isEmpty() ? tr("Nothing was found.")
                                    : m_found.size() == 1
                                    ? tr("1 connection was found.")
                                    : tr("%1 connections were found.").arg(m_found.size()));
    if (m_ui->found->topLevelItemCount() > 0)
        m_ui->found->setCurrentItem(m_ui->found->topLevelItem(0));
    updateState();
}

void ImportDialog::setEnvironment(int index)
{
    QTreeWidgetItem* item = m_ui->found->currentItem();
    if (!item)
        return;
    const QString environment = m_ui->environmentCombo->itemText(index);
    m_found[m_ui->found->indexOfTopLevelItem(item)].profile.environment = environment;
    item->setText(EnvironmentColumn, environment);
}

void ImportDialog::updateState()
{
    if (m_filling)
        return;
    const auto count = imported().size();
    const bool passwords
        = std::any_of(m_found.cbegin(), m_found.cend(),
                      [](const ImportedConnection& connection) { return !connection.password.isEmpty(); });
    m_ui->passwordCombo->setEnabled(passwords);
    m_ui->environmentCombo->setEnabled(!m_found.isEmpty());
    QPushButton* button = m_ui->buttonBox->button(QDialogButtonBox::Ok);
    button->setEnabled(count > 0);
    button->setText(count == 0       ? tr("&Import")
                        : count == 1 ? tr("&Import 1 connection")
                                     : tr("&Import %1 connections").arg(count));
}

QList<ImportedConnection> ImportDialog::imported() const
{
    QList<ImportedConnection> chosen;
    for (int i = 0; i < m_found.size(); ++i) {
        const QTreeWidgetItem* item = m_ui->found->topLevelItem(i);
        if (!item || item->checkState(NameColumn) != Qt::Checked)
            continue;
        ImportedConnection connection = m_found.at(i);
        if (!connection.password.isEmpty())
            connection.profile.passwordSource = PasswordSource(m_ui->passwordCombo->currentData().toInt());
        chosen.append(connection);
    }
    return chosen;
}

} // namespace athanor
