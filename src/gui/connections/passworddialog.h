// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Asks for the password of one connection. GUI thread; shown with open().

#include "core/connectionprofile.h"

#include <QDialog>

#include <memory>

namespace Ui {
class PasswordDialog;
}

namespace athanor {

class PasswordDialog : public QDialog {
    Q_OBJECT
public:
    /// \a reason: why it is asked although it should be known, e.g. the keychain's answer; may be empty.
    PasswordDialog(const ConnectionProfile& profile, const QString& reason, QWidget* parent = nullptr);
    ~PasswordDialog() override;

    [[nodiscard]] QString password() const;
    [[nodiscard]] bool keep() const; ///< put it into the keychain

private:
    std::unique_ptr<Ui::PasswordDialog> m_ui;
};

} // namespace athanor
