// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Rendered SQL of Python revisions, kept in files that people can open. An entry is found by a key made of
// everything that the SQL depends on, and counts only while the files that its revision read are the same.
// Blocks; one object per thread; several processes may share the folder.

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace athanor {

class RenderCache {
public:
    /// What one direction of one revision rendered to.
    struct Entry {
        QString file; ///< holds the SQL
        QString sql;
        int firstLine = 1; ///< of the SQL in the file
        QJsonObject facts; ///< as the bridge gave them: "lines", "autocommit", "needs", "files", "changing"
    };

    /// Where rendered SQL is kept for this user.
    [[nodiscard]] static QString usualFolder();
    /// The name of \a file for people: without what makes names in usualFolder() unique.
    [[nodiscard]] static QString shownName(const QString& file);
    /// \a folder: empty for usualFolder().
    explicit RenderCache(const QString& folder = {});

    /// The entry of \a key, when there is one and it still holds.
    [[nodiscard]] std::optional<Entry> find(const QString& key);
    /// Keeps \a part, an answer of the bridge for \a source; gives it back as an entry. \a title: the first
    /// line of the file. SQL that may be another at each call is not found by other objects.
    Entry store(const QString& key, const QString& title, const QJsonObject& part);

    /// Something about an interpreter that is expensive to find out, kept while \a facts "files" are the
    /// same.
    [[nodiscard]] std::optional<QJsonObject> findFacts(const QString& key);
    void storeFacts(const QString& key, const QJsonObject& facts);

    /// Removes the oldest entries when there are too many.
    void prune();

    [[nodiscard]] QString folder() const { return m_folder; }

private:
    [[nodiscard]] QString path(const QString& key, QStringView suffix) const;
    [[nodiscard]] bool write(const QString& path, const QByteArray& content);
    [[nodiscard]] bool isUnchanged(const QJsonObject& facts);

    QString m_folder;
    QHash<QString, Entry> m_changing; ///< entries that only this object may use
    QHash<QString, QList<qint64>> m_stamps; ///< time and size of files, looked up once
    bool m_wrote = false;
};

} // namespace athanor
