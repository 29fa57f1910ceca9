// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The command line itself: help, wrong usage, exit codes, streams; and that the manual page and the
// completions say the same.

#include "cli/cliprogram.h"
#include "cli/sqlproject.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace athanor::test;

namespace {

QString fileText(const QString& path)
{
    QFile file(QStringLiteral(ATHANOR_SOURCE_DIR "/packaging/") + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Every option ("-c", "--config") in a text of CLI11's help, whose columns differ between its versions.
QSet<QString> optionsIn(const QString& help)
{
    static const QRegularExpression line(QStringLiteral("^ +((?:--?[a-z][a-z-]*,? *)+)"),
                                         QRegularExpression::MultilineOption);
    static const QRegularExpression name(QStringLiteral("--?[a-z][a-z-]*"));
    QSet<QString> options;
    for (auto lines = line.globalMatch(help); lines.hasNext();) {
        for (auto names = name.globalMatch(lines.next().captured(1)); names.hasNext();)
            options.insert(names.next().captured());
    }
    return options;
}

const QList<QStringList> kCommands{
    {"init"},
    {"revision"},
    {"merge"},
    {"edit"},
    {"list_templates"},
    {"ensure_version"},
    {"upgrade"},
    {"downgrade"},
    {"stamp"},
    {"current"},
    {"history"},
    {"heads"},
    {"bases"},
    {"branches"},
    {"show"},
    {"trust"},
    {"models"},
    {"batch"},
    {"plan", "upgrade"},
    {"plan", "downgrade"},
    {"plan", "stamp"},
    {"sandbox", "start"},
    {"sandbox", "stop"},
    {"sandbox", "status"},
    {"sandbox", "url"},
    {"sandbox", "run"},
};

} // namespace

class TestCommandLine : public QObject {
    Q_OBJECT

private slots:
    void helpAndVersionGoToStandardOutput();
    void everyCommandHasHelp();
    void wrongUsageEndsWithTwo_data();
    void wrongUsageEndsWithTwo();
    void wrongUsageIsADocumentToo();
    void mistypedNamesAreGuessed_data();
    void mistypedNamesAreGuessed();
    void anOptionIsNoValue_data();
    void anOptionIsNoValue();
    void manualPageListsExactlyTheOptions();
    void completionsKnowEveryOption_data();
    void completionsKnowEveryOption();
    void closedStandardOutputIsReported();
    void fullDiskIsReported();
    void readerThatGoesAwayIsNoError();
    void noLocaleIsNoWarning();
    void coloursAreForTerminalsThatWantThem();
    void linksNoGraphicalLibrary();
};

void TestCommandLine::helpAndVersionGoToStandardOutput()
{
    const CliProgram cli;
    const CliResult help = cli.run({"--help"});
    QCOMPARE(help.exitCode, 0);
    QVERIFY2(help.out.contains("upgrade") && help.err.isEmpty(), qPrintable(help.text()));
    const CliResult version = cli.run({"--version"});
    QCOMPARE(version.exitCode, 0);
    QVERIFY2(version.out.startsWith("athanor-cli "), qPrintable(version.text()));
}

void TestCommandLine::everyCommandHasHelp()
{
    const CliProgram cli;
    for (const QStringList& command : kCommands) {
        const CliResult help = cli.run(command + QStringList{"--help"});
        QVERIFY2(help.exitCode == 0 && help.out.contains("Usage: athanor-cli " + command.join(' ')),
                 qPrintable(command.join(' ') + '\n' + help.text()));
    }
}

void TestCommandLine::wrongUsageEndsWithTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown command") << QStringList{"upgrad", "head"};
    QTest::newRow("no target") << QStringList{"upgrade"};
    QTest::newRow("two targets") << QStringList{"upgrade", "a", "b"};
    QTest::newRow("unknown option") << QStringList{"heads", "--frobnicate"};
    QTest::newRow("option without value") << QStringList{"heads", "--url"};
    QTest::newRow("two databases") << QStringList{"current", "--url", "a", "--connection", "b"};
    QTest::newRow("unknown format") << QStringList{"heads", "--format", "xml"};
    QTest::newRow("no duration") << QStringList{"upgrade", "head", "--wait", "soon"};
    QTest::newRow("endless duration") << QStringList{"upgrade", "head", "--wait", "999999999h"};
    QTest::newRow("no project") << QStringList{"heads"};
    QTest::newRow("plan of nothing") << QStringList{"plan"};
    QTest::newRow("unknown connection") << QStringList{"sandbox", "run"};
}

void TestCommandLine::wrongUsageEndsWithTwo()
{
    QFETCH(const QStringList, arguments);
    const CliResult result = CliProgram().run(arguments);
    QVERIFY2(result.exitCode == 2 && result.out.isEmpty(), qPrintable(result.text()));
    QVERIFY2(result.err.startsWith("error: ") && result.err.contains("Hint: "), qPrintable(result.text()));
}

void TestCommandLine::wrongUsageIsADocumentToo()
{
    const CliResult result = CliProgram().run({"--format", "json", "upgrade"});
    QCOMPARE(result.exitCode, 2);
    QCOMPARE(result.errorClass(), "usage");
    QVERIFY(!result.error().value("message").toString().isEmpty());
}

void TestCommandLine::mistypedNamesAreGuessed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    QTest::newRow("command") << QStringList{"upgade", "head"} << "There is no command \"upgade\""
                             << "Did you mean upgrade? athanor-cli --help lists what there is";
    QTest::newRow("part of a command")
        << QStringList{"plan", "upgade", "head"} << "There is no command \"plan upgade\""
        << "Did you mean upgrade? athanor-cli plan --help lists what there is";
    QTest::newRow("nothing close") << QStringList{"frobnicate"} << "There is no command \"frobnicate\""
                                   << "See athanor-cli --help";
    QTest::newRow("behind an option")
        << QStringList{"--url", "x", "hisotry"} << "There is no command \"hisotry\""
        << "Did you mean history?";
    QTest::newRow("hidden command") << QStringList{"sandbox", "hodl"}
                                    << "There is no command \"sandbox hodl\""
                                    << "See athanor-cli sandbox --help";
    QTest::newRow("option") << QStringList{"revision", "-m", "x", "--slpice"}
                            << "There is no option --slpice here"
                            << "Did you mean --splice? athanor-cli revision --help";
    QTest::newRow("common option") << QStringList{"heads", "--ulr=x"} << "There is no option --ulr=x here"
                                   << "Did you mean --url?";
}

void TestCommandLine::mistypedNamesAreGuessed()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, message);
    QFETCH(const QString, hint);
    const CliResult result = CliProgram().run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.startsWith("error: " + message + "\n"), qPrintable(result.text()));
    QVERIFY2(result.err.contains("Hint: " + hint), qPrintable(result.text()));
}

void TestCommandLine::anOptionIsNoValue_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("long") << QStringList{"revision", "-m", "x", "--head", "--splice"}
                          << "--head needs a value, but --splice follows; write --head=--splice";
    QTest::newRow("short") << QStringList{"revision", "-m", "--head", "base"}
                           << "--message needs a value, but --head follows";
    QTest::newRow("list") << QStringList{"revision", "-m", "x", "--depends-on", "-q"}
                          << "--depends-on needs a value, but -q follows";
    QTest::newRow("rows") << QStringList{"current", "--at", "--verbose"}
                          << "--at needs a value, but --verbose follows";
    QTest::newRow("duration") << QStringList{"upgrade", "head", "--wait", "--verbose"}
                              << "--wait needs a value, but --verbose follows";
}

void TestCommandLine::anOptionIsNoValue()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, message);
    const CliResult result = CliProgram().run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.startsWith("error: " + message), qPrintable(result.text()));
}

void TestCommandLine::manualPageListsExactlyTheOptions()
{
    const CliProgram cli;
    QSet<QString> options = optionsIn(cli.run({"--help"}).out);
    for (const QStringList& command : kCommands)
        options.unite(optionsIn(cli.run(command + QStringList{"--help"}).out));
    QVERIFY2(options.size() > 30, qPrintable(QStringList(options.values()).join(' ')));

    const QString page = fileText("athanor-cli.1");
    const QString listed = page.section(".SH OPTIONS", 1).section(".SH THE DATABASE", 0, 0).remove('\\');
    static const QRegularExpression entry(QStringLiteral("^\\.TP\\n(.*)$"),
                                          QRegularExpression::MultilineOption);
    static const QRegularExpression name(QStringLiteral("fB(--?[a-z][a-z-]*)fR"));
    QSet<QString> documented;
    for (auto entries = entry.globalMatch(listed); entries.hasNext();) {
        for (auto names = name.globalMatch(entries.next().captured(1)); names.hasNext();)
            documented.insert(names.next().captured(1));
    }
    QCOMPARE(QStringList((options - documented).values()), QStringList());
    QCOMPARE(QStringList((documented - options).values()), QStringList());
    for (const QStringList& command : kCommands)
        QVERIFY2(page.contains("fB" + command.first()), qPrintable(command.first()));
}

void TestCommandLine::completionsKnowEveryOption_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("longPrefix");
    QTest::newRow("bash") << "completions/athanor-cli.bash"
                          << "--";
    QTest::newRow("zsh") << "completions/_athanor-cli"
                         << "--";
    QTest::newRow("fish") << "completions/athanor-cli.fish"
                          << "-l ";
}

void TestCommandLine::completionsKnowEveryOption()
{
    QFETCH(const QString, file);
    QFETCH(const QString, longPrefix);
    const CliProgram cli;
    const QString text = fileText(file);
    QSet<QString> options = optionsIn(cli.run({"--help"}).out);
    for (const QStringList& command : kCommands) {
        options.unite(optionsIn(cli.run(command + QStringList{"--help"}).out));
        QVERIFY2(text.contains(command.last()), qPrintable(command.last()));
    }
    for (const QString& option : std::as_const(options)) {
        if (option.startsWith("--"))
            QVERIFY2(text.contains(longPrefix + option.sliced(2)), qPrintable(option));
    }
}

void TestCommandLine::closedStandardOutputIsReported()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult result = cli.shell("\"$CLI\" heads >&-");
    QVERIFY2(result.exitCode == 1 && result.err.contains("standard output"), qPrintable(result.text()));
}

void TestCommandLine::fullDiskIsReported()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult result = cli.shell("\"$CLI\" history >/dev/full");
    QVERIFY2(result.exitCode == 1 && result.err.contains("No space left"), qPrintable(result.text()));
}

void TestCommandLine::readerThatGoesAwayIsNoError()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    const CliResult result = cli.shell("{ sleep 0.3; \"$CLI\" history; echo \"code $?\" >&2; } | true");
    QVERIFY2(result.err.contains("code 0") && !result.err.contains("error"), qPrintable(result.text()));
}

void TestCommandLine::noLocaleIsNoWarning()
{
    const SqlProject project;
    project.add({"0001", "", "Größe", "SELECT 1;", "SELECT 1;", {}, {}, {}});
    CliProgram cli;
    cli.folder = project.folder();
    cli.environment.insert("LC_ALL", "C");
    const CliResult result = cli.run({"history"});
    QVERIFY2(result.exitCode == 0 && result.err.isEmpty() && result.out.contains("Größe"),
             qPrintable(result.text()));
}

void TestCommandLine::coloursAreForTerminalsThatWantThem()
{
    const SqlProject project;
    project.addThreeTables();
    CliProgram cli;
    cli.folder = project.folder();
    cli.environment.insert("TERM", "xterm");
    if (cli.shell("command -v script").exitCode != 0)
        QSKIP("the program script makes the terminal");
    const QString terminal = "script -qec '\"$CLI\" heads' /dev/null";
    QCOMPARE(cli.shell(terminal).out.trimmed(), "0003\x1b[32m (head)\x1b[0m");
    QCOMPARE(cli.run({"heads"}).out, "0003 (head)\n");
    cli.environment.insert("NO_COLOR", "1");
    QCOMPARE(cli.shell(terminal).out.trimmed(), "0003 (head)");
}

void TestCommandLine::linksNoGraphicalLibrary()
{
    const CliResult result = CliProgram().shell("ldd \"$CLI\"");
    QVERIFY2(result.out.contains("Qt6Core"), qPrintable(result.text()));
    static const QRegularExpression graphical(
        QStringLiteral("Qt6(Gui|Widgets|PrintSupport|Quick)|libX11|libwayland"));
    QVERIFY2(!result.out.contains(graphical), qPrintable(result.out));
}

QTEST_GUILESS_MAIN(TestCommandLine)

#include "tst_commandline.moc"
