// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The part of MainWindow that knows what waits for a decision: problems of the files, Python that nobody
// agreed to run, several heads, rows that no run can start from.

#include "bridge/projectpython.h"
#include "core/identifiererrors.h"
#include "gui/banner.h"
#include "gui/connections/connectionspanel.h"
#include "gui/history/historypage.h"
#include "gui/inspector/inspector.h"
#include "gui/mainwindow.h"
#include "gui/newrevision/mergedialog.h"
#include "gui/problems.h"
#include "gui/repair/repairdialog.h"
#include "models/texts.h"

#include <QAction>

#include <algorithm>

namespace athanor {

namespace {

constexpr int kHeadsNamed = 4;

QStringList headsOf(const RevisionMap& map)
{
    QStringList ids;
    for (const int head : map.heads())
        ids.append(map.at(head).id);
    return ids;
}

/// Whether each head belongs to a branch with a name of its own: then several are meant.
bool areNamedBranches(const RevisionMap& map)
{
    return std::all_of(map.heads().cbegin(), map.heads().cend(), [&map](int head) {
        const auto labels = map.branchLabels(head);
        return std::any_of(labels.cbegin(), labels.cend(), [&map, head](const QString& label) {
            return std::none_of(map.heads().cbegin(), map.heads().cend(),
                                [&](int other) { return other != head && map.hasBranchLabel(other, label); });
        });
    });
}

QAction* makeAction(const QString& text, const QString& name, QObject* parent)
{
    auto* action = new QAction(text, parent);
    action->setObjectName(name);
    return action;
}

} // namespace

void MainWindow::connectAdvice()
{
    m_advice = new Advice(*m_adviceBanner, m_settings.dismissedAdvice, this);
    m_trustNow = makeAction(tr("Show SQL and Run Revisions"), QStringLiteral("trustNow"), this);
    m_notNow = makeAction(tr("Not Now"), QStringLiteral("trustNotNow"), this);
    const auto trust = [this] { m_python.setTrusted(true); };
    connect(m_advice, &Advice::dismissed, this, [this](const QString& key) {
        m_settings.addDismissedAdvice(key);
        m_settings.save(m_store);
    });
    connect(m_trustNow, &QAction::triggered, this, trust);
    connect(m_notNow, &QAction::triggered, this, [this] { m_advice->dismiss(Advice::Matter::Trust); });
    connect(m_inspector, &Inspector::trustRequested, this, trust);
    connect(&m_python, &PythonBridge::trustChanged, this, &MainWindow::showTrust);
    connect(&m_python, &PythonBridge::agreed, this, [this] {
        if (hasComputedRevisions({m_keeper.map(), m_keeper.fileErrors()}))
            m_keeper.reload();
    });
    connect(&m_python, &PythonBridge::rendered, m_inspector, &Inspector::setRendered);
    connect(&m_python, &PythonBridge::failed, this, [this](const Error& error) { m_banner->show(error); });
    connect(m_commands->action(Command::TrustProject), &QAction::triggered, &m_python,
            &PythonBridge::setTrusted);
    connect(m_commands->action(Command::MergeHeads), &QAction::triggered, this, &MainWindow::openMergeDialog);
    connect(m_commands->action(Command::RepairRows), &QAction::triggered, this,
            &MainWindow::openRepairDialog);
}

void MainWindow::showProblems()
{
    const auto problems = problemsOf(m_keeper.fileErrors(), m_keeper.map());
    if (problems.summary.isEmpty())
        return;
    m_banner->show(problems.fatal ? Banner::Kind::Failure : Banner::Kind::Warning, problems.summary,
                   problems.details, kProjectTopic);
}

void MainWindow::showTrust()
{
    m_commands->action(Command::TrustProject)->setChecked(m_python.isTrusted());
    m_inspector->setTrusted(m_python.isTrusted(), m_python.folder());
    renderShown();
    if (m_python.hasRevisions() && !m_python.isTrusted()) {
        Advice::Piece piece;
        piece.key = QStringLiteral("trust:") + m_python.folder();
        piece.text
            = tr("Revisions here are written in Python. Showing their SQL and running them runs the code in "
                 "%1 with your rights. History, plans and SQL revisions work without.")
                  .arg(m_python.folder());
        piece.actions = {m_trustNow, m_notNow};
        m_advice->say(Advice::Matter::Trust, piece);
    } else {
        m_advice->drop(Advice::Matter::Trust);
    }
    updateActions();
}

void MainWindow::renderShown()
{
    const auto& map = m_keeper.map();
    const auto index = map.indexOf(m_history->selectedRevision());
    if (index >= 0 && map.at(index).format == RevisionFormat::Python)
        m_python.render(map.at(index));
    else
        m_python.forget();
}

void MainWindow::adviseOnHeads()
{
    const auto heads = headsOf(m_keeper.map());
    if (heads.size() < 2 || areNamedBranches(m_keeper.map())) {
        m_advice->drop(Advice::Matter::Heads);
        return;
    }
    Advice::Piece piece;
    piece.key
        = QStringLiteral("heads:%1:%2").arg(m_keeper.project()->settings().configFile, heads.join(u','));
    piece.kind = Banner::Kind::Warning;
    piece.text = tr("%1 heads: %2. An upgrade to \"head\" stops here until a merge revision joins them.")
                     .arg(heads.size())
                     .arg(plainLine(identifierErrors::nameList(heads, kHeadsNamed)));
    piece.actions = {m_commands->action(Command::MergeHeads)};
    m_advice->say(Advice::Matter::Heads, piece);
}

void MainWindow::adviseOnRows()
{
    const auto profile = m_connections->chosenProfile();
    const auto status = m_monitor.status(profile.id);
    const auto isOfProject = m_keeper.project()
        && (profile.project.isEmpty() || profile.project == m_keeper.project()->settings().configFile);
    const auto isKnown = status.checkedAt.isValid() && status.state != ConnectionStatus::State::Failed;
    m_rowProblems
        = isOfProject && isKnown ? findRowProblems(m_keeper.map(), status.rows) : QList<RowProblem>();
    updateActions();
    if (m_rowProblems.isEmpty() || isBusy()) {
        m_advice->drop(Advice::Matter::Rows);
        return;
    }
    QStringList sentences;
    for (const auto& problem : std::as_const(m_rowProblems)) {
        const auto row = plainLine(problem.row, 60);
        sentences.append(
            problem.kind == RowProblem::Kind::Unknown
                ? tr("%1 stands at '%2', which this project does not have.").arg(profile.name, row)
                : tr("%1 has a row '%2', which its row '%3' implies.")
                      .arg(profile.name, row, plainLine(problem.coveredBy, 60)));
    }
    Advice::Piece piece;
    piece.key = QStringLiteral("rows:%1:%2").arg(profile.id, status.rows.join(u','));
    piece.kind = Banner::Kind::Warning;
    piece.text = sentences.size() > 3
        ? tr("%1 rows of %2's version table do not fit this project.").arg(sentences.size()).arg(profile.name)
        : sentences.join(u' ');
    piece.actions = {m_commands->action(Command::RepairRows)};
    piece.keepsDismissal = false;
    m_advice->say(Advice::Matter::Rows, piece);
}

void MainWindow::allowAdvised(const QString& noProject, const QString& mayNotRun)
{
    const auto heads = m_keeper.map().heads().size();
    const auto name = m_connections->chosenProfile().name;
    m_commands->allow(Command::MergeHeads,
                      !noProject.isEmpty() ? noProject
                          : !m_keeper.map().isUsable()
                          ? tr("The revision files have problems; solve them first.")
                          : heads < 2 ? tr("There is nothing to merge: the project has one head.")
                                      : QString());
    m_commands->allow(Command::TrustProject,
                      !noProject.isEmpty()     ? noProject
                          : m_python.hasCode() ? QString()
                                               : tr("The project has no Python that would have to run."));
    m_commands->allow(Command::RepairRows,
                      !mayNotRun.isEmpty() ? mayNotRun
                          : m_rowProblems.isEmpty()
                          ? tr("Nothing is known to be wrong with the rows of %1.").arg(name)
                          : QString());
}

void MainWindow::openMergeDialog()
{
    if (!m_keeper.project() || m_keeper.map().heads().size() < 2)
        return;
    auto* dialog = new MergeDialog(*m_keeper.project(), m_keeper.map(), m_python, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &MergeDialog::trustRequested, this, [this] { m_python.setTrusted(true); });
    connect(dialog, &MergeDialog::merged, this, [this](const QString&, const QString& id) {
        m_keeper.reload();
        selectRevision(id);
    });
    dialog->open();
}

void MainWindow::openRepairDialog()
{
    const auto profile = m_connections->chosenProfile();
    if (!m_keeper.project() || m_rowProblems.isEmpty())
        return;
    RepairDialog::Options options;
    options.connection = profile.name;
    options.project = m_keeper.project()->settings();
    options.map = m_keeper.map();
    options.rows = m_monitor.status(profile.id).rows;
    auto* dialog = new RepairDialog(options, m_pool, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RepairDialog::stampRequested, this, [this](const QStringList& targets) {
        openRunDialog(Direction::Stamp, targets.join(u' '), true);
    });
    dialog->open();
}

} // namespace athanor
