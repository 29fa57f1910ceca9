# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects to measure with: the same graph as SQL files, as an Alembic project, as dbmate's folder, as psql's script."""

from pathlib import Path

ALEMBIC_INI = "[alembic]\nscript_location = %(here)s\n"
ALEMBIC_ENV = """\
import os

from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(os.environ["BENCH_URL"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
"""


def graph(count):
    """(id, down revisions) of count revisions: a line, with a side branch of three merged back every fifty."""
    revisions = []
    head = []
    while len(revisions) < count:
        number = len(revisions)
        if number % 50 == 40 and count - number >= 6:
            fork = f"{number:08x}"
            revisions.append((fork, head))
            left, right = [fork], [fork]
            for offset, side in ((1, left), (2, right), (3, right), (4, right)):
                revisions.append((f"{number + offset:08x}", [side[0]]))
                side[0] = f"{number + offset:08x}"
            revisions.append((f"{number + 5:08x}", [left[0], right[0]]))
            head = [f"{number + 5:08x}"]
        else:
            revisions.append((f"{number:08x}", head))
            head = [f"{number:08x}"]
    return revisions


def line(count):
    """(id, down revisions) of count revisions in a line."""
    return [(f"{n:08x}", [f"{n - 1:08x}"] if n else []) for n in range(count)]


def statements(revision):
    """What a small revision does and undoes: one table, one index."""
    table = f"bench_{revision}"
    return (
        [
            f"CREATE TABLE {table} (id integer PRIMARY KEY, name text NOT NULL, made timestamptz DEFAULT now())",
            f"CREATE INDEX {table}_name_idx ON {table} (name)",
        ],
        [f"DROP TABLE {table}"],
    )


def write_sql(folder, revisions):
    versions = Path(folder) / "versions"
    versions.mkdir(parents=True)
    (Path(folder) / "athanor.ini").write_text("[athanor]\nscript_location = %(here)s\n")
    for revision, down in revisions:
        up, undo = statements(revision)
        (versions / f"{revision}_add_a_table.sql").write_text(
            f"-- Add table bench_{revision}\n--\n"
            "-- A table and an index, as small revisions have them.\n--\n"
            "-- Impact: one table more.\n-- Risk: low\n-- Rollback: simple\n-- Testing: up and down\n--\n"
            f"-- Revision ID: {revision}\n-- Revises: {', '.join(down)}\n-- Branch Labels:\n-- Depends On:\n"
            "-- Create Date: 2026-01-05 10:00:00+00:00\n\n"
            f"-- migrate:up\n{';'.join(up).replace(';', ';' + chr(10))};\n\n-- migrate:down\n{undo[0]};\n"
        )


def operations(revision):
    """The same as statements(), in Alembic's operations."""
    table = f"bench_{revision}"
    return (
        [
            f'op.create_table("{table}", sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), '
            'sa.Column("name", sa.Text, nullable=False), '
            'sa.Column("made", sa.DateTime(timezone=True), server_default=sa.func.now()))',
            f'op.create_index("{table}_name_idx", "{table}", ["name"])',
        ],
        [f'op.drop_table("{table}")'],
    )


def write_alembic(folder, revisions, with_operations=False):
    versions = Path(folder) / "versions"
    versions.mkdir(parents=True)
    (Path(folder) / "alembic.ini").write_text(ALEMBIC_INI)
    (Path(folder) / "env.py").write_text(ALEMBIC_ENV)
    for revision, down in revisions:
        if with_operations:
            up, undo = operations(revision)
        else:
            up, undo = ([f'op.execute("""{text}""")' for text in texts] for texts in statements(revision))
        parents = repr(down[0] if len(down) == 1 else tuple(down) or None)
        (versions / f"{revision}_add_a_table.py").write_text(
            f'"""Add table bench_{revision}\n\nA table and an index, as small revisions have them.\n\n'
            "Impact: one table more.\nRisk: low\nRollback: simple\nTesting: up and down\n\n"
            f"Revision ID: {revision}\nRevises: {', '.join(down)}\n"
            'Create Date: 2026-01-05 10:00:00+00:00\n\n"""\n'
            "from alembic import op\nimport sqlalchemy as sa\n\n# revision identifiers, used by Alembic.\n"
            f"revision = '{revision}'\ndown_revision = {parents}\nbranch_labels = None\ndepends_on = None\n\n\n"
            "def upgrade():\n" + "".join(f"    {text}\n" for text in up) + "\n\n"
            "def downgrade():\n" + "".join(f"    {text}\n" for text in undo)
        )


def write_dbmate(folder, revisions):
    Path(folder).mkdir(parents=True)
    for number, (revision, _) in enumerate(revisions):
        up, undo = statements(revision)
        (Path(folder) / f"{20260101000000 + number}_{revision}.sql").write_text(
            f"-- migrate:up\n{';'.join(up)};\n\n-- migrate:down\n{undo[0]};\n"
        )


def write_psql(file, revisions):
    """The same statements in the same transactions, with the version rows that Alembic and Athanor write."""
    parts = [
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));\n"
    ]
    for revision, down in revisions:
        up, _ = statements(revision)
        row = (
            f"UPDATE alembic_version SET version_num='{revision}' WHERE version_num='{down[0]}'"
            if down
            else f"INSERT INTO alembic_version (version_num) VALUES ('{revision}')"
        )
        parts.append("BEGIN;\n" + "".join(text + ";\n" for text in [*up, row]) + "COMMIT;\n")
    Path(file).write_text("".join(parts))
