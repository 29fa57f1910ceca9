// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A throw-away PostgreSQL for a test program, started at its first use, and fresh databases on it. Make one
// as a member of the test class. Set ATHANOR_TEST_SERVER to a folder of server binaries to test on another
// major.

#include "db/sandbox.h"
#include "db/session.h"

#include <QTest>

/// Fails the test with the error's words when \a expression is no value.
#define VERIFY_RESULT(expression)                                                                            \
    do {                                                                                                     \
        const auto& verified_ = (expression);                                                                \
        QVERIFY2(verified_.has_value(),                                                                      \
                 verified_ ? ""                                                                              \
                           : qPrintable(verified_.error().message + QStringLiteral("\n")                     \
                                        + verified_.error().detail));                                        \
    } while (false)

namespace athanor::test {

class TestServer {
public:
    /// The server; ends the program with the reason when there can be none.
    Sandbox& sandbox()
    {
        if (!m_sandbox) {
            Sandbox::Options options;
            options.binaries = qEnvironmentVariable("ATHANOR_TEST_SERVER");
            auto started = Sandbox::start(options);
            if (!started)
                qFatal("The tests need a PostgreSQL server: %s\n%s\n%s", qPrintable(started.error().message),
                       qPrintable(started.error().detail), qPrintable(started.error().hint));
            m_sandbox = std::move(*started);
        }
        return *m_sandbox;
    }

    /// Creates an empty database and gives its parameters.
    ConnectionParameters freshDatabase()
    {
        const QString name = QStringLiteral("test%1").arg(++m_count);
        const auto created = sandbox().createDatabase(name);
        if (!created)
            qFatal("%s", qPrintable(created.error().message));
        return sandbox().parameters(name);
    }

    /// Opens a session; ends the program when that fails.
    static std::unique_ptr<Session> open(const ConnectionParameters& parameters,
                                         const CancelToken& cancel = {})
    {
        auto session = Session::open(parameters, cancel);
        if (!session)
            qFatal("%s\n%s", qPrintable(session.error().message), qPrintable(session.error().detail));
        return std::move(*session);
    }

private:
    std::unique_ptr<Sandbox> m_sandbox;
    int m_count = 0;
};

/// First column of the first row, as text.
inline QString scalar(Session& session, const QString& sql, const QVariantList& values = {})
{
    auto query = session.query(sql, values);
    return query && query->next() ? query->value(0).toString()
        : query                   ? QString()
                                  : QStringLiteral("error: ") + query.error().message;
}

} // namespace athanor::test
