// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/sqlproject.h"

#include <QDir>
#include <QFile>

namespace athanor::test {

SqlProject::SqlProject()
{
    QDir(m_folder.path()).mkpath("versions");
    setUrl({});
}

QString SqlProject::add(const SqlRevision& revision) const
{
    const QString text
        = QStringLiteral(
              "-- %1\n--\n-- Revision ID: %2\n-- Revises: %3\n-- Branch Labels: %4\n-- Depends On: %5\n"
              "-- Create Date: 2025-12-07 10:30:00+00:00\n\n-- migrate:up %6\n%7\n\n-- migrate:down\n%8\n")
              .arg(revision.message, revision.id, revision.downRevisions, revision.labels, revision.dependsOn,
                   revision.upOptions, revision.up, revision.down);
    return write(QStringLiteral("versions/%1.sql").arg(revision.id), text);
}

void SqlProject::addThreeTables() const
{
    add({"0001", "", "Create t1", "CREATE TABLE t1 (id int);", "DROP TABLE t1;", {}, {}, {}});
    add({"0002", "0001", "Create t2", "CREATE TABLE t2 (id int);", "DROP TABLE t2;", {}, {}, {}});
    add({"0003", "0002", "Create t3", "CREATE TABLE t3 (id int);", "DROP TABLE t3;", {}, {}, {}});
}

QString SqlProject::write(const QString& name, const QString& text) const
{
    QFile file(m_folder.filePath(name));
    QDir().mkpath(QFileInfo(file).path());
    if (file.open(QIODevice::WriteOnly))
        file.write(text.toUtf8());
    return file.fileName();
}

void SqlProject::setUrl(const QString& url) const
{
    const QString urlLine = url.isEmpty() ? QString() : QStringLiteral("sqlalchemy.url = %1\n").arg(url);
    write("athanor.ini", QStringLiteral("[athanor]\nscript_location = .\n%1").arg(urlLine));
}

} // namespace athanor::test
