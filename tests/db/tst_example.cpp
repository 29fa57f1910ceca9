// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The project a newcomer opens: each of its revisions goes up, down and up again, and leaves nothing behind.

#include "core/planner.h"
#include "core/project.h"
#include "db/runner.h"
#include "support/testserver.h"

#include <QProcess>

using namespace athanor;
using namespace athanor::test;

namespace {

/// The schema as pg_dump writes it, without the version table and without what differs from call to call.
QString schemaOf(const QString& url)
{
    QProcess dump;
    dump.start(installedServerBinaries().value(0).folder + QStringLiteral("/pg_dump"),
               {QStringLiteral("--schema-only"), QStringLiteral("--exclude-table=alembic_version"),
                QStringLiteral("--dbname=") + url});
    if (!dump.waitForFinished(60'000) || dump.exitCode() != 0)
        qFatal("pg_dump: %s", dump.readAllStandardError().constData());
    QStringList lines;
    const QStringList all = QString::fromUtf8(dump.readAllStandardOutput()).split(QLatin1Char('\n'));
    for (const QString& line : all) {
        if (!line.startsWith(QLatin1String("\\restrict")) && !line.startsWith(QLatin1String("\\unrestrict")))
            lines.append(line);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

class ExampleTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void graphIsWhole();
    void everyRevisionSaysWhatATeamWantsToKnow();
    void everyRevisionGoesUpDownAndUpAgain();

private:
    Result<RunSummary> go(
        Session& session, Direction direction, const QString& target,
        const EventSink& sink = [](const RunEvent&) {})
    {
        RunRequest request;
        request.direction = direction;
        request.targets = {target};
        return run(session, VersionTable{}, m_map, request, sink, CancelToken{});
    }

    TestServer m_server;
    RevisionMap m_map;
};

void ExampleTest::initTestCase()
{
    const auto project = Project::open(QStringLiteral(ATHANOR_SOURCE_DIR "/migrations/example"));
    VERIFY_RESULT(project);
    const auto loaded = loadRevisions(*project);
    VERIFY_RESULT(loaded);
    QVERIFY2(loaded->errors.isEmpty(), qPrintable(loaded->errors.value(0).message));
    m_map = loaded->map;
}

void ExampleTest::graphIsWhole()
{
    QVERIFY(m_map.size() >= 16);
    QVERIFY(m_map.problems().isEmpty());
    const auto plan = planUpgrade(m_map, {}, QStringLiteral("head"));
    VERIFY_RESULT(plan);
    QCOMPARE(plan->steps.size(), m_map.size());
}

void ExampleTest::everyRevisionSaysWhatATeamWantsToKnow()
{
    for (const Revision& revision : m_map.revisions()) {
        QStringList names;
        for (const HeaderField& field : revision.fields)
            names.append(field.name);
        for (const char* name : {"Impact", "Risk", "Rollback", "Testing"})
            QVERIFY2(names.contains(QLatin1String(name)), qPrintable(revision.id + QLatin1String(name)));
        QVERIFY2(revision.reversible, qPrintable(revision.id));
        QVERIFY2(revision.createDate.isValid(), qPrintable(revision.id));
    }
}

void ExampleTest::everyRevisionGoesUpDownAndUpAgain()
{
    const ConnectionParameters database = m_server.freshDatabase();
    const QString url = m_server.sandbox().url(database.value(QStringLiteral("dbname")));
    const auto session = TestServer::open(database);

    // Upwards in exactly the reverse order of the way down, so that both ways meet at every level.
    QStringList rowsAtHead;
    const auto whole = planUpgrade(m_map, {}, QStringLiteral("head"));
    VERIFY_RESULT(whole);
    const auto down = planDowngrade(m_map, whole->versionRowsAfter, QStringLiteral("base"));
    VERIFY_RESULT(down);
    QStringList schemas{schemaOf(url)};
    for (qsizetype level = down->steps.size() - 1; level >= 0; --level) {
        const QString& revision = down->steps.at(level).revision;
        const auto upgraded = go(*session, Direction::Upgrade, revision);
        QVERIFY2(upgraded, qPrintable(revision + (upgraded ? QString() : upgraded.error().message)));
        QCOMPARE(upgraded->plan.steps.size(), 1);
        schemas.append(schemaOf(url));
        rowsAtHead = upgraded->versionRows;
    }
    QCOMPARE(rowsAtHead, whole->versionRowsAfter);
    const QString atHead = schemas.takeLast();

    QStringList left; // revisions whose downgrade left something behind, or took too much away
    const auto downgraded
        = go(*session, Direction::Downgrade, QStringLiteral("base"), [&](const RunEvent& event) {
              const auto* finished = std::get_if<StepFinished>(&event);
              if (finished && schemaOf(url) != schemas.takeLast())
                  left.append(down->steps.at(finished->step).revision);
          });
    VERIFY_RESULT(downgraded);
    QCOMPARE(left.value(0), QString());
    QVERIFY(schemas.isEmpty());
    QVERIFY(downgraded->versionRows.isEmpty());

    VERIFY_RESULT(go(*session, Direction::Upgrade, QStringLiteral("head")));
    QCOMPARE(schemaOf(url), atHead);
}

QTEST_GUILESS_MAIN(ExampleTest)
#include "tst_example.moc"
