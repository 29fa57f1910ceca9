// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A keychain for tests: keeps passwords in memory, or answers that there is none. GUI thread.

#include "gui/keychain.h"

#include <QHash>

class MemoryPasswordStore : public athanor::PasswordStore {
    Q_OBJECT
public:
    bool available = true;
    QHash<QString, QString> passwords;

    athanor::Answer<athanor::Result<QString>> read(const QString& connectionId) override
    {
        if (!available)
            return answer<QString>(athanor::fail(error("keychain_unavailable")));
        if (!passwords.contains(connectionId))
            return answer<QString>(athanor::fail(error("keychain_no_entry")));
        return answer<QString>(passwords.value(connectionId));
    }

    athanor::Answer<athanor::Result<>> write(const QString& connectionId, const QString& password) override
    {
        if (!available)
            return answer<void>(athanor::fail(error("keychain_unavailable")));
        passwords.insert(connectionId, password);
        return answer<void>({});
    }

    athanor::Answer<athanor::Result<>> remove(const QString& connectionId) override
    {
        passwords.remove(connectionId);
        return answer<void>({});
    }

private:
    template <typename T> static athanor::Answer<athanor::Result<T>> answer(athanor::Result<T> result)
    {
        QPromise<athanor::Result<T>> promise;
        promise.start();
        promise.addResult(std::move(result));
        promise.finish();
        return promise.future();
    }

    static athanor::Error error(const char* code)
    {
        athanor::Error made;
        made.code = QString::fromLatin1(code);
        made.message = QStringLiteral("No keychain service is running on this desktop");
        return made;
    }
};
