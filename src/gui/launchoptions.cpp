// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/launchoptions.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>

namespace athanor {

namespace {

constexpr int kSmallest = 320;
constexpr int kLargest = 8192;

QString tr(const char* text)
{
    return QCoreApplication::translate("LaunchOptions", text);
}

std::optional<QSize> sizeOf(const QString& text)
{
    const auto parts = text.split(u'x');
    if (parts.size() != 2)
        return {};
    const QSize size(parts.first().toInt(), parts.last().toInt());
    const auto fits = [](int length) { return length >= kSmallest && length <= kLargest; };
    return fits(size.width()) && fits(size.height()) ? std::optional(size) : std::nullopt;
}

} // namespace

void addLaunchOptions(QCommandLineParser& parser)
{
    parser.setApplicationDescription(tr("Workbench for PostgreSQL schema migrations in Alembic's model."));
    parser.addPositionalArgument(QStringLiteral("project"),
                                 tr("Folder or configuration file of the project to open."), tr("[PROJECT]"));
    parser.addOptions({
        {QStringLiteral("example"), tr("Open the example project on a private PostgreSQL.")},
        {QStringLiteral("connection"), tr("Choose the connection called <name>."), QStringLiteral("name")},
        {QStringLiteral("url"),
         tr("Connect to <url> for this session. Others can see it in the list of processes: put a URL "
            "with a password into DATABASE_URL instead, which is read when no database is given."),
         QStringLiteral("url")},
        {QStringLiteral("environment"), tr("Environment of the database given with --url or DATABASE_URL."),
         QStringLiteral("name"), QStringLiteral("other")},
        {QStringLiteral("select"), tr("Select <revision>."), QStringLiteral("revision")},
        {QStringLiteral("show"), tr("Show run-dialog, new-revision, palette or about."),
         QStringLiteral("part")},
        {QStringLiteral("appearance"), tr("light, dark or system, for this session."),
         QStringLiteral("name")},
        {QStringLiteral("size"), tr("Size of the window, for example 1280x800."), QStringLiteral("size")},
        {QStringLiteral("screenshot"),
         tr("Write the window to <file> (PNG) when everything is loaded, and quit."), QStringLiteral("file")},
    });
}

std::optional<QString> readLaunchOptions(const QCommandLineParser& parser, LaunchOptions& options)
{
    const auto arguments = parser.positionalArguments();
    if (arguments.size() > 1)
        return tr("Only one project can be opened, but %1 were given.").arg(arguments.size());
    if (!arguments.isEmpty())
        options.project = QFileInfo(arguments.first()).absoluteFilePath();
    options.connection = parser.value(QStringLiteral("connection"));
    options.url = parser.value(QStringLiteral("url"));
    options.environment = parser.value(QStringLiteral("environment"));
    options.example = parser.isSet(QStringLiteral("example"));
    if (options.url.isEmpty() && options.connection.isEmpty() && !options.example) {
        options.url = qEnvironmentVariable("DATABASE_URL");
        options.database = options.url.isEmpty() ? QString() : qEnvironmentVariable("DB_NAME");
    }
    options.select = parser.value(QStringLiteral("select"));
    options.show = parser.value(QStringLiteral("show"));
    options.screenshot = parser.value(QStringLiteral("screenshot"));
    if (options.example && !options.project.isEmpty())
        return tr("--example opens a project of its own; leave %1 out.").arg(arguments.first());
    static const QStringList kParts{QStringLiteral("run-dialog"), QStringLiteral("new-revision"),
                                    QStringLiteral("palette"), QStringLiteral("about")};
    if (parser.isSet(QStringLiteral("show")) && !kParts.contains(options.show))
        return tr("--show knows %1, not \"%2\".").arg(kParts.join(QStringLiteral(", ")), options.show);
    if (const auto name = parser.value(QStringLiteral("appearance")); !name.isEmpty()) {
        if (!QStringList{QStringLiteral("light"), QStringLiteral("dark"), QStringLiteral("system")}.contains(
                name))
            return tr("--appearance is light, dark or system, not \"%1\".").arg(name);
        options.appearance = appearanceOf(name);
    }
    if (const auto text = parser.value(QStringLiteral("size")); !text.isEmpty()) {
        const auto size = sizeOf(text);
        if (!size)
            return tr("--size wants WIDTHxHEIGHT between %1 and %2, not \"%3\".")
                .arg(kSmallest)
                .arg(kLargest)
                .arg(text);
        options.size = *size;
    }
    return {};
}

} // namespace athanor
