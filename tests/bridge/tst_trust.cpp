// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The list of projects whose Python may run when they are looked at.

#include "bridge/trust.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace athanor;

class TestTrust : public QObject {
    Q_OBJECT
private slots:
    void nothingIsTrustedAtFirst();
    void trustLastsAndCanBeTakenBack();
    void linksAreFollowed();
    void anotherFolderOfThatNameIsNotTrusted();
    void damagedListTrustsNothing();

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    QString listFile() { return m_folder.filePath(QString("config%1/trusted.json").arg(++m_count)); }

    QString folder(const QString& name) const
    {
        QDir(m_folder.path()).mkpath(name);
        return m_folder.filePath(name);
    }
};

void TestTrust::nothingIsTrustedAtFirst()
{
    QVERIFY(!Trust(listFile()).isTrusted(folder("a")));
    QVERIFY(!Trust(listFile()).isTrusted(m_folder.filePath("nowhere")));
    QVERIFY(!Trust(listFile()).trust(m_folder.filePath("nowhere")));
}

void TestTrust::trustLastsAndCanBeTakenBack()
{
    const QString file = listFile();
    QVERIFY(Trust(file).trust(folder("a")));
    QVERIFY(Trust(file).trust(folder("b")));
    QVERIFY(Trust(file).isTrusted(folder("a")));
    QVERIFY(!Trust(file).isTrusted(folder("a/inside")));
    QVERIFY(!Trust(file).isTrusted(m_folder.path()));
    QVERIFY(Trust(file).distrust(folder("a")));
    QVERIFY(!Trust(file).isTrusted(folder("a")));
    QCOMPARE(Trust(file).folders(), QStringList{folder("b")});
}

void TestTrust::linksAreFollowed()
{
    const QString file = listFile();
    const QString link = m_folder.filePath("link");
    QVERIFY(QFile::link(folder("real"), link));
    QVERIFY(Trust(file).trust(link));
    QVERIFY(Trust(file).isTrusted(folder("real")));
    QVERIFY(QFile::remove(link) && QFile::link(folder("other"), link));
    QVERIFY(!Trust(file).isTrusted(link));
}

void TestTrust::anotherFolderOfThatNameIsNotTrusted()
{
    const QString file = listFile();
    QVERIFY(Trust(file).trust(folder("gone")));
    QVERIFY(QDir(m_folder.path()).rmdir("gone"));
    QVERIFY(!Trust(file).isTrusted(m_folder.filePath("gone")));
    QVERIFY(Trust(file).distrust(m_folder.filePath("gone")));
    QCOMPARE(Trust(file).folders(), QStringList());
}

void TestTrust::damagedListTrustsNothing()
{
    const QString name = listFile();
    QVERIFY(Trust(name).trust(folder("a")));
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"trusted\": [\"/\", 5") > 0);
    file.close();
    QVERIFY(!Trust(name).isTrusted(folder("a")));
    QVERIFY(!Trust(name).isTrusted("/"));
    QVERIFY(Trust(name).trust(folder("a")));
    QVERIFY(Trust(name).isTrusted(folder("a")));
}

QTEST_GUILESS_MAIN(TestTrust)
#include "tst_trust.moc"
