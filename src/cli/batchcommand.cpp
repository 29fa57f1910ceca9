// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/projectaccess.h"
#include "cli/queries.h"
#include "cli/text.h"

#include <QFile>
#include <QJsonDocument>

namespace athanor {

namespace {

QJsonObject badLine(const QString& reason)
{
    Error error;
    error.kind = ErrorKind::Usage;
    error.code = QStringLiteral("bad_query");
    error.message = Cli::tr("The line is not a JSON object: %1").arg(reason);
    return errorDocument(error);
}

} // namespace

// Every query gets an answer in its place, also when the project is broken: then it is what is wrong with it.
Result<ExitCode> runCommand(Context& context, const BatchOptions&)
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly)) {
        Error error;
        error.message = Cli::tr("Standard input cannot be read: %1").arg(input.errorString());
        return fail(error);
    }
    const Result<OpenProject> open = loadProject(context);
    while (!context.cancel.isCancelled()) {
        const QByteArray line = input.readLine();
        if (line.isEmpty())
            return ExitCode::Done;
        if (line.trimmed().isEmpty())
            continue;
        QJsonParseError parseError;
        const QJsonDocument query = QJsonDocument::fromJson(line, &parseError);
        if (!query.isObject())
            context.output.documentLine(badLine(parseError.errorString()));
        else if (!open)
            context.output.documentLine(errorDocument(open.error()));
        else
            context.output.documentLine(answerQuery(open->map, open->warnings, query.object()));
        context.output.flush();
    }
    return ExitCode::Cancelled;
}

} // namespace athanor
