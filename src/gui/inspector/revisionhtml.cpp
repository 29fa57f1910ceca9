// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspector/revisionhtml.h"

#include "gui/appearance.h"

#include <QCoreApplication>
#include <QLocale>

namespace athanor {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Inspector", text);
}

QString escaped(const QString& text)
{
    return text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"));
}

QString monospaced(const QString& text)
{
    return QStringLiteral("<span style=\"font-family:'%1'\">%2</span>")
        .arg(monospacedFont().family().toHtmlEscaped(), escaped(text));
}

QString row(const QString& name, const QString& html, const QPalette& palette)
{
    if (html.isEmpty())
        return {};
    return QStringLiteral(
               "<tr><td style=\"color:%1; padding-right:%2px; padding-bottom:%3px; white-space:pre\">%4"
               "</td><td style=\"padding-bottom:%3px\">&#8203;%5</td></tr>") // all on one baseline
        .arg(palette.color(QPalette::PlaceholderText).name())
        .arg(2 * kSpace)
        .arg(kSpace / 2)
        .arg(escaped(name), html);
}

QString links(const RevisionMap& map, const QList<int>& indexes)
{
    QStringList parts;
    for (const auto index : indexes) {
        const auto& revision = map.at(index);
        parts.append(QStringLiteral("<a href=\"revision:%1\">%2</a> %3")
                         .arg(index)
                         .arg(monospaced(revision.id), escaped(revision.message)));
    }
    return parts.join(QStringLiteral("<br>"));
}

/// Names in \a written that lead to no revision.
QStringList unknown(const RevisionMap& map, const QStringList& written)
{
    QStringList result;
    for (const auto& name : written) {
        if (map.indexOf(name) < 0 && map.indexOfLabel(name) < 0)
            result.append(name);
    }
    return result;
}

QString problems(const RevisionMap& map, const Revision& revision, const QPalette& palette)
{
    QString html;
    const auto paragraph = [&html](const QString& text, const QColor& colour) {
        html += QStringLiteral("<p style=\"color:%1\">%2</p>").arg(colour.name(), escaped(text));
    };
    for (const auto& warning : revisionWarnings(revision))
        paragraph(warning, stateColour(StateColour::Warning, palette));
    for (const auto& problem : map.problems()) {
        if (problem.revisions.contains(revision.id) || problem.files.contains(revision.filePath))
            paragraph(problem.hint.isEmpty() ? problem.message : problem.message + u'\n' + problem.hint,
                      stateColour(StateColour::Failed, palette));
    }
    return html;
}

QString parentsRow(const RevisionMap& map, int index, const QPalette& palette)
{
    const auto& revision = map.at(index);
    auto html = links(map, map.downRevisions(index));
    for (const auto& missing : unknown(map, revision.downRevisions))
        html += QStringLiteral("%1%2 (%3)")
                    .arg(html.isEmpty() ? QString() : QStringLiteral("<br>"), monospaced(missing),
                         escaped(tr("not found")));
    if (html.isEmpty())
        html = escaped(tr("none, this is a base"));
    return row(revision.downRevisions.size() > 1 ? tr("Merges") : tr("Revises"), html, palette);
}

} // namespace

QStringList revisionWarnings(const Revision& revision)
{
    QStringList warnings;
    if (!revision.reversible)
        warnings.append(tr("Irreversible: there is no way down from this revision."));
    if (!revision.upgradeTransactional)
        warnings.append(
            tr("The upgrade runs outside a transaction: when it fails, what was done stays done."));
    if (revision.reversible && !revision.downgradeTransactional)
        warnings.append(
            tr("The downgrade runs outside a transaction: when it fails, what was done stays done."));
    return warnings;
}

QString revisionHtml(const RevisionMap& map, int index, const QPalette& palette)
{
    const auto& revision = map.at(index);
    QString html
        = QStringLiteral("<p style=\"font-size:large\"><b>%1</b></p>").arg(escaped(revision.message));
    html += problems(map, revision, palette);
    html += QStringLiteral("<table cellspacing=\"0\" cellpadding=\"0\" style=\"margin-top:%1px\">")
                .arg(kSpace);
    html += row(tr("Revision"), monospaced(revision.id), palette);
    html += row(tr("Labels"), escaped(map.branchLabels(index).join(QStringLiteral(", "))), palette);
    html += parentsRow(map, index, palette);
    auto next = links(map, map.nextRevisions(index));
    html += row(tr("Next"), next.isEmpty() ? escaped(tr("none, this is a head")) : next, palette);
    html += row(tr("Depends on"), links(map, map.dependencies(index)), palette);
    html += row(tr("Needed by"), links(map, map.dependents(index)), palette);
    if (revision.createDate.isValid())
        html += row(tr("Created"), escaped(QLocale().toString(revision.createDate, QLocale::ShortFormat)),
                    palette);
    for (const auto& field : revision.fields)
        html += row(field.name, escaped(field.value), palette);
    html += row(tr("File"), QStringLiteral("<a href=\"file:\">%1</a>").arg(monospaced(revision.filePath)),
                palette);
    html += QStringLiteral("</table>");
    if (!revision.notes.isEmpty())
        html
            += QStringLiteral("<p style=\"white-space:pre-wrap\">%1</p>").arg(revision.notes.toHtmlEscaped());
    return html;
}

} // namespace athanor
