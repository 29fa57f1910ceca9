// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/planmodel.h"

#include "models/modeltext.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <memory>

using namespace athanor;
using test::modelText;

namespace {

Step step(const QString& revision, const QString& message, Direction direction = Direction::Upgrade)
{
    Step result;
    result.direction = direction;
    result.revision = revision;
    result.message = message;
    result.file = QStringLiteral("/p/%1.sql").arg(revision);
    return result;
}

Script script(const QString& revision, const QString& sql, int firstLine = 5)
{
    Script result;
    result.revision = revision;
    result.file = QStringLiteral("/p/%1.sql").arg(revision);
    result.statements = splitStatements(sql, result.file, firstLine).value();
    for (const SqlStatement& statement : std::as_const(result.statements)) {
        result.transactional = result.transactional && statement.outsideTransactionReason.isEmpty();
        result.outsideTransactionReason += statement.outsideTransactionReason;
    }
    return result;
}

} // namespace

class TestPlanModel : public QObject {
    Q_OBJECT
private slots:
    void init();
    void showsStepsAndTheirStatements();
    void givesSqlAndPlaces();
    void showsStepsWithoutScripts();
    void saysWhichStepsRunInPython();
    void renderedStepsLeadToTheirPython();
    void showsTheQueriesThatVerifyAStep();
    void showsWhatIsRecordedWhereNothingElseRuns();
    void hostileTextsStayOneLine();
    void speaksToScreenReaders();

private:
    std::unique_ptr<PlanModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestPlanModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<PlanModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    Plan plan;
    plan.steps = {step("0001", "Baseline"), step("0002", "Index"), step("0003", "Empty")};
    plan.steps[1].reversible = false;
    m_model->setPlan(plan,
                     {script("0001", "CREATE TABLE t (\n  id bigint\n);\nCOMMENT ON TABLE t IS 'x';"),
                      script("0002", "CREATE INDEX CONCURRENTLY i ON t (id);"), script("0003", "")});
}

void TestPlanModel::showsStepsAndTheirStatements()
{
    QCOMPARE(modelText(*m_model).join(u'\n'),
             "1 | 0001 | Baseline | 2 statements\n"
             "   | line 5 | CREATE TABLE t ( id bigint )\n"
             "   | line 8 | COMMENT ON TABLE t IS 'x'\n"
             "2 | 0002 | Index | outside a transaction; cannot be downgraded; 1 statement\n"
             "   | line 5 | CREATE INDEX CONCURRENTLY i ON t (id) | CREATE INDEX CONCURRENTLY at line 5 "
             "cannot run in "
             "a transaction\n"
             "3 | 0003 | Empty | no statements");
    QVERIFY(m_model->index(1, PlanModel::NotesColumn)
                .data(Qt::ToolTipRole)
                .toString()
                .contains("CREATE INDEX CONCURRENTLY at line 5 cannot run in a transaction"));
    QCOMPARE(m_model->headerData(PlanModel::NotesColumn, Qt::Horizontal).toString(), "Notes");
}

void TestPlanModel::givesSqlAndPlaces()
{
    const QModelIndex first = m_model->index(0, 0), second = m_model->index(1, 0);
    const QModelIndex comment = m_model->index(1, 2, first);
    QCOMPARE(comment.data(PlanModel::SqlRole).toString(), "COMMENT ON TABLE t IS 'x'");
    QCOMPARE(comment.data(PlanModel::LineRole).toInt(), 8);
    QCOMPARE(comment.data(PlanModel::StepRole).toInt(), 0);
    QCOMPARE(comment.data(PlanModel::StatementRole).toInt(), 1);
    QCOMPARE(comment.data(PlanModel::FilePathRole).toString(), "/p/0001.sql");
    QCOMPARE(first.data(PlanModel::StatementRole).toInt(), -1);
    QCOMPARE(first.data(PlanModel::SqlRole).toString(),
             "CREATE TABLE t (\n  id bigint\n);\n\nCOMMENT ON TABLE t IS 'x';");
    QVERIFY(first.data(PlanModel::TransactionalRole).toBool());
    QVERIFY(!second.data(PlanModel::TransactionalRole).toBool());
    QVERIFY(!second.data(PlanModel::ReversibleRole).toBool());
}

void TestPlanModel::showsStepsWithoutScripts()
{
    Plan plan;
    plan.steps = {step("0001", "Baseline", Direction::Stamp), step("", "", Direction::Stamp)};
    m_model->setPlan(plan, {});
    QCOMPARE(modelText(*m_model).join(u'\n'), "1 | 0001 | Baseline\n2");
    QCOMPARE(m_model->index(0, 0).data(PlanModel::SqlRole).toString(), QString());
    QVERIFY(m_model->index(0, 0).data(PlanModel::TransactionalRole).toBool());
    m_model->setPlan({}, {});
    QCOMPARE(m_model->rowCount(), 0);
}

void TestPlanModel::saysWhichStepsRunInPython()
{
    Plan plan;
    plan.steps = {step("0001", "Asks"), step("0002", "By env.py"), step("0003", "SQL")};
    Script asks = script("0001", "");
    asks.live = QStringLiteral("op.get_bind() at line 12");
    Script byEnvPy = script("0002", "");
    byEnvPy.live = QStringLiteral("it runs through env.py");
    byEnvPy.throughEnvPy = true;
    m_model->setPlan(plan, {asks, byEnvPy, script("0003", "SELECT 1;")});
    QCOMPARE(modelText(*m_model).join(u'\n'),
             "1 | 0001 | Asks | needs a live connection: op.get_bind() at line 12; runs in Python\n"
             "2 | 0002 | By env.py | runs in Python, through the project's env.py\n"
             "3 | 0003 | SQL | 1 statement\n"
             "   | line 5 | SELECT 1");
    QCOMPARE(m_model->index(0, 0).data(PlanModel::LiveRole).toBool(), true);
    QCOMPARE(m_model->index(2, 0).data(PlanModel::LiveRole).toBool(), false);
}

void TestPlanModel::renderedStepsLeadToTheirPython()
{
    Plan plan;
    plan.steps = {step("0001", "Rendered")};
    Script rendered = script("0001", "SELECT 1;");
    rendered.sourceFile = QStringLiteral("/p/0001.py");
    rendered.statements[0].sourceLine = 12;
    m_model->setPlan(plan, {rendered});
    const QModelIndex first = m_model->index(0, 0);
    QCOMPARE(first.siblingAtColumn(PlanModel::NotesColumn).data().toString(),
             QStringLiteral("1 statement; SQL rendered from Python"));
    QCOMPARE(first.data(PlanModel::FilePathRole).toString(), plan.steps.first().file);
    QCOMPARE(first.data(PlanModel::LineRole).toInt(), 12);
    const QModelIndex statement = m_model->index(0, 0, first);
    QCOMPARE(statement.data(PlanModel::FilePathRole).toString(), rendered.file);
    QCOMPARE(statement.data(PlanModel::LineRole).toInt(), rendered.statements.first().line);
}

void TestPlanModel::showsTheQueriesThatVerifyAStep()
{
    Plan plan;
    plan.steps = {step("0001", "Baseline")};
    Script checked = script("0001", "CREATE TABLE t (id int);");
    checked.verifications = splitStatements(u"SELECT count(*) = 0 FROM t;", checked.file, 9).value();
    m_model->setPlan(plan, {checked});
    QCOMPARE(modelText(*m_model).join(u'\n'),
             "1 | 0001 | Baseline | 1 statement; verified by 1 query\n"
             "   | line 5 | CREATE TABLE t (id int)\n"
             "   | line 9 | SELECT count(*) = 0 FROM t | verifies: must return true");
    const QModelIndex first = m_model->index(0, 0);
    const QModelIndex query = m_model->index(1, 0, first);
    QCOMPARE(query.data(PlanModel::SqlRole).toString(), "SELECT count(*) = 0 FROM t");
    QCOMPARE(query.data(PlanModel::LineRole).toInt(), 9);
    QVERIFY(query.data(Qt::AccessibleTextRole).toString().startsWith("Verifies"));
    QCOMPARE(first.data(PlanModel::SqlRole).toString(),
             "CREATE TABLE t (id int);\n\n"
             "-- must return true before the revision is recorded\nSELECT count(*) = 0 FROM t;");
}

void TestPlanModel::showsWhatIsRecordedWhereNothingElseRuns()
{
    Plan plan;
    plan.steps = {step("0001", "Baseline"), step("0002", "Merge")};
    m_model->setPlan(plan, {script("0001", "SELECT 1;"), script("0002", "")}, {"INSERT 1;", "UPDATE 2;"});
    QCOMPARE(m_model->index(0, 0).data(PlanModel::SqlRole).toString(), "SELECT 1;");
    QCOMPARE(m_model->index(1, 0).data(PlanModel::SqlRole).toString(),
             "-- no SQL of the revision runs; this records it\nUPDATE 2;");
}

void TestPlanModel::hostileTextsStayOneLine()
{
    Plan plan;
    plan.steps = {step("a\nb", "<b>x</b>\r\n\U0001F600")};
    m_model->setPlan(plan, {});
    QCOMPARE(modelText(*m_model).join(u'\n'), QStringLiteral("1 | a b | <b>x</b> \U0001F600"));
}

void TestPlanModel::speaksToScreenReaders()
{
    QCOMPARE(m_model->index(0, 0).data(Qt::AccessibleTextRole).toString(),
             "Step 1: 0001 Baseline, 2 statements");
    QCOMPARE(m_model->index(0, 0, m_model->index(0, 0)).data(Qt::AccessibleTextRole).toString(),
             "Line 5: CREATE TABLE t ( id bigint )");
}

QTEST_GUILESS_MAIN(TestPlanModel)
#include "tst_planmodel.moc"
