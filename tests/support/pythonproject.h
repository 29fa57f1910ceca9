// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An Alembic project in a temporary folder, with revisions in Python.

#include "core/project.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

namespace athanor::test {

class PythonProject {
public:
    explicit PythonProject(const QString& moreSettings = {})
    {
        write(QStringLiteral("alembic.ini"),
              QStringLiteral("[alembic]\nscript_location = migrations\nprepend_sys_path = .\n")
                  + moreSettings);
        write(QStringLiteral("migrations/env.py"),
              QStringLiteral("raise Exception('env.py must not run')\n"));
        QDir(folder()).mkpath(QStringLiteral("migrations/versions"));
    }

    /// Adds a revision on top of the last one; the texts are bodies of the functions, without indentation.
    QString add(const QString& id, const QString& up, const QString& down = QStringLiteral("pass"),
                const QString& before = {})
    {
        const QString text
            = QStringLiteral("\"\"\"Revision %1\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n"
                             "revision = '%1'\ndown_revision = %2\n%3\n\n"
                             "def upgrade():\n%4\n\ndef downgrade():\n%5\n")
                  .arg(id, m_last.isEmpty() ? QStringLiteral("None") : QStringLiteral("'%1'").arg(m_last),
                       before, indented(up), indented(down));
        m_last = id;
        return write(QStringLiteral("migrations/versions/%1.py").arg(id), text);
    }

    /// The line of the first line of upgrade().
    [[nodiscard]] static int upLine() { return 9; }

    QString write(const QString& name, const QString& text) const
    {
        const QString path = folder() + u'/' + name;
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    [[nodiscard]] QString folder() const { return m_folder.path(); }

    [[nodiscard]] Project open() const
    {
        auto project = Project::open(folder());
        if (!project)
            qFatal("%s", qPrintable(project.error().message));
        return *project;
    }

    [[nodiscard]] RevisionMap map() const
    {
        auto loaded = loadRevisions(open());
        if (!loaded || !loaded->errors.isEmpty())
            qFatal("%s", qPrintable((loaded ? loaded->errors.first() : loaded.error()).message));
        return loaded->map;
    }

private:
    static QString indented(const QString& code)
    {
        return QStringLiteral("    ") + QString(code).replace(u'\n', QStringLiteral("\n    "));
    }

    QTemporaryDir m_folder;
    QString m_last;
};

/// A Python that has Alembic: the system's, where the distribution's packages are.
[[nodiscard]] inline QString pythonWithAlembic()
{
    return qEnvironmentVariable("ATHANOR_TEST_PYTHON", QStringLiteral("/usr/bin/python3"));
}

} // namespace athanor::test
