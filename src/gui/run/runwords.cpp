// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/run/runwords.h"

#include <QCoreApplication>

#include <algorithm>

namespace athanor {
namespace {

QString words(const char* source)
{
    return QCoreApplication::translate("RunWords", source);
}

QString standing(const QStringList& rows)
{
    return rows.isEmpty() ? words("base") : rows.join(QStringLiteral(", "));
}

QString warningText(const QString& warning)
{
    if (warning == QLatin1String("relative_downgrade_from_multiple_heads"))
        return words("Several heads are applied: a relative downgrade takes the first of them. Name the "
                     "branch to be sure.");
    if (warning == QLatin1String("branch_at_base_takes_back_all"))
        return words("Other branches are taken back too: they stand on the same base. To take back one "
                     "branch, choose the revision it begins on.");
    return warning;
}

} // namespace

bool asksForName(EnvironmentKind kind, Direction direction)
{
    if (kind == EnvironmentKind::Production)
        return true;
    return direction == Direction::Downgrade && kind != EnvironmentKind::Development;
}

QString confirmationText(EnvironmentKind kind, Direction direction, const QString& database)
{
    if (kind != EnvironmentKind::Production)
        return words("A downgrade can lose data. To go on, type the name of the database: %1").arg(database);
    if (direction == Direction::Downgrade)
        return words("This is production, and a downgrade can lose data. To go on, type the name of the "
                     "database: %1")
            .arg(database);
    return words("This is production. To go on, type the name of the database: %1").arg(database);
}

QString directionWord(Direction direction)
{
    switch (direction) {
    case Direction::Upgrade:
        return words("Upgrade");
    case Direction::Downgrade:
        return words("Downgrade");
    case Direction::Stamp:
        break;
    }
    return words("Stamp");
}

QString revisionCount(qsizetype count)
{
    return count == 1 ? words("1 revision") : words("%1 revisions").arg(count);
}

QString runTitle(const Plan& plan, const QString& connection)
{
    //: e.g. "Upgrade staging to 0008, 3 revisions"
    return words("%1 %2 to %3, %4")
        .arg(directionWord(plan.direction), connection, standing(plan.versionRowsAfter),
             revisionCount(plan.steps.size()));
}

QString planSummary(const Plan& plan, const QList<Script>& scripts)
{
    QStringList sentences;
    if (plan.steps.isEmpty()) {
        sentences.append(
            words("Nothing to do: the database stands at %1.").arg(standing(plan.versionRowsBefore)));
    } else {
        sentences.append(words("Stands at %1, goes to %2 in %3.")
                             .arg(standing(plan.versionRowsBefore), standing(plan.versionRowsAfter),
                                  revisionCount(plan.steps.size())));
        const auto outside = std::count_if(scripts.cbegin(), scripts.cend(),
                                           [](const Script& script) { return !script.transactional; });
        if (outside > 0)
            sentences.append(words("Outside a transaction: %1.").arg(outside));
        const auto live = std::count_if(scripts.cbegin(), scripts.cend(),
                                        [](const Script& script) { return !script.live.isEmpty(); });
        if (live > 0)
            sentences.append(words("Run in Python on a live connection: %1.").arg(live));
        const auto oneWay = std::count_if(plan.steps.cbegin(), plan.steps.cend(),
                                          [](const Step& step) { return !step.reversible; });
        if (oneWay > 0 && plan.direction == Direction::Upgrade)
            sentences.append(words("Cannot be reversed: %1.").arg(oneWay));
        if (plan.direction == Direction::Stamp)
            sentences.append(words("Only the version table changes; no SQL of a revision runs."));
    }
    for (const QString& warning : plan.warnings + plan.cautions)
        sentences.append(warningText(warning));
    return sentences.join(u' ');
}

} // namespace athanor
