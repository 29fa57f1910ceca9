#!/usr/bin/python3
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes one case document out as an Alembic project on disk.

    write_project.py CASE.json OUTDIR [--style STYLE] [--template TEMPLATE] [--url URL] [--pyproject]

OUTDIR gets alembic.ini, <script_location>/env.py, script.py.mako, README and the
revision files.  --style overrides the document's style ("mixed" picks one per
file); --template renames the files (which may change the load order).

Each revision creates one table with foreign keys to the tables of the revisions
it stands on (down_revision and depends_on), so running a plan in a wrong order
fails in a real PostgreSQL.  Works with or without Alembic installed.
"""
import argparse
import json
import os
import random
import re
import sys
import zlib

STYLES = (
    "plain", "annotated", "annotated_pipe", "tuple", "list", "parenthesised", "spread",
    "single_quotes", "triple_quotes", "comments", "crlf", "tabs", "cookie",
)
TEMPLATES = {
    "rev_slug": "%%(rev)s_%%(slug)s",
    "date_rev_slug": "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s",
    "seq_slug": "%%(rev)s_%%(slug)s",
}

INI = """\
# Alembic settings of the {name} project

[alembic]
script_location = {location}
{file_template}
prepend_sys_path = .
{version_locations}
# truncate_slug_length = 40
# timezone =
# revision_environment = false
output_encoding = utf-8
sqlalchemy.url = {url}

[post_write_hooks]

[loggers]
keys = root,sqlalchemy,alembic

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARN
handlers = console
qualname =

[logger_sqlalchemy]
level = WARN
handlers =
qualname = sqlalchemy.engine

[logger_alembic]
level = INFO
handlers =
qualname = alembic

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
datefmt = %H:%M:%S
"""

ENV = '''\
"""Alembic environment: connects and runs the migrations."""
import os
from logging.config import fileConfig

from alembic import context
from sqlalchemy import create_engine, pool

config = context.config
if config.config_file_name:
    fileConfig(config.config_file_name)

url = os.environ.get("DATABASE_URL") or config.get_main_option("sqlalchemy.url")
target_metadata = None


def offline():
    context.configure(url=url, target_metadata=target_metadata, literal_binds=True,
                      dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()


def online():
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
'''

MAKO = '''\
"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''


class Writer:
    def __init__(self, doc, style=None):
        self.doc = doc
        self.style = style or doc["layout"]["style"]
        ids = {r["revision"] for r in doc["revisions"]}
        labels = {}
        for r in doc["revisions"]:
            for lab in r["branch_labels"]:
                labels[lab] = r["revision"]
        self.resolve = lambda x: x if x in ids else labels.get(x)

    # -- literals ------------------------------------------------------
    def string(self, s, style, rng):
        if style == "triple_quotes":
            return rng.choice(('"""%s"""', "'''%s'''")) % s
        if style == "single_quotes":
            return rng.choice(("", "", "u", "r")) + "'%s'" % s
        if style == "plain":
            return repr(s)
        if style == "parenthesised" and len(s) > 3 and rng.random() < 0.3:
            k = len(s) // 2
            return '("%s" "%s")' % (s[:k], s[k:])
        if style == "parenthesised":
            return '("%s")' % s
        if style == "spread" and rng.random() < 0.3:
            return '(\n    "%s"\n)' % s
        return '"%s"' % s if style != "mixed" else repr(s)

    def value(self, values, style, rng, always_seq=False):
        """A literal for None, one string, or several."""
        one = lambda s: self.string(s, "annotated" if style in ("parenthesised", "spread") else style, rng)
        if not values:
            if style == "tuple" and rng.random() < 0.3:
                return "()"
            if style == "parenthesised" and rng.random() < 0.3:
                return "(None)"
            return "None"
        if len(values) == 1 and not always_seq and style not in ("tuple", "list"):
            return self.string(values[0], style, rng)
        if style == "list":
            return "[%s]" % ", ".join(map(one, values))
        if style == "spread" or (style == "comments" and len(values) > 1):
            note = (lambda i: "  # side %d" % i) if style == "comments" else (lambda i: "")
            br = rng.choice(("()", "[]")) if len(values) > 1 else "()"
            return br[0] + "\n" + "".join(
                "    %s,%s\n" % (one(v), note(i)) for i, v in enumerate(values, 1)) + br[1]
        if style == "parenthesised":
            return "((%s,))" % ", ".join(map(one, values))
        return "(%s%s)" % (", ".join(map(one, values)), "," if len(values) == 1 or rng.random() < 0.3 else "")

    # -- one file ------------------------------------------------------
    def table(self, rid):
        return "t_" + re.sub(r"\W", "_", rid).lower()

    def body(self, r):
        ups = []
        for x in r["down_revision"] + r["depends_on"]:
            x = self.resolve(x)
            if x and x != r["revision"] and x not in ups:
                ups.append(x)
        cols = ["id integer PRIMARY KEY"] + [
            "ref_%d integer REFERENCES %s" % (i, self.table(x)) for i, x in enumerate(ups, 1)]
        return ("CREATE TABLE %s (%s)" % (self.table(r["revision"]), ", ".join(cols)),
                "DROP TABLE %s" % self.table(r["revision"]))

    def render(self, r):
        rng = random.Random(zlib.crc32(("%s/%s/%s" % (self.doc["name"], r["revision"], r["file"])).encode()))
        style = self.style
        if style == "mixed":
            style = rng.choice(STYLES)
        quotes = "'''" if style in ("single_quotes", "triple_quotes") and "'" not in r["message"] else '"""'
        raw = "r" if style == "triple_quotes" and rng.random() < 0.3 else ""
        ind = "\t" if style == "tabs" else "    "
        eq = "\t=\t" if style == "tabs" else ("=" if style == "single_quotes" and rng.random() < 0.2 else " = ")
        hints = style in ("annotated", "annotated_pipe", "spread")
        out = []
        if style == "cookie":
            if rng.random() < 0.3:
                out.append("#!/usr/bin/env python3")
            out.append(rng.choice(("# -*- coding: utf-8 -*-", "# coding: utf-8", "# vim: set fileencoding=utf-8 :")))
        if rng.random() < 0.05 and style != "cookie":
            out += ["", ""]
        doc = [raw + quotes + r["message"], ""]
        if style == "comments":
            doc += ['Was: down_revision = "0badc0de0bad" before the rebase.', ""]
        doc += ["Revision ID: %s" % r["revision"], "Revises: %s" % ", ".join(r["down_revision"]),
                "Create Date: %s" % r["created"], "", quotes]
        out += doc
        if style == "annotated_pipe":
            out.append("from __future__ import annotations")
            out.append("")
        if style == "annotated":
            out.append("from typing import Sequence, Union")
            out.append("")
        out += ["from alembic import op", "import sqlalchemy as sa  # noqa: F401", ""]
        if style == "comments":
            out += ["# revision identifiers, used by Alembic.", "# revision = 'not_this_one'"]
        else:
            out += [""]
        union = {
            "annotated": ("str", "Union[str, None]", "Union[str, Sequence[str], None]"),
            "annotated_pipe": ("str", "str | None", "str | Sequence[str] | None"),
            "spread": ("str", "'str | tuple[str, ...] | None'", "'str | tuple[str, ...] | None'"),
        }.get(style)

        def line(name, text, hint):
            h = ": %s" % hint if hint and hints else ""
            tail = ""
            if style == "comments" and "\n" not in text:
                tail = rng.choice(("  # keep in sync with the changelog", "  # was: 'abc123'", "  #", ""))
            return "%s%s%s%s%s" % (name, h, eq, text, tail)

        down_hint = union and (union[1] if len(r["down_revision"]) < 2 else union[2])
        lines = [
            line("revision", self.string(r["revision"], style, rng), union and union[0]),
            line("down_revision", self.value(r["down_revision"], style, rng), down_hint),
        ]
        if style == "comments" and rng.random() < 0.3:
            lines.reverse()
        optional = rng.random() < 0.25         # templates of old projects lack these
        if r["branch_labels"] or not optional:
            lines.append(line("branch_labels", self.value(
                r["branch_labels"], style, rng, always_seq=rng.random() < 0.5), union and union[2]))
        if r["depends_on"] or not optional:
            lines.append(line("depends_on", self.value(r["depends_on"], style, rng), union and union[2]))
        out += lines
        up, down = self.body(r)
        ret = " -> None" if style in ("annotated", "annotated_pipe") else ""
        out += ["", ""]
        if style == "comments":
            out += ["NOTE = '''", "revision = 'inside_a_string'", "down_revision = 'also_inside'", "'''", "", ""]
        out += ["def upgrade()%s:" % ret]
        if style in ("annotated", "annotated_pipe"):
            out.append(ind + '"""Upgrade schema."""')
        if len(up) > 70:
            out += [ind + "op.execute(", ind * 2 + '"%s"' % up[:60], ind * 2 + '"%s"' % up[60:], ind + ")"]
        else:
            out.append(ind + 'op.execute("%s")' % up)
        out += ["", "", "def downgrade()%s:" % ret, ind + 'op.execute("%s")' % down, ""]
        text = "\n".join(out)
        encoding = "utf-8"
        if style == "cookie":
            if rng.random() < 0.25:
                text = "\ufeff" + text
            elif rng.random() < 0.4:
                try:
                    latin = re.sub("utf-8", "latin-1", text, count=1)
                    latin.encode("latin-1")
                    text, encoding = latin, "latin-1"
                except UnicodeEncodeError:
                    pass
        if style == "crlf":
            text = text.replace("\n", "\r\n")
        return text.encode(encoding)

    # -- the lot -------------------------------------------------------
    def file_of(self, r, n, template):
        if not template or template == self.doc["layout"]["file_template"]:
            return r["file"]
        slug = "_".join(re.findall(r"\w+", r["message"])).lower()
        if len(slug) > 40:
            slug = slug[:40].rsplit("_", 1)[0] + "_"
        d = r["created"]
        name = {
            "rev_slug": "%s_%s" % (r["revision"], slug),
            "date_rev_slug": "%s_%s_%s_%s" % (
                d[:10].replace("-", ""), d[11:16].replace(":", ""), r["revision"], slug),
            "seq_slug": "%04d_%s" % (n, slug),
        }[template]
        return "%s/%s.py" % (os.path.dirname(r["file"]), name)

    def write(self, outdir, template=None, url=None, pyproject=False):
        lay = self.doc["layout"]
        loc = lay["script_location"]
        rng = random.Random(zlib.crc32(self.doc["name"].encode()))
        here = rng.random() < 0.5
        pre = "%(here)s/" if here else ""
        many = lay.get("version_locations")
        if many:
            sep, word = rng.choice(((os.pathsep, "os"), (" ", "space"), (";", ";")))
            where = "version_locations = %s\nversion_path_separator = %s" % (
                sep.join(pre + v for v in many), word)
        else:
            where = "# version_locations =\nversion_path_separator = os"
        template = template or lay["file_template"]
        ini = INI.format(
            name=self.doc["name"], location=pre + loc, version_locations=where,
            file_template=("file_template = " if template != "rev_slug" else "# file_template = ")
            + TEMPLATES[template],
            url=(url or "postgresql+psycopg2://app:secret@localhost:5432/%s" % self.doc["name"]).replace("%", "%%"))
        if pyproject:
            skip = ("script_location", "file_template", "# file_template", "prepend_sys_path",
                    "version_locations", "# version_locations", "version_path_separator", "output_encoding")
            ini = "".join(x + "\n" for x in ini.splitlines() if not x.startswith(skip))
            toml = ['[project]', 'name = "%s"' % self.doc["name"].replace("_", "-"), 'version = "0.1"', "",
                    "[tool.alembic]", "# where the migration scripts are", 'script_location = "%%(here)s/%s"' % loc,
                    'file_template = "%s"' % TEMPLATES[template], "prepend_sys_path = [", '    "."', "]"]
            if many:
                toml += ["version_locations = ["] + ['    "%%(here)s/%s",' % v for v in many] + ["]"]
            with open(os.path.join(outdir, "pyproject.toml"), "w", encoding="utf-8") as f:
                f.write("\n".join(toml) + "\n")
        top = os.path.join(outdir, loc)
        for d in {os.path.dirname(r["file"]) for r in self.doc["revisions"]} | {loc + "/versions"} | set(many or ()):
            os.makedirs(os.path.join(outdir, d), exist_ok=True)

        def put(path, data):
            with open(path, "wb") as f:
                f.write(data if isinstance(data, bytes) else data.encode("utf-8"))
        put(os.path.join(outdir, "alembic.ini"), ini)
        put(os.path.join(top, "env.py"), ENV)
        put(os.path.join(top, "script.py.mako"), MAKO)
        put(os.path.join(top, "README"), "Migrations of %s.\n" % self.doc["name"])
        if rng.random() < 0.4:          # things that are not revisions
            put(os.path.join(top, "versions", "__init__.py"), "")
            put(os.path.join(top, "versions", "NOTES.txt"), "revision = 'no'\n")
            put(os.path.join(top, "versions", ".#lock.py"), "this is not python (\n")
            os.makedirs(os.path.join(top, "versions", "__pycache__"), exist_ok=True)
            put(os.path.join(top, "versions", "__pycache__", "x.cpython-311.pyc"), b"\0\1\2")
        for n, r in enumerate(sorted(self.doc["revisions"], key=lambda r: r["created"]), 1):
            put(os.path.join(outdir, self.file_of(r, n, template)), self.render(r))


def write_project(doc, outdir, style=None, template=None, url=None, pyproject=False):
    Writer(doc, style).write(outdir, template, url, pyproject)


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("case")
    ap.add_argument("outdir")
    ap.add_argument("--style", choices=STYLES + ("mixed",))
    ap.add_argument("--template", choices=sorted(TEMPLATES))
    ap.add_argument("--url")
    ap.add_argument("--pyproject", action="store_true")
    a = ap.parse_args()
    with open(a.case, encoding="utf-8") as f:
        doc = json.load(f)
    os.makedirs(a.outdir, exist_ok=True)
    write_project(doc, a.outdir, a.style, a.template, a.url, a.pyproject)
    print("%d revisions -> %s" % (len(doc["revisions"]), a.outdir), file=sys.stderr)


if __name__ == "__main__":
    main()
