// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/repair/repairdialog.h"

#include "gui/backgroundpool.h"
#include "gui/run/targetmodel.h"
#include "models/texts.h"

#include "ui_repairdialog.h"

#include <QComboBox>
#include <QCompleter>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace athanor {

namespace {

enum Column { RowColumn, ProblemColumn, ChoiceColumn };

constexpr int kRemove = Qt::UserRole + 1; ///< true on the choice that removes the row

QTableWidgetItem* cell(const QString& text)
{
    auto* item = new QTableWidgetItem(plainLine(text));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    item->setToolTip(QStringLiteral("<span>%1</span>").arg(text.toHtmlEscaped()));
    return item;
}

} // namespace

RepairDialog::RepairDialog(Options options, BackgroundPool& pool, QWidget* parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::RepairDialog>())
    , m_options(std::move(options))
    , m_pool(pool)
    , m_problems(findRowProblems(m_options.map, m_options.rows))
    , m_revisions(new TargetModel(m_options.map, this))
{
    m_ui->setupUi(this);
    setWindowTitle(tr("Repair the Version Table of %1").arg(m_options.connection));
    m_ui->buttonBox->button(QDialogButtonBox::Ok)->setText(tr("&Continue to Stamp…"));
    connect(m_ui->buttonBox, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_ui->buttonBox, &QDialogButtonBox::accepted, this, [this] {
        const QStringList chosen = targets();
        accept();
        emit stampRequested(chosen);
    });
    fillTable();
    search();
    updateState();
}

RepairDialog::~RepairDialog()
{
    m_cancel.cancel();
}

QString RepairDialog::whatIsWrong(const RowProblem& problem) const
{
    if (problem.kind == RowProblem::Kind::Covered)
        return tr("Stands below %1, which implies it").arg(problem.coveredBy);
    return problem.closeIds.isEmpty() ? tr("No revision of this project")
                                      : tr("No revision of this project; called much like %1")
                                            .arg(problem.closeIds.join(QStringLiteral(", ")));
}

void RepairDialog::fillTable()
{
    QTableWidget* table = m_ui->rowsTable;
    table->setHorizontalHeaderLabels({tr("Row"), tr("What is wrong"), tr("Instead")});
    table->horizontalHeader()->setSectionResizeMode(ProblemColumn, QHeaderView::Stretch);
    table->horizontalHeader()->resizeSection(RowColumn, 160);
    table->horizontalHeader()->resizeSection(ChoiceColumn, 200);
    for (const QString& row : std::as_const(m_options.rows)) {
        const auto problem = std::find_if(m_problems.cbegin(), m_problems.cend(),
                                          [&row](const RowProblem& one) { return one.row == row; });
        addRow(row, problem == m_problems.cend() ? nullptr : &*problem);
    }
}

void RepairDialog::addRow(const QString& row, const RowProblem* problem)
{
    QTableWidget* table = m_ui->rowsTable;
    const int at = table->rowCount();
    table->insertRow(at);
    table->setItem(at, RowColumn, cell(row));
    table->setItem(at, ProblemColumn, cell(problem ? whatIsWrong(*problem) : tr("Nothing")));
    if (!problem) {
        table->setItem(at, ChoiceColumn, cell(tr("Stays")));
        m_choices.append(nullptr);
        return;
    }
    auto* choice = new QComboBox;
    choice->setObjectName(QStringLiteral("choice%1").arg(at));
    choice->setAccessibleName(tr("What row %1 becomes").arg(row));
    choice->setEditable(true);
    choice->setInsertPolicy(QComboBox::NoInsert);
    choice->lineEdit()->setPlaceholderText(tr("choose, or type a revision"));
    choice->addItems(problem->closeIds);
    choice->addItem(tr("Remove the row"));
    choice->setItemData(choice->count() - 1, true, kRemove);
    auto* completer = new QCompleter(m_revisions, choice);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    choice->setCompleter(completer);
    // What another row implies can go; where an unknown one stood, only people know.
    choice->setCurrentIndex(problem->kind == RowProblem::Kind::Covered ? choice->count() - 1 : -1);
    connect(choice, &QComboBox::editTextChanged, this, &RepairDialog::updateState);
    connect(choice, &QComboBox::currentIndexChanged, this, &RepairDialog::updateState);
    table->setCellWidget(at, ChoiceColumn, choice);
    m_choices.append(choice);
}

void RepairDialog::search()
{
    QStringList unknown;
    for (const RowProblem& problem : std::as_const(m_problems)) {
        if (problem.kind == RowProblem::Kind::Unknown)
            unknown.append(problem.row);
    }
    m_ui->sightingsLabel->setVisible(!unknown.isEmpty());
    if (unknown.isEmpty())
        return;
    m_ui->sightingsLabel->setText(tr("Searching the other branches of the repository…"));
    m_pool
        .submit(m_cancel,
                [project = m_options.project, unknown, cancel = m_cancel] {
                    return findInGit(project, unknown, cancel);
                })
        .then(this, [this](const Result<QList<GitSighting>>& found) { showSightings(found); });
}

void RepairDialog::showSightings(const Result<QList<GitSighting>>& found)
{
    if (!found) {
        m_ui->sightingsLabel->setText(tr("%1. %2.").arg(found.error().message, found.error().hint));
        return;
    }
    if (found->isEmpty()) {
        m_ui->sightingsLabel->setText(
            tr("No other branch of the repository has it. Whoever upgraded this database last may know."));
        return;
    }
    QStringList lines;
    for (const GitSighting& sighting : *found)
        lines.append(
            tr("Branch %1 has revision %2: %3")
                .arg(plainLine(sighting.branch), plainLine(sighting.revision), plainLine(sighting.file)));
    lines.append(tr("Merge or check out that branch instead, and nothing needs repair."));
    m_ui->sightingsLabel->setText(lines.join(QLatin1Char('\n')));
}

QString RepairDialog::unanswered() const
{
    for (qsizetype i = 0; i < m_choices.size(); ++i) {
        const QComboBox* choice = m_choices.at(i);
        if (!choice || choice->currentData(kRemove).toBool())
            continue;
        const QString text = choice->currentText().trimmed();
        if (text.isEmpty())
            return tr("Choose what becomes of row %1.").arg(plainLine(m_options.rows.at(i)));
        if (m_options.map.indexOf(text) < 0)
            return tr("There is no revision %1 in this project.").arg(plainLine(text));
    }
    return {};
}

QStringList RepairDialog::targets() const
{
    if (!unanswered().isEmpty())
        return {};
    QStringList wanted;
    for (qsizetype i = 0; i < m_choices.size(); ++i) {
        const QComboBox* choice = m_choices.at(i);
        if (choice && choice->currentData(kRemove).toBool())
            continue;
        const QString row = choice ? choice->currentText().trimmed() : m_options.rows.at(i);
        if (!wanted.contains(row))
            wanted.append(row);
    }
    wanted = withoutProblems(wanted, findRowProblems(m_options.map, wanted));
    return wanted.isEmpty() ? QStringList{QStringLiteral("base")} : wanted;
}

void RepairDialog::updateState()
{
    const QString open = unanswered();
    const QStringList chosen = targets();
    m_ui->buttonBox->button(QDialogButtonBox::Ok)->setEnabled(open.isEmpty());
    if (!open.isEmpty())
        m_ui->resultLabel->setText(open);
    else if (chosen == QStringList{QStringLiteral("base")})
        m_ui->resultLabel->setText(tr("The version table will be empty: nothing counts as applied."));
    else
        m_ui->resultLabel->setText(
            tr("The version table will hold %1.").arg(plainLine(chosen.join(QStringLiteral(", ")))));
}

} // namespace athanor
