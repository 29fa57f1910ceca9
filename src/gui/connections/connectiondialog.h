// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Edits one connection profile and tests it. GUI thread; shown with open().

#include "core/canceltoken.h"
#include "core/connectionprofile.h"
#include "core/result.h"
#include "db/versiontable.h"

#include <QDialog>
#include <QStringList>

#include <memory>

class QLineEdit;

namespace Ui {
class ConnectionDialog;
}

namespace athanor {

class BackgroundPool;
class PasswordProvider;
struct ConnectionCheck;

class ConnectionDialog : public QDialog {
    Q_OBJECT
public:
    struct Options {
        ConnectionProfile profile;
        QList<Environment> environments;
        QStringList takenNames; ///< of the other profiles
        VersionTable table; ///< read by the test
    };

    /// \a pool and \a passwords outlive this dialog.
    ConnectionDialog(Options options, BackgroundPool& pool, PasswordProvider& passwords,
                     QWidget* parent = nullptr);
    ~ConnectionDialog() override; ///< cancels a test that runs

    /// What the fields say; never holds a password.
    [[nodiscard]] ConnectionProfile profile() const;
    /// What was typed as password; empty: nothing, what is known of it stays.
    [[nodiscard]] QString password() const;

private:
    void setUpChoices();
    void connectFields();
    void showProfile(const ConnectionProfile& profile);
    void showParameters(const ConnectionParameters& parameters);
    void readUrl(const QString& text);
    void choosePath(QLineEdit* edit, const QString& title);
    void updateColour();
    void updatePassword();
    void probeKeychain();
    void updateTls();
    void validate();
    [[nodiscard]] QString problem() const;
    [[nodiscard]] Result<ConnectionParameters> otherKeywords() const;
    void test();
    void startTest(const ConnectionParameters& parameters);
    void showAnswer(const Result<ConnectionCheck>& check);

    std::unique_ptr<Ui::ConnectionDialog> m_ui;
    Options m_options;
    BackgroundPool& m_pool;
    PasswordProvider& m_passwords;
    CancelToken m_cancelTest;
    int m_testSerial = 0;
    bool m_keychainProbed = false;
    QString m_keychainProblem;
};

} // namespace athanor
