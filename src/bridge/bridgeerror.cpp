// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bridge/bridgeerror.h"

#include <QFileInfo>

namespace athanor {

using namespace Qt::StringLiterals;

namespace {

/// The folder of the virtual environment that \a interpreter belongs to; empty for a Python of the system.
QString environmentOf(const QString& interpreter)
{
    const QString folder = QFileInfo(QFileInfo(interpreter).path()).path();
    return QFileInfo::exists(folder + "/pyvenv.cfg"_L1) ? folder : QString();
}

Error missingAlembic(const QJsonObject& answer, const QString& interpreter)
{
    Error error{.kind = ErrorKind::Project, .code = u"no_alembic"_s};
    const QString message = answer.value("message"_L1).toString();
    if (message.contains("is not the package"_L1))
        error.detail = message;
    error.message = u"Alembic is not installed for %1 (Python %2)"_s.arg(
        interpreter, answer.value("python"_L1).toString());
    error.hint = installHint(u"alembic"_s, interpreter);
    return error;
}

Error tooOld(const QJsonObject& answer, const QString& interpreter)
{
    Error error{.kind = ErrorKind::Project, .code = answer.value("kind"_L1).toString()};
    if (error.code == "old_python"_L1) {
        error.message = u"%1 is Python %2; Athanor needs 3.8 or newer"_s.arg(
            interpreter, answer.value("python"_L1).toString());
        error.hint = u"Make the project's virtual environment with a newer Python"_s;
    } else {
        error.message = u"%1 has Alembic %2; Athanor needs 1.8 or newer"_s.arg(
            interpreter, answer.value("alembic"_L1).toString());
        error.hint = installHint(u"alembic>=1.8"_s, interpreter);
    }
    return error;
}

Error codeError(const QJsonObject& answer)
{
    Error error{.kind = ErrorKind::File, .code = u"python_error"_s};
    error.message = answer.value("message"_L1).toString();
    error.detail = answer.value("traceback"_L1).toString().trimmed();
    error.file = answer.value("file"_L1).toString();
    error.line = answer.value("line"_L1).toInt();
    error.column = answer.value("column"_L1).toInt();
    return error;
}

/// What PostgreSQL said to a statement of the project's code.
Error databaseError(const QJsonObject& answer)
{
    Error error = codeError(answer);
    error.kind = ErrorKind::Database;
    error.code.clear();
    error.sqlState = answer.value("sqlstate"_L1).toString();
    error.statement = answer.value("statement"_L1).toString();
    error.detail = answer.value("detail"_L1).toString();
    error.hint = answer.value("hint"_L1).toString();
    error.context = answer.value("context"_L1).toString();
    return error;
}

/// The answer says all of it.
Error refusal(const QJsonObject& answer)
{
    return {.kind = ErrorKind::Database,
            .code = answer.value("code"_L1).toString(),
            .message = answer.value("message"_L1).toString(),
            .detail = answer.value("detail"_L1).toString(),
            .hint = answer.value("hint"_L1).toString(),
            .file = answer.value("file"_L1).toString()};
}

} // namespace

QString installHint(const QString& package, const QString& interpreter)
{
    if (!environmentOf(interpreter).isEmpty())
        return u"Install it there: %1 -m pip install \"%2\""_s.arg(interpreter, package);
    if (package.startsWith("alembic"_L1)) {
        return u"Make a virtual environment .venv in the project's folder and install the project's packages "
               u"in "
               "it, or install Alembic for all (on Debian and Ubuntu: apt install alembic)"_s;
    }
    return u"Make a virtual environment .venv in the project's folder and install the project's packages in "
           u"it: "
           "pip install \"%1\""_s.arg(package);
}

Error bridgeError(const QJsonObject& answer, const QString& interpreter)
{
    const QString kind = answer.value("kind"_L1).toString();
    if (kind == "no_alembic"_L1)
        return missingAlembic(answer, interpreter);
    if (kind == "old_alembic"_L1 || kind == "old_python"_L1)
        return tooOld(answer, interpreter);
    if (kind == "database"_L1)
        return databaseError(answer);
    if (kind == "refused"_L1)
        return refusal(answer);
    Error error = codeError(answer);
    if (kind == "import"_L1) {
        const QString module = answer.value("module"_L1).toString();
        error.code = u"missing_package"_s;
        error.message = u"Python's package \"%1\" is not there for %2"_s.arg(module, interpreter);
        error.hint = u"%1. When it belongs to the project itself, name its folder in prepend_sys_path"_s.arg(
            installHint(module, interpreter));
    } else if (kind == "syntax"_L1) {
        error.code = u"python_syntax"_s;
        error.message = u"The file is not valid Python: %1"_s.arg(error.message);
        error.detail.clear();
    } else if (kind == "exit"_L1) {
        error.message = u"The file ends Python: %1"_s.arg(error.message);
        error.hint = u"Remove the call: a revision returns when it is done"_s;
    } else if (kind == "no_downgrade"_L1 || kind == "not_implemented"_L1) {
        error.code = u"irreversible"_s;
        error.detail.clear();
    } else if (kind == "template"_L1) {
        error.code = u"bad_template"_s;
        error.message = u"The template cannot be filled in: %1"_s.arg(error.message);
        error.hint = u"Correct the template; \"alembic init\" makes one that works"_s;
    } else if (kind == "no_driver"_L1) {
        error.kind = ErrorKind::Project;
        error.code = kind;
        error.message
            = u"%1 has neither psycopg2 nor psycopg, which connect Python to PostgreSQL"_s.arg(interpreter);
        error.hint = installHint(answer.value("module"_L1).toString(), interpreter);
    } else if (kind == "no_models"_L1) {
        error.code = kind;
        error.detail.clear();
        error.hint = u"Set target_metadata in env.py and hand it to context.configure()"_s;
    } else if (kind == "stale"_L1) {
        error.code = kind;
    } else {
        error.message = u"The file fails in Python: %1"_s.arg(error.message);
    }
    return error;
}

} // namespace athanor
