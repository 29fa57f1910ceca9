// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/keychain.h"

#include <QCoreApplication>
#include <QPromise>

#include <memory>

#include <qt6keychain/keychain.h>

namespace athanor {
namespace {

QString text(const char* source)
{
    return QCoreApplication::translate("Keychain", source);
}

Error keychainError(const QKeychain::Job& job)
{
    Error error;
    error.kind = ErrorKind::System;
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        error.code = QStringLiteral("keychain_no_entry");
        error.message = text("The keychain holds no password for this connection");
        error.hint = text("Type the password when it is asked for, or edit the connection.");
        return error;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        error.code = QStringLiteral("keychain_unavailable");
        error.message = text("No keychain service is running on this desktop");
        error.hint = text("Choose \"Ask each time\" for this connection, or use .pgpass.");
        return error;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        error.code = QStringLiteral("keychain_denied");
        error.message = text("The keychain was not opened");
        error.hint = text("Unlock it and try again, or type the password when it is asked for.");
        return error;
    default:
        error.code = QStringLiteral("keychain_failed");
        error.message = text("The keychain did not answer as expected");
        error.detail = job.errorString();
        error.hint = text("Choose \"Ask each time\" for this connection, or use .pgpass.");
        return error;
    }
}

/// Starts \a job; \a result reads the finished job. The job deletes itself.
template <typename T, typename Job, typename Read>
Answer<Result<T>> start(Job* job, const QString& connectionId, Read result)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    job->setKey(connectionId);
    QObject::connect(job, &QKeychain::Job::finished, job, [promise, job, result](QKeychain::Job*) {
        promise->addResult(result(*job));
        promise->finish();
    });
    job->start();
    return promise->future();
}

QString service()
{
    return QStringLiteral("athanor");
}

} // namespace

Answer<Result<QString>> Keychain::read(const QString& connectionId)
{
    return start<QString>(new QKeychain::ReadPasswordJob(service(), this), connectionId,
                          [](const QKeychain::ReadPasswordJob& job) -> Result<QString> {
                              if (job.error() != QKeychain::NoError)
                                  return fail(keychainError(job));
                              return job.textData();
                          });
}

Answer<Result<>> Keychain::write(const QString& connectionId, const QString& password)
{
    auto* job = new QKeychain::WritePasswordJob(service(), this);
    job->setTextData(password);
    return start<void>(job, connectionId, [](const QKeychain::WritePasswordJob& done) -> Result<> {
        if (done.error() != QKeychain::NoError)
            return fail(keychainError(done));
        return {};
    });
}

Answer<Result<>> Keychain::remove(const QString& connectionId)
{
    return start<void>(new QKeychain::DeletePasswordJob(service(), this), connectionId,
                       [](const QKeychain::DeletePasswordJob& job) -> Result<> {
                           if (job.error() != QKeychain::NoError && job.error() != QKeychain::EntryNotFound)
                               return fail(keychainError(job));
                           return {};
                       });
}

} // namespace athanor
