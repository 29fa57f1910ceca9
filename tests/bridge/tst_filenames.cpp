// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Names of new files, compared with those that Alembic itself gives.

#include "core/filetemplate.h"
#include "support/pythonproject.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace athanor;
using namespace athanor::test;

namespace {

constexpr int kNames = 3000;

constexpr auto kAskAlembic = R"(
import json, sys
from datetime import datetime, timezone
from alembic.script import ScriptDirectory
for line in sys.stdin:
    q = json.loads(line)
    script = ScriptDirectory(".", file_template=q["template"], truncate_slug_length=q["length"])
    date = datetime.fromtimestamp(q["epoch"], timezone.utc)
    print(json.dumps(script._rev_path("", q["id"], q["message"], date)))
)";

/// A row of characters that have surprised somebody.
QString randomMessage(QRandomGenerator& random)
{
    static const QStringList pieces{
        "a", "Add",    "_",    "__",     " ",      "-",       "/",     "..",      "\n",   "É",  "ß",
        "İ", "ΣΑΣ",    "ΟΔΟΣ", "Σ",      "ﬁ",      "e\u0301", "日本",  "٣",       "²",    "Ⅷ",  "😀",
        "𝐀", "\u200d", "'",    "\"",     "column", "TABLE_",  "x.y.z", "%(rev)s", "100%", "\t", "…",
        "Ǆ", "ŉ",      "the",  "orders", "0001",   "\u00a0",  "ª",     "½",       "K"};
    QString message;
    for (int count = random.bounded(14); count > 0; --count)
        message += pieces.at(random.bounded(static_cast<int>(pieces.size())));
    return message;
}

QString randomTemplate(QRandomGenerator& random)
{
    static const QStringList texts{"rev", "slug"};
    static const QStringList numbers{"year", "month", "day", "hour", "minute", "second", "epoch"};
    static const QStringList flags{"", "", "", "0", "-", "+", " ", "0-", "+0", "- "};
    static const QStringList widths{"", "", "2", "5", "12"};
    static const QStringList precisions{"", "", ".0", ".2", ".4", "."};
    const auto any = [&random](const QStringList& list) {
        return list.at(random.bounded(static_cast<int>(list.size())));
    };
    QString result = "n"; // no name begins with a dot, which Athanor hides no file behind
    for (int count = 1 + random.bounded(4); count > 0; --count) {
        const QString format = any(flags) + any(widths) + any(precisions);
        switch (random.bounded(5)) {
        case 0:
            result += any({"_", "%%", "-x", "é"});
            break;
        case 1:
        case 2:
            result += "%(" + any(texts) + ")" + format + "s";
            break;
        default:
            result += "%(" + any(numbers) + ")" + format + any({"d", "s", "i"});
        }
    }
    return result;
}

} // namespace

class TestFileNames : public QObject {
    Q_OBJECT
private slots:
    void areThoseOfAlembic();
};

void TestFileNames::areThoseOfAlembic()
{
    const quint32 seed = qEnvironmentVariableIntValue("ATHANOR_TEST_SEED");
    QRandomGenerator random(seed);
    QList<QJsonObject> questions;
    QByteArray input;
    for (int i = 0; i < kNames; ++i) {
        questions.append({{"template", randomTemplate(random)},
                          {"length", 1 + random.bounded(60)},
                          {"epoch", static_cast<qint64>(random.bounded(2'000'000'000))},
                          {"id", QString::number(random.generate64(), 16)},
                          {"message", randomMessage(random)}});
        input += QJsonDocument(questions.last()).toJson(QJsonDocument::Compact) + '\n';
    }
    QProcess alembic;
    alembic.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    alembic.start(pythonWithAlembic(), {"-c", kAskAlembic});
    alembic.write(input);
    alembic.closeWriteChannel();
    QVERIFY(alembic.waitForFinished(60'000) && alembic.exitCode() == 0);
    for (const QJsonObject& question : questions) {
        const QByteArray line = alembic.readLine();
        const QString expected = QJsonDocument::fromJson('[' + line + ']').array().first().toString();
        const QDateTime date = QDateTime::fromSecsSinceEpoch(question["epoch"].toInteger(), QTimeZone::utc());
        const auto name = fillFileTemplate(
            question["template"].toString(), question["id"].toString(),
            revisionSlug(question["message"].toString(), question["length"].toInt()), date);
        QVERIFY2(name, QJsonDocument(question).toJson().constData());
        QVERIFY2(
            *name + ".py" == expected,
            qPrintable(*name + ".py, but Alembic: " + expected + '\n' + QJsonDocument(question).toJson()));
    }
}

QTEST_GUILESS_MAIN(TestFileNames)
#include "tst_filenames.moc"
