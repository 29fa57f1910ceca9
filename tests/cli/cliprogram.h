// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs the real athanor-cli, with an environment of its own: no settings, variables or passwords of the
// machine.

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace athanor::test {

struct CliResult {
    int exitCode = -1;
    QString out, err;

    /// The document on standard output; empty when it is none.
    [[nodiscard]] QJsonObject document() const;

    [[nodiscard]] QJsonObject error() const { return document().value("error").toObject(); }

    [[nodiscard]] QString errorClass() const { return error().value("class").toString(); }

    /// For QCOMPARE and QVERIFY2 messages.
    [[nodiscard]] QString text() const;
};

[[nodiscard]] QStringList stringsOf(const QJsonValue& array);

class CliProgram {
    QTemporaryDir m_home; // first: the others are made from it

public:
    CliProgram();

    QProcessEnvironment environment;
    QString folder; ///< working folder

    [[nodiscard]] QString configFolder() const { return m_home.filePath("config"); }

    [[nodiscard]] CliResult run(const QStringList& arguments, const QByteArray& input = {}) const;
    /// The program started and left to itself.
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList& arguments) const;
    /// Waits for the end of \a process.
    [[nodiscard]] static CliResult finish(QProcess& process);
    /// A shell command in which "$CLI" is the program.
    [[nodiscard]] CliResult shell(const QString& command) const;
};

} // namespace athanor::test
