# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random Alembic projects: graphs with branches, merges and dependencies, each revision with a table of its own."""

import os
from dataclasses import dataclass, field

from write_project import MAKO

INI = """[alembic]
script_location = %(here)s/migrations
sqlalchemy.url = postgresql://
file_template = %%(rev)s_%%(slug)s
"""

# The connection comes from the caller, who keeps it; the settings are those that Athanor runs by.
ENV = """from alembic import context

config = context.config
if context.is_offline_mode():
    context.configure(url="postgresql://", literal_binds=True, dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()
else:
    context.configure(connection=config.attributes["connection"], transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
"""

REVISION = '''"""{message}"""
from alembic import op
import sqlalchemy as sa

revision = {id!r}
down_revision = {down!r}
branch_labels = {labels!r}
depends_on = {depends!r}


def upgrade():
{upgrade}


def downgrade():
{downgrade}
'''


@dataclass
class Revision:
    id: str
    down: list = field(default_factory=list)
    depends: list = field(default_factory=list)
    label: str = ""
    column: bool = False  # adds one to its first parent's table
    live: bool = False  # asks the database


class Graph:
    def __init__(self):
        self.revisions = {}

    def children(self, id):
        return [r.id for r in self.revisions.values() if id in r.down]

    def stands_on(self, id):
        return self.revisions[id].down + self.revisions[id].depends

    def below(self, ids):
        """Everything that the revisions stand on, themselves included."""
        found, todo = set(), list(ids)
        while todo:
            id = todo.pop()
            if id in self.revisions and id not in found:
                found.add(id)
                todo.extend(self.stands_on(id))
        return found

    def heads(self):
        return [id for id in self.revisions if not self.children(id)]

    def bases(self):
        return [r.id for r in self.revisions.values() if not r.down]

    def labels(self):
        return [r.label for r in self.revisions.values() if r.label]


def random_graph(random, size):
    """Alembic's own bookkeeping fails where a revision depends on something that it stands on already, and where it
    depends on two of which one is below the other: dependencies are chosen so that there is no such thing."""
    graph = Graph()
    for number in range(size):
        id = "%012x" % random.getrandbits(48)
        revision = Revision(id)
        heads = graph.heads()
        kind = random.random()
        if number and kind < 0.07:
            pass  # another base
        elif len(heads) > 1 and kind < 0.25:
            revision.down = random.sample(heads, 2)
            if revision.down[0] in graph.below([revision.down[1]]) or revision.down[1] in graph.below([revision.down[0]]):
                revision.down = revision.down[:1]
        elif number and kind < 0.45:
            revision.down = [random.choice(list(graph.revisions))]
        elif number:
            revision.down = [random.choice(heads)]
        under = graph.below(revision.down)
        others = [o for o in graph.revisions if o not in under and not graph.below([o]) & set(revision.down)]
        if others and random.random() < 0.3:
            revision.depends = [random.choice(others)]
        if (not revision.down or len(graph.children(revision.down[0])) > 0) and random.random() < 0.6:
            revision.label = "label%d" % number
        columns = [c for c in (graph.children(revision.down[0]) if revision.down else []) if graph.revisions[c].column]
        revision.column = bool(revision.down) and not columns and random.random() < 0.4
        revision.live = random.random() < 0.04
        graph.revisions[id] = revision
    return graph


def body(lines):
    return "\n".join("    " + line for line in lines)


def text_of(graph, revision, strict):
    """Strict: a foreign key to everything a revision stands on, so that a wrong order fails. Otherwise whatever is
    there or not there will do, so that the walk may stamp as it likes."""
    table = "t_" + revision.id
    parent = "t_" + revision.down[0] if revision.column else ""
    if strict:
        keys = ["sa.Column('to_%s', sa.Integer, sa.ForeignKey('t_%s.id'))" % (id, id)
                for id in graph.stands_on(revision.id)]
        up = ["op.create_table(%r, sa.Column('id', sa.Integer, primary_key=True)%s)"
              % (table, "".join(", " + key for key in keys))]
        down = ["op.drop_table(%r)" % table]
        if parent:
            up.append("op.add_column(%r, sa.Column('c_%s', sa.String(40), server_default='a%%b'))" % (parent, revision.id))
            down.insert(0, "op.drop_column(%r, 'c_%s')" % (parent, revision.id))
    else:
        up = ['op.execute("CREATE TABLE IF NOT EXISTS %s (id integer PRIMARY KEY)")' % table]
        down = ['op.execute("DROP TABLE IF EXISTS %s CASCADE")' % table]
        if parent:
            up.append('op.execute("ALTER TABLE IF EXISTS %s ADD COLUMN IF NOT EXISTS c_%s text")' % (parent, revision.id))
            down.insert(0, 'op.execute("ALTER TABLE IF EXISTS %s DROP COLUMN IF EXISTS c_%s")' % (parent, revision.id))
    if revision.live:
        ask = "assert op.get_bind().execute(sa.text('SELECT 1')).scalar() == 1"
        up.append(ask)
        down.append(ask)
    down_value = tuple(revision.down) if len(revision.down) > 1 else (revision.down[0] if revision.down else None)
    return REVISION.format(message="revision " + revision.id, id=revision.id, down=down_value,
                           labels=(revision.label,) if revision.label else None,
                           depends=tuple(revision.depends) or None, upgrade=body(up), downgrade=body(down))


def write_project(folder, graph, strict):
    versions = os.path.join(folder, "migrations", "versions")
    os.makedirs(versions)
    for name, text in (("alembic.ini", INI), ("migrations/env.py", ENV), ("migrations/script.py.mako", MAKO)):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    for revision in graph.revisions.values():
        with open(os.path.join(versions, revision.id + "_.py"), "w") as file:
            file.write(text_of(graph, revision, strict))
