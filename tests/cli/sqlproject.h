// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A SQL project in a folder of its own that goes with it.

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace athanor::test {

struct SqlRevision {
    QString id;
    QString downRevisions; ///< as in the file: "0001, 0002"
    QString message;
    QString up = QStringLiteral("SELECT 1;");
    QString down = QStringLiteral("SELECT 1;");
    QString labels, dependsOn;
    QString upOptions; ///< "transaction:false"
};

class SqlProject {
public:
    SqlProject();

    /// Writes the revision's file and returns its path.
    QString add(const SqlRevision& revision) const;
    /// 0001 to 0003: each makes a table t1 to t3, and drops it on the way back.
    void addThreeTables() const;
    /// Writes any file of the project.
    QString write(const QString& name, const QString& text) const;
    void setUrl(const QString& url) const;

    [[nodiscard]] QString folder() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};

} // namespace athanor::test
