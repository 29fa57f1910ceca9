# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL server with its default settings on a Unix socket, the same for everybody who is measured."""

import glob
import os
import pwd
import re
import subprocess
from pathlib import Path


class Server:
    def __init__(self, folder):
        programs = glob.glob("/usr/lib/postgresql/*/bin")
        if not programs:
            raise SystemExit("No PostgreSQL server programs below /usr/lib/postgresql: apt-get install postgresql")
        self.programs = max(programs, key=lambda path: int(re.findall(r"\d+", path)[0]))
        self.folder = Path(folder)
        self.folder.mkdir()
        self.prefix = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.prefix = ["runuser", "-u", "postgres", "--"]
        self.environment = dict(os.environ, PGHOST=str(self.folder), PGUSER="postgres", PGDATABASE="postgres",
                                PGOPTIONS="-c client_min_messages=warning")

    def __enter__(self):
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        self._run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"),
                  "-o", f"-k {self.folder} -c listen_addresses=", "start")
        return self

    def __exit__(self, *_):
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "stop")

    def _run(self, program, *arguments):
        subprocess.run([*self.prefix, f"{self.programs}/{program}", *arguments], check=True, cwd="/",
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def psql(self, sql):
        subprocess.run(["psql", "-Xqc", sql], check=True, env=self.environment, stdin=subprocess.DEVNULL)

    def fresh_database(self, name):
        self.psql(f"DROP DATABASE IF EXISTS {name}")
        self.psql(f"CREATE DATABASE {name}")
        self.psql("CHECKPOINT")
