// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Painting one screen of the history, whatever the length of the list.

#include "gui/commands.h"
#include "gui/history/historypage.h"

#include <QApplication>
#include <QPixmap>
#include <QTimeZone>

#include <benchmark/benchmark.h>

using namespace athanor;

namespace {

/// A line with a side branch of four, merged, every fifty revisions.
RevisionMap graphOf(int count)
{
    QList<Revision> revisions;
    const auto add = [&revisions](const QStringList& down) {
        Revision revision;
        revision.id = QStringLiteral("%1").arg(revisions.size(), 8, 16, QLatin1Char('0'));
        revision.downRevisions = down;
        revision.message = QStringLiteral("Add table bench_%1").arg(revision.id);
        revision.createDate = QDateTime(QDate(2026, 1, 5), QTime(10, 0), QTimeZone::utc());
        revisions.append(revision);
        return revision.id;
    };
    QStringList head;
    while (revisions.size() < count) {
        if (revisions.size() % 50 == 40) {
            const QString fork = add(head);
            const QString left = add({add({fork})});
            const QString right = add({add({fork})});
            head = {add({left, right})};
        } else {
            head = {add(head)};
        }
    }
    return RevisionMap(revisions);
}

void paintScreen(benchmark::State& state)
{
    const Commands commands;
    HistoryPage page(commands);
    page.resize(1200, 800);
    const RevisionMap map = graphOf(static_cast<int>(state.range(0)));
    page.setRevisions(map);
    page.show();
    page.select(map.at(static_cast<int>(map.size() / 2)).id);
    QApplication::sendPostedEvents();
    QPixmap screen(page.size());
    for (auto _ : state) {
        page.render(&screen);
        benchmark::DoNotOptimize(screen);
    }
}

} // namespace

BENCHMARK(paintScreen)->Arg(100)->Arg(10'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
