// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/trust.h"

#include "core/filereader.h"
#include "core/profilestore.h"
#include "db/filelock.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kPatience = std::chrono::seconds(5);

/// The folder's real place; as it is written when it is gone, so that it can still be taken off the list.
QString realPlace(const QString& folder)
{
    const QString canonical = QFileInfo(folder).canonicalFilePath();
    return canonical.isEmpty() ? QDir::cleanPath(QFileInfo(folder).absoluteFilePath()) : canonical;
}

Error writeError(const QString& file, const QString& reason)
{
    return fileError(file, u"The list of trusted projects cannot be written: %1"_s.arg(reason),
                     u"Check the permissions of the folder"_s);
}

} // namespace

Trust::Trust(const QString& file)
    : m_file(file.isEmpty() ? QFileInfo(settingsFile()).path() + "/trusted.json"_L1 : file)
{
}

QStringList Trust::folders() const
{
    FileReader reader;
    const auto bytes = reader.read(m_file);
    QStringList folders;
    if (bytes) {
        const QJsonArray array
            = QJsonDocument::fromJson(bytes->toByteArray()).object().value("trusted"_L1).toArray();
        for (const QJsonValue& value : array)
            folders << value.toString();
    }
    folders.sort();
    return folders;
}

bool Trust::isTrusted(const QString& folder) const
{
    const QString canonical = QFileInfo(folder).canonicalFilePath();
    return !canonical.isEmpty() && folders().contains(canonical);
}

Result<> Trust::trust(const QString& folder) const
{
    if (!QFileInfo(folder).isDir())
        return fail(fileError(folder, u"The folder does not exist"_s));
    return change(realPlace(folder), true);
}

Result<> Trust::distrust(const QString& folder) const
{
    return change(realPlace(folder), false);
}

Result<> Trust::change(const QString& folder, bool trusted) const
{
    QDir().mkpath(QFileInfo(m_file).path());
    const auto lock = FileLock::acquire(m_file + ".lock"_L1, FileLock::Mode::Exclusive, kPatience);
    if (!lock)
        return fail(writeError(m_file, u"it is in use or its folder is not writable"_s));
    QStringList list = folders();
    list.removeAll(folder);
    if (trusted)
        list << folder;
    list.sort();
    QSaveFile file(m_file);
    const QByteArray content
        = QJsonDocument(QJsonObject{{u"trusted"_s, QJsonArray::fromStringList(list)}}).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return fail(writeError(m_file, file.errorString()));
    return {};
}

} // namespace athanor
