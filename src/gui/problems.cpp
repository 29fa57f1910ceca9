// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/problems.h"

#include "core/errortext.h"

#include <QCoreApplication>

namespace athanor {

ProblemWords problemsOf(const QList<Error>& fileErrors, const RevisionMap& map)
{
    const auto count = static_cast<int>(fileErrors.size() + map.problems().size());
    if (count == 0)
        return {};
    ProblemWords words;
    words.fatal = !map.isUsable();
    words.summary = count == 1
        ? (fileErrors.isEmpty() ? map.problems().first().message : errorSummary(fileErrors.first()))
        : QCoreApplication::translate("Problems", "%1 problems in the revision files").arg(count);
    if (words.fatal)
        words.summary += u'\n'
            + QCoreApplication::translate(
                             "Problems", "The graph can be looked at; nothing can be run while this stands.");
    QStringList paragraphs;
    for (const auto& error : fileErrors)
        paragraphs.append(errorText(error));
    for (const auto& problem : map.problems()) {
        auto lines = QStringList{problem.message} + problem.files;
        if (!problem.hint.isEmpty())
            lines.append(problem.hint);
        paragraphs.append(lines.join(u'\n'));
    }
    words.details = paragraphs.join(QStringLiteral("\n\n"));
    return words;
}

} // namespace athanor
