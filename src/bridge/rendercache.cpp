// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/rendercache.h"

#include "core/filereader.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStandardPaths>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView kFactsMark = "-- facts: ";
constexpr qsizetype kMost = 20'000; ///< entries
constexpr int kTitleLines = 2; ///< the title and an empty line

QByteArray digestOf(QByteArrayView data)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(data);
    return hash.result().toHex();
}

/// Time (in milliseconds) and size; as the bridge gives them.
QList<qint64> stampOf(const QString& path)
{
    struct stat status { };

    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return {};
    constexpr qint64 kThousand = 1000;
    return {status.st_mtim.tv_sec * kThousand + status.st_mtim.tv_nsec / (kThousand * kThousand),
            status.st_size};
}

QByteArray oneLine(QString text)
{
    for (QChar& c : text) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line
            || c.category() == QChar::Separator_Paragraph)
            c = QChar::ReplacementCharacter;
    }
    return text.toUtf8();
}

} // namespace

RenderCache::RenderCache(const QString& folder) : m_folder(folder.isEmpty() ? usualFolder() : folder) { }

QString RenderCache::usualFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + "/athanor/rendered"_L1;
}

QString RenderCache::shownName(const QString& file)
{
    constexpr qsizetype kUnique = 33; // a hyphen and the digits of a key
    const auto suffix = ".sql"_L1;
    QString name = QFileInfo(file).fileName();
    if (file.startsWith(usualFolder() + u'/') && name.endsWith(suffix)
        && name.size() > kUnique + suffix.size())
        name.remove(name.size() - suffix.size() - kUnique, kUnique);
    return name;
}

QString RenderCache::path(const QString& key, QStringView suffix) const
{
    return m_folder + u'/' + key + suffix.toString();
}

bool RenderCache::isUnchanged(const QJsonObject& facts)
{
    const QJsonArray files = facts.value("files"_L1).toArray();
    for (const QJsonValue& value : files) {
        const QJsonArray file = value.toArray();
        const QString name = file.at(0).toString();
        auto known = m_stamps.constFind(name);
        if (known == m_stamps.constEnd())
            known = m_stamps.insert(name, stampOf(name));
        if (*known != QList<qint64>{file.at(1).toInteger(), file.at(2).toInteger()})
            return false;
    }
    return true;
}

std::optional<RenderCache::Entry> RenderCache::find(const QString& key)
{
    if (const auto own = m_changing.constFind(key); own != m_changing.constEnd())
        return *own;
    Entry entry{.file = path(key, u".sql"), .sql = {}, .firstLine = kTitleLines + 1, .facts = {}};
    FileReader reader;
    const auto bytes = reader.read(entry.file);
    if (!bytes)
        return std::nullopt;
    const qsizetype title = bytes->indexOf('\n');
    const qsizetype mark = bytes->lastIndexOf(kFactsMark);
    if (title < 0 || mark < title + kTitleLines || !bytes->endsWith('\n'))
        return std::nullopt;
    entry.facts = QJsonDocument::fromJson(bytes->sliced(mark + kFactsMark.size()).toByteArray()).object();
    const QByteArrayView sql = bytes->sliced(title + kTitleLines, mark - title - kTitleLines);
    // A file that was cut short or edited is none.
    if (entry.facts.value("digest"_L1).toString().toLatin1() != digestOf(sql)
        || entry.facts.value("changing"_L1).toBool() || !isUnchanged(entry.facts))
        return std::nullopt;
    entry.sql = QString::fromUtf8(sql);
    return entry;
}

RenderCache::Entry RenderCache::store(const QString& key, const QString& title, const QJsonObject& part)
{
    Entry entry{.file = path(key, u".sql"),
                .sql = part.value("sql"_L1).toString(),
                .firstLine = kTitleLines + 1,
                .facts = part};
    entry.facts.remove("sql"_L1);
    entry.facts.remove("index"_L1);
    const QByteArray sql = entry.sql.toUtf8();
    entry.facts.insert(u"digest"_s, QString::fromLatin1(digestOf(sql)));
    const QByteArray content = "-- " + oneLine(title) + "\n\n" + sql + kFactsMark.toByteArray()
        + QJsonDocument(entry.facts).toJson(QJsonDocument::Compact) + '\n';
    [[maybe_unused]] const bool written = write(entry.file, content);
    if (entry.facts.value("changing"_L1).toBool())
        m_changing.insert(key, entry);
    return entry;
}

std::optional<QJsonObject> RenderCache::findFacts(const QString& key)
{
    FileReader reader;
    const auto bytes = reader.read(path(key, u".json"));
    if (!bytes)
        return std::nullopt;
    const QJsonObject facts = QJsonDocument::fromJson(bytes->toByteArray()).object();
    return facts.isEmpty() || !isUnchanged(facts) ? std::nullopt : std::optional(facts);
}

void RenderCache::storeFacts(const QString& key, const QJsonObject& facts)
{
    [[maybe_unused]] const bool written
        = write(path(key, u".json"), QJsonDocument(facts).toJson(QJsonDocument::Compact));
}

/// Puts the whole file in place at once; not being able to is no error, the cache only saves time.
bool RenderCache::write(const QString& path, const QByteArray& content)
{
    if (!m_wrote) {
        QDir().mkpath(m_folder);
        ::chmod(QFile::encodeName(m_folder).constData(), S_IRWXU);
        m_wrote = true;
    }
    const QByteArray target = QFile::encodeName(path);
    const QByteArray temporary = target + '.' + QByteArray::number(::getpid());
    const int file = ::open(temporary.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                            S_IRUSR | S_IWUSR);
    if (file < 0)
        return false;
    const bool complete = ::write(file, content.constData(), std::size_t(content.size())) == content.size();
    ::close(file);
    if (complete && std::rename(temporary.constData(), target.constData()) == 0)
        return true;
    ::unlink(temporary.constData());
    return false;
}

void RenderCache::prune()
{
    if (!m_wrote)
        return;
    QDir dir(m_folder);
    const QStringList entries = dir.entryList(QDir::Files, QDir::Time | QDir::Reversed); // the oldest first
    if (entries.size() <= kMost)
        return;
    for (const QString& name : entries.first(entries.size() - kMost / 2))
        dir.remove(name);
}

} // namespace athanor
