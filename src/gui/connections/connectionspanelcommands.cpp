// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The part of ConnectionsPanel that changes profiles: dialogs, passwords, import, environments.

#include "core/errortext.h"
#include "gui/backgroundpool.h"
#include "gui/connections/connectioncheck.h"
#include "gui/connections/connectiondialog.h"
#include "gui/connections/connectionspanel.h"
#include "gui/connections/environmentcolour.h"
#include "gui/connections/environmentsdialog.h"
#include "gui/connections/importdialog.h"
#include "gui/passwordprovider.h"

#include "ui_connectionspanel.h"

#include <QMessageBox>
#include <QPushButton>
#include <QUuid>

#include <algorithm>

namespace athanor {

void ConnectionsPanel::testChosen()
{
    const ConnectionProfile profile = chosenProfile();
    if (profile.id.isEmpty())
        return;
    m_passwords.complete(profile).then(this, [this, profile](const Result<ConnectionParameters>& parameters) {
        if (!parameters)
            return emit message(tr("%1: %2").arg(profile.name, parameters.error().message));
        m_pool
            .submit(CancelToken(),
                    [parameters = *parameters, table = m_table] {
                        return checkConnection(parameters, table, CancelToken());
                    })
            .then(this, [this, profile](const Result<ConnectionCheck>& check) {
                if (!check && isPasswordRefused(check.error()))
                    m_passwords.forget(profile.id);
                emit message(
                    tr("%1: %2").arg(profile.name, check ? checkText(*check) : errorText(check.error())));
                emit refreshRequested(profile.id);
            });
    });
}

void ConnectionsPanel::addConnection()
{
    ConnectionProfile profile;
    profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QModelIndex current = m_ui->tree->currentIndex();
    profile.environment = current.data(ConnectionsModel::EnvironmentRole).toString();
    editProfile(profile, true);
}

void ConnectionsPanel::editChosen()
{
    if (const ConnectionProfile profile = chosenProfile(); !profile.id.isEmpty())
        editProfile(profile, false);
}

void ConnectionsPanel::editProfile(const ConnectionProfile& profile, bool isNew)
{
    ConnectionDialog::Options options;
    options.profile = profile;
    options.environments = m_model->environments();
    options.takenNames = namesBut(profile.id);
    options.table = m_table;
    auto* dialog = new ConnectionDialog(options, m_pool, m_passwords, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConnectionDialog::accepted, this, [this, dialog, profile, isNew] {
        const ConnectionProfile edited = dialog->profile();
        if (!isNew && edited.parameters != profile.parameters)
            m_passwords.forget(profile.id);
        keepProfile(edited, dialog->password());
        if (isNew)
            choose(edited.id);
    });
    dialog->open();
}

void ConnectionsPanel::duplicateChosen()
{
    ConnectionProfile copy = chosenProfile();
    if (copy.id.isEmpty())
        return;
    const QString original = copy.id;
    copy.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    copy.name = freeName(copy.name);
    keepProfile(copy, {});
    choose(copy.id);
    if (copy.passwordSource != PasswordSource::Keychain)
        return;
    m_passwords.store().read(original).then(this, [this, copy](const Result<QString>& password) {
        if (password)
            keepPassword(copy, *password);
    });
}

void ConnectionsPanel::removeChosen()
{
    const ConnectionProfile profile = chosenProfile();
    if (profile.id.isEmpty())
        return;
    auto* question = new QMessageBox(window());
    question->setObjectName(QStringLiteral("removeQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    question->setIcon(QMessageBox::NoIcon);
    question->setWindowTitle(tr("Delete connection"));
    question->setText(tr("Delete the connection \"%1\"?").arg(profile.name));
    const QString kept = tr("The database itself, %1, is not touched.")
                             .arg(profile.parameters.withoutPassword().displayText());
    question->setInformativeText(profile.passwordSource == PasswordSource::Keychain
                                     ? kept + u' ' + tr("Its password is removed from the keychain.")
                                     : kept);
    QPushButton* yes = question->addButton(
        tr("&Delete \"%1\"").arg(QString(profile.name).replace(u'&', QLatin1String("&&"))),
        QMessageBox::DestructiveRole);
    question->setDefaultButton(question->addButton(QMessageBox::Cancel));
    connect(yes, &QPushButton::clicked, this, [this, profile] { remove(profile); });
    question->open();
}

void ConnectionsPanel::remove(const ConnectionProfile& profile)
{
    QList<ConnectionProfile> profiles = m_model->profiles();
    profiles.removeIf([&profile](const ConnectionProfile& other) { return other.id == profile.id; });
    m_passwords.forget(profile.id);
    if (profile.passwordSource == PasswordSource::Keychain)
        m_passwords.store().remove(profile.id).then(this, [this, profile](const Result<>& removed) {
            if (!removed && removed.error().code != QLatin1String("keychain_unavailable"))
                emit message(tr("The password of \"%1\" is still in the keychain: %2")
                                 .arg(profile.name, removed.error().message));
        });
    publish(profiles);
    updateChosen();
}

void ConnectionsPanel::keepProfile(ConnectionProfile profile, const QString& password)
{
    QList<ConnectionProfile> profiles = m_model->profiles();
    profile.parameters = profile.parameters.withoutPassword();
    const auto existing
        = std::find_if(profiles.begin(), profiles.end(),
                       [&profile](const ConnectionProfile& other) { return other.id == profile.id; });
    if (existing == profiles.end())
        profiles.append(profile);
    else
        *existing = profile;
    // Known before the monitor looks.
    if (!password.isEmpty())
        keepPassword(profile, password);
    publish(profiles);
}

void ConnectionsPanel::keepPassword(const ConnectionProfile& profile, const QString& password)
{
    m_passwords.remember(profile.id, password);
    if (profile.passwordSource != PasswordSource::Keychain)
        return;
    m_passwords.store().write(profile.id, password).then(this, [this, profile](const Result<>& written) {
        if (written)
            return;
        QList<ConnectionProfile> profiles = m_model->profiles();
        for (ConnectionProfile& other : profiles) {
            if (other.id == profile.id)
                other.passwordSource = PasswordSource::Ask;
        }
        publish(profiles);
        emit message(tr("%1. The password of \"%2\" is asked for each time Athanor is started.")
                         .arg(written.error().message, profile.name));
    });
}

void ConnectionsPanel::publish(QList<ConnectionProfile> profiles)
{
    setProfiles(profiles);
    emit profilesEdited(profiles);
}

void ConnectionsPanel::askToMove(const QString& connectionId, const QString& environment)
{
    const ConnectionProfile* profile = m_model->profile(connectionId);
    if (!profile)
        return;
    const auto kindOf
        = [this](const QString& name) { return environmentNamed(m_model->environments(), name).kind; };
    // Elsewhere a move only sorts; out of production it also takes a question away.
    if (kindOf(profile->environment) != EnvironmentKind::Production
        || kindOf(environment) == EnvironmentKind::Production) {
        move(connectionId, environment);
        return;
    }
    auto* question = new QMessageBox(window());
    question->setObjectName(QStringLiteral("moveQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    question->setIcon(QMessageBox::NoIcon);
    question->setWindowTitle(tr("Move connection"));
    question->setText(tr("Move \"%1\" from %2 to %3?").arg(profile->name, profile->environment, environment));
    question->setInformativeText(tr("Its runs are then asked about as in %1: an upgrade no longer wants the "
                                    "name of the database typed.")
                                     .arg(environment));
    QPushButton* yes
        = question->addButton(tr("&Move to %1").arg(QString(environment).replace(u'&', QLatin1String("&&"))),
                              QMessageBox::AcceptRole);
    yes->setObjectName(QStringLiteral("moveAnyway"));
    question->setDefaultButton(question->addButton(QMessageBox::Cancel));
    connect(yes, &QPushButton::clicked, this,
            [this, connectionId, environment] { move(connectionId, environment); });
    question->open();
}

void ConnectionsPanel::move(const QString& connectionId, const QString& environment)
{
    QList<ConnectionProfile> profiles = m_model->profiles();
    for (ConnectionProfile& profile : profiles) {
        if (profile.id == connectionId)
            profile.environment = environment;
    }
    publish(profiles);
}

void ConnectionsPanel::importConnections()
{
    auto* dialog = new ImportDialog(m_model->environments(), m_projectFile, m_pool, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ImportDialog::accepted, this, [this, dialog] {
        const QList<ImportedConnection> imported = dialog->imported();
        for (const ImportedConnection& connection : imported) {
            ConnectionProfile profile = connection.profile;
            profile.name = freeName(profile.name);
            keepProfile(profile, connection.password);
        }
        if (!imported.isEmpty())
            choose(imported.first().profile.id);
    });
    dialog->open();
}

void ConnectionsPanel::editEnvironments()
{
    auto* dialog = new EnvironmentsDialog(m_model->environments(), m_model->profiles(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &EnvironmentsDialog::accepted, this, [this, dialog] {
        const QList<Environment> environments = dialog->environments();
        const QHash<QString, QString> renamed = dialog->renamed();
        QList<ConnectionProfile> profiles = m_model->profiles();
        for (ConnectionProfile& profile : profiles)
            profile.environment = renamed.value(profile.environment, profile.environment);
        setEnvironments(environments);
        emit environmentsEdited(environments);
        publish(profiles);
    });
    dialog->open();
}

QStringList ConnectionsPanel::namesBut(const QString& connectionId) const
{
    QStringList names;
    for (const ConnectionProfile& profile : m_model->profiles()) {
        if (profile.id != connectionId)
            names.append(profile.name);
    }
    return names;
}

QString ConnectionsPanel::freeName(const QString& name) const
{
    const QStringList names = namesBut({});
    QString free = name;
    for (int number = 2; names.contains(free); ++number)
        free = tr("%1 (%2)").arg(name).arg(number);
    return free;
}

} // namespace athanor
