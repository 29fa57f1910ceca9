// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identifiererrors.h"

#include "core/closenames.h"

#include <QCoreApplication>

namespace athanor::identifierErrors {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(athanor::Identifier)
};

constexpr int kCloseNames = 5;

/// Ids, labels and words for revisions that look like \a text, the closest first.
QStringList closeTo(const RevisionMap& map, const QString& text)
{
    QStringList names{QStringLiteral("head"), QStringLiteral("heads"), QStringLiteral("base")};
    for (const Revision& revision : map.revisions())
        names.append(revision.id);
    return closeNames(text, names + map.allBranchLabels(), kCloseNames);
}

QString whatThereIs(const RevisionMap& map)
{
    if (map.isEmpty())
        return Words::tr("The project has no revisions yet");
    QString text = map.heads().size() == 1 ? Words::tr("The head is %1").arg(idList(map, map.heads()))
                                           : Words::tr("The heads are %1").arg(idList(map, map.heads()));
    const QStringList labels = map.allBranchLabels();
    if (!labels.isEmpty())
        text += Words::tr("; the branch labels are %1").arg(nameList(labels));
    return text;
}

QString didYouMean(const RevisionMap& map, const QString& text, const QString& otherwise)
{
    const QStringList close = closeTo(map, text);
    return close.isEmpty() ? otherwise : Words::tr("Did you mean %1?").arg(nameList(close));
}

} // namespace

Error make(const char* code, const QString& message, const QString& hint, const QString& detail)
{
    Error error;
    error.kind = ErrorKind::Identifier;
    error.code = QString::fromLatin1(code);
    error.message = message;
    error.detail = detail;
    error.hint = hint;
    return error;
}

QString nameList(const QStringList& names, int limit)
{
    if (names.size() <= limit)
        return names.join(QStringLiteral(", "));
    return Words::tr("%1 and %2 more")
        .arg(names.mid(0, limit).join(QStringLiteral(", ")), QString::number(names.size() - limit));
}

QString idList(const RevisionMap& map, const QList<int>& revisions, int limit)
{
    QStringList ids;
    for (const int revision : revisions)
        ids.append(map.at(revision).id);
    return nameList(ids, limit);
}

Error unknownRevision(const RevisionMap& map, const QString& text, const QString& branch)
{
    const QString hint = didYouMean(map, text, Words::tr("athanor-cli history lists all revisions"));
    if (text.isEmpty())
        return make("unknown_revision", Words::tr("The revision identifier is empty"), hint,
                    whatThereIs(map));
    if (!branch.isEmpty())
        return make(
            "unknown_revision",
            Words::tr("No revision on branch '%1' is called '%2' or begins with it").arg(branch, text), hint,
            whatThereIs(map));
    QString detail = whatThereIs(map);
    if (text.size() < 4)
        detail = Words::tr("Ids and labels of up to three characters must be given in full. %1").arg(detail);
    return make("unknown_revision",
                Words::tr("No revision or branch label is '%1' or begins with it").arg(text), hint, detail);
}

Error countWithoutSign(Error error, const QString& target, QChar sign)
{
    const QString count = sign + target;
    error.hint = sign == QLatin1Char('+') ? Words::tr("%1 goes up by that many revisions").arg(count)
                                          : Words::tr("%1 goes down by that many revisions").arg(count);
    return error;
}

Error ambiguousPrefix(const RevisionMap& map, const QString& text, const QStringList& candidates)
{
    QStringList described;
    for (const QString& name : candidates.mid(0, kCloseNames)) {
        const int labelled = map.indexOf(name) < 0 ? map.indexOfLabel(name) : -1;
        described.append(labelled < 0 ? name : Words::tr("%1 (label of %2)").arg(name, map.at(labelled).id));
    }
    if (candidates.size() > kCloseNames)
        described.append(Words::tr("%1 more").arg(candidates.size() - kCloseNames));
    return make("ambiguous_prefix",
                Words::tr("'%1' is the beginning of %2 names").arg(text, QString::number(candidates.size())),
                Words::tr("Write more characters of the one that is meant"),
                described.join(QStringLiteral(", ")));
}

Error unknownBranch(const RevisionMap& map, const QString& name)
{
    const QString otherwise
        = Words::tr("Before the @ stands a branch label or a revision; athanor-cli branches "
                    "lists the branch points");
    return make("unknown_branch", Words::tr("No branch is called '%1'").arg(name),
                didYouMean(map, name, otherwise), whatThereIs(map));
}

Error notInBranch(const RevisionMap& map, int revision, const QString& branch)
{
    const QString& id = map.at(revision).id;
    const QStringList labels = map.branchLabels(revision);
    return make("not_in_branch", Words::tr("Revision %1 is not a member of branch '%2'").arg(id, branch),
                Words::tr("Write %1 without a branch, or %2@head for the head of the branch").arg(id, branch),
                labels.isEmpty() ? Words::tr("%1 carries no branch label").arg(id)
                                 : Words::tr("%1 carries the labels %2").arg(id, nameList(labels)));
}

Error multipleHeads(const RevisionMap& map, const QString& text, const QList<int>& heads)
{
    QString example = map.at(heads.first()).id;
    for (const int head : heads) {
        const QStringList labels = map.branchLabels(head);
        if (!labels.isEmpty() && !text.contains(QLatin1Char('@'))) {
            example = labels.first() + QStringLiteral("@head");
            break;
        }
    }
    return make(
        "multiple_heads",
        Words::tr("'%1' names %2 revisions, and one is needed").arg(text, QString::number(heads.size())),
        Words::tr("Name one, for example %1; upgrade takes 'heads' for all of them, and "
                  "athanor-cli merge heads -m \"...\" joins them")
            .arg(example),
        Words::tr("They are %1").arg(idList(map, heads)));
}

Error unknownRow(const RevisionMap& map, const QString& row)
{
    return make(
        "unknown_database_revision",
        Words::tr("The database is at revision '%1', which is not in the project").arg(row),
        didYouMean(map, row,
                   Words::tr("Get the revision's file from whoever applied it; if the database really stands "
                             "elsewhere, stamp it with --purge")),
        whatThereIs(map));
}

Error ambiguousWalk(const RevisionMap& map, int at, const QList<int>& ways)
{
    const QString from = at < 0 ? QStringLiteral("base") : map.at(at).id;
    return make(
        "ambiguous_relative",
        Words::tr("A relative target does not say which way to go from %1: to %2")
            .arg(from, idList(map, ways)),
        Words::tr("Name the revision itself as the target, for example %1").arg(map.at(ways.first()).id));
}

Error severalRows(const QString& target, const QStringList& rows)
{
    return make(
        "ambiguous_relative",
        Words::tr("'%1' needs one revision to count from, and the database is at %2")
            .arg(target, nameList(rows)),
        Words::tr("Name the branch, as in %1@%2, or the revision to go to").arg(rows.first(), target));
}

Error notEnough(const QString& target, const QString& why)
{
    return make("not_enough_relative", Words::tr("'%1' does not lead to a revision: %2").arg(target, why),
                Words::tr("Use a smaller number, head or base, or the revision's id"));
}

Error overlapping(const RevisionMap& map, int lower, int upper, bool stored)
{
    const QString& a = map.at(lower).id;
    const QString& b = map.at(upper).id;
    if (stored)
        return make("overlapping_targets",
                    Words::tr("The version table holds revision %1 and also %2, which is above it").arg(a, b),
                    Words::tr("If %1 is where the database stands, stamp it with --purge").arg(b));
    return make("overlapping_targets",
                Words::tr("Revision %1 is asked for together with %2, which is above it").arg(a, b),
                Words::tr("Ask for %1 alone; it brings %2 with it").arg(b, a));
}

} // namespace athanor::identifierErrors
