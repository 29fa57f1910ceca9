// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which Python is a project's, in the layouts that tools make.

#include "bridge/interpreter.h"
#include "support/pythonproject.h"

#include <QCryptographicHash>
#include <QTest>

using namespace athanor;
using namespace athanor::test;

class TestInterpreter : public QObject {
    Q_OBJECT
private slots:
    void init();
    void choiceComesFirst();
    void choiceThatIsNoneIsAnError();
    void environmentInTheProjectOrAbove();
    void pipenv();
    void poetry();
    void activeEnvironment();
    void programAlembicOnThePath();
    void python3OnThePath();
    void noneIsAnError();

private:
    QString make(const QString& path) const
    {
        const QString file = m_project->write(path, "#!/bin/sh\n");
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file;
    }

    Result<Interpreter> find(const QString& choice = {}) const
    {
        return findInterpreter(m_project->open().settings(), choice, m_environment);
    }

    std::unique_ptr<PythonProject> m_project;
    QProcessEnvironment m_environment;
};

void TestInterpreter::init()
{
    m_project = std::make_unique<PythonProject>();
    QDir(m_project->folder()).mkpath(".git"); // nothing above it counts
    m_environment = {};
    m_environment.insert("PATH", m_project->folder() + "/empty");
}

void TestInterpreter::choiceComesFirst()
{
    make(".venv/bin/python");
    const QString chosen = make("other/bin/python");
    QCOMPARE(find("other/bin/python")->path, chosen);
    QCOMPARE(find(m_project->folder() + "/other")->path, chosen);
    m_environment.insert("ATHANOR_PYTHON", chosen);
    QCOMPARE(find()->path, chosen);
}

void TestInterpreter::choiceThatIsNoneIsAnError()
{
    make(".venv/bin/python");
    const auto found = find("/nowhere/python");
    QVERIFY(!found);
    QCOMPARE(found.error().code, QString("no_python"));
    QVERIFY(found.error().message.contains("/nowhere/python"));
}

void TestInterpreter::environmentInTheProjectOrAbove()
{
    const QString venv = make("venv/bin/python3");
    QCOMPARE(find()->path, venv);
    const QString hidden = make(".venv/bin/python");
    QCOMPARE(find()->path, hidden);
    m_project->write("db/alembic.ini", "[alembic]\nscript_location = migrations\n");
    QDir(m_project->folder()).mkpath("db/migrations/versions");
    const auto inner = Project::open(m_project->folder() + "/db");
    QVERIFY(inner);
    QCOMPARE(findInterpreter(inner->settings(), {}, m_environment)->path, hidden);
}

void TestInterpreter::pipenv()
{
    m_project->write("Pipfile", "");
    const QString folder = m_project->folder();
    const QByteArray hash
        = QCryptographicHash::hash((folder + "/Pipfile").toUtf8(), QCryptographicHash::Sha256)
              .toBase64(QByteArray::Base64UrlEncoding)
              .left(8);
    const QString python = make("envs/" + QDir(folder).dirName() + "-" + hash + "/bin/python");
    m_environment.insert("WORKON_HOME", folder + "/envs");
    QCOMPARE(find()->path, python);
    QCOMPARE(find()->origin, QString("pipenv"));
}

void TestInterpreter::poetry()
{
    m_project->write("pyproject.toml", "[tool.poetry]\nname = \"My Shop\"\n");
    const QString folder = m_project->folder();
    const QByteArray hash
        = QCryptographicHash::hash(QFileInfo(folder).canonicalFilePath().toUtf8(), QCryptographicHash::Sha256)
              .toBase64(QByteArray::Base64UrlEncoding)
              .left(8);
    const QString python = make("envs/my_shop-" + hash + "-py3.11/bin/python");
    m_environment.insert("POETRY_VIRTUALENVS_PATH", folder + "/envs");
    QCOMPARE(find()->path, python);
    QCOMPARE(find()->origin, QString("poetry"));
}

void TestInterpreter::activeEnvironment()
{
    const QString python = make("active/bin/python");
    m_environment.insert("VIRTUAL_ENV", m_project->folder() + "/active");
    QCOMPARE(find()->path, python);
}

void TestInterpreter::programAlembicOnThePath()
{
    const QString python = make("tools/python3.9");
    make("first/python3");
    const QString shim = make("first/alembic"); // a shell script, as pyenv's
    Q_UNUSED(shim)
    const QString program = m_project->write("second/alembic", "#!" + python + "\nimport alembic\n");
    QFile::setPermissions(program, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_environment.insert("PATH", m_project->folder() + "/first:" + m_project->folder() + "/second");
    QCOMPARE(find()->path, python);
}

void TestInterpreter::python3OnThePath()
{
    const QString python = make("bin/python3");
    m_environment.insert("PATH", m_project->folder() + "/bin");
    QCOMPARE(find()->path, python);
}

void TestInterpreter::noneIsAnError()
{
    const auto found = find();
    QVERIFY(!found);
    QCOMPARE(found.error().code, QString("no_python"));
    QVERIFY(found.error().hint.contains(".venv"));
}

QTEST_GUILESS_MAIN(TestInterpreter)
#include "tst_interpreter.moc"
