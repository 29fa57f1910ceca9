#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures Athanor against its goals and its peers, side by side in one run, and prints medians.

    bench.py BUILD [PART...]    BUILD: folder of a build with ATHANOR_BENCH=ON; PART: open look plan paint upgrade python window

Whole processes are timed here, inner loops by Google Benchmark. Those who are compared take turns, so that a busy moment
of the machine hits them alike. Nothing is asserted: figures are for people.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import projects
from server import Server

BUILD = Path(sys.argv[1] if len(sys.argv) > 1 else "build/bench").resolve()
CLI = str(BUILD / "bin/athanor-cli")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SCALE = float(os.environ.get("BENCH_SCALE", "1"))  # below 1 for a quick look


def scaled(count):
    return max(int(count * SCALE), 10)


def seconds(command, **options):
    start = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    elapsed = time.monotonic() - start
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout.decode(errors='replace')[-2000:]}")
    return elapsed


def take_turns(commands, rounds=None, before=lambda name: None, warm=1):
    """Medians by name of commands (name -> argv, options), run in turns; warm runs are not counted."""
    times = {name: [] for name in commands}
    for turn in range((rounds or ROUNDS) + warm):
        for name, (command, options) in commands.items():
            before(name)
            elapsed = seconds(command, **options)
            if turn >= warm:
                times[name].append(elapsed)
    return {name: statistics.median(values) for name, values in times.items()}


def micro(program, **environment):
    """Medians of CPU time of all threads, in seconds, of a Google Benchmark program, by benchmark."""
    output = subprocess.run(
        [str(BUILD / "bench" / program), "--benchmark_format=json", "--benchmark_repetitions=5",
         "--benchmark_report_aggregates_only=true"],
        check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen", **environment)).stdout
    unit = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}
    return {entry["run_name"].removesuffix("/process_time"): entry["cpu_time"] * unit[entry["time_unit"]]
            for entry in json.loads(output)["benchmarks"] if entry["aggregate_name"] == "median"}


def shown(value):
    return f"{value:9.3f} s " if value >= 1 else f"{value * 1e3:9.3f} ms"


def head(title):
    print(f"\n{title}\n" + "-" * len(title), flush=True)


def row(words, value):
    print(f"  {words:<58}{shown(value)}", flush=True)


def verdict(words, value, reached):
    print(f"  {words:<58}{value:>10}   {'reached' if reached else 'MISSED'}", flush=True)


def bench_open(folder):
    few, many = scaled(10_000), scaled(100_000)
    head(f"Opening {few:,} revision files")
    for count in (few, many):
        projects.write_sql(folder / f"sql{count}", projects.graph(count))
        projects.write_alembic(folder / f"py{count}", projects.graph(count))
    commands = {
        "athanor-cli heads, Alembic's .py files": ([CLI, "heads"], {"cwd": folder / f"py{few}"}),
        "athanor-cli heads, .sql files": ([CLI, "heads"], {"cwd": folder / f"sql{few}"}),
    }
    if shutil.which("alembic"):
        commands["alembic heads"] = (["alembic", "heads"], {"cwd": folder / f"py{few}"})
    times = take_turns(commands)
    large = take_turns({
        "py": ([CLI, "heads"], {"cwd": folder / f"py{many}"}),
        "sql": ([CLI, "heads"], {"cwd": folder / f"sql{many}"}),
    }, rounds=3)
    for name, value in times.items():
        row(name, value)
    python, sql = times["athanor-cli heads, Alembic's .py files"], times["athanor-cli heads, .sql files"]
    row(f"athanor-cli heads, {many:,} .py files", large["py"])
    row(f"athanor-cli heads, {many:,} .sql files", large["sql"])
    if "alembic heads" in times:
        verdict("Alembic / Athanor, the same .py files (goal: 30)", f"{times['alembic heads'] / python:.1f}",
                times["alembic heads"] / python >= 30)
        verdict("Alembic / Athanor, .sql files (goal: 30)", f"{times['alembic heads'] / sql:.1f}",
                times["alembic heads"] / sql >= 30)
    else:
        print("  alembic is not installed: not compared")
    verdict(f"{many:,} / {few:,} .py files (goal: below 12)", f"{large['py'] / python:.1f}", large["py"] / python < 12)
    verdict(f"{many:,} / {few:,} .sql files (goal: below 12)", f"{large['sql'] / sql:.1f}", large["sql"] / sql < 12)


def bench_look(folder):
    """What people type all day: the same Alembic project, the same database, both programs."""
    if not shutil.which("alembic"):
        head("heads, history and current")
        print("  alembic is not installed: nothing to compare with")
        return
    with Server(folder / "server") as server:
        for count in (scaled(1_000), scaled(10_000)):
            head(f"heads, history and current of {count:,} Alembic revisions")
            project = folder / f"py{count}"
            projects.write_alembic(project, projects.graph(count))
            url = f"postgresql+psycopg2://postgres@/postgres?host={server.folder}"
            environment = dict(server.environment, BENCH_URL=url)
            middle = projects.graph(count)[count // 2][0]
            seconds(["alembic", "stamp", "--purge", middle], cwd=project, env=environment)
            for arguments in (["heads"], ["history"], ["current"]):
                with_url = ["--url", url] if arguments == ["current"] else []
                times = take_turns({
                    "alembic": (["alembic", *arguments], {"cwd": project, "env": environment}),
                    "athanor-cli": ([CLI, *with_url, *arguments], {"cwd": project, "env": environment}),
                }, rounds=3 if count > 5_000 else None)
                for name, value in times.items():
                    row(f"{name} {arguments[0]}", value)
                ratio = times["alembic"] / times["athanor-cli"]
                verdict(f"Alembic / Athanor, {arguments[0]} (faster: above 1)", f"{ratio:.1f}", ratio > 1)


def bench_plan(folder):
    count = scaled(10_000)
    head(f"Plan from base to head and lanes, {count:,} revisions (CPU time)")
    projects.write_sql(folder / "plan", projects.graph(count))
    times = micro("bench_core", ATHANOR_BENCH_PROJECT=str(folder / "plan"))
    for name, value in times.items():
        row(name, value)
    ratio = (times["planUpgrade"] + times["lanes"]) / times["readFiles"]
    verdict("plan and lanes / reading (goal: below 0.10)", f"{ratio:.3f}", ratio < 0.10)


def bench_paint(_):
    head("Painting one screen of the history (CPU time)")
    times = micro("bench_paint")
    for name, value in times.items():
        row(name, value)
    ratio = times["paintScreen/10000"] / times["paintScreen/100"]
    verdict("10,000 rows / 100 rows (goal: below 2)", f"{ratio:.2f}", ratio < 2)


def bench_upgrade(folder):
    count = scaled(1_000)
    head(f"Upgrading {count:,} small revisions")
    line = projects.line(count)
    projects.write_sql(folder / "up-sql", line)
    projects.write_alembic(folder / "up-py", line)
    projects.write_dbmate(folder / "up-dbmate", line)
    projects.write_psql(folder / "up.sql", line)
    with Server(folder / "server") as server:
        def environment(name):
            return dict(server.environment, PGDATABASE=name, BENCH_URL=f"postgresql+psycopg2://postgres@/{name}?host={server.folder}")

        def database(name):
            return f"bench_{name.split()[0].replace('-', '_')}"

        commands = {
            "psql": (["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", str(folder / "up.sql")], {}),
            "athanor-cli": ([CLI, "--quiet", "--project", str(folder / "up-sql"), "--url",
                             f"postgresql://postgres@/{database('athanor-cli')}?host={server.folder}", "upgrade", "head"], {}),
        }
        if shutil.which("alembic"):
            commands["alembic"] = (["alembic", "-c", str(folder / "up-py/alembic.ini"), "upgrade", "head"], {})
        dbmate = os.environ.get("ATHANOR_DBMATE") or shutil.which("dbmate")
        if dbmate:
            commands["dbmate"] = ([dbmate, "--no-dump-schema", "-d", str(folder / "up-dbmate"), "--url",
                                   f"postgres://postgres@/{database('dbmate')}?socket={server.folder}", "migrate"], {})
        commands = {name: (command, {"env": environment(database(name))}) for name, (command, _) in commands.items()}
        times = take_turns(commands, before=lambda name: server.fresh_database(database(name)))
    for name, value in times.items():
        row(name, value)
    ratio = times["athanor-cli"] / times["psql"]
    verdict("athanor-cli / psql (goal: at most 1.10)", f"{ratio:.2f}", ratio <= 1.10)
    for peer in ("alembic", "dbmate"):
        if peer in times:
            ratio = times["athanor-cli"] / times[peer]
            verdict(f"athanor-cli / {peer} (goal: below 1)", f"{ratio:.2f}", ratio < 1)
        else:
            print(f"  {peer} is not installed: not compared")


def bench_python(folder):
    count = scaled(1_000)
    head(f"Upgrading {count:,} small Python revisions")
    if not shutil.which("alembic"):
        print("  alembic is not installed: not compared")
        return
    projects.write_alembic(folder / "py", projects.line(count), with_operations=True)
    cache = folder / "cache"
    with Server(folder / "server") as server:
        def database(name):
            return "bench_" + next((word for word in ("cold", "warm") if word in name), "alembic")

        def upgrade(program, name, **environment):
            url = f"postgresql://postgres@/{database(name)}?host={server.folder}"
            command = ["alembic", "upgrade", "head"] if program == "alembic" else [CLI, "-q", "--url", url, "upgrade", "head"]
            return command, {"cwd": folder / "py", "env": dict(server.environment, BENCH_URL=url, **environment)}

        def prepare(name):
            server.fresh_database(database(name))
            if "cold" in name:
                shutil.rmtree(cache / "cold", ignore_errors=True)

        times = take_turns({
            "alembic": upgrade("alembic", "alembic"),
            "athanor-cli, nothing rendered yet (cold)": upgrade(CLI, "cold", XDG_CACHE_HOME=str(cache / "cold")),
            "athanor-cli, rendered before (warm)": upgrade(CLI, "warm", XDG_CACHE_HOME=str(cache / "warm")),
        }, before=prepare)
    for name, value in times.items():
        row(name, value)
    alembic, cold, warm = times.values()
    verdict("Alembic / athanor-cli, cold (goal: at least 1)", f"{alembic / cold:.2f}", alembic >= cold)
    verdict("Alembic / athanor-cli, warm (goal: at least 2)", f"{alembic / warm:.2f}", alembic >= 2 * warm)


def bench_window(folder):
    head("Window shown")
    environment = dict(os.environ, HOME=str(folder), XDG_CONFIG_HOME=str(folder), XDG_DATA_HOME=str(folder))
    if "DISPLAY" not in environment and "WAYLAND_DISPLAY" not in environment:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    program = str(BUILD / "bench/bench_window")
    times = take_turns({
        "an empty QMainWindow, the same libraries": ([program, "empty"], {"env": environment}),
        "Athanor's window": ([program, "athanor"], {"env": environment}),
    }, rounds=ROUNDS * 3)
    for name, value in times.items():
        row(name, value)
    empty, full = times.values()
    verdict("Athanor / empty (goal: at most 3)", f"{full / empty:.2f}", full / empty <= 3)


def main():
    parts = {"open": bench_open, "look": bench_look, "plan": bench_plan, "paint": bench_paint, "upgrade": bench_upgrade,
             "python": bench_python, "window": bench_window}
    wanted = sys.argv[2:] or list(parts)
    unknown = [part for part in wanted if part not in parts]
    if unknown:
        raise SystemExit(f"There is no part {', '.join(unknown)}; there are: {', '.join(parts)}")
    for part in wanted:
        with tempfile.TemporaryDirectory(prefix="athanor-bench-") as folder:
            os.chmod(folder, 0o755)
            parts[part](Path(folder))


if __name__ == "__main__":
    main()
