// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/passworddialog.h"

#include "ui_passworddialog.h"

#include <QPushButton>

namespace athanor {

PasswordDialog::PasswordDialog(const ConnectionProfile& profile, const QString& reason, QWidget* parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::PasswordDialog>())
{
    m_ui->setupUi(this);
    m_ui->nameLabel->setText(profile.name);
    QFont bold = m_ui->nameLabel->font();
    bold.setBold(true);
    m_ui->nameLabel->setFont(bold);
    m_ui->targetLabel->setText(profile.parameters.displayText());
    m_ui->reasonLabel->setText(reason);
    m_ui->reasonLabel->setVisible(!reason.isEmpty());
    m_ui->keepCheckBox->setVisible(profile.passwordSource == PasswordSource::Keychain);
    m_ui->buttonBox->button(QDialogButtonBox::Ok)->setText(tr("&Connect"));
}

PasswordDialog::~PasswordDialog() = default;

QString PasswordDialog::password() const
{
    return m_ui->passwordEdit->text();
}

bool PasswordDialog::keep() const
{
    return !m_ui->keepCheckBox->isHidden() && m_ui->keepCheckBox->isChecked();
}

} // namespace athanor
