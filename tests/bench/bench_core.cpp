// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Reading a project, against what is worked out from it. The project is the one of ATHANOR_BENCH_PROJECT.

#include "core/lanes.h"
#include "core/planner.h"
#include "core/project.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>

using namespace athanor;

namespace {

LoadedRevisions load()
{
    const Result<Project> project = Project::open(qEnvironmentVariable("ATHANOR_BENCH_PROJECT"));
    if (!project) {
        std::fprintf(stderr, "ATHANOR_BENCH_PROJECT: %s\n", qPrintable(project.error().message));
        std::exit(1);
    }
    Result<LoadedRevisions> loaded = loadRevisions(*project);
    if (!loaded || !loaded->errors.isEmpty() || loaded->map.isEmpty()) {
        std::fprintf(stderr, "the revisions of ATHANOR_BENCH_PROJECT could not be read\n");
        std::exit(1);
    }
    return *std::move(loaded);
}

void readFiles(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(load());
}

void planUpgradeToHead(benchmark::State& state)
{
    const LoadedRevisions loaded = load();
    for (auto _ : state) {
        const Result<Plan> plan = planUpgrade(loaded.map, {}, QStringLiteral("heads"));
        if (!plan || plan->steps.size() != loaded.map.size())
            state.SkipWithError("the plan does not hold every revision");
        benchmark::DoNotOptimize(plan);
    }
}

void layOut(benchmark::State& state)
{
    const LoadedRevisions loaded = load();
    for (auto _ : state)
        benchmark::DoNotOptimize(Lanes(loaded.map));
}

} // namespace

BENCHMARK(readFiles)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(planUpgradeToHead)->Name("planUpgrade")->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(layOut)->Name("lanes")->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK_MAIN();
