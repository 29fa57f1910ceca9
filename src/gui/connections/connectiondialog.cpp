// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connections/connectiondialog.h"

#include "core/errortext.h"
#include "db/conninfo.h"
#include "gui/backgroundpool.h"
#include "gui/connections/connectioncheck.h"
#include "gui/connections/connectionurl.h"
#include "gui/connections/environmentcolour.h"
#include "gui/passwordprovider.h"

#include "ui_connectiondialog.h"

#include <QFileDialog>
#include <QPushButton>

#include <algorithm>
#include <array>
#include <utility>

namespace athanor {
namespace {

/// libpq's modes (PostgreSQL manual, "SSL Support") in words.
struct TlsMode {
    const char* keyword;
    const char* title;
    const char* explanation;
};

constexpr std::array<TlsMode, 7> kTlsModes{{
    {"", QT_TRANSLATE_NOOP("ConnectionDialog", "Default (prefer)"),
     QT_TRANSLATE_NOOP("ConnectionDialog",
                       "What libpq or the service file says; libpq's own default is prefer.")},
    {"disable", QT_TRANSLATE_NOOP("ConnectionDialog", "Disable: never encrypt"),
     QT_TRANSLATE_NOOP("ConnectionDialog", "Everything can be read on the way, the password perhaps too.")},
    {"allow", QT_TRANSLATE_NOOP("ConnectionDialog", "Allow: encrypt only if the server insists"),
     QT_TRANSLATE_NOOP("ConnectionDialog", "No protection against somebody in between.")},
    {"prefer", QT_TRANSLATE_NOOP("ConnectionDialog", "Prefer: encrypt if the server can"),
     QT_TRANSLATE_NOOP("ConnectionDialog", "No protection against somebody in between.")},
    {"require", QT_TRANSLATE_NOOP("ConnectionDialog", "Require: always encrypt"),
     QT_TRANSLATE_NOOP("ConnectionDialog",
                       "Does not check who the server is, unless a root certificate is given.")},
    {"verify-ca", QT_TRANSLATE_NOOP("ConnectionDialog", "Verify CA: encrypt, check the certificate"),
     QT_TRANSLATE_NOOP("ConnectionDialog", "The root certificate must have signed the server's.")},
    {"verify-full", QT_TRANSLATE_NOOP("ConnectionDialog", "Verify full: encrypt, check certificate and host"),
     QT_TRANSLATE_NOOP("ConnectionDialog",
                       "The root certificate must have signed the server's, and the host's "
                       "name must be in it. The safest mode.")},
}};

const QStringList& keywordsWithField()
{
    static const QStringList keywords{
        QStringLiteral("host"),     QStringLiteral("port"),     QStringLiteral("dbname"),
        QStringLiteral("user"),     QStringLiteral("sslmode"),  QStringLiteral("sslrootcert"),
        QStringLiteral("sslcert"),  QStringLiteral("sslkey"),   QStringLiteral("service"),
        QStringLiteral("passfile"), QStringLiteral("password"),
    };
    return keywords;
}

/// \a value quoted for a libpq keyword string.
QString quotedValue(QString value)
{
    value.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
    return u'\'' + value + u'\'';
}

bool isPort(const QString& text)
{
    bool number = false;
    const int port = text.toInt(&number);
    return number && port > 0 && port < 65536;
}

} // namespace

ConnectionDialog::ConnectionDialog(Options options, BackgroundPool& pool, PasswordProvider& passwords,
                                   QWidget* parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::ConnectionDialog>())
    , m_options(std::move(options))
    , m_pool(pool)
    , m_passwords(passwords)
{
    m_ui->setupUi(this);
    setWindowTitle(m_options.profile.name.isEmpty() ? tr("Add connection") : tr("Edit connection"));
    setUpChoices();
    showProfile(m_options.profile);
    connectFields();
    updateColour();
    updatePassword();
    updateTls();
    validate();
}

ConnectionDialog::~ConnectionDialog()
{
    m_cancelTest.cancel();
}

void ConnectionDialog::setUpChoices()
{
    for (const Environment& environment : std::as_const(m_options.environments))
        m_ui->environmentCombo->addItem(colourIcon(environmentColour(environment)), environment.name,
                                        environment.name);
    for (const TlsMode& mode : kTlsModes)
        m_ui->sslmodeCombo->addItem(tr(mode.title), QString::fromLatin1(mode.keyword));
    m_ui->passwordSourceCombo->addItem(tr("None, or libpq finds it (.pgpass, service file)"),
                                       int(PasswordSource::None));
    m_ui->passwordSourceCombo->addItem(tr("In the desktop's keychain"), int(PasswordSource::Keychain));
    m_ui->passwordSourceCombo->addItem(tr("Ask each time Athanor is started"), int(PasswordSource::Ask));
    m_ui->askInsteadButton->hide();
    m_ui->testLabel->hide();
}

void ConnectionDialog::connectFields()
{
    for (QLineEdit* edit :
         {m_ui->nameEdit, m_ui->hostEdit, m_ui->portEdit, m_ui->databaseEdit, m_ui->userEdit,
          m_ui->sslrootcertEdit, m_ui->sslcertEdit, m_ui->sslkeyEdit, m_ui->serviceEdit, m_ui->passfileEdit})
        connect(edit, &QLineEdit::textChanged, this, &ConnectionDialog::validate);
    connect(m_ui->optionsEdit, &QPlainTextEdit::textChanged, this, &ConnectionDialog::validate);
    connect(m_ui->urlEdit, &QLineEdit::textChanged, this, &ConnectionDialog::readUrl);
    connect(m_ui->environmentCombo, &QComboBox::currentIndexChanged, this, &ConnectionDialog::updateColour);
    connect(m_ui->sslmodeCombo, &QComboBox::currentIndexChanged, this, &ConnectionDialog::updateTls);
    connect(m_ui->passwordSourceCombo, &QComboBox::currentIndexChanged, this,
            &ConnectionDialog::updatePassword);
    connect(m_ui->askInsteadButton, &QPushButton::clicked, this, [this] {
        m_ui->passwordSourceCombo->setCurrentIndex(
            m_ui->passwordSourceCombo->findData(int(PasswordSource::Ask)));
        m_ui->passwordEdit->setFocus();
    });
    connect(m_ui->testButton, &QPushButton::clicked, this, &ConnectionDialog::test);
    const std::array<std::pair<QToolButton*, QLineEdit*>, 4> pickers{{
        {m_ui->sslrootcertButton, m_ui->sslrootcertEdit},
        {m_ui->sslcertButton, m_ui->sslcertEdit},
        {m_ui->sslkeyButton, m_ui->sslkeyEdit},
        {m_ui->passfileButton, m_ui->passfileEdit},
    }};
    for (const auto& [button, edit] : pickers)
        connect(button, &QToolButton::clicked, this,
                [this, edit = edit] { choosePath(edit, edit->accessibleName()); });
}

void ConnectionDialog::showProfile(const ConnectionProfile& profile)
{
    m_ui->nameEdit->setText(profile.name);
    const int environment = m_ui->environmentCombo->findData(profile.environment);
    m_ui->environmentCombo->setCurrentIndex(std::max(environment, 0));
    m_ui->passwordSourceCombo->setCurrentIndex(
        std::max(m_ui->passwordSourceCombo->findData(int(profile.passwordSource)), 0));
    showParameters(profile.parameters);
}

void ConnectionDialog::showParameters(const ConnectionParameters& parameters)
{
    const auto value
        = [&parameters](const char* keyword) { return parameters.value(QString::fromLatin1(keyword)); };
    m_ui->hostEdit->setText(value("host"));
    m_ui->portEdit->setText(value("port"));
    m_ui->databaseEdit->setText(value("dbname"));
    m_ui->userEdit->setText(value("user"));
    m_ui->sslmodeCombo->setCurrentIndex(std::max(m_ui->sslmodeCombo->findData(value("sslmode")), 0));
    m_ui->sslrootcertEdit->setText(value("sslrootcert"));
    m_ui->sslcertEdit->setText(value("sslcert"));
    m_ui->sslkeyEdit->setText(value("sslkey"));
    m_ui->serviceEdit->setText(value("service"));
    m_ui->passfileEdit->setText(value("passfile"));
    QStringList others;
    for (auto it = parameters.keywords.constBegin(); it != parameters.keywords.constEnd(); ++it) {
        if (!keywordsWithField().contains(it.key()))
            others.append(it.key() + u'=' + it.value());
    }
    m_ui->optionsEdit->setPlainText(others.join(u'\n'));
}

void ConnectionDialog::readUrl(const QString& text)
{
    if (text.trimmed().isEmpty())
        return validate();
    auto parameters = parseConnection(text.trimmed());
    if (!parameters) {
        m_ui->problemLabel->setText(errorText(parameters.error()));
        return;
    }
    showParameters(*parameters);
    if (m_ui->nameEdit->text().isEmpty())
        m_ui->nameEdit->setText(parameters->value(QStringLiteral("dbname")));
    const QString password = parameters->value(QStringLiteral("password"));
    if (!password.isEmpty()) {
        // The password leaves the open field for the hidden one.
        m_ui->passwordEdit->setText(password);
        if (m_ui->passwordSourceCombo->currentData().toInt() == int(PasswordSource::None))
            m_ui->passwordSourceCombo->setCurrentIndex(
                m_ui->passwordSourceCombo->findData(int(PasswordSource::Keychain)));
        m_ui->urlEdit->setText(connectionUrl(*parameters));
    }
    validate();
}

void ConnectionDialog::choosePath(QLineEdit* edit, const QString& title)
{
    auto* dialog = new QFileDialog(this, title, edit->text());
    dialog->setObjectName(QStringLiteral("fileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, edit, &QLineEdit::setText);
    dialog->open();
}

void ConnectionDialog::updateColour()
{
    const Environment environment
        = environmentNamed(m_options.environments, m_ui->environmentCombo->currentData().toString());
    m_ui->environmentCombo->setToolTip(environment.kind == EnvironmentKind::Production
                                           ? tr("Every run here asks for the name of the database")
                                           : QString());
}

void ConnectionDialog::updatePassword()
{
    const auto source = PasswordSource(m_ui->passwordSourceCombo->currentData().toInt());
    const bool wanted = source != PasswordSource::None;
    m_ui->passwordEdit->setEnabled(wanted);
    const bool known
        = m_options.profile.passwordSource == source && !m_options.profile.parameters.keywords.isEmpty();
    m_ui->passwordEdit->setPlaceholderText(!wanted                             ? tr("not needed")
                                               : source == PasswordSource::Ask ? tr("asked at the first use")
                                               : known                         ? tr("unchanged")
                                                                               : QString());
    if (source == PasswordSource::Keychain)
        probeKeychain();
    const bool problem = source == PasswordSource::Keychain && !m_keychainProblem.isEmpty();
    m_ui->keychainLabel->setVisible(problem || source == PasswordSource::Ask);
    m_ui->keychainLabel->setText(problem ? m_keychainProblem
                                         : tr("It stays in memory until Athanor is closed."));
    m_ui->askInsteadButton->setVisible(problem);
}

void ConnectionDialog::probeKeychain()
{
    if (m_keychainProbed)
        return;
    m_keychainProbed = true;
    m_passwords.store().read(m_options.profile.id).then(this, [this](const Result<QString>& password) {
        if (!password && password.error().code == QLatin1String("keychain_unavailable")) {
            m_keychainProblem = password.error().message;
            updatePassword();
        }
    });
}

void ConnectionDialog::updateTls()
{
    const int index = std::max(m_ui->sslmodeCombo->currentIndex(), 0);
    m_ui->sslmodeExplanation->setText(tr(kTlsModes.at(static_cast<size_t>(index)).explanation));
}

Result<ConnectionParameters> ConnectionDialog::otherKeywords() const
{
    ConnectionParameters parameters;
    const QStringList lines = m_ui->optionsEdit->toPlainText().split(u'\n');
    for (const QString& line : lines) {
        if (line.trimmed().isEmpty())
            continue;
        const QString keyword = line.section(u'=', 0, 0).trimmed();
        Error error;
        error.kind = ErrorKind::Usage;
        if (!line.contains(u'=')) {
            error.message = tr("\"%1\" under Advanced is not keyword=value").arg(line.trimmed());
            return fail(error);
        }
        if (keyword == QLatin1String("password") || keyword == QLatin1String("sslpassword")) {
            error.message = tr("\"%1\" under Advanced would be stored in the open").arg(keyword);
            error.hint = tr("Use the password field, or a key without a passphrase.");
            return fail(error);
        }
        if (keywordsWithField().contains(keyword)) {
            error.message = tr("\"%1\" under Advanced has a field of its own").arg(keyword);
            return fail(error);
        }
        const auto known = parseConnection(keyword + u'=' + quotedValue(line.section(u'=', 1).trimmed()));
        if (!known)
            return fail(known.error());
        parameters.keywords.insert(known->keywords);
    }
    return parameters;
}

QString ConnectionDialog::problem() const
{
    const QString name = m_ui->nameEdit->text().trimmed();
    if (name.isEmpty())
        return tr("Give the connection a name.");
    if (m_options.takenNames.contains(name))
        return tr("Another connection is called \"%1\" already.").arg(name);
    if (m_ui->databaseEdit->text().isEmpty() && m_ui->serviceEdit->text().isEmpty())
        return tr("Say which database, or which service.");
    const QStringList ports = m_ui->portEdit->text().split(u',', Qt::SkipEmptyParts);
    for (const QString& port : ports) {
        if (!isPort(port.trimmed()))
            return tr("The port is a number from 1 to 65535.");
    }
    const bool certificate = !m_ui->sslcertEdit->text().isEmpty();
    const bool key = !m_ui->sslkeyEdit->text().isEmpty();
    if (certificate != key)
        return certificate ? tr("The client certificate needs its key.")
                           : tr("The client key needs its certificate.");
    if (const auto others = otherKeywords(); !others)
        return errorText(others.error());
    return {};
}

void ConnectionDialog::validate()
{
    // The answer of an earlier test says nothing about what was changed since.
    m_cancelTest.cancel();
    ++m_testSerial;
    m_ui->testLabel->hide();
    const QString text = problem();
    m_ui->problemLabel->setText(text);
    m_ui->buttonBox->button(QDialogButtonBox::Save)->setEnabled(text.isEmpty());
    // A connection without a name can be tested already.
    m_ui->testButton->setEnabled(!m_ui->databaseEdit->text().isEmpty()
                                 || !m_ui->serviceEdit->text().isEmpty());
}

ConnectionProfile ConnectionDialog::profile() const
{
    ConnectionProfile profile = m_options.profile;
    profile.name = m_ui->nameEdit->text().trimmed();
    profile.environment = m_ui->environmentCombo->currentData().toString();
    profile.passwordSource = PasswordSource(m_ui->passwordSourceCombo->currentData().toInt());
    profile.parameters = otherKeywords().value_or(ConnectionParameters());
    const std::array<std::pair<const char*, QString>, 10> fields{{
        {"host", m_ui->hostEdit->text().trimmed()},
        {"port", m_ui->portEdit->text().trimmed()},
        {"dbname", m_ui->databaseEdit->text()},
        {"user", m_ui->userEdit->text()},
        {"sslmode", m_ui->sslmodeCombo->currentData().toString()},
        {"sslrootcert", m_ui->sslrootcertEdit->text()},
        {"sslcert", m_ui->sslcertEdit->text()},
        {"sslkey", m_ui->sslkeyEdit->text()},
        {"service", m_ui->serviceEdit->text().trimmed()},
        {"passfile", m_ui->passfileEdit->text()},
    }};
    for (const auto& [keyword, value] : fields) {
        if (!value.isEmpty())
            profile.parameters.keywords.insert(QString::fromLatin1(keyword), value);
    }
    return profile;
}

QString ConnectionDialog::password() const
{
    const auto source = PasswordSource(m_ui->passwordSourceCombo->currentData().toInt());
    return source == PasswordSource::None ? QString() : m_ui->passwordEdit->text();
}

void ConnectionDialog::test()
{
    m_cancelTest.cancel();
    m_cancelTest = CancelToken();
    m_ui->testLabel->show();
    m_ui->testLabel->setText(tr("Connecting…"));
    const int serial = ++m_testSerial;
    ConnectionProfile tested = profile();
    const QString typed = password();
    if (!typed.isEmpty()) {
        tested.parameters.keywords.insert(QStringLiteral("password"), typed);
        return startTest(tested.parameters);
    }
    m_passwords.complete(tested).then(this, [this, serial](const Result<ConnectionParameters>& parameters) {
        if (serial != m_testSerial)
            return;
        if (parameters)
            startTest(*parameters);
        else
            m_ui->testLabel->setText(errorText(parameters.error()));
    });
}

void ConnectionDialog::startTest(const ConnectionParameters& parameters)
{
    const int serial = m_testSerial;
    m_pool
        .submit(m_cancelTest,
                [parameters, table = m_options.table, cancel = m_cancelTest] {
                    return checkConnection(parameters, table, cancel);
                })
        .then(this, [this, serial](const Result<ConnectionCheck>& check) {
            if (serial == m_testSerial)
                showAnswer(check);
        });
}

void ConnectionDialog::showAnswer(const Result<ConnectionCheck>& check)
{
    if (!check && isPasswordRefused(check.error()))
        m_passwords.forget(m_options.profile.id);
    m_ui->testLabel->setText(check ? checkText(*check) : errorText(check.error()));
}

} // namespace athanor
