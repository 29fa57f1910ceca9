// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graphproblems.h"

#include "core/cycles.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace athanor {

namespace {

constexpr qsizetype kNamesShown = 8;

class Finder {
    Q_DECLARE_TR_FUNCTIONS(athanor::GraphProblem)
public:
    explicit Finder(const RevisionMap& map) : m_map(map) { }

    QList<GraphProblem> find()
    {
        for (int i = 0; i < m_map.size(); ++i)
            checkItself(i);
        checkLabels();
        for (int i = 0; i < m_map.size(); ++i)
            checkDependencies(i);
        for (int i = 0; i < m_map.size(); ++i)
            checkDownRevisions(i);
        checkCycles();
        checkDuplicates();
        for (int i = 0; i < m_map.size(); ++i)
            checkLength(i);
        return std::move(m_problems);
    }

private:
    void add(const char* code, const QString& message, const QString& hint, const QList<int>& concerned,
             bool fatal = true)
    {
        GraphProblem problem{QString::fromLatin1(code), message, hint, {}, {}, fatal};
        for (const int index : concerned) {
            const Revision& revision = m_map.at(index);
            if (problem.revisions.isEmpty() || problem.revisions.last() != revision.id)
                problem.revisions.append(revision.id);
            if (!revision.filePath.isEmpty())
                problem.files.append(revision.filePath);
        }
        m_problems.append(problem);
    }

    [[nodiscard]] static QString listed(QStringList names)
    {
        const qsizetype more = names.size() - kNamesShown;
        if (more > 0)
            names = names.mid(0, kNamesShown);
        const QString text = names.join(QStringLiteral(", "));
        return more > 0 ? tr("%1 and %2 more").arg(text, QString::number(more)) : text;
    }

    [[nodiscard]] QString idsOf(const QList<int>& indexes) const
    {
        QStringList ids;
        for (const int index : indexes)
            ids.append(m_map.at(index).id);
        return listed(ids);
    }

    /// The names of their files; the paths where these are the same.
    [[nodiscard]] QString fileNames(const QList<int>& indexes) const
    {
        QStringList names;
        QStringList paths;
        for (const int index : indexes) {
            const QString path = m_map.at(index).filePath;
            if (path.isEmpty())
                return {};
            paths.prepend(path);
            names.prepend(QFileInfo(path).fileName());
        }
        QStringList different = names;
        different.removeDuplicates();
        return listed(different.size() == names.size() ? names : paths);
    }

    void checkItself(int index)
    {
        const Revision& revision = m_map.at(index);
        if (revision.downRevisions.contains(revision.id))
            add("self_loop", tr("Revision %1 names itself as its down revision").arg(revision.id),
                tr("Write the id of the revision before it, or none for a base"), {index});
        if (revision.dependsOn.contains(revision.id))
            add("dependency_self_loop", tr("Revision %1 depends on itself").arg(revision.id),
                tr("Remove its own id from the revisions it depends on"), {index});
        QStringList illegal;
        for (const QChar c : revision.id) {
            if ((c == u'@' || c == u'-' || c == u'+' || c == u':') && !illegal.contains(QString(c)))
                illegal.append(QString(c));
        }
        if (!illegal.isEmpty())
            add("illegal_revision_id",
                tr("Revision id '%1' contains %2, which revision identifiers are written with")
                    .arg(revision.id, illegal.join(QLatin1Char(' '))),
                tr("Rename the revision and every reference to it; @, -, + and : cannot be used"), {index});
        else if (revision.id.isEmpty())
            add("illegal_revision_id", tr("A revision has an empty id"), tr("Give it an id of its own"),
                {index});
    }

    void checkLabels()
    {
        QHash<QString, int> seen;
        for (int i = 0; i < m_map.size(); ++i) {
            for (const QString& label : m_map.at(i).branchLabels) {
                const QString hint = tr("Give one of them another label");
                if (const int owner = m_map.indexOf(label); owner >= 0)
                    add("duplicate_branch_label",
                        tr("Branch label '%1' of revision %2 is the id of a revision")
                            .arg(label, m_map.at(i).id),
                        hint, i == owner ? QList<int>{i} : QList<int>{i, owner});
                else if (const auto first = seen.constFind(label); first != seen.cend())
                    add("duplicate_branch_label",
                        tr("Branch label '%1' is used by revision %2 and by revision %3")
                            .arg(label, m_map.at(*first).id, m_map.at(i).id),
                        hint, *first == i ? QList<int>{i} : QList<int>{*first, i});
                else
                    seen.insert(label, i);
            }
        }
    }

    void checkDependencies(int index)
    {
        const Revision& revision = m_map.at(index);
        for (const QString& name : revision.dependsOn) {
            if (name == revision.id)
                continue;
            if (m_map.indexOf(name) >= 0)
                continue;
            const int owner = m_map.indexOfLabel(name);
            if (owner < 0)
                add("missing_dependency",
                    tr("Revision %1 depends on '%2', which is neither a revision nor a branch label")
                        .arg(revision.id, name),
                    tr("Add the missing file, or correct the name; a full id is needed here"), {index});
            else if (owner == index)
                add("dependency_self_loop",
                    tr("Revision %1 depends on its own branch label '%2'").arg(revision.id, name),
                    tr("Remove the label from the revisions it depends on"), {index});
        }
    }

    void checkDownRevisions(int index)
    {
        const Revision& revision = m_map.at(index);
        if (m_map.downRevisions(index).size() == revision.downRevisions.size())
            return; // all were found
        for (const QString& name : revision.downRevisions) {
            if (m_map.indexOf(name) >= 0)
                continue;
            const int owner = m_map.indexOfLabel(name);
            if (owner < 0)
                add("missing_down_revision",
                    tr("Revision %1 names '%2' as its down revision, but no file has this id")
                        .arg(revision.id, name),
                    tr("Add the missing file, or correct the name; a full id is needed here"), {index});
            else
                add("label_as_down_revision",
                    tr("Revision %1 names the branch label '%2' as its down revision").arg(revision.id, name),
                    tr("Write the id of a revision there, such as %1").arg(m_map.at(owner).id),
                    {index, owner});
        }
    }

    void checkCycles()
    {
        QList<QList<int>> links;
        links.reserve(m_map.size());
        bool dependencies = false;
        for (int i = 0; i < m_map.size(); ++i) {
            links.append(m_map.downRevisions(i));
            for (const int dependency : m_map.dependencies(i)) {
                links.last().append(dependency);
                dependencies = true;
            }
        }
        if (isAcyclic(links))
            return;
        QList<bool> inCycle(m_map.size(), false);
        QList<QList<int>> downLinks;
        downLinks.reserve(m_map.size());
        for (int i = 0; i < m_map.size(); ++i)
            downLinks.append(m_map.downRevisions(i));
        for (const QList<int>& cycle : findCycles(downLinks)) {
            add("cycle", tr("The down revisions of %1 lead in a circle").arg(idsOf(cycle)),
                tr("Correct the down revision of one of them so that the line ends at a base"), cycle);
            for (const int index : cycle)
                inCycle[index] = true;
        }
        if (!dependencies)
            return;
        for (const QList<int>& cycle : findCycles(links)) {
            if (std::any_of(cycle.cbegin(), cycle.cend(), [&](int index) { return inCycle.at(index); }))
                continue;
            add("dependency_cycle",
                tr("The down revisions and dependencies of %1 lead in a circle").arg(idsOf(cycle)),
                tr("Remove one of their dependencies"), cycle);
        }
    }

    void checkDuplicates()
    {
        if (m_map.hasUniqueIds())
            return;
        QHash<QString, QList<int>> copies;
        for (int i = 0; i < m_map.size(); ++i) {
            if (m_map.indexOf(m_map.at(i).id) != i)
                copies[m_map.at(i).id].append(i);
        }
        for (int i = 0; i < m_map.size(); ++i) {
            const auto found = copies.constFind(m_map.at(i).id);
            if (found == copies.cend() || found->first() != i)
                continue;
            QList<int> concerned = *found;
            concerned.append(m_map.indexOf(m_map.at(i).id));
            const QString files = fileNames(concerned);
            const QString id = m_map.at(i).id;
            const QString count = QString::number(concerned.size());
            add("duplicate_revision",
                files.isEmpty() ? tr("Revision id %1 is used by %2 files").arg(id, count)
                                : tr("Revision id %1 is used by %2 files: %3").arg(id, count, files),
                tr("Remove all but one of the files, or give the others ids of their own"), concerned);
        }
    }

    void checkLength(int index)
    {
        const QString& id = m_map.at(index).id;
        if (id.size() > kVersionColumnLength)
            add("long_revision_id",
                tr("Revision id %1 has %2 characters; the version table of Alembic holds %3")
                    .arg(id, QString::number(id.size()), QString::number(kVersionColumnLength)),
                tr("Choose a shorter id, or widen the column version_num before the upgrade"), {index},
                false);
    }

    const RevisionMap& m_map;
    QList<GraphProblem> m_problems;
};

} // namespace

QList<GraphProblem> findGraphProblems(const RevisionMap& map)
{
    return Finder(map).find();
}

} // namespace athanor
