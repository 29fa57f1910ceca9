// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What this program is, and the versions of all libraries it runs with, ready to be copied into a report. GUI
// thread.

#include <QDialog>

namespace athanor {

class AboutDialog : public QDialog {
    Q_OBJECT
public:
    explicit AboutDialog(QWidget* parent = nullptr);
};

/// "Name version", one a line. Plain text.
[[nodiscard]] QString libraryVersions();

} // namespace athanor
