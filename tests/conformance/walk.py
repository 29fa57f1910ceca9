#!/usr/bin/python3
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random walks: one database is led by Alembic and athanor-cli in turns, its twin by Alembic alone. After every step
both must have the same version rows and the same schema.

    walk.py ATHANOR_CLI [--walks N] [--steps N] [--seed N]        with DATABASE_URL set to a server of its own
    athanor-cli sandbox run -- /usr/bin/python3 tests/conformance/walk.py build/dev/bin/athanor-cli

The seed is printed; ATHANOR_WALK_SEED, ATHANOR_WALKS and ATHANOR_WALK_STEPS do as the options. Alembic runs in this
process. Its known faults are told apart from differences: see FAULTS.
"""

import argparse
import contextlib
import difflib
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

import alembic
import psycopg2
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import make_url

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from graphs import Revision, random_graph, write_project  # noqa: E402

# What Alembic raises where it does not know how to go on, instead of an error of its own: "KeyError" in the bookkeeping
# of version rows, "AssertionError" where a relative identifier goes too far, and the like. Nothing can be compared then.
FAULTS = (KeyError, AssertionError, IndexError, AttributeError, TypeError, ValueError)
ROWS_BEFORE_1_13_1 = tuple(int(n) for n in re.findall(r"\d+", alembic.__version__)[:3]) < (1, 13, 1)


class Mismatch(Exception):
    pass


class Database:
    def __init__(self, url, name):
        url = make_url(url.replace("postgres://", "postgresql://", 1))
        self.name = name
        admin = psycopg2.connect(**self.words(url))
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute('DROP DATABASE IF EXISTS "%s"' % name)
            cursor.execute('CREATE DATABASE "%s"' % name)
        admin.close()
        self.parts = dict(self.words(url), dbname=name)
        self.own = psycopg2.connect(**self.parts)
        self.own.autocommit = True
        self.engine = create_engine("postgresql://", creator=lambda: psycopg2.connect(**self.parts),
                                    poolclass=pool.StaticPool)

    @staticmethod
    def words(url):
        query = dict(url.query)
        words = {"dbname": url.database, "user": url.username, "password": url.password,
                 "host": url.host or query.get("host"), "port": url.port or query.get("port")}
        return {key: str(value) for key, value in words.items() if value}

    def url(self):
        return "postgresql://%s@/%s?host=%s&port=%s" % (self.parts.get("user", ""), self.name, self.parts["host"],
                                                        self.parts.get("port", "5432"))

    def execute(self, sql, values=()):
        with self.own.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def empty(self):
        self.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def rows(self):
        if not self.execute("SELECT to_regclass('alembic_version')")[0][0]:
            return []
        return sorted(row[0] for row in self.execute("SELECT version_num FROM alembic_version"))

    def set_rows(self, rows):
        self.execute("DELETE FROM alembic_version")
        for row in rows:
            self.execute("INSERT INTO alembic_version (version_num) VALUES (%s)", (row,))

    def start_dump(self, without_versions):
        environment = dict(os.environ, PGHOST=self.parts["host"], PGPORT=self.parts.get("port", "5432"),
                           PGUSER=self.parts.get("user", ""), PGDATABASE=self.name)
        leave_out = ["--exclude-table=alembic_version"] if without_versions else []
        return subprocess.Popen(["pg_dump", "--schema-only", "--no-owner", *leave_out], env=environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, universal_newlines=True)

    @staticmethod
    def finish_dump(process):
        """The schema as pg_dump writes it, without the two lines that are other every time."""
        text, _ = process.communicate()
        if process.returncode:
            raise Mismatch("pg_dump failed")
        return "\n".join(line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))

    def close(self):
        self.own.close()
        self.engine.dispose()


class Tools:
    """The same step by the one and by the other."""

    def __init__(self, program, folder, home):
        self.program, self.folder, self.home = program, folder, home

    def config(self, output=None):
        return Config(os.path.join(self.folder, "alembic.ini"), stdout=io.StringIO(), output_buffer=output)

    def by_alembic(self, database, step):
        config = self.config()
        name, arguments = step[0], list(step[1:])
        purge = "--purge" in arguments
        arguments = [a for a in arguments if a != "--purge"]
        if name == "merge":
            with contextlib.redirect_stdout(io.StringIO()):
                command.merge(config, arguments[1:], message="merge", rev_id=arguments[0])
            return
        with database.engine.connect() as connection:
            config.attributes["connection"] = connection
            if name == "stamp":
                command.stamp(config, arguments[0], purge=purge)
            else:
                getattr(command, name)(config, arguments[0])

    def by_athanor(self, database, step):
        """None, or the error's document."""
        if step[0] == "merge":
            arguments = ["merge", "-m", "merge", "--rev-id", step[1], *step[2:]]
        else:
            arguments = [step[0], "--url", database.url(), *(["--purge"] if "--purge" in step else []), "--",
                         *[a for a in step[1:] if a != "--purge"]]
        done = self.run(arguments)
        if done.returncode == 0:
            return None
        try:
            return json.loads(done.stdout)["error"]
        except (ValueError, KeyError):
            raise Mismatch("athanor-cli ended with %d: %s%s" % (done.returncode, done.stdout, done.stderr))

    def run(self, arguments):
        return subprocess.run([self.program, "--format=json", *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
                              env=environment(self.home))

    def sql(self, name, revisions):
        output = io.StringIO()
        getattr(command, name)(self.config(output), revisions, sql=True)
        done = self.run([name, "--sql", "--", revisions])
        if done.returncode:
            raise Mismatch("athanor-cli %s --sql %s: %s" % (name, revisions, done.stdout))
        return output.getvalue(), json.loads(done.stdout)["sql"]


def environment(home):
    """Settings and cache of this test only; Athanor finds the Python that runs this."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    folder = os.path.dirname(sys.executable)
    return dict(keep, PATH=folder + os.pathsep + keep.get("PATH", "/usr/bin:/bin"), LC_ALL="C.UTF-8", HOME=home,
                XDG_CACHE_HOME=home + "/cache", XDG_CONFIG_HOME=home + "/config")


class Walk:
    def __init__(self, number, tools, graph, strict, chance, url):
        self.tools, self.graph, self.strict, self.random = tools, graph, strict, chance
        self.main, self.twin = Database(url, "walk%d" % number), Database(url, "walk%d_twin" % number)
        self.counts = {"steps": 0, "athanor": 0, "errors": 0, "faults": 0, "rows1373": 0}
        self.log = []
        self.merges = 0

    def close(self):
        self.main.close()
        self.twin.close()

    # Steps

    def next_step(self):
        rows = self.twin.rows()
        known = list(self.graph.revisions)
        applied = self.graph.below(rows)
        choice = self.random.random()
        if choice < 0.5:
            targets = ["heads", "heads", "head", "+1", "+2", self.random.choice(known), self.random.choice(known),
                       self.random.choice(known)[:5]]
            targets += [label + "@head" for label in self.graph.labels()]
            targets += [label + "@+1" for label in self.graph.labels()]
            return ("upgrade", self.random.choice(targets))
        if choice < 0.85:
            targets = ["base", self.random.choice(known)] + sorted(applied) + sorted(applied)
            if len(rows) == 1:  # with several, Alembic takes the first that the table happens to return
                targets += ["-1", "-1", "-2"]
            return ("downgrade", self.random.choice(targets))
        if choice < 0.95:
            return self.stamp(rows, known)
        heads = self.graph.heads()
        if len(heads) < 2 or self.merges >= 2:
            return ("upgrade", "heads")
        self.merges += 1
        id = "merge%d" % self.merges
        return ("merge", id, *self.random.sample(heads, 2))

    def stamp(self, rows, known):
        if self.strict:  # only what keeps rows and tables together
            return ("stamp", self.random.choice(rows) if rows else "base")
        step = ("stamp", self.random.choice(["base", "heads"] + known + known))
        return step + ("--purge",) if self.random.random() < 0.2 else step

    def go(self, steps):
        for _ in range(steps):
            self.take(self.next_step())

    def take(self, step):
        by_athanor = self.random.random() < 0.7
        self.log.append(("athanor" if by_athanor else "alembic", self.twin.rows(), step))
        self.counts["steps"] += 1
        self.counts["athanor"] += by_athanor
        if step[0] == "merge":
            self.merge(step, by_athanor)
            return
        before = self.twin.rows()
        twin_error = self.ask_alembic(self.twin, step)
        if isinstance(twin_error, FAULTS):
            self.fault(before)
            return
        if by_athanor:
            error = self.tools.by_athanor(self.main, step)
        else:
            error = self.ask_alembic(self.main, step)
        if (error is None) != (twin_error is None):
            raise Mismatch("Alembic on the twin: %r; the other: %r" % (twin_error, error))
        self.counts["errors"] += error is not None
        self.compare(step, by_athanor)

    def ask_alembic(self, database, step):
        try:
            self.tools.by_alembic(database, step)
        except Exception as error:
            return error
        return None

    def fault(self, before):
        """Alembic fell over: what it left is nobody's measure. Both begin again, at base."""
        self.counts["faults"] += 1
        self.main.empty()
        self.twin.empty()

    def merge(self, step, by_athanor):
        if by_athanor:
            error = self.tools.by_athanor(self.main, step)
            if error:
                raise Mismatch("merge: %s" % error)
        else:
            self.tools.by_alembic(self.main, step)
        # The generated file must say what was asked for, to Alembic itself.
        from alembic.script import ScriptDirectory

        made = ScriptDirectory.from_config(self.tools.config()).get_revision(step[1])
        if sorted(made._all_down_revisions) != sorted(step[2:]):
            raise Mismatch("merge made %s on %s" % (made.revision, made._all_down_revisions))
        self.graph.revisions[step[1]] = Revision(step[1], list(step[2:]))

    # Comparing

    def compare(self, step, by_athanor):
        rows, twin_rows = self.main.rows(), self.twin.rows()
        if rows != twin_rows:
            if not self.known_rows(step, by_athanor, rows, twin_rows):
                raise Mismatch("version rows %s, the twin's %s" % (rows, twin_rows))
            self.counts["rows1373"] += 1
            self.twin.set_rows(rows)
        compare_schemas(self.main, self.twin)

    def known_rows(self, step, by_athanor, rows, twin_rows):
        """Before 1.13.1 a downgrade brought back rows of revisions that are below other rows (alembic #1373)."""
        if not (ROWS_BEFORE_1_13_1 and by_athanor and step[0] == "downgrade" and set(rows) < set(twin_rows)):
            return False
        return all(any(extra in self.graph.below([row]) for row in rows) for extra in set(twin_rows) - set(rows))


def compare_schemas(database, alembics):
    # Alembic makes the version table when it looks, Athanor when there is something to record.
    at_base = not database.rows() and not alembics.rows()
    started = [one.start_dump(at_base) for one in (database, alembics)]
    own, theirs = (Database.finish_dump(process) for process in started)
    if own != theirs:
        raise Mismatch("the schemas differ:\n" + "\n".join(
            difflib.unified_diff(theirs.splitlines(), own.splitlines(), "Alembic's", "Athanor's", lineterm="", n=1)))


def offline(number, tools, graph, chance, url):
    """SQL that was printed for the same range, applied by psql to two databases."""
    first, second = Database(url, "offline%d" % number), Database(url, "offline%d_twin" % number)
    ranges = 0
    try:
        for name, revisions in offline_ranges(graph, chance):
            for database, sql in zip((second, first), tools.sql(name, revisions)):
                with database.own.cursor() as cursor:
                    cursor.execute(sql.replace("%", "%%"), ())
            if first.rows() != second.rows():
                raise Mismatch("%s --sql %s: rows %s, Alembic's %s" % (name, revisions, first.rows(), second.rows()))
            compare_schemas(first, second)
            ranges += 1
    finally:
        first.close()
        second.close()
    return ranges


def offline_ranges(graph, chance):
    """Up in three parts and back down. Not to base: there Alembic before 1.19 drops the version table."""
    line = [chance.choice(graph.heads())]
    while graph.revisions[line[0]].down:
        line.insert(0, graph.revisions[line[0]].down[0])
    if len(line) < 3:
        return [("upgrade", "base:" + line[-1])]
    middle = line[len(line) // 2]
    return [("upgrade", "base:" + line[0]), ("upgrade", line[0] + ":" + middle), ("upgrade", middle + ":" + line[-1]),
            ("downgrade", line[-1] + ":" + middle)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("ATHANOR_WALK_SEED", "0")))
    parser.add_argument("--walks", type=int, default=int(os.environ.get("ATHANOR_WALKS", "7")))
    parser.add_argument("--steps", type=int, default=int(os.environ.get("ATHANOR_WALK_STEPS", "30")))
    options = parser.parse_args()
    seed = options.seed or random.SystemRandom().randrange(1, 1 << 32)
    print("seed %d, Alembic %s" % (seed, alembic.__version__), flush=True)
    url = os.environ["DATABASE_URL"]
    totals, ranges, start = {}, 0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="athanor-walk-") as home:
        for number in range(options.walks):
            chance = random.Random("%d/%d" % (seed, number))
            graph = random_graph(chance, chance.randrange(6, 16))
            folder = os.path.join(home, "project%d" % number)
            strict = number % 2 == 0
            write_project(folder, graph, strict)
            tools = Tools(os.path.abspath(options.program), folder, home)
            if strict and not any(r.live for r in graph.revisions.values()):
                ranges += offline(number, tools, graph, chance, url)
            walk = Walk(number, tools, graph, strict, chance, url)
            try:
                walk.go(options.steps)
            except Mismatch as mismatch:
                print("walk %d of seed %d: %s" % (number, seed, mismatch))
                for who, rows, step in walk.log[-6:]:
                    print("  %-8s at %s: %s" % (who, ",".join(rows) or "base", " ".join(step)))
                for revision in graph.revisions.values():
                    print("  ", revision)
                return 1
            finally:
                walk.close()
            for key, value in walk.counts.items():
                totals[key] = totals.get(key, 0) + value
    print("%(steps)d steps, %(athanor)d of them by athanor-cli; %(errors)d errors on both sides; %(faults)d faults of "
          "Alembic; %(rows1373)d rows of #1373" % totals, end="")
    print("; %d offline ranges; %.0f s" % (ranges, time.monotonic() - start))
    return 0 if totals["athanor"] > totals["steps"] / 3 and totals["faults"] < totals["steps"] / 5 else 1


if __name__ == "__main__":
    sys.exit(main())
