// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/filereader.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestFileReader : public QObject {
    Q_OBJECT

private slots:
    void readsFilesOfEverySizeWhole_data();
    void readsFilesOfEverySizeWhole();
    void aLongFileLeavesNothingInTheNextOne();
    void refusesWhatIsTooLargeWithoutReadingIt();
};

void TestFileReader::readsFilesOfEverySizeWhole_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 4095, 4096, 4097, 8192, 65535, 65536, 65537, 1 << 20, (1 << 20) + 1})
        QTest::addRow("%d bytes", size) << size;
}

void TestFileReader::readsFilesOfEverySizeWhole()
{
    QFETCH(const int, size);
    QByteArray written(size, 'x');
    if (size > 0)
        written.back() = 'y';
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("some.sql")));
    QVERIFY(file.open(QFile::WriteOnly));
    QCOMPARE(file.write(written), size);
    file.close();

    FileReader reader;
    const auto bytes = reader.read(file.fileName());
    QVERIFY(bytes.has_value());
    QVERIFY(*bytes == written);
}

void TestFileReader::aLongFileLeavesNothingInTheNextOne()
{
    const QTemporaryDir folder;
    QFile large(folder.filePath(QStringLiteral("large.sql"))),
        small(folder.filePath(QStringLiteral("small.sql")));
    QVERIFY(large.open(QFile::WriteOnly) && small.open(QFile::WriteOnly));
    large.write(QByteArray(200'000, 'x'));
    small.write("short");
    large.close();
    small.close();

    FileReader reader;
    QVERIFY(reader.read(large.fileName()).has_value());
    const auto bytes = reader.read(small.fileName());
    QVERIFY(bytes.has_value());
    QCOMPARE(bytes->toByteArray(), QByteArrayLiteral("short"));
}

void TestFileReader::refusesWhatIsTooLargeWithoutReadingIt()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("huge.sql")));
    QVERIFY(file.open(QFile::WriteOnly));
    QVERIFY(file.resize(kMaximumFileSize + 1)); // sparse
    file.close();

    FileReader reader;
    const auto bytes = reader.read(file.fileName());
    QVERIFY(!bytes.has_value());
    QVERIFY2(bytes.error().message.contains(QStringLiteral("too large")), qPrintable(bytes.error().message));
    QCOMPARE(bytes.error().file, file.fileName());
}

QTEST_GUILESS_MAIN(TestFileReader)

#include "tst_filereader.moc"
