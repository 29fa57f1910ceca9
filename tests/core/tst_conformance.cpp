// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Asks the core every question of tests/conformance/cases and compares with the answers recorded from
// Alembic 1.8.1 and 1.19.2. CONTRACT.md there says what counts as agreement; check.py there asks the same of
// the command line.

#include "core/conformancerows.h"
#include "core/identifiers.h"
#include "core/planner.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QtTest>

using namespace athanor;
using conformance::RowModel;
using conformance::sorted;
using conformance::strings;

namespace {

QString key(const char* name)
{
    return QString::fromLatin1(name);
}

struct Document {
    QJsonObject json;
    RevisionMap map;
    QList<RowModel> models;
};

QList<Revision> readRevisions(const QJsonObject& json)
{
    const QStringList locations = strings(json[key("layout")][key("version_locations")]);

    struct Loaded {
        qsizetype location;
        QString name;
        Revision revision;
    };

    QList<Loaded> loaded;
    for (const QJsonValue& value : json[key("revisions")].toArray()) {
        Revision revision;
        revision.id = value[key("revision")].toString();
        revision.downRevisions = strings(value[key("down_revision")]);
        revision.dependsOn = strings(value[key("depends_on")]);
        revision.branchLabels = strings(value[key("branch_labels")]);
        revision.message = value[key("message")].toString();
        revision.filePath = QLatin1Char('/') + value[key("file")].toString();
        const QFileInfo file(value[key("file")].toString());
        loaded.append({locations.indexOf(file.path()), file.fileName(), revision});
    }
    std::sort(loaded.begin(), loaded.end(), [](const Loaded& a, const Loaded& b) {
        return std::pair(a.location, a.name.toUcs4()) < std::pair(b.location, b.name.toUcs4());
    });
    QList<Revision> revisions;
    for (const Loaded& one : std::as_const(loaded))
        revisions.append(one.revision);
    return revisions;
}

Document readDocument(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    Document document{QJsonDocument::fromJson(file.readAll()).object(), {}, {}};
    document.map = RevisionMap(readRevisions(document.json));
    if (document.map.isUsable()) {
        const QJsonArray revisions = document.json[key("revisions")].toArray();
        document.models = {RowModel(revisions, false), RowModel(revisions, true)};
    }
    return document;
}

QJsonObject reply(const Error& error)
{
    return {{key("error"), QJsonObject{{key("class"), error.code}, {key("message"), error.message}}}};
}

QJsonArray ids(const RevisionMap& map, const QList<int>& revisions)
{
    QJsonArray array;
    for (const int revision : revisions)
        array.append(map.at(revision).id);
    return array;
}

QJsonObject reply(const Result<Plan>& plan)
{
    if (!plan)
        return reply(plan.error());
    QJsonArray steps;
    for (const Step& step : plan->steps) {
        const char* direction = step.direction == Direction::Upgrade ? "upgrade"
            : step.direction == Direction::Downgrade                 ? "downgrade"
                                                                     : "stamp";
        steps.append(
            QJsonObject{{key("direction"), key(direction)},
                        {key("revision"), step.revision},
                        {key("version_rows_after"), QJsonArray::fromStringList(step.versionRowsAfter)}});
    }
    return {{key("steps"), steps},
            {key("version_rows"), QJsonArray::fromStringList(plan->versionRowsAfter)},
            {key("warnings"), QJsonArray::fromStringList(plan->warnings)}};
}

QJsonObject reply(const RevisionMap& map, const Result<QList<int>>& revisions)
{
    if (!revisions)
        return reply(revisions.error());
    return {{key("revisions"), ids(map, *revisions)}};
}

QJsonObject replyShow(const RevisionMap& map, const Result<QList<int>>& revisions)
{
    QJsonObject object = reply(map, revisions);
    QJsonArray items;
    for (const int index : revisions ? *revisions : QList<int>()) {
        const Revision& revision = map.at(index);
        items.append(QJsonObject{
            {key("revision"), revision.id},
            {key("down_revision"), QJsonArray::fromStringList(revision.downRevisions)},
            {key("depends_on"), QJsonArray::fromStringList(revision.dependsOn)},
            {key("next"), ids(map, map.nextRevisions(index))},
            {key("branch_labels"), QJsonArray::fromStringList(map.branchLabels(index))},
            {key("is_head"), map.isHead(index)},
            {key("is_effective_head"), map.isDependedOnHead(index)},
            {key("is_branch_point"), map.isBranchPoint(index)},
            {key("is_merge_point"), map.isMergePoint(index)},
            {key("message"), revision.message},
        });
    }
    object[key("items")] = items;
    return object;
}

QJsonObject replyBranches(const RevisionMap& map)
{
    QJsonObject children;
    for (const int point : map.branchPoints())
        children[map.at(point).id] = ids(map, map.nextRevisions(point));
    return {{key("revisions"), ids(map, map.branchPoints())}, {key("children"), children}};
}

QJsonObject answer(const RevisionMap& map, const QJsonObject& query)
{
    const QString command = query[key("command")].toString();
    const QStringList at = strings(query[key("at")]);
    const QString target = query[key("target")].toString();
    const QJsonValue options = query[key("options")];
    if (command == key("upgrade") || command == key("downgrade") || command == key("stamp")) {
        const Direction direction = command == key("upgrade") ? Direction::Upgrade
            : command == key("downgrade")                     ? Direction::Downgrade
                                                              : Direction::Stamp;
        const QStringList targets
            = direction == Direction::Stamp ? strings(query[key("target")]) : QStringList{target};
        const bool purge = options[key("purge")].toBool();
        return reply(options[key("sql")].toBool() ? planOffline(map, direction, targets, purge)
                                                  : makePlan(map, direction, at, targets, purge));
    }
    if (command == key("history"))
        return reply(map, historyRange(map, at, target));
    if (command == key("show"))
        return replyShow(map, resolveForShow(map, at, target));
    if (command == key("current"))
        return reply(map, currentRevisions(map, at));
    if (const auto usable = map.checkUsable(); !usable)
        return reply(usable.error());
    if (command == key("branches"))
        return replyBranches(map);
    if (command == key("bases"))
        return reply(map, Result<QList<int>>(map.bases()));
    return reply(map, options[key("resolve_dependencies")].toBool() ? map.effectiveHeads() : map.heads());
}

bool passForOneAnother(const QString& a, const QString& b)
{
    static const QList<QStringList> same{
        {key("unknown_revision"), key("unknown_database_revision")},
        {key("cycle"), key("self_loop")},
        {key("dependency_cycle"), key("dependency_self_loop"), key("cycle")},
    };
    return std::any_of(same.cbegin(), same.cend(),
                       [&](const QStringList& group) { return group.contains(a) && group.contains(b); });
}

QString text(const QJsonValue& value)
{
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
}

bool orderIsFree(const QJsonObject& query)
{
    return query[key("order")] == key("partial");
}

QStringList column(const QJsonValue& steps, const char* name)
{
    QStringList values;
    for (const QJsonValue& step : steps.toArray())
        values.append(step[key(name)].toString());
    return values;
}

QList<QStringList> rowsAfterSteps(const QJsonValue& steps)
{
    QList<QStringList> rows;
    for (const QJsonValue& step : steps.toArray())
        rows.append(sorted(strings(step[key("version_rows_after")])));
    return rows;
}

/// Nothing when the steps agree, else what is wrong.
QString stepsDiffer(const Document& document, const QJsonObject& query, const QJsonObject& want,
                    const QJsonObject& got)
{
    const QStringList rows = sorted(strings(got[key("version_rows")]));
    const bool stamp = query[key("command")] == key("stamp");
    if (stamp && query.contains(key("careful_rows")) && rows == sorted(strings(query[key("careful_rows")])))
        return {};
    if (rows != sorted(strings(want[key("version_rows")])))
        return QStringLiteral("final rows %1, not %2").arg(rows.join(u' '), text(want[key("version_rows")]));
    if (stamp)
        return {};
    const QJsonValue wanted = want[key("steps")], made = got[key("steps")];
    if (column(wanted, "direction") != column(made, "direction"))
        return QStringLiteral("directions %1, not %2").arg(text(made), text(wanted));
    const QStringList order = column(made, "revision");
    if (order == column(wanted, "revision") && rowsAfterSteps(made) == rowsAfterSteps(wanted))
        return {};
    if (!orderIsFree(query) || sorted(order) != sorted(column(wanted, "revision")))
        return QStringLiteral("steps %1, not %2").arg(text(made), text(wanted));
    if (!document.models.first().isTopological(order, query[key("command")] == key("downgrade")))
        return QStringLiteral("no topological order: %1").arg(order.join(u' '));
    if (query[key("options")][key("sql")].toBool())
        return {};
    bool replayed = false;
    for (const RowModel& model : document.models) {
        const auto after = model.replay(strings(query[key("at")]), made.toArray());
        if (after && *after == rowsAfterSteps(made))
            return {};
        replayed = replayed || after;
    }
    return replayed ? QStringLiteral("rows cannot come about: %1").arg(text(made)) : QString();
}

QString itemsDiffer(const QJsonObject& want, const QJsonObject& got)
{
    for (const QJsonValue& item : want[key("items")].toArray()) {
        const QJsonObject wanted = item.toObject();
        QJsonObject found;
        for (const QJsonValue& other : got[key("items")].toArray()) {
            if (other[key("revision")] == wanted[key("revision")])
                found = other.toObject();
        }
        for (auto it = wanted.begin(); it != wanted.end(); ++it) {
            const QJsonValue made = found[it.key()];
            const bool equal = it->isArray() ? sorted(strings(made)) == sorted(strings(*it)) : made == *it;
            if (!equal)
                return QStringLiteral("item %1, not %2").arg(text(found), text(wanted));
        }
    }
    return {};
}

QString revisionsDiffer(const Document& document, const QJsonObject& query, const QJsonObject& want,
                        const QJsonObject& got)
{
    const QStringList made = strings(got[key("revisions")]), wanted = strings(want[key("revisions")]);
    if (made != wanted && (!orderIsFree(query) || sorted(made) != sorted(wanted)))
        return QStringLiteral("revisions %1, not %2").arg(made.join(u' '), wanted.join(u' '));
    if (query[key("command")] == key("history") && !document.models.first().isTopological(made, true))
        return QStringLiteral("no topological order: %1").arg(made.join(u' '));
    const QJsonObject children = want[key("children")].toObject(), found = got[key("children")].toObject();
    if (children.keys() != found.keys())
        return QStringLiteral("children %1, not %2").arg(text(found), text(children));
    for (auto it = children.begin(); it != children.end(); ++it) {
        if (sorted(strings(*it)) != sorted(strings(found[it.key()])))
            return QStringLiteral("children %1, not %2").arg(text(found), text(children));
    }
    return itemsDiffer(want, got);
}

/// Nothing when \a got agrees with \a want, else what is wrong.
QString differs(const Document& document, const QJsonObject& query, const QJsonObject& want,
                const QJsonObject& got)
{
    const QString wantedClass = want[key("error")][key("class")].toString();
    const QString madeClass = got[key("error")][key("class")].toString();
    if (got.contains(key("error")) && got[key("error")][key("message")].toString().isEmpty())
        return QStringLiteral("error %1 without a message").arg(madeClass);
    if (wantedClass == key("alembic_crash"))
        return {};
    if (!wantedClass.isEmpty()) {
        if (madeClass == wantedClass || strings(query[key("also")]).contains(madeClass)
            || passForOneAnother(madeClass, wantedClass))
            return {};
        return QStringLiteral("%1, not the error %2").arg(text(got), wantedClass);
    }
    if (!madeClass.isEmpty())
        return QStringLiteral("refused (%1), but Alembic answers %2").arg(text(got), text(want));
    return want.contains(key("steps")) ? stepsDiffer(document, query, want, got)
                                       : revisionsDiffer(document, query, want, got);
}

} // namespace

class TestConformance : public QObject {
    Q_OBJECT

private slots:

    void initTestCase()
    {
        const QDir folder(QStringLiteral(ATHANOR_SOURCE_DIR "/tests/conformance/cases"));
        for (const QString& name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
            m_documents.append(readDocument(folder.filePath(name)));
        QVERIFY(!m_documents.isEmpty());
    }

    void answersAsAlembicDoes_data()
    {
        QTest::addColumn<int>("document");
        QTest::addColumn<int>("query");
        for (int i = 0; i < m_documents.size(); ++i) {
            const QJsonObject& json = m_documents.at(i).json;
            const QJsonArray queries = json[key("queries")].toArray();
            QVERIFY(!queries.isEmpty());
            for (int k = 0; k < queries.size(); ++k)
                QTest::addRow("%s %d", qPrintable(json[key("name")].toString()), k) << i << k;
        }
    }

    void answersAsAlembicDoes()
    {
        QFETCH(int, document);
        QFETCH(int, query);
        const Document& asked = m_documents.at(document);
        const QJsonObject question = asked.json[key("queries")].toArray().at(query).toObject();
        const QJsonObject got = answer(asked.map, question);
        const QString madeClass = got[key("error")][key("class")].toString();
        if (!madeClass.isEmpty() && strings(asked.json[key("accept_error")]).contains(madeClass))
            return;
        QString wrong = differs(asked, question, question[key("expect")].toObject(), got);
        if (!wrong.isEmpty() && question.contains(key("expect_newest"))
            && differs(asked, question, question[key("expect_newest")].toObject(), got).isEmpty())
            wrong.clear();
        if (question[key("order")] == key("load_outcome"))
            wrong.clear();
        QVERIFY2(wrong.isEmpty(),
                 qPrintable(QStringLiteral("%1 at %2 to %3: %4")
                                .arg(question[key("command")].toString(), text(question[key("at")]),
                                     question[key("target")].isArray() ? text(question[key("target")])
                                                                       : question[key("target")].toString(),
                                     wrong)));
    }

    void everyRowChangeTouchesExactlyOneRow()
    {
        int changes = 0;
        for (const Document& document : std::as_const(m_documents)) {
            for (const QJsonValue& value : document.json[key("queries")].toArray()) {
                const QJsonObject query = value.toObject();
                const QStringList at = strings(query[key("at")]);
                const QString command = query[key("command")].toString();
                Result<Plan> plan = fail(Error());
                if (command == key("upgrade"))
                    plan = planUpgrade(document.map, at, query[key("target")].toString());
                else if (command == key("downgrade"))
                    plan = planDowngrade(document.map, at, query[key("target")].toString());
                else if (command == key("stamp"))
                    plan = planStamp(document.map, at, strings(query[key("target")]),
                                     query[key("options")][key("purge")].toBool());
                if (!plan)
                    continue;
                QStringList rows = at;
                for (const Step& step : plan->steps) {
                    QVERIFY(!step.rowChanges.isEmpty());
                    for (const VersionRowChange& change : step.rowChanges) {
                        ++changes;
                        if (change.kind != VersionRowChange::Kind::Insert)
                            QCOMPARE(rows.removeAll(change.from), 1);
                        if (change.kind != VersionRowChange::Kind::Delete) {
                            QVERIFY2(!rows.contains(change.to), qPrintable(change.to));
                            rows.append(change.to);
                        }
                    }
                    QCOMPARE(sorted(rows), sorted(step.versionRowsAfter));
                }
                QCOMPARE(sorted(rows), sorted(plan->versionRowsAfter));
            }
        }
        QVERIFY(changes > 1000);
    }

private:
    QList<Document> m_documents;
};

QTEST_GUILESS_MAIN(TestConformance)
#include "tst_conformance.moc"
