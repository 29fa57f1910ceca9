// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Graphs for tests, written as text: one revision a line, "id: down, down | dependency, dependency | label".

#include "core/revisionmap.h"

namespace fixture {

inline QStringList names(const QString& text)
{
    QStringList list;
    for (const QString& name : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (!name.trimmed().isEmpty())
            list.append(name.trimmed());
    }
    return list;
}

inline QList<athanor::Revision> revisions(const QString& text)
{
    QList<athanor::Revision> list;
    for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const qsizetype colon = line.indexOf(QLatin1Char(':'));
        const QStringList parts = line.mid(colon + 1).split(QLatin1Char('|'));
        athanor::Revision revision;
        revision.id = line.left(colon).trimmed();
        revision.downRevisions = names(parts.value(0));
        revision.dependsOn = names(parts.value(1));
        revision.branchLabels = names(parts.value(2));
        revision.message = QStringLiteral("message of ") + revision.id;
        revision.filePath = QStringLiteral("/project/%1_%2.sql").arg(list.size()).arg(revision.id);
        list.append(revision);
    }
    return list;
}

inline athanor::RevisionMap map(const char* text)
{
    return athanor::RevisionMap(revisions(QString::fromUtf8(text)));
}

inline QStringList ids(const athanor::RevisionMap& map, const QList<int>& indexes)
{
    QStringList list;
    for (const int index : indexes)
        list.append(map.at(index).id);
    return list;
}

inline QString idText(const athanor::RevisionMap& map, const QList<int>& indexes)
{
    return ids(map, indexes).join(QLatin1Char(' '));
}

inline athanor::Revision revision(int number, const QList<int>& down, const QList<int>& dependencies = {})
{
    const auto id = [](int n) { return QStringLiteral("r%1").arg(n, 7, 10, QLatin1Char('0')); };
    athanor::Revision revision;
    revision.id = id(number);
    for (const int lower : down)
        revision.downRevisions.append(id(lower));
    for (const int lower : dependencies)
        revision.dependsOn.append(id(lower));
    return revision;
}

} // namespace fixture
