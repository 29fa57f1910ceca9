// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/renderedscripts.h"

#include "bridge/bridgeerror.h"
#include "bridge/renderedsql.h"
#include "core/filereader.h"
#include "core/revisionmap.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostRestarts = 3; ///< of the bridge in one call: each may have cost a time limit

QString directionWord(Direction direction)
{
    return direction == Direction::Downgrade ? u"downgrade"_s : u"upgrade"_s;
}

/// A revision's id as the beginning of a file name.
QString fileNamePart(const QString& id)
{
    constexpr qsizetype kLongest = 40;
    QString name = id.left(kLongest);
    for (QChar& c : name) {
        if (c.unicode() >= 0x80 || (!c.isLetterOrNumber() && c != u'_' && c != u'-'))
            c = u'_';
    }
    return name;
}

Error cancelled()
{
    return {.kind = ErrorKind::Cancelled, .message = u"Cancelled"_s};
}

} // namespace

/// An item that is not loaded yet.
struct RenderedScripts::Wanted {
    qsizetype index = 0; ///< in the list that was asked for
    Item item;
    QString key;
    QByteArray digest; ///< of the revision's file
};

RenderedScripts::RenderedScripts(std::shared_ptr<Bridge> bridge, Purpose purpose, const QString& cacheFolder)
    : m_bridge(std::move(bridge))
    , m_purpose(purpose)
    , m_cache(cacheFolder)
{
}

/// What SQL depends on besides the revision: the interpreter with its Alembic, and the settings that a
/// revision can see. Known without starting Python once it was asked.
Result<QByteArray> RenderedScripts::environmentStamp(const CancelToken& cancel)
{
    if (!m_stamp.isEmpty())
        return m_stamp;
    const auto python = m_bridge->interpreter();
    if (!python)
        return fail(python.error());
    m_python = python->path;
    const BridgeSettings& settings = m_bridge->settings();
    const ProjectSettings& project = settings.project;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QByteArray& value) {
        hash.addData(value);
        hash.addData("\n");
    };
    add(Bridge::programDigest());
    for (const QString& value : {python->path, project.configFile, project.otherConfigFile, project.section,
                                 project.versionTable, project.versionTableSchema})
        add(value.toUtf8());
    add(QJsonDocument(QJsonArray::fromStringList(project.prependSysPath + settings.xArguments)).toJson());
    FileReader reader;
    for (const QString& file : {project.configFile, project.otherConfigFile}) {
        if (const auto content
            = file.isEmpty() ? Result<QByteArrayView>(QByteArrayView()) : reader.read(file))
            hash.addData(*content);
    }
    const QString key = u"python-"_s + QString::fromLatin1(hash.result().toHex().left(32));
    auto facts = m_cache.findFacts(key);
    if (!facts) {
        const auto hello = m_bridge->hello(cancel);
        if (!hello)
            return fail(hello.error());
        m_cache.storeFacts(key, *hello);
        facts = *hello;
    }
    m_stamp = hash.result() + QJsonDocument(*facts).toJson(QJsonDocument::Compact);
    return m_stamp;
}

QList<Result<Script>> RenderedScripts::load(const QList<Item>& items, const CancelToken& cancel,
                                            const std::function<void(qsizetype)>& progress)
{
    QList<Result<Script>> scripts(items.size());
    QList<Wanted> missing;
    FileReader reader;
    for (qsizetype i = 0; i < items.size(); ++i) {
        const Item& item = items.at(i);
        if (item.revision.format != RevisionFormat::Python || item.direction == Direction::Stamp) {
            scripts[i] = loadScript(item.revision, item.direction);
            continue;
        }
        const auto content = reader.read(item.revision.filePath);
        if (!content) {
            scripts[i] = fail(content.error());
            continue;
        }
        const auto stamp = environmentStamp(cancel);
        if (!stamp) {
            scripts[i] = fail(stamp.error());
            continue;
        }
        Wanted wanted{.index = i, .item = item, .key = {}, .digest = {}};
        QCryptographicHash digest(QCryptographicHash::Sha256);
        digest.addData(*content);
        wanted.digest = digest.result().toHex();
        QCryptographicHash hash(QCryptographicHash::Sha256);
        for (const QByteArray& value : {*stamp, wanted.digest, item.revision.filePath.toUtf8(),
                                        QByteArray(m_purpose == Purpose::Run ? "run" : "offline")}) {
            hash.addData(value);
            hash.addData("\n");
        }
        wanted.key = u"%1-%2-%3"_s.arg(fileNamePart(item.revision.id), directionWord(item.direction),
                                       QString::fromLatin1(hash.result().toHex().left(32)));
        if (const auto entry = m_cache.find(wanted.key))
            scripts[i] = scriptOf(*entry, item.revision, item.direction, wanted.digest);
        else
            missing << wanted;
    }
    if (progress)
        progress(items.size() - missing.size());
    if (!missing.isEmpty()) {
        render(missing, scripts, cancel, progress);
        m_cache.prune();
    }
    return scripts;
}

/// Renders all of \a wanted. An item at which Python ends or hangs fails by itself; the others go on.
void RenderedScripts::render(QList<Wanted>& wanted, QList<Result<Script>>& scripts, const CancelToken& cancel,
                             const std::function<void(qsizetype)>& progress)
{
    qsizetype done = 0;
    for (int restarts = 0; done < wanted.size();) {
        const auto rendered = renderRest(wanted, scripts, done, cancel, progress);
        if (rendered)
            return;
        Error error = rendered.error();
        const bool ofItem = error.kind == ErrorKind::System && ++restarts <= kMostRestarts;
        const qsizetype last = ofItem ? done + 1 : wanted.size();
        if (error.kind == ErrorKind::System && error.file.isEmpty())
            error.file = wanted.at(done).item.revision.filePath;
        for (; done < last; ++done)
            scripts[wanted.at(done).index] = fail(error);
    }
}

Result<> RenderedScripts::renderRest(QList<Wanted>& wanted, QList<Result<Script>>& scripts, qsizetype& done,
                                     const CancelToken& cancel,
                                     const std::function<void(qsizetype)>& progress)
{
    if (cancel.isCancelled())
        return fail(cancelled());
    QJsonArray items;
    for (qsizetype i = done; i < wanted.size(); ++i) {
        const Item& item = wanted.at(i).item;
        items.append(QJsonObject{{u"file"_s, item.revision.filePath},
                                 {u"direction"_s, directionWord(item.direction)}});
    }
    const auto answer
        = m_bridge->ask({.what = u"render"_s,
                         .arguments = {{u"items"_s, items}, {u"offline"_s, m_purpose == Purpose::Offline}},
                         .part =
                             [&](const QJsonObject& part) {
                                 if (done >= wanted.size())
                                     return;
                                 const Wanted& item = wanted.at(done++);
                                 scripts[item.index] = scriptFrom(item, part);
                                 if (progress)
                                     progress(scripts.size() - wanted.size() + done);
                             },
                         .output = {}},
                        cancel);
    return answer ? Result<>() : fail(answer.error());
}

Result<Script> RenderedScripts::scriptFrom(const Wanted& wanted, const QJsonObject& part)
{
    const Revision& revision = wanted.item.revision;
    if (part.contains("error"_L1)) {
        Error error = bridgeError(part.value("error"_L1).toObject(), m_python);
        if (error.code == "irreversible"_L1) {
            error.kind = ErrorKind::Statement;
            error.message
                = u"revision %1 cannot be downgraded: its downgrade() is not written"_s.arg(revision.id);
            error.hint = u"Write its downgrade(), or choose a target above this revision"_s;
        }
        return fail(error);
    }
    const QString title = u"Rendered from %1 (%2). Changes here are not used."_s.arg(
        revision.filePath, directionWord(wanted.item.direction));
    return scriptOf(m_cache.store(wanted.key, title, part), revision, wanted.item.direction, wanted.digest);
}

Result<QList<Script>> RenderedScripts::loadPlan(const RevisionMap& map, const Plan& plan,
                                                const CancelToken& cancel)
{
    QList<Script> scripts;
    if (plan.direction == Direction::Stamp)
        return scripts;
    QList<Item> items;
    for (const Step& step : plan.steps)
        items << Item{map.at(map.indexOf(step.revision)), step.direction};
    for (auto& script : load(items, cancel)) {
        if (!script)
            return fail(script.error());
        scripts << std::move(*script);
    }
    return scripts;
}

ScriptLoader RenderedScripts::loader(std::shared_ptr<RenderedScripts> scripts)
{
    return
        [scripts = std::move(scripts)](const RevisionMap& map, const Plan& plan, const CancelToken& cancel) {
            return scripts->loadPlan(map, plan, cancel);
        };
}

} // namespace athanor
