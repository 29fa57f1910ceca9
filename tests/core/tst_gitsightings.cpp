// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Needs the program git.

#include "core/gitsightings.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestGitSightings : public QObject {
    Q_OBJECT

private slots:
    void init();
    void findsARevisionOfAnotherBranch();
    void findsOneThatARemoteHas();
    void aMentionIsNoDeclaration();
    void thereIsNothingToFindWithoutARepository();
    void doesNotRunWhatTheRepositoryConfigures();
    void canBeCancelled();

private:
    void git(const QStringList& arguments, const QString& folder = {});
    void write(const QString& name, const QByteArray& content);
    void commit(const QString& message);
    [[nodiscard]] ProjectSettings project(const QString& folder) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_top;
};

namespace {

QByteArray python(const QByteArray& id, const QByteArray& down)
{
    return "\"\"\"A revision\n\"\"\"\nrevision = '" + id + "'\ndown_revision = " + down + "\n";
}

} // namespace

void TestGitSightings::git(const QStringList& arguments, const QString& folder)
{
    QProcess process;
    process.setWorkingDirectory(folder.isEmpty() ? m_top : folder);
    process.start("git",
                  QStringList{"-c", "user.name=Tester", "-c", "user.email=tester@example.org"} + arguments);
    QVERIFY(process.waitForFinished());
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

void TestGitSightings::write(const QString& name, const QByteArray& content)
{
    const QString path = m_top + u'/' + name;
    QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
    QFile file(path);
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(content);
}

void TestGitSightings::commit(const QString& message)
{
    git({"add", "-A"});
    git({"commit", "-q", "-m", message});
}

ProjectSettings TestGitSightings::project(const QString& folder) const
{
    ProjectSettings settings;
    settings.configFile = folder + "/alembic.ini";
    settings.versionLocations = {folder + "/versions"};
    return settings;
}

void TestGitSightings::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_top = QDir(m_folder->path()).canonicalPath() + "/work";
    QVERIFY(QDir().mkpath(m_top));
    git({"init", "-q", "-b", "main"});
    write("db/alembic.ini", "[alembic]\n");
    write("db/versions/a1_first.py", python("a1", "None"));
    commit("First");
}

void TestGitSightings::findsARevisionOfAnotherBranch()
{
    git({"checkout", "-q", "-b", "feature/orders"});
    write("db/versions/b2_orders.py", python("b2", "'a1'"));
    write("db/versions/c3 plain.sql", "-- Plain\n--\n-- Revision ID: c3\n-- Revises: b2\n\n-- migrate:up\n");
    commit("Orders");
    git({"checkout", "-q", "main"});

    const auto found = findInGit(project(m_top + "/db"), {"b2", "c3", "d4"});
    QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().message + found.error().detail));
    QCOMPARE(*found,
             (QList<GitSighting>{{"b2", "feature/orders", "db/versions/b2_orders.py"},
                                 {"c3", "feature/orders", "db/versions/c3 plain.sql"}}));
}

void TestGitSightings::findsOneThatARemoteHas()
{
    git({"clone", "-q", m_top, m_top + "-copy"});
    git({"checkout", "-q", "-b", "theirs"});
    write("db/versions/b2_theirs.py", python("b2", "'a1'"));
    commit("Theirs");
    git({"fetch", "-q"}, m_top + "-copy");

    const auto found = findInGit(project(m_top + "-copy/db"), {"b2"});
    QVERIFY(found.has_value());
    QCOMPARE(*found, (QList<GitSighting>{{"b2", "origin/theirs", "db/versions/b2_theirs.py"}}));
}

void TestGitSightings::aMentionIsNoDeclaration()
{
    git({"checkout", "-q", "-b", "other"});
    write("db/versions/c3_third.py", python("c3", "'b2'"));
    commit("Third");

    const auto found = findInGit(project(m_top + "/db"), {"b2"});
    QVERIFY(found.has_value());
    QVERIFY(found->isEmpty());
}

void TestGitSightings::thereIsNothingToFindWithoutARepository()
{
    const QTemporaryDir plain;
    const auto found = findInGit(project(plain.path()), {"b2"});
    QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().message + found.error().detail));
    QVERIFY(found->isEmpty());
}

void TestGitSightings::doesNotRunWhatTheRepositoryConfigures()
{
    const QString trace = m_folder->filePath("trace");
    write("evil.sh", "#!/bin/sh\ntouch " + QFile::encodeName(trace) + "\n");
    QFile::setPermissions(m_top + "/evil.sh", QFile::ReadOwner | QFile::ExeOwner);
    for (const char* key : {"core.fsmonitor", "core.pager", "core.sshCommand", "diff.external"})
        git({"config", key, m_top + "/evil.sh"});

    QVERIFY(findInGit(project(m_top + "/db"), {"b2"}).has_value());
    QVERIFY(!QFile::exists(trace));
}

void TestGitSightings::canBeCancelled()
{
    const CancelToken cancel;
    cancel.cancel();
    // Each call of git is over in a moment: what counts is that nothing is found any more.
    const auto found = findInGit(project(m_top + "/db"), {"a1"}, cancel);
    QVERIFY(!found.has_value());
    QCOMPARE(found.error().kind, ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestGitSightings)

#include "tst_gitsightings.moc"
