// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/run/rundialog.h"

#include "core/errortext.h"
#include "db/versionsql.h"
#include "gui/appearance.h"
#include "gui/backgroundpool.h"
#include "gui/connections/environmentcolour.h"
#include "gui/editor/codeeditor.h"
#include "gui/passwordprovider.h"
#include "gui/run/runwords.h"
#include "gui/run/targetcombo.h"
#include "gui/run/targetmodel.h"
#include "models/planmodel.h"

#include "ui_rundialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QScreen>
#include <QStyledItemDelegate>

#include <algorithm>
#include <tuple>

namespace athanor {
namespace {

constexpr int kDebounceMilliseconds = 250;
constexpr int kLongestButton = 72;

/// Ids and SQL in the fixed font, as everywhere.
class PlanDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const bool step = !index.parent().isValid();
        if (index.column() == (step ? PlanModel::RevisionColumn : PlanModel::MessageColumn))
            option->font = monospacedFont();
    }
};

QString defaultTarget(Direction direction, const RevisionMap& map)
{
    if (direction == Direction::Downgrade)
        return QStringLiteral("-1");
    return map.heads().size() > 1 ? QStringLiteral("heads") : QStringLiteral("head");
}

/// For each step the SQL that moves the version rows.
QStringList recordingsOf(const Plan& plan, const VersionTable& table)
{
    QStringList all;
    for (const Step& step : plan.steps) {
        QStringList lines;
        for (const VersionRowChange& change : step.rowChanges)
            lines.append(rowChangeSql(table, change));
        all.append(lines.join(u'\n'));
    }
    return all;
}

bool hasPython(const RevisionMap& map, const Plan& plan)
{
    return std::any_of(plan.steps.cbegin(), plan.steps.cend(), [&map](const Step& step) {
        const int index = map.indexOf(step.revision);
        return step.direction != Direction::Stamp && index >= 0
            && map.at(index).format == RevisionFormat::Python;
    });
}

/// Leaves out what Python revisions run: nobody agreed to ask for it.
Result<QList<Script>> loadWithoutPython(const RevisionMap& map, const Plan& plan, const CancelToken&)
{
    QList<Script> scripts;
    if (plan.direction == Direction::Stamp)
        return scripts;
    for (const Step& step : plan.steps) {
        const Revision& revision = map.at(map.indexOf(step.revision));
        auto script = revision.format == RevisionFormat::Python ? Result<Script>(Script())
                                                                : loadScript(revision, step.direction);
        if (!script)
            return fail(script.error());
        scripts.append(*std::move(script));
    }
    return scripts;
}

/// \a text as a button's text: no mnemonic from a name, and not wider than a dialog.
QString buttonText(QString text)
{
    if (text.size() > kLongestButton)
        text = text.left(kLongestButton / 2) + u'…' + text.right(kLongestButton / 2);
    return text.replace(u'&', QLatin1String("&&"));
}

} // namespace

RunDialog::RunDialog(Options options, BackgroundPool& pool, PasswordProvider& passwords, QWidget* parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::RunDialog>())
    , m_options(std::move(options))
    , m_pool(pool)
    , m_passwords(passwords)
    , m_planModel(new PlanModel(this))
    , m_targetModel(new TargetModel(m_options.map, this))
{
    m_ui->setupUi(this);
    // The buttons stay on a small or a much enlarged screen.
    resize(size().boundedTo(screen()->availableSize() - QSize(4 * kSpace, 8 * kSpace)));
    for (QLabel* label : {m_ui->statusLabel, m_ui->confirmLabel})
        label->setMinimumWidth(1); // long ids and paths do not make the dialog wider
    setUpBand();
    setUpTarget();
    setUpPlan();
    setUpOptions();
    setUpPython();
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(kDebounceMilliseconds);
    connect(&m_debounce, &QTimer::timeout, this, &RunDialog::plan);
    connect(m_ui->againButton, &QPushButton::clicked, this, &RunDialog::plan);
    connect(m_ui->confirmEdit, &QLineEdit::textChanged, this, &RunDialog::updateState);
    m_ui->buttonBox->addButton(m_ui->runButton, QDialogButtonBox::AcceptRole);
    m_ui->buttonBox->addButton(m_ui->cancelButton, QDialogButtonBox::RejectRole);
    connect(m_ui->cancelButton, &QPushButton::clicked, this, &RunDialog::reject);
    connect(m_ui->runButton, &QPushButton::clicked, this, &RunDialog::run);
    m_ui->targetCombo->setFocus();
    plan();
}

RunDialog::~RunDialog()
{
    m_cancel.cancel();
}

void RunDialog::setUpBand()
{
    const QColor colour = environmentColour(m_options.environment);
    m_ui->environmentBand->setAutoFillBackground(true);
    QPalette palette = m_ui->environmentBand->palette();
    palette.setColor(QPalette::Window, colour);
    palette.setColor(QPalette::WindowText, readableOn(colour));
    m_ui->environmentBand->setPalette(palette);
    m_ui->databaseLabel->setText(tr("%1: %2").arg(
        m_options.profile.name, m_options.profile.parameters.withoutPassword().displayText()));
    m_ui->environmentLabel->setText(m_options.environment.name);
    QFont bold = m_ui->environmentLabel->font();
    bold.setBold(true);
    m_ui->environmentLabel->setFont(bold);
}

void RunDialog::setUpTarget()
{
    m_ui->directionCombo->setCurrentIndex(int(m_options.direction));
    m_targetModel->setDirection(m_options.direction);
    setUpTargetCombo(m_ui->targetCombo, m_targetModel);
    m_ui->targetCombo->setEditText(
        m_options.target.isEmpty() ? defaultTarget(m_options.direction, m_options.map) : m_options.target);
    m_ui->purgeCheckBox->setVisible(m_options.direction == Direction::Stamp);
    m_ui->purgeCheckBox->setChecked(m_options.purge);
    connect(m_ui->directionCombo, &QComboBox::currentIndexChanged, this, &RunDialog::changeDirection);
    connect(m_ui->targetCombo, &QComboBox::editTextChanged, this, &RunDialog::planLater);
    connect(m_ui->purgeCheckBox, &QCheckBox::toggled, this, &RunDialog::planLater);
}

void RunDialog::setUpPlan()
{
    QTreeView* tree = m_ui->planTree;
    tree->setModel(m_planModel);
    tree->header()->setStretchLastSection(false);
    tree->header()->setSectionResizeMode(PlanModel::MessageColumn, QHeaderView::Stretch);
    tree->setItemDelegate(new PlanDelegate(tree));
    fitColumns();
    m_sql = new CodeEditor(CodeEditor::Use::View, this);
    m_sql->setObjectName(QStringLiteral("sqlView"));
    m_sql->setLanguage(CodeEditor::Language::Sql);
    m_sql->setAccessibleName(tr("SQL of the selected step"));
    m_ui->sqlLayout->addWidget(m_sql);
    setTabOrder(tree, m_sql);
    setTabOrder(m_sql, m_ui->optionsButton);
    m_ui->sqlTitle->setElideMode(Qt::ElideMiddle);
    m_ui->splitter->setSizes({240, 200});
    connect(tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &RunDialog::showSql);
    connect(tree, &QTreeView::activated, this, [this](const QModelIndex& index) {
        const QString path = index.data(PlanModel::FilePathRole).toString();
        if (!path.isEmpty())
            emit openFile(path, index.data(PlanModel::LineRole).toInt());
    });
}

void RunDialog::setUpOptions()
{
    m_ui->waitSpin->setValue(static_cast<int>(m_options.runLockTimeout.count()));
    m_ui->lockSpin->setValue(static_cast<int>(m_options.lockTimeout.count()));
    m_ui->statementSpin->setValue(static_cast<int>(m_options.statementTimeout.count()));
    m_ui->optionsBox->hide();
    connect(m_ui->optionsButton, &QToolButton::toggled, this, [this](bool open) {
        m_ui->optionsBox->setVisible(open);
        m_ui->optionsButton->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
}

void RunDialog::setUpPython()
{
    auto* python = m_options.python;
    m_ui->trustButton->hide();
    m_ui->envPyCheckBox->setVisible(python && python->hasRevisions());
    if (!python)
        return;
    m_pythonSide = python->runSide();
    connect(m_ui->trustButton, &QPushButton::clicked, this, &RunDialog::trustRequested);
    connect(m_ui->envPyCheckBox, &QCheckBox::toggled, this, &RunDialog::planLater);
    connect(python, &PythonBridge::trustChanged, this, [this, python] {
        if (python->isTrusted() == bool(m_pythonSide.load))
            return;
        m_pythonSide = python->runSide();
        plan();
    });
}

Direction RunDialog::direction() const
{
    return Direction(m_ui->directionCombo->currentIndex());
}

void RunDialog::changeDirection()
{
    m_targetModel->setDirection(direction());
    m_ui->targetCombo->setEditText(defaultTarget(direction(), m_options.map));
    m_ui->purgeCheckBox->setVisible(direction() == Direction::Stamp);
    m_ui->confirmEdit->clear();
    planLater();
}

void RunDialog::planLater()
{
    // What is shown no longer answers what the fields say.
    m_cancel.cancel();
    ++m_serial;
    m_preview.reset();
    m_debounce.start();
    updateState();
}

RunRequest RunDialog::request() const
{
    static const QRegularExpression separators(QStringLiteral("[\\s,]+"));
    RunRequest request;
    request.direction = direction();
    const QString target = m_ui->targetCombo->currentText().trimmed();
    if (request.direction == Direction::Stamp) {
        request.targets = target.split(separators, Qt::SkipEmptyParts);
        request.purge = m_ui->purgeCheckBox->isChecked();
    } else {
        request.targets = {target};
    }
    request.transaction
        = m_ui->transactionCombo->currentIndex() == 1 ? TransactionMode::All : TransactionMode::PerRevision;
    request.runLockTimeout = std::chrono::seconds(m_ui->waitSpin->value());
    request.lockTimeout = std::chrono::seconds(m_ui->lockSpin->value());
    request.statementTimeout = std::chrono::seconds(m_ui->statementSpin->value());
    request.loadScripts = m_ui->envPyCheckBox->isChecked() ? m_pythonSide.loadForEnvPy : m_pythonSide.load;
    if (!request.loadScripts)
        request.loadScripts = loadWithoutPython;
    request.liveRunner = m_pythonSide.live;
    if (m_preview)
        request.shown = m_preview->prepared;
    return request;
}

void RunDialog::plan()
{
    m_debounce.stop();
    m_cancel.cancel();
    m_cancel = CancelToken();
    const int serial = ++m_serial;
    m_preview.reset();
    if (m_ui->targetCombo->currentText().trimmed().isEmpty()) {
        m_planModel->setPlan({}, {});
        updateState();
        m_ui->statusLabel->setText(tr("Say which revision to go to."));
        return;
    }
    updateState();
    m_ui->statusLabel->setText(tr("Reading where %1 stands…").arg(m_options.profile.name));
    m_passwords.complete(m_options.profile)
        .then(this, [this, serial](const Result<ConnectionParameters>& parameters) {
            if (serial != m_serial)
                return;
            if (parameters)
                prepare(*parameters);
            else
                showPreview(fail(parameters.error()));
        });
}

void RunDialog::prepare(const ConnectionParameters& parameters)
{
    m_pool
        .submit(m_cancel,
                [parameters, cancel = m_cancel, table = m_options.table, map = m_options.map,
                 wanted = request()]() -> Result<Preview> {
                    auto session = Session::open(parameters, cancel);
                    if (!session)
                        return fail(session.error());
                    auto prepared = athanor::prepare(**session, table, map, wanted, cancel);
                    if (!prepared)
                        return fail(prepared.error());
                    return Preview{(*session)->server(), *std::move(prepared)};
                })
        .then(this, [this, serial = m_serial](const Result<Preview>& preview) {
            if (serial == m_serial)
                showPreview(preview);
        });
}

void RunDialog::showPreview(const Result<Preview>& preview)
{
    if (!preview) {
        if (isPasswordRefused(preview.error()))
            m_passwords.forget(m_options.profile.id);
        m_planModel->setPlan({}, {});
        updateState();
        m_ui->statusLabel->setText(errorText(preview.error()));
        m_ui->againButton->show();
        return;
    }
    m_preview = *preview;
    if (isMissingTrust())
        m_planModel->setPlan(preview->prepared.plan, {});
    else
        m_planModel->setPlan(preview->prepared.plan, preview->prepared.scripts,
                             recordingsOf(preview->prepared.plan, m_options.table));
    fitColumns();
    m_ui->planTree->setCurrentIndex(m_planModel->index(0, 0));
    updateState();
    m_ui->statusLabel->setText(isMissingTrust()
                                   ? tr("Some of these revisions are written in Python. To show their SQL "
                                        "and to run them, Athanor must "
                                        "run the Python code in %1 on this computer, with your rights.")
                                         .arg(m_options.python ? m_options.python->folder() : QString())
                                   : planSummary(preview->prepared.plan, preview->prepared.scripts));
}

void RunDialog::fitColumns()
{
    // As wide as what is in view; the rest is for the message, but ids and notes may be long.
    QTreeView* tree = m_ui->planTree;
    const int width = tree->viewport()->width();
    for (const auto& [column, least, most] : {std::tuple(PlanModel::StepColumn, 9 * kSpace, width / 5),
                                              std::tuple(PlanModel::RevisionColumn, 10 * kSpace, width / 4),
                                              std::tuple(PlanModel::NotesColumn, 16 * kSpace, width / 2)}) {
        tree->resizeColumnToContents(column);
        tree->header()->resizeSection(column,
                                      std::clamp(tree->columnWidth(column), least, std::max(least, most)));
    }
}

void RunDialog::showSql()
{
    const QModelIndex index = m_ui->planTree->currentIndex();
    const QString path = index.data(PlanModel::FilePathRole).toString();
    const int line = index.data(PlanModel::LineRole).toInt();
    m_ui->sqlTitle->setText(path.isEmpty() ? QString()
                                : line > 0 ? tr("%1, line %2").arg(path).arg(line)
                                           : path);
    m_sql->showText(isMissingTrust() && index.isValid()
                        ? QStringLiteral("-- ") + tr("not shown: it would have to be rendered in Python")
                        : index.data(PlanModel::SqlRole).toString());
}

bool RunDialog::isMissingTrust() const
{
    return m_preview && !m_pythonSide.load && hasPython(m_options.map, m_preview->prepared.plan);
}

bool RunDialog::isConfirmed() const
{
    return m_preview
        && (!asksForName(m_options.environment.kind, direction())
            || m_ui->confirmEdit->text() == m_preview->server.database);
}

void RunDialog::updateState()
{
    const bool runnable = m_preview && !m_preview->prepared.plan.steps.isEmpty() && !isMissingTrust();
    m_ui->trustButton->setVisible(m_options.python && isMissingTrust());
    const bool asks = asksForName(m_options.environment.kind, direction());
    m_ui->againButton->hide();
    m_ui->confirmBox->setVisible(asks && runnable);
    if (runnable)
        m_ui->confirmLabel->setText(
            confirmationText(m_options.environment.kind, direction(), m_preview->server.database));
    m_ui->runButton->setEnabled(runnable && isConfirmed());
    m_ui->runButton->setText(buttonText(runnable ? runTitle(m_preview->prepared.plan, m_options.profile.name)
                                                 : directionWord(direction())));
    setWindowTitle(tr("%1 %2").arg(directionWord(direction()), m_options.profile.name));
}

void RunDialog::run()
{
    if (!m_preview || !isConfirmed() || isMissingTrust() || m_preview->prepared.plan.steps.isEmpty())
        return;
    const RunRequest wanted = request();
    const QString title = runTitle(m_preview->prepared.plan, m_options.profile.name);
    accept();
    emit runRequested(m_options.profile, wanted, title);
}

void RunDialog::keyPressEvent(QKeyEvent* event)
{
    // Enter in the target field means "show me": the run itself is started only by its button or Ctrl+Enter.
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && m_ui->targetCombo->lineEdit()->hasFocus() && !(event->modifiers() & Qt::ControlModifier)) {
        plan();
        return;
    }
    if (enter && (event->modifiers() & Qt::ControlModifier)) {
        m_ui->runButton->click();
        return;
    }
    QDialog::keyPressEvent(event);
}

} // namespace athanor
