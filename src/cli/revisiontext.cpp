// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/revisiontext.h"

#include "cli/text.h"
#include "core/revisionheader.h"

namespace athanor {

namespace {

/// "2025-12-07 10:30:00+00:00" as Alembic writes dates; without the offset when the file has none.
QString dateText(const QDateTime& date)
{
    QString text = date.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    if (date.time().msec() != 0)
        text
            += QStringLiteral(".%1").arg(date.time().msec(), 3, 10, QLatin1Char('0')) + QStringLiteral("000");
    if (date.timeSpec() == Qt::LocalTime)
        return text;
    return text + utcOffsetText(date);
}

/// The whole header of a revision, as its file would say it.
QStringList headerLines(const Revision& revision)
{
    QStringList lines{revision.message};
    if (!revision.notes.isEmpty())
        lines << QString() << revision.notes.split(QLatin1Char('\n'));
    if (!revision.fields.isEmpty()) {
        lines << QString();
        for (const HeaderField& field : revision.fields) {
            lines << QStringLiteral("%1: %2").arg(field.name, field.value).split(QLatin1Char('\n'));
        }
    }
    lines << QString() << QStringLiteral("Revision ID: %1").arg(revision.id)
          << QStringLiteral("Revises: %1").arg(revision.downRevisions.join(QLatin1String(", ")));
    if (revision.createDate.isValid())
        lines << QStringLiteral("Create Date: %1").arg(dateText(revision.createDate));
    return lines;
}

} // namespace

QString commaList(const QStringList& ids)
{
    return printableLine(ids.join(QLatin1String(", ")));
}

QString baseOr(const QStringList& ids)
{
    return ids.isEmpty() ? QStringLiteral("<base>") : commaList(ids);
}

QString warningText(const QString& warning)
{
    if (warning == QLatin1String("relative_downgrade_from_multiple_heads")) {
        return Cli::tr(
            "The database stands at several revisions; the relative downgrade starts from the first of "
            "them. BRANCH@-1 says which is meant");
    }
    if (warning == QLatin1String("branch_at_base_takes_back_all")) {
        return Cli::tr("This takes back other branches too: they stand on the same base, and there "
                       "BRANCH@base means base. To take back one branch, name the revision it begins on");
    }
    return printableLine(warning);
}

QString RevisionText::parents(int index) const
{
    return baseOr(m_map.at(index).downRevisions);
}

QString RevisionText::mark(const QString& text, Style style) const
{
    return m_output ? m_output->styled(text, style) : text;
}

QString RevisionText::line(int index, const RevisionLine& what) const
{
    const Revision& revision = m_map.at(index);
    QString text = printableLine(revision.id);
    if (what.parents) {
        const QString dependencies = revision.dependsOn.isEmpty()
            ? QString()
            : QStringLiteral(" (%1)").arg(commaList(revision.dependsOn));
        text = QStringLiteral("%1%2 -> %3").arg(parents(index), dependencies, text);
    }
    if (what.labels && !m_map.branchLabels(index).isEmpty())
        text += QStringLiteral(" (%1)").arg(commaList(m_map.branchLabels(index)));
    const bool realHead = m_map.isHead(index) && m_map.dependents(index).isEmpty();
    if (realHead)
        text += mark(QStringLiteral(" (head)"), Style::Good);
    else if (m_map.isHead(index))
        text += mark(QStringLiteral(" (effective head)"), Style::Good);
    if (what.current)
        text += mark(QStringLiteral(" (current)"), Style::Attention);
    if (what.points && m_map.isBranchPoint(index))
        text += QStringLiteral(" (branchpoint)");
    if (what.points && m_map.isMergePoint(index))
        text += QStringLiteral(" (mergepoint)");
    if (what.message)
        text += QStringLiteral(", ") + printableLine(revision.message);
    return text;
}

QString RevisionText::block(int index, bool current) const
{
    const Revision& revision = m_map.at(index);
    QString text = QStringLiteral("Rev: ") + printableLine(revision.id);
    if (m_map.isHead(index))
        text += mark(QStringLiteral(" (head)"), Style::Good);
    if (m_map.isBranchPoint(index))
        text += QStringLiteral(" (branchpoint)");
    if (m_map.isMergePoint(index))
        text += QStringLiteral(" (mergepoint)");
    if (current)
        text += mark(QStringLiteral(" (current)"), Style::Attention);
    text += m_map.isMergePoint(index) ? QStringLiteral("\nMerges: ") : QStringLiteral("\nParent: ");
    text += parents(index);
    if (!revision.dependsOn.isEmpty())
        text += QStringLiteral("\nAlso depends on: ") + commaList(revision.dependsOn);
    if (m_map.isBranchPoint(index)) {
        QStringList next;
        for (const int child : m_map.nextRevisions(index))
            next.append(m_map.at(child).id);
        text += QStringLiteral("\nBranches into: ") + commaList(next);
    }
    if (!m_map.branchLabels(index).isEmpty())
        text += QStringLiteral("\nBranch names: ") + commaList(m_map.branchLabels(index));
    text += QStringLiteral("\nPath: %1\n").arg(printableLine(revision.filePath));
    const QStringList header = headerLines(revision);
    for (const QString& headerLine : header)
        text += headerLine.isEmpty() ? QStringLiteral("\n")
                                     : QStringLiteral("\n    ") + printableLine(headerLine);
    return text + QLatin1Char('\n');
}

QString RevisionText::entry(int index, bool verbose, const RevisionLine& what) const
{
    return verbose ? block(index, what.current) : line(index, what);
}

QString RevisionText::rows(const QStringList& rows) const
{
    if (rows.isEmpty())
        return QStringLiteral("<base>");
    QStringList texts;
    for (const QString& row : rows) {
        const int index = m_map.indexOf(row);
        texts.append(index < 0 ? Cli::tr("%1 (not in this project)").arg(printableLine(row))
                               : line(index, {}));
    }
    return texts.join(QLatin1String(", "));
}

QString stepRoute(const RevisionMap& map, const Step& step)
{
    const int index = map.indexOf(step.revision);
    const QString below = index < 0 ? QString() : baseOr(map.at(index).downRevisions);
    const QString revision = printableLine(step.revision);
    switch (step.direction) {
    case Direction::Upgrade:
        return QStringLiteral("%1 -> %2").arg(below, revision);
    case Direction::Downgrade:
        return QStringLiteral("%1 -> %2").arg(revision, below);
    case Direction::Stamp:
        break;
    }
    QStringList before;
    QStringList after;
    for (const VersionRowChange& change : step.rowChanges) {
        if (!change.from.isEmpty())
            before.append(change.from);
        if (!change.to.isEmpty())
            after.append(change.to);
    }
    return QStringLiteral("%1 -> %2").arg(baseOr(before), baseOr(after));
}

QString stepText(const RevisionMap& map, const Step& step)
{
    QString name;
    switch (step.direction) {
    case Direction::Upgrade:
        name = QStringLiteral("upgrade");
        break;
    case Direction::Downgrade:
        name = QStringLiteral("downgrade");
        break;
    case Direction::Stamp:
        name = QStringLiteral("stamp_revision");
        break;
    }
    const QString text = QStringLiteral("Running %1 %2").arg(name, stepRoute(map, step));
    return step.message.isEmpty() ? text : QStringLiteral("%1, %2").arg(text, printableLine(step.message));
}

} // namespace athanor
