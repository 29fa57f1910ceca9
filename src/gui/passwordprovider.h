// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Gives connection parameters complete with their password before a job is submitted: from memory, from the
// keychain, or by asking. What was asked stays in memory until the program ends. GUI thread.

#include "core/connectionprofile.h"
#include "gui/keychain.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QPromise>

#include <memory>

class QWidget;

namespace athanor {

class PasswordDialog;

class PasswordProvider : public QObject {
    Q_OBJECT
public:
    /// \a store and \a window (the parent of the question) outlive this object.
    PasswordProvider(PasswordStore& store, QWidget* window, QObject* parent = nullptr);

    /// The parameters of \a profile with its password, asking when that is the only way.
    /// ErrorKind::Cancelled when the question is dismissed.
    [[nodiscard]] Answer<Result<ConnectionParameters>> complete(const ConnectionProfile& profile);
    /// The same without ever asking: the code "password_needed" says that only a person knows it.
    [[nodiscard]] Answer<Result<ConnectionParameters>> completeQuietly(const ConnectionProfile& profile);

    /// Keeps \a password in memory until the program ends.
    void remember(const QString& connectionId, const QString& password);
    /// Forgets what is in memory, so that the next use reads or asks again.
    void forget(const QString& connectionId);

    [[nodiscard]] PasswordStore& store() const { return m_store; }

signals:
    /// A password that was missing is known now.
    void remembered(const QString& connectionId);

private:
    using Promise = QPromise<Result<ConnectionParameters>>;
    [[nodiscard]] Answer<Result<ConnectionParameters>> answer(const ConnectionProfile& profile, bool mayAsk);
    void readKeychain(const ConnectionProfile& profile, const std::shared_ptr<Promise>& promise, bool mayAsk);
    void ask(const ConnectionProfile& profile, const std::shared_ptr<Promise>& promise,
             const QString& reason);

    PasswordStore& m_store;
    QWidget* m_window = nullptr;
    QHash<QString, QString> m_memory;
    QHash<QString, QPointer<PasswordDialog>> m_questions; ///< one at a time for each connection
};

/// Whether \a error says that the server refused the password.
[[nodiscard]] bool isPasswordRefused(const Error& error);

} // namespace athanor
