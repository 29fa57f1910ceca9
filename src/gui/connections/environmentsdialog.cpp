// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/environmentsdialog.h"

#include "gui/connections/environmentcolour.h"

#include "ui_environmentsdialog.h"

#include <QColorDialog>
#include <QPushButton>
#include <QSet>

#include <algorithm>

namespace athanor {

EnvironmentsDialog::EnvironmentsDialog(const QList<Environment>& environments,
                                       const QList<ConnectionProfile>& profiles, QWidget* parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::EnvironmentsDialog>())
{
    m_ui->setupUi(this);
    m_ui->kindCombo->addItem(tr("development: nothing is typed"), int(EnvironmentKind::Development));
    m_ui->kindCombo->addItem(tr("test: typed before a downgrade"), int(EnvironmentKind::Test));
    m_ui->kindCombo->addItem(tr("staging: typed before a downgrade"), int(EnvironmentKind::Staging));
    m_ui->kindCombo->addItem(tr("production: typed before every run"), int(EnvironmentKind::Production));
    m_ui->kindCombo->addItem(tr("other: typed before a downgrade"), int(EnvironmentKind::Other));
    m_ui->kindExplanation->setText(tr("What is typed is the name of the database."));
    for (const Environment& environment : environments) {
        const auto connections = std::count_if(profiles.cbegin(), profiles.cend(),
                                               [&environment](const ConnectionProfile& profile) {
                                                   return profile.environment == environment.name;
                                               });
        m_entries.append({environment, environment.name, static_cast<int>(connections)});
        m_ui->list->addItem(QString());
        refreshItem(static_cast<int>(m_entries.size()) - 1);
    }
    connect(m_ui->list, &QListWidget::currentRowChanged, this, &EnvironmentsDialog::showCurrent);
    connect(m_ui->nameEdit, &QLineEdit::textEdited, this, &EnvironmentsDialog::edit);
    connect(m_ui->kindCombo, &QComboBox::activated, this, &EnvironmentsDialog::edit);
    connect(m_ui->colourButton, &QPushButton::clicked, this, &EnvironmentsDialog::chooseColour);
    connect(m_ui->addButton, &QPushButton::clicked, this, &EnvironmentsDialog::addEnvironment);
    connect(m_ui->removeButton, &QPushButton::clicked, this, &EnvironmentsDialog::removeEnvironment);
    m_ui->list->setCurrentRow(0);
    showCurrent();
}

EnvironmentsDialog::~EnvironmentsDialog() = default;

QList<Environment> EnvironmentsDialog::environments() const
{
    QList<Environment> environments;
    for (const Entry& entry : m_entries)
        environments.append(entry.environment);
    return environments;
}

QHash<QString, QString> EnvironmentsDialog::renamed() const
{
    QHash<QString, QString> names;
    for (const Entry& entry : m_entries) {
        if (!entry.originalName.isEmpty() && entry.originalName != entry.environment.name)
            names.insert(entry.originalName, entry.environment.name);
    }
    return names;
}

void EnvironmentsDialog::addEnvironment()
{
    Entry entry;
    const auto taken = [this](const QString& name) {
        return std::any_of(m_entries.cbegin(), m_entries.cend(),
                           [&name](const Entry& other) { return other.environment.name == name; });
    };
    entry.environment.name = tr("new environment");
    for (int number = 2; taken(entry.environment.name); ++number)
        entry.environment.name = tr("new environment %1").arg(number);
    entry.environment.colour = QStringLiteral("#7a5195");
    m_entries.append(entry);
    m_ui->list->addItem(QString());
    refreshItem(static_cast<int>(m_entries.size()) - 1);
    m_ui->list->setCurrentRow(static_cast<int>(m_entries.size()) - 1);
    m_ui->nameEdit->setFocus();
    m_ui->nameEdit->selectAll();
}

void EnvironmentsDialog::removeEnvironment()
{
    const int row = m_ui->list->currentRow();
    if (row < 0 || m_entries.at(row).connections > 0)
        return;
    m_entries.removeAt(row);
    delete m_ui->list->takeItem(row);
    showCurrent();
}

void EnvironmentsDialog::showCurrent()
{
    const int row = m_ui->list->currentRow();
    const bool any = row >= 0 && row < m_entries.size();
    for (QWidget* widget :
         std::initializer_list<QWidget*>{m_ui->nameEdit, m_ui->kindCombo, m_ui->colourButton})
        widget->setEnabled(any);
    if (any) {
        const Entry& entry = m_entries.at(row);
        m_showing = true;
        if (m_ui->nameEdit->text() != entry.environment.name)
            m_ui->nameEdit->setText(entry.environment.name);
        m_ui->kindCombo->setCurrentIndex(m_ui->kindCombo->findData(int(entry.environment.kind)));
        m_ui->colourButton->setIcon(colourIcon(environmentColour(entry.environment)));
        m_ui->colourButton->setText(entry.environment.colour);
        m_showing = false;
    }
    validate();
}

void EnvironmentsDialog::edit()
{
    const int row = m_ui->list->currentRow();
    if (m_showing || row < 0)
        return;
    m_entries[row].environment.name = m_ui->nameEdit->text().trimmed();
    m_entries[row].environment.kind = EnvironmentKind(m_ui->kindCombo->currentData().toInt());
    refreshItem(row);
    validate();
}

void EnvironmentsDialog::chooseColour()
{
    const int row = m_ui->list->currentRow();
    if (row < 0)
        return;
    auto* dialog = new QColorDialog(environmentColour(m_entries.at(row).environment), this);
    dialog->setObjectName(QStringLiteral("colourDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, [this, row](const QColor& colour) {
        m_entries[row].environment.colour = colour.name();
        refreshItem(row);
        showCurrent();
    });
    dialog->open();
}

void EnvironmentsDialog::refreshItem(int row)
{
    QListWidgetItem* item = m_ui->list->item(row);
    item->setText(m_entries.at(row).environment.name);
    item->setIcon(colourIcon(environmentColour(m_entries.at(row).environment)));
}

void EnvironmentsDialog::validate()
{
    const int row = m_ui->list->currentRow();
    const int connections = row >= 0 && row < m_entries.size() ? m_entries.at(row).connections : 0;
    m_ui->removeButton->setEnabled(row >= 0 && connections == 0);
    m_ui->removeButton->setToolTip(
        connections > 0 ? tr("It has connections: drag them to another environment first") : QString());
    QString problem;
    QSet<QString> names;
    for (const Entry& entry : std::as_const(m_entries)) {
        if (entry.environment.name.isEmpty())
            problem = tr("Every environment needs a name.");
        else if (names.contains(entry.environment.name))
            problem = tr("Two environments are called \"%1\".").arg(entry.environment.name);
        names.insert(entry.environment.name);
    }
    if (m_entries.isEmpty())
        problem = tr("Keep at least one environment.");
    m_ui->problemLabel->setText(problem);
    m_ui->buttonBox->button(QDialogButtonBox::Save)->setEnabled(problem.isEmpty());
}

} // namespace athanor
