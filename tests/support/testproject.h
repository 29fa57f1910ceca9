// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Revisions written to files of a temporary folder, in one line unless told otherwise.

#include "core/revisionmap.h"
#include "core/sqlrevisionfile.h"

#include <QFile>
#include <QTemporaryDir>

namespace athanor::test {

class TestProject {
public:
    /// Adds a revision on top of the last one.
    void add(const QString& id, const QString& up, const QString& down = QStringLiteral("SELECT 1;"),
             const QString& upOption = {})
    {
        add(id, m_last.isEmpty() ? QStringList() : QStringList{m_last}, up, down, upOption);
    }

    void add(const QString& id, const QStringList& parents, const QString& up, const QString& down,
             const QString& upOption = {})
    {
        const QString text = QStringLiteral("-- Revision %1\n--\n-- Revision ID: %1\n-- Revises: %2\n\n"
                                            "-- migrate:up%3\n%4\n\n-- migrate:down\n%5\n")
                                 .arg(id, parents.join(QStringLiteral(", ")), upOption, up, down);
        QFile file(path(id));
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
            qFatal("cannot write %s", qPrintable(file.fileName()));
        file.close();
        auto revision = SqlRevisionFile::readRevision(file.fileName());
        if (!revision)
            qFatal("%s", qPrintable(revision.error().message));
        m_revisions << *revision;
        m_last = id;
    }

    [[nodiscard]] QString path(const QString& id) const
    {
        return m_folder.filePath(id + QStringLiteral(".sql"));
    }

    /// The line of the first line of a revision's upgrade section.
    [[nodiscard]] static int upLine() { return 7; }

    [[nodiscard]] RevisionMap map() const { return RevisionMap(m_revisions); }

private:
    QTemporaryDir m_folder;
    QList<Revision> m_revisions;
    QString m_last;
};

} // namespace athanor::test
