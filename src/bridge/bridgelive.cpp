// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/bridgelive.h"

#include "db/conninfo.h"
#include "db/quoting.h"

#include <QJsonArray>

#include <array>
#include <utility>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

QJsonObject keywords(const ConnectionParameters& parameters)
{
    QJsonObject object;
    for (auto it = parameters.keywords.cbegin(); it != parameters.keywords.cend(); ++it)
        object.insert(it.key(), it.value());
    object.insert(u"application_name"_s, u"athanor"_s);
    if (!object.contains("connect_timeout"_L1))
        object.insert(u"connect_timeout"_s, u"10"_s);
    return object;
}

QJsonArray changes(const Step& step)
{
    static constexpr std::array kNames{"insert"_L1, "update"_L1, "delete"_L1}; // in the order of Kind
    QJsonArray array;
    for (const VersionRowChange& change : step.rowChanges)
        array << QJsonObject{
            {u"kind"_s, kNames.at(std::size_t(change.kind))}, {u"from"_s, change.from}, {u"to"_s, change.to}};
    return array;
}

QJsonObject arguments(const LiveStep& live, const ConnectionParameters& parameters)
{
    const VersionTable& table = live.place.table;
    return {{u"revision"_s, live.step.revision},
            {u"file"_s, live.step.file},
            {u"direction"_s, live.step.direction == Direction::Upgrade ? "upgrade"_L1 : "downgrade"_L1},
            {u"env_py"_s, live.script.throughEnvPy},
            {u"keywords"_s, keywords(parameters)},
            {u"lock_holder"_s, live.lockHolder},
            {u"lock_timeout"_s, qint64(live.lockTimeout.count())},
            {u"statement_timeout"_s, qint64(live.statementTimeout.count())},
            {u"schema"_s, table.schema},
            {u"table_name"_s, table.name},
            {u"table"_s, quotedName(table.schema, table.name)},
            {u"create"_s, live.place.exists ? QString() : versionTableDefinition(table)},
            {u"rows_before"_s, QJsonArray::fromStringList(live.versionRowsBefore)},
            {u"changes"_s, changes(live.step)}};
}

/// Says that it was a revision that ended Python, not an import.
Error ofRevision(Error error, const LiveStep& live)
{
    if (error.file.isEmpty())
        error.file = live.step.file;
    if (error.code == "bridge_ended"_L1)
        error.hint = u"Look for what ends the process: the revision's own code, another user, or too little "
                     "memory"_s;
    return error;
}

} // namespace

BridgeLive::BridgeLive(std::shared_ptr<Bridge> bridge, const QString& tag)
    : m_bridge(std::move(bridge))
    , m_tag(tag)
{
}

Result<> BridgeLive::runLive(const LiveStep& live, const LiveListener& listener, const CancelToken& kill)
{
    const auto parameters = handedOver(live.parameters);
    if (!parameters)
        return fail(parameters.error());
    BridgeRequest request;
    request.what = u"run"_s;
    request.arguments = arguments(live, *parameters);
    request.arguments.insert(u"tag"_s, m_tag);
    request.timeLimit = Milliseconds(0); // a revision may take hours; the user cancels it
    request.output = listener.printed;
    request.part = [&listener](const QJsonObject& part) {
        if (part.contains("connected"_L1))
            listener.connected(part.value("connected"_L1).toInt());
        if (part.contains("committed"_L1))
            listener.committed();
    };
    const auto answer = m_bridge->ask(request, kill);
    return answer ? Result<>() : fail(ofRevision(answer.error(), live));
}

} // namespace athanor
