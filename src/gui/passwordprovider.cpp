// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/passwordprovider.h"

#include "gui/connections/passworddialog.h"

namespace athanor {
namespace {

Result<ConnectionParameters> withPassword(const ConnectionProfile& profile, const QString& password)
{
    ConnectionParameters parameters = profile.parameters;
    parameters.keywords.insert(QStringLiteral("password"), password);
    return parameters;
}

Error error(ErrorKind kind, const QString& code, const QString& message)
{
    Error made;
    made.kind = kind;
    made.code = code;
    made.message = message;
    return made;
}

void give(QPromise<Result<ConnectionParameters>>& promise, Result<ConnectionParameters> result)
{
    promise.addResult(std::move(result));
    promise.finish();
}

} // namespace

PasswordProvider::PasswordProvider(PasswordStore& store, QWidget* window, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_window(window)
{
}

Answer<Result<ConnectionParameters>> PasswordProvider::complete(const ConnectionProfile& profile)
{
    return answer(profile, true);
}

Answer<Result<ConnectionParameters>> PasswordProvider::completeQuietly(const ConnectionProfile& profile)
{
    return answer(profile, false);
}

Answer<Result<ConnectionParameters>> PasswordProvider::answer(const ConnectionProfile& profile, bool mayAsk)
{
    auto promise = std::make_shared<Promise>();
    promise->start();
    auto future = promise->future();
    if (profile.passwordSource == PasswordSource::None)
        give(*promise, profile.parameters);
    else if (m_memory.contains(profile.id))
        give(*promise, withPassword(profile, m_memory.value(profile.id)));
    else if (profile.passwordSource == PasswordSource::Keychain)
        readKeychain(profile, promise, mayAsk);
    else if (mayAsk)
        ask(profile, promise, {});
    else
        give(*promise,
             fail(error(ErrorKind::Connection, QStringLiteral("password_needed"),
                        tr("The password of \"%1\" is asked at its first use").arg(profile.name))));
    return future;
}

void PasswordProvider::readKeychain(const ConnectionProfile& profile, const std::shared_ptr<Promise>& promise,
                                    bool mayAsk)
{
    m_store.read(profile.id).then(this, [this, profile, promise, mayAsk](const Result<QString>& password) {
        if (password) {
            m_memory.insert(profile.id, *password);
            give(*promise, withPassword(profile, *password));
        } else if (mayAsk) {
            ask(profile, promise, password.error().message);
        } else {
            give(*promise, fail(password.error()));
        }
    });
}

void PasswordProvider::ask(const ConnectionProfile& profile, const std::shared_ptr<Promise>& promise,
                           const QString& reason)
{
    PasswordDialog* question = m_questions.value(profile.id);
    if (!question) {
        question = new PasswordDialog(profile, reason, m_window);
        question->setAttribute(Qt::WA_DeleteOnClose);
        m_questions.insert(profile.id, question);
        connect(question, &PasswordDialog::accepted, this, [this, question, profile] {
            remember(profile.id, question->password());
            if (question->keep())
                m_store.write(profile.id, question->password()).then(this, [](const Result<>&) {
                    // Without a keychain the password stays in memory, as the dialog says.
                });
        });
        question->open();
    }
    connect(question, &PasswordDialog::finished, this, [question, profile, promise](int answer) {
        if (answer == QDialog::Accepted)
            give(*promise, withPassword(profile, question->password()));
        else
            give(*promise, fail(error(ErrorKind::Cancelled, {}, tr("No password was given"))));
    });
    question->raise();
}

void PasswordProvider::remember(const QString& connectionId, const QString& password)
{
    m_memory.insert(connectionId, password);
    emit remembered(connectionId);
}

void PasswordProvider::forget(const QString& connectionId)
{
    m_memory.remove(connectionId);
}

bool isPasswordRefused(const Error& error)
{
    // libpq reports no SQLSTATE for a refused login before version 14, and the server's words are translated:
    // the class of the SQLSTATE first, then the words that libpq and an English server use.
    if (error.sqlState.startsWith(QLatin1String("28")))
        return true;
    return error.kind == ErrorKind::Connection && error.sqlState.isEmpty()
        && (error.message + error.detail).contains(QLatin1String("password"), Qt::CaseInsensitive);
}

} // namespace athanor
