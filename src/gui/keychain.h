// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where passwords are kept between sessions: the desktop's keychain, through QtKeychain. GUI thread; answers
// come later, from the event loop.

#include "core/result.h"
#include "gui/answer.h"

#include <QObject>
#include <QString>

namespace athanor {

/// Keeps one password per connection profile. An interface, so that tests need no desktop.
class PasswordStore : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Errors are ErrorKind::System; the code is "keychain_unavailable" when there is no keychain to ask,
    /// "keychain_no_entry" when it holds nothing for \a connectionId. They never hold a password.
    [[nodiscard]] virtual Answer<Result<QString>> read(const QString& connectionId) = 0;
    [[nodiscard]] virtual Answer<Result<>> write(const QString& connectionId, const QString& password) = 0;
    /// Succeeds also when there was nothing to remove.
    [[nodiscard]] virtual Answer<Result<>> remove(const QString& connectionId) = 0;
};

class Keychain : public PasswordStore {
    Q_OBJECT
public:
    using PasswordStore::PasswordStore;

    [[nodiscard]] Answer<Result<QString>> read(const QString& connectionId) override;
    [[nodiscard]] Answer<Result<>> write(const QString& connectionId, const QString& password) override;
    [[nodiscard]] Answer<Result<>> remove(const QString& connectionId) override;
};

} // namespace athanor
