# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Athanor's way to a project's own Alembic: a helper process that answers requests, one JSON document a line.

A request is {"id": n, "do": NAME, ...}. Its answer is any number of {"id": n, "part": {...}}, as they become ready,
and then one {"id": n, "result": {...}} or {"id": n, "error": {"kind", "message", "file", "line", "traceback"}}.

Requests come on standard input, answers go to standard output; both are put out of reach before code of the project
runs. What that code prints goes to standard error. When standard input ends, the program that asks is gone, and this
process with all its children ends too, whatever it is doing.

Needs Python 3.8, and Alembic 1.8 with what that brings along; nothing else.
"""

import json
import os
import queue
import re
import signal
import sys
import threading
from contextlib import contextmanager

OLDEST_ALEMBIC = (1, 8)

# Code whose SQL may be another at each call. "func.now()" is SQL and no such code.
CHANGING = re.compile(
    r"\b(?:datetime|date|dt|_dt|DateTime)\.(?:utcnow|today|now)\b|\btime\.time|\buuid[14]\b|\brandom\b|\bsecrets\b"
    r"|\burandom\b|\benviron\b|\bgetenv\b|\bgetpass\b|\bgethostname\b"
)


class BridgeError(Exception):
    """An answer of the bridge itself."""

    def __init__(self, kind, message, **more):
        super().__init__(message)
        self.answer = dict(more, kind=kind, message=message)


class NeedsConnection(BaseException):
    """Raised where a revision asks the database something. No Exception: revisions that catch those go on."""


# ---------------------------------------------------------------------------------------------------------------------
# Errors of the project's code


def module_frames(error, path):
    """The lines of the file at path that the error came through, outermost first."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines


def traceback_text(error):
    import linecache
    import traceback

    linecache.checkcache()
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals.get("__name__") == "__main__":
        trace = trace.tb_next  # the bridge's own frames say nothing to the reader
    try:
        lines = traceback.format_exception(type(error), error, trace, limit=-12)
    except Exception:  # a __str__ of the project may do anything
        lines = [type(error).__name__]
    return "".join(lines)[-20000:]


def message_of(error):
    try:
        text = str(error)
    except Exception:
        text = ""
    return text[:2000]


def describe(error, path=""):
    """What an exception out of the project's code means, as an answer."""
    lines = module_frames(error, path)
    answer = {
        "kind": "exception",
        "message": "%s: %s" % (type(error).__name__, message_of(error)) if message_of(error) else type(error).__name__,
        "file": path,
        "line": lines[-1] if lines else 0,
        "traceback": traceback_text(error),
    }
    if isinstance(error, BridgeError):
        answer.update(error.answer)
    elif isinstance(error, SyntaxError):
        answer.update(kind="syntax", message=error.msg or "invalid syntax", line=error.lineno or 0,
                      column=error.offset or 0, file=error.filename or path)
    elif isinstance(error, ModuleNotFoundError):
        answer.update(kind="import", module=(error.name or "").split(".")[0])
    elif isinstance(error, ImportError):
        answer.update(kind="import_failed")
    elif isinstance(error, SystemExit):
        answer.update(kind="exit", message="sys.exit(%s)" % ("" if error.code is None else repr(error.code)[:200]))
    elif isinstance(error, KeyboardInterrupt):
        answer.update(kind="interrupt")
    elif isinstance(error, NotImplementedError) and not message_of(error):
        answer.update(kind="not_implemented")
    return answer


# ---------------------------------------------------------------------------------------------------------------------
# Files that an answer depends on


class Watch:
    """Notes which files the project's code reads, so that what was made of them can be made again when they change."""

    def __init__(self):
        self.opened = None  # a set while the project's code runs
        self.modules = {}  # path of a module of the project -> its stamp when it was loaded
        self.ignored = ()
        sys.addaudithook(self.audit)

    def prepare(self):
        """From now on what is loaded belongs to the project. What came with Python and Alembic does not."""
        import alembic
        import mako
        import sqlalchemy

        self.ignored = tuple(
            os.path.realpath(os.path.dirname(module.__file__)) + os.sep for module in (alembic, mako, sqlalchemy)
        ) + ("/proc/", "/dev/", "/sys/")
        self.library = os.path.realpath(os.path.dirname(os.__file__)) + os.sep

    def audit(self, event, arguments):
        if self.opened is None or event != "open":
            return
        path, mode = arguments[0], arguments[1]
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if isinstance(path, str) and not (isinstance(mode, str) and mode[:1] in "wax"):
            self.opened.add(path)

    def is_library(self, path):
        if path.startswith(self.ignored):
            return True
        return path.startswith(self.library) and "-packages" + os.sep not in path

    def stamps(self, own):
        """Path, time and size of every file read since opened was set, except the revision itself."""
        opened, self.opened = self.opened, None
        for path in opened:
            path = os.path.realpath(path)
            module = path.endswith((".py", ".pyc"))
            if path.endswith(".pyc"):
                try:
                    from importlib.util import source_from_cache

                    path = os.path.realpath(source_from_cache(path))
                except (ValueError, NotImplementedError):
                    pass
            if path == own or self.is_library(path):
                continue
            stamp = file_stamp(path)
            if stamp and module:
                self.modules[path] = stamp  # later revisions may use it without reading it again
            elif stamp:
                self.data.append([path] + stamp)
        return self.data + [[path] + stamp for path, stamp in self.modules.items()]

    def start(self):
        self.opened = set()
        self.data = []

    def changed(self):
        """Whether a module of the project changed since it was loaded; only a new process loads it again."""
        return any(file_stamp(path) != stamp for path, stamp in self.modules.items())


def file_stamp(path):
    try:
        status = os.stat(path)
    except OSError:
        return None
    return [status.st_mtime_ns // 1000000, status.st_size]


WATCH = Watch()


# ---------------------------------------------------------------------------------------------------------------------
# Alembic


def load_revision(path):
    """The module of a revision, loaded as Alembic does: from its file, known to nobody else."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(re.sub(r"\W", "_", os.path.basename(path)), path)
    if spec is None:
        raise BridgeError("exception", "Python cannot load this file", file=path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Project:
    """The project's settings, as its revisions see them through alembic.context."""

    def __init__(self, settings):
        self.ini = settings.get("ini") or None
        self.toml = settings.get("toml") or None
        self.section = settings.get("section") or "alembic"
        self.arguments = settings.get("x") or []
        self.version_table = settings.get("version_table") or "alembic_version"
        self.version_table_schema = settings.get("version_table_schema") or None
        self._config = None

    def config(self):
        if self._config is None:
            self._config = self.new_config()
        return self._config

    def new_config(self):
        from argparse import Namespace

        from alembic.config import Config

        options = {"ini_section": self.section, "cmd_opts": Namespace(x=list(self.arguments))}
        if self.toml:
            options["toml_file"] = self.toml
        return Config(self.ini, **options)

    def engine(self):
        """Of a project with several databases the one of -n, by the name of its section; else None."""
        if self.section == "alembic" or not self.ini:
            return None
        names = self.config().file_config.get("alembic", "databases", raw=True, fallback="")
        return self.section if self.section in re.split(r"\s*,\s*", names.strip()) else None

    def arguments_of(self, function):
        """Of upgrade() or downgrade(): where there are several databases, env.py hands over the name of one."""
        import inspect

        engine = self.engine()
        wanted = [one for one in inspect.signature(function).parameters.values() if one.default is one.empty]
        return [engine] if engine and len(wanted) == 1 else []

    def script_directory(self):
        from alembic.script import ScriptDirectory

        return ScriptDirectory.from_config(self.config())


def make_environment(project, renderer):
    from alembic.runtime.environment import EnvironmentContext

    class Environment(EnvironmentContext):
        """What `from alembic import context` gives while revisions are rendered; no env.py is run for it."""

        def __init__(self):
            self.context_opts = {}
            self._migration_context = None

        config = property(lambda self: project.config())
        script = property(lambda self: project.script_directory())

        def is_offline_mode(self):
            return renderer.offline

        @contextmanager
        def installed(self):
            """Lets alembic.context lead here; it knows classes, and only its own."""
            self.__class__ = EnvironmentContext
            self._install_proxy()
            self.__class__ = Environment
            try:
                yield
            finally:
                self.__class__ = EnvironmentContext
                self._remove_proxy()
                self.__class__ = Environment

    return Environment()


class Renderer:
    """Collects the SQL of revisions. A revision that must ask the database is found out where it asks."""

    def __init__(self, project, offline):
        self.offline = offline  # as `alembic upgrade --sql`; otherwise as a run that happens to need no answer
        self.path = ""
        self.reset("")
        self.environment = make_environment(project, self)
        self.context = self.make_context(project)
        self.environment._migration_context = self.context

    def reset(self, path):
        self.path = path
        self.pieces = []  # (SQL, line of the revision that made it); SQL is None where autocommit_block() begins or ends
        self.need = None
        self.autocommit = False

    def line(self):
        frame = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_filename == self.path:
                return frame.f_lineno
            frame = frame.f_back
        return 0

    def needs(self, reason):
        if self.need is None:
            self.need = {"reason": reason, "line": self.line()}
        raise NeedsConnection(reason)

    def make_context(self, project):
        from alembic.runtime.migration import MigrationContext

        renderer = self

        class Context(MigrationContext):
            @property
            def as_sql(self):
                return renderer.offline or called_by_alembic()

            @as_sql.setter
            def as_sql(self, value):
                pass

            def get_current_heads(self):
                return renderer.needs("it reads the version table")

            def _stdout_connection(self, connection):
                return make_connection(renderer, self.dialect)

        from sqlalchemy.engine.url import make_url

        # Named parameters: the others would double every percent sign. Python's values are written into the SQL.
        dialect = make_url("postgresql://").get_dialect()(paramstyle="named")
        # A database with the standard strings of every PostgreSQL since 9.1 takes a backslash as it is.
        dialect._backslash_escapes = False
        if not self.offline:
            guard_dialect(self, dialect)
        options = {
            "as_sql": True,
            "literal_binds": True,
            "version_table": project.version_table,
            "version_table_schema": project.version_table_schema,
        }
        context = Context(dialect, None, options, self.environment)
        context.impl.__class__ = rendering_impl(type(context.impl))
        context.impl.renderer = self
        return context

    def add(self, text):
        self.pieces.append((text, self.line()))

    def boundary(self):
        self.autocommit = True
        self.pieces.append((None, 0))

    def script(self):
        """The collected SQL as one text, and for each piece its first line there and its line in the revision."""
        pieces = self.pieces
        if self.autocommit:
            pieces = with_transactions(pieces)
        text, lines, number = [], [], 1
        for sql, line in pieces:
            sql = sql.strip().rstrip(";").rstrip()
            if not sql:
                continue
            ended = sql + ("\n;\n\n" if "--" in sql.rsplit("\n", 1)[-1] else ";\n\n")
            lines.append([number, line])
            number += ended.count("\n")
            text.append(ended)
        return "".join(text), lines


def called_by_alembic():
    """Whether the caller's caller is Alembic or SQLAlchemy, not code of the project."""
    return sys._getframe(2).f_globals.get("__name__", "").split(".")[0] in ("alembic", "sqlalchemy")


def with_transactions(pieces):
    """An autocommit_block() commits what came before it; what comes after is a transaction again."""
    groups, alone = [[]], [False]
    for sql, line in pieces:
        if sql is None:
            groups.append([])
            alone.append(not alone[-1])
        else:
            groups[-1].append((sql, line))
    result = []
    for group, by_itself in zip(groups, alone):
        if group and not by_itself:
            group = [("BEGIN", group[0][1])] + group + [("COMMIT", group[-1][1])]
        result.extend(group)
    return result


def guard_dialect(renderer, dialect):
    """The server's version is something that only a connection knows."""

    class Guarded(type(dialect)):
        @property
        def server_version_info(self):
            if called_by_alembic():
                return None
            return renderer.needs("it asks for the server's version")

        @server_version_info.setter
        def server_version_info(self, value):
            pass

    dialect.__class__ = Guarded


_impls = {}


def rendering_impl(base):
    """Alembic's implementation of its operations, with the SQL going to the renderer exactly as a connection would get
    it: tabs and backslashes stay as they are."""
    if base in _impls:
        return _impls[base]

    from sqlalchemy import text
    from sqlalchemy.exc import CompileError
    from sqlalchemy.schema import DDLElement
    from sqlalchemy.sql.elements import TextClause

    class Rendering(base):
        def _exec(self, construct, execution_options=None, multiparams=None, params=None):
            renderer = self.renderer
            if isinstance(construct, str):
                construct = text(construct)
            if multiparams or params:
                renderer.needs("it sends values to the database")
            if execution_options and not renderer.offline:
                renderer.needs("it sets options of the connection")
            renderer.add(compile_sql(renderer, self.dialect, construct))
            return Unanswered(renderer)

        def static_output(self, text):
            self.renderer.add(text)

        def emit_begin(self):
            self.renderer.boundary()

        def emit_commit(self):
            self.renderer.boundary()

    def compile_sql(renderer, dialect, construct):
        if isinstance(construct, DDLElement):
            return str(construct.compile(dialect=dialect))
        if isinstance(construct, TextClause):
            for name, bind in construct._bindparams.items():
                if bind.required and bind.value is None and bind.callable is None:
                    raise BridgeError(
                        "exception",
                        'A value is required for bind parameter "%s"; a colon that is none is written "\\:"' % name,
                        file=renderer.path, line=renderer.line())
        try:
            compiled = construct.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
            sql = str(compiled)
        except (CompileError, NotImplementedError) as error:
            if "literal" in str(error) or "renderable" in str(error):
                renderer.needs("it sends a value that cannot be written as SQL: " + message_of(error).split("\n")[0])
            raise
        if getattr(compiled, "insert_prefetch", None) or getattr(compiled, "update_prefetch", None):
            renderer.needs("a column has a default that Python computes for each row")
        return sql

    _impls[base] = Rendering
    return Rendering


class Unanswered:
    """The result of a statement: nobody asked the database, so whoever looks at it needs a connection."""

    def __init__(self, renderer):
        object.__setattr__(self, "_renderer", renderer)

    def _ask(self, *arguments, **keywords):
        return object.__getattribute__(self, "_renderer").needs("it reads what a statement returns")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask()

    __iter__ = __next__ = __len__ = __bool__ = __getitem__ = __enter__ = __contains__ = _ask


def make_connection(renderer, dialect):
    """What op.get_bind() gives: statements are collected, everything else a connection can do needs one."""
    from sqlalchemy import inspection, text
    from sqlalchemy.engine.mock import MockConnection

    class Connection(MockConnection):
        def __init__(self):
            self._dialect = dialect

        def execute(self, statement, *multiparams, **params):
            params.pop("execution_options", None)
            values = [value for value in multiparams if value not in (None, (), [], {})] + ([params] if params else [])
            if isinstance(statement, str):
                return self.raw(statement, values)
            if values:
                statement = with_values(statement, values)
            return renderer.context.impl._exec(statement)

        def exec_driver_sql(self, statement, parameters=None, execution_options=None):
            return self.raw(statement, [parameters] if parameters else [])

        def raw(self, statement, values):
            if values:
                renderer.needs("it sends values to the database")
            if "%" in statement.replace("%%", ""):
                renderer.needs("a percent sign in its SQL is left to the driver")
            renderer.add(statement.replace("%%", "%"))
            return Unanswered(renderer)

        def scalar(self, *arguments, **keywords):
            return renderer.needs("it reads what a statement returns")

        scalars = scalar

        def connect(self, *arguments, **keywords):
            return renderer.needs("it opens a connection of its own")

        def in_transaction(self):
            return False if called_by_alembic() else renderer.needs("it asks whether a transaction is open")

        def execution_options(self, *arguments, **keywords):
            return self if renderer.offline else renderer.needs("it sets options of the connection")

        def _run_ddl_visitor(self, visitor, element, *arguments, **keywords):
            if keywords.get("checkfirst") and not renderer.offline:
                renderer.needs("it looks first whether something exists (checkfirst)")
            return super()._run_ddl_visitor(visitor, element, *arguments, **keywords)

        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return renderer.needs("it uses the connection (%s)" % name)

    def with_values(statement, values):
        """The statement with one set of plain values in it, as the driver would write them."""
        from sqlalchemy.sql.elements import TextClause

        plain = (
            len(values) == 1 and isinstance(values[0], dict) and isinstance(statement, TextClause)
            and all(value is None or type(value) in (str, int, bool) for value in values[0].values())
        )
        if not plain:
            renderer.needs("it sends values to the database")
        return statement.bindparams(**values[0])

    try:
        inspection._inspects(Connection)(lambda target: renderer.needs("it inspects the database"))
    except Exception:
        pass  # then inspect() says so itself
    return Connection()


# ---------------------------------------------------------------------------------------------------------------------
# Running on a connection

# One statement that fails nowhere: a server that has no such setting, or refuses it, goes without.
WATCH_CLIENT = """DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '2000', false);
EXCEPTION WHEN OTHERS THEN NULL; END $$"""

SEES_LOCK = """SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND pid = :pid
AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"""

WHERE_IT_IS = """SELECT pg_catalog.current_database() || coalesce(' on ' || pg_catalog.host(pg_catalog.inet_server_addr())
|| ':' || pg_catalog.inet_server_port(), '')"""

SCHEMA_OF_TABLE = """SELECT coalesce((SELECT n.nspname FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = pg_catalog.to_regclass(:name)),
pg_catalog.current_schema())"""

ENDS_TRANSACTION = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:COMMIT|END)\b", re.I | re.S)


def refusal(code, message, hint, detail=""):
    """An error that says all of it here."""
    return BridgeError("refused", message, code=code, hint=hint, detail=detail)


def driver():
    """The module that connects, whichever is there, and SQLAlchemy's name for it."""
    import importlib

    import sqlalchemy

    for name, dialect in (("psycopg2", "postgresql+psycopg2"), ("psycopg", "postgresql+psycopg")):
        if name == "psycopg" and sqlalchemy.__version__.startswith("1."):
            continue  # which does not know it
        try:
            return importlib.import_module(name), dialect
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
    raise BridgeError("no_driver", "There is no psycopg2", module="psycopg2-binary")


def database_error(error):
    """What PostgreSQL said, when it was PostgreSQL; else nothing."""
    original = getattr(error, "orig", None) or error
    state = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    if not state:
        return {}
    answer = {"kind": "database", "sqlstate": state, "statement": str(getattr(error, "statement", None) or "")[:20000]}
    diagnostics = getattr(original, "diag", None)
    for name, field in (("message", "message_primary"), ("detail", "message_detail"), ("hint", "message_hint"),
                        ("context", "context")):
        value = getattr(diagnostics, field, None)
        if value:
            answer[name] = value
    answer.setdefault("message", message_of(original).strip())
    if state == "25P02":
        answer["hint"] = "A statement before this one failed, and the revision went on without rolling back"
    return answer


class LiveRun:
    """One revision on a connection, in one transaction with its version rows."""

    def __init__(self, project, request, tell):
        self.project = project
        self.request = request
        self.tell = tell  # sends a part of the answer
        self.path = request["file"]
        self.running = False  # the revision's own code
        self.called = False

    # What both ways have in common

    def ask(self, connection, sql, **values):
        from sqlalchemy import text

        return connection.execute(text(sql), values).scalar()

    def prepare(self, connection):
        """Says who we are on the server, and makes sure it is the server, and the database, where the run is."""
        from sqlalchemy import text

        self.tell({"connected": self.ask(connection, "SELECT pg_catalog.pg_backend_pid()")})
        if not self.ask(connection, SEES_LOCK, pid=self.request["lock_holder"]):
            where = self.ask(connection, WHERE_IT_IS)
            if self.request["env_py"]:
                raise refusal("another_database", "The project's env.py connected to another database: %s" % where,
                              "It has to use the configuration's sqlalchemy.url, which Athanor sets; nothing was run")
            raise refusal("another_database", "Python reached another server than Athanor did: %s" % where,
                          "Give the connection one host; nothing was run")
        connection.execute(text(WATCH_CLIENT))
        for name in ("lock_timeout", "statement_timeout"):
            if self.request.get(name):
                connection.execute(text("SET %s = %d" % (name, int(self.request[name]))))

    def watch(self, connection):
        """Passes on the server's notices, and notes when the revision commits before it has ended."""
        from sqlalchemy import event

        def committed(_):
            self.committed()

        def executing(_connection, _cursor, statement, _parameters, _context, _many):
            if ENDS_TRANSACTION.match(statement):
                self.committed()

        def executed(connection, _cursor, _statement, _parameters, _context, _many):
            self.pass_notices(connection)

        event.listen(connection, "commit", committed)
        event.listen(connection, "before_cursor_execute", executing)
        event.listen(connection, "after_cursor_execute", executed)

    @staticmethod
    def pass_notices(connection):
        try:
            notices = connection.connection.notices  # psycopg2's
        except Exception:
            return
        for notice in notices:
            sys.__stderr__.write(notice)
        del notices[:]

    def committed(self):
        if self.running:
            self.tell({"committed": True})

    def guarded(self, function):
        """The revision's function, with note taken of when it runs."""

        def run(*arguments, **keywords):
            self.running = True
            try:
                return function(*arguments, **keywords)
            finally:
                self.running = False

        return run

    # On a connection that is made here

    def alone(self):
        from sqlalchemy import create_engine, pool

        module, dialect = driver()
        keywords = self.request["keywords"]

        def connect():
            try:
                return module.connect(**keywords)
            except module.OperationalError as error:
                raise refusal("connection_failed", "Python could not connect to the database", "",
                              message_of(error).strip())

        engine = create_engine(dialect + "://", creator=connect, poolclass=pool.NullPool)
        with engine.connect() as connection:
            fairy = connection.connection
            own = getattr(fairy, "dbapi_connection", None) or fairy.connection  # the driver's
            if hasattr(own, "add_notice_handler"):  # psycopg's
                own.add_notice_handler(
                    lambda notice: sys.__stderr__.write("%s:  %s\n" % (notice.severity, notice.message_primary)))
            try:
                self.run_on(connection, own)
            except BaseException:
                if not own.closed:
                    own.rollback()
                raise

    def run_on(self, connection, own):
        from alembic.operations import Operations
        from alembic.runtime.environment import EnvironmentContext

        with connection.begin():
            self.prepare(connection)
        self.watch(connection)
        with EnvironmentContext(self.project.config(), self.project.script_directory()) as environment:
            environment.configure(connection=connection, version_table=self.project.version_table,
                                  version_table_schema=self.project.version_table_schema,
                                  transaction_per_migration=True)
            context = environment.get_context()
            with Operations.context(context):
                module = load_revision(self.path)
                context.begin_transaction(_per_migration=True)
                self.guarded(Bridge.run_direction)(self.project, module, self.request["direction"], self.path)
                self.pass_notices(connection)
                self.record(own)
        # Not through SQLAlchemy: the revision may have ended the transaction it knew of.
        own.commit()

    def record(self, own):
        """Moves the version rows in the transaction of the revision."""
        table = self.request["table"].replace("%", "%%")
        if getattr(own, "autocommit", False):
            own.autocommit = False
        if own.info.transaction_status == 0:
            own.rollback()  # the revision ended its transaction unknown to the driver, which would not begin one
        statements = {
            "insert": ("INSERT INTO %s (version_num) VALUES (%%(to)s)", "inserting"),
            "update": ("UPDATE %s SET version_num = %%(to)s WHERE version_num = %%(from)s", "updating"),
            "delete": ("DELETE FROM %s WHERE version_num = %%(from)s", "deleting"),
        }
        cursor = own.cursor()
        cursor.execute("RESET SESSION AUTHORIZATION")
        cursor.execute("RESET ROLE")
        if self.request.get("create"):
            cursor.execute(self.request["create"])
        for change in self.request["changes"]:
            sql, doing = statements[change["kind"]]
            cursor.execute(sql % table, change)
            if cursor.rowcount != 1:
                raise refusal("version_row", "Expected one row when %s '%s' in %s; %d found" % (
                    doing, change.get("from") or change.get("to"), self.request["table_name"], cursor.rowcount),
                    "The revision, or something else meanwhile, changed the version table; look at its rows")

    # Through the project's env.py

    def through_env_py(self):
        from alembic.runtime.environment import EnvironmentContext

        project = Project.__new__(Project)
        project.__dict__.update(self.project.__dict__, _config=None)
        config = project.config()
        url = self.url(config.get_main_option("sqlalchemy.url"))
        config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        script = project.script_directory()
        names = {"PGPASSWORD": self.request["keywords"].get("password"),
                 "DATABASE_URL": url if "DATABASE_URL" in os.environ else None}
        before = {name: os.environ.get(name) for name in names}
        os.environ.update({name: value for name, value in names.items() if value})
        try:
            with EnvironmentContext(config, script, fn=lambda rows, context: self.steps(script, rows, context),
                                    destination_rev=self.request["revision"], tag=self.request["tag"] or None):
                script.run_env()
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
        if not self.called:
            raise refusal("env_py_idle", "The project's env.py ended without context.run_migrations()",
                          "Look at what it does in online mode")

    def url(self, configured):
        """For env.py: the connection, with the driver that the project uses."""
        from sqlalchemy.engine.url import URL, make_url

        name = None
        try:
            name = make_url(configured).drivername if configured else None
        except Exception:
            pass  # a placeholder that env.py replaces
        if not name or not name.startswith("postgresql"):
            name = driver()[1]
        words = {key: value for key, value in self.request["keywords"].items() if key != "application_name"}
        user, password, database = (words.pop(key, None) for key in ("user", "password", "dbname"))
        host, port = words.pop("host", None), words.pop("port", None)
        if "asyncpg" in name:  # which has words of its own
            words = {"ssl": words["sslmode"]} if "sslmode" in words else {}
        if host and (host.startswith(("/", "@")) or "," in host):
            words["host"], host = host, None
            if port:
                words["port"], port = port, None
        url = URL.create(name, user, password, host, int(port) if port else None, database, words)
        return url.render_as_string(hide_password=False)

    def steps(self, script, rows, context):
        """Alembic asks what is to be run; it is one revision, if env.py came to the right place."""
        from alembic.runtime.migration import MigrationStep

        self.called = True
        if context.connection is None:
            raise refusal("env_py_offline", "The project's env.py did not give Alembic a connection",
                          "Look at its context.configure()")
        self.prepare(context.connection)
        self.check_table(context)
        if sorted(rows) != sorted(self.request["rows_before"]):
            raise refusal("other_rows", "The project's env.py sees other version rows than Athanor",
                          "Look at version_table and version_table_schema in its context.configure(); nothing was run",
                          "env.py: %s. Athanor: %s" % (", ".join(sorted(rows)) or "none",
                                                       ", ".join(sorted(self.request["rows_before"])) or "none"))
        self.watch(context.connection)
        revision = script.get_revision(self.request["revision"])
        up = self.request["direction"] == "upgrade"
        make = MigrationStep.upgrade_from_script if up else MigrationStep.downgrade_from_script
        step = make(script.revision_map, revision)
        step.migration_fn = self.guarded(step.migration_fn)
        return [step]

    def check_table(self, context):
        quote = context.connection.dialect.identifier_preparer.quote_identifier
        schema = context.version_table_schema
        if schema is None:
            schema = self.ask(context.connection, SCHEMA_OF_TABLE, name=quote(context.version_table))
        theirs = (schema, context.version_table)
        ours = (self.request["schema"], self.request["table_name"])
        if theirs != ours:
            raise refusal("other_version_table", "The project's env.py records revisions in %s.%s, Athanor in %s.%s"
                          % (theirs + ours),
                          "Set version_table and version_table_schema in the configuration as in env.py's "
                          "context.configure(); nothing was run")


# ---------------------------------------------------------------------------------------------------------------------
# Requests


class Bridge:
    def __init__(self, answer):
        self.answer = answer  # sends one document
        self.project = Project({})
        self.renderers = {}
        self.folder = os.getcwd()

    def hello(self, request):
        """Settings of the project; says which Python and Alembic these are."""
        answer = {"python": "%d.%d.%d" % sys.version_info[:3], "executable": sys.executable, "prefix": sys.prefix}
        folder = request.get("folder") or self.folder
        # "-c" put the current folder first; Alembic's own program does not.
        sys.path[:] = [path for path in sys.path if path != ""]
        sys.path[:0] = [os.path.join(folder, path) for path in request.get("paths") or []]
        if folder not in sys.path:
            sys.path.append(folder)
        if sys.version_info < (3, 8):
            raise BridgeError("old_python", "Python %s is too old" % answer["python"], **answer)
        try:
            import alembic
        except ModuleNotFoundError as error:
            name = (error.name or "").split(".")[0]
            kind = "no_alembic" if name == "alembic" else "import"
            raise BridgeError(kind, str(error), module=name, **answer)
        if not getattr(alembic, "__version__", None):
            # A folder of that name, usually the project's own, is found in place of the package.
            where = list(getattr(alembic, "__path__", ["?"]))[0]
            raise BridgeError("no_alembic", "%s is not the package Alembic" % where, module="alembic", **answer)
        answer["alembic"] = alembic.__version__
        if tuple(int(part) for part in re.findall(r"\d+", alembic.__version__)[:2]) < OLDEST_ALEMBIC:
            raise BridgeError("old_alembic", "Alembic %s is too old" % alembic.__version__, **answer)
        import sqlalchemy

        answer["sqlalchemy"] = sqlalchemy.__version__
        answer["files"] = [[path] + file_stamp(path) for path in (alembic.__file__, sqlalchemy.__file__)]
        self.project = Project(request)
        self.folder = folder
        WATCH.prepare()
        return answer

    def template(self, request):
        """The "text" of a new revision: script.py.mako with the names that Alembic gives it."""
        import copy
        import datetime

        from alembic import util
        from mako import exceptions
        from mako.template import Template

        path = request["file"]
        values = dict(request["values"])
        for name in ("down_revision", "branch_labels"):  # Alembic hands several dependencies over as a list
            if isinstance(values[name], list):
                values[name] = tuple(values[name])
        values["create_date"] = datetime.datetime.fromisoformat(values["create_date"])
        config = copy.copy(self.project.config())
        if self.project.engine():  # the section of one database does not name the others
            config.config_ini_section = "alembic"
        values.update(comma=util.format_as_comma, config=config)
        try:
            return {"text": Template(filename=path).render_unicode(**values)}
        except (SyntaxError, exceptions.MakoException) as error:
            line = getattr(error, "lineno", 0) or 0
            raise BridgeError("template", message_of(error), file=path, line=line) from error
        except (Exception, SystemExit) as error:
            trace = exceptions.RichTraceback(error=error, traceback=error.__traceback__)
            lines = [line for (name, line, _, _) in trace.traceback if name == path]
            message = "%s: %s" % (type(error).__name__, message_of(error))
            raise BridgeError("template", message, file=path, line=lines[-1] if lines else 0) from error

    def check_fresh(self):
        if WATCH.changed():
            raise BridgeError("stale", "A module of the project changed")

    def renderer(self, offline):
        if offline not in self.renderers:
            self.renderers[offline] = Renderer(self.project, offline)
        return self.renderers[offline]

    def render(self, request):
        """Parts, one an item: {"index", "sql", "lines", "autocommit"}, {"index", "needs"} or {"index", "error"}."""
        from alembic.operations import Operations

        self.check_fresh()
        renderer = self.renderer(bool(request.get("offline")))
        with renderer.environment.installed(), Operations.context(renderer.context):
            for index, item in enumerate(request["items"]):
                part = self.render_one(renderer, item["file"], item["direction"])
                part["index"] = index
                self.answer({"id": request["id"], "part": part})
        return {}

    def render_one(self, renderer, path, direction):
        renderer.reset(path)
        part = {}
        failed = None
        WATCH.start()
        try:
            self.run_direction(self.project, load_revision(path), direction, path)
        except NeedsConnection:
            pass
        except BaseException as error:  # sys.exit too: nothing that a revision does ends the bridge
            failed = error
        os.chdir(self.folder)
        part["files"] = WATCH.stamps(os.path.realpath(path))
        if failed is not None and renderer.need is None:
            renderer.need = other_need(failed, path)
        if renderer.need is not None and not (failed is not None and isinstance(failed, SyntaxError)):
            part["needs"] = renderer.need
        elif failed is not None:
            part["error"] = describe(failed, path)
        else:
            part["sql"], part["lines"] = renderer.script()
            part["autocommit"] = renderer.autocommit
        part["changing"] = is_changing(path)
        return part

    def identify(self, request):
        """Parts, one a file: {"index", "text"}, its declaration as plain assignments, or {"index", "error"}."""
        self.check_fresh()
        renderer = self.renderer(False)
        with renderer.environment.installed():
            for index, path in enumerate(request["files"]):
                part = {"index": index}
                try:
                    part["text"] = declaration(load_revision(path))
                except BaseException as error:
                    part["error"] = describe(error, path)
                os.chdir(self.folder)
                self.answer({"id": request["id"], "part": part})
        return {}

    def models(self, request):
        """The SQL that makes what the project's target_metadata describes; env.py is run as for offline SQL."""
        from sqlalchemy import create_mock_engine

        script = self.project.script_directory()
        statements = []

        def collect(statement, *_, **__):
            statements.append(str(statement.compile(dialect=engine.dialect)).strip() + ";\n\n")

        engine = create_mock_engine("postgresql://", collect)
        path = os.path.join(script.dir, "env.py")
        try:
            found = target_metadata(self.project.new_config(), script)
        except BaseException as error:
            raise BridgeError(**describe(error, path)) from error
        if not found:
            raise BridgeError("no_models", "env.py gives no target_metadata", file=path)
        for metadata in found:
            metadata.create_all(engine, checkfirst=False)
        return {"sql": "".join(statements)}

    @staticmethod
    def run_direction(project, module, direction, path):
        function = getattr(module, direction, None)
        if function is None:
            raise BridgeError("no_" + direction, "The file has no function %s()" % direction, file=path)
        function(*project.arguments_of(function))

    def run(self, request):
        """Runs one revision on a connection. Parts: {"connected": process of the server}, {"committed": true} when the
        revision commits before its end."""
        self.check_fresh()
        live = LiveRun(self.project, request, lambda part: self.answer({"id": request["id"], "part": part}))
        WATCH.start()
        try:
            live.through_env_py() if request["env_py"] else live.alone()
        except BaseException as error:
            answer = describe(error, request["file"])
            answer.update(database_error(error))
            raise BridgeError(answer.pop("kind"), answer.pop("message"), **answer) from None
        finally:
            WATCH.stamps(os.path.realpath(request["file"]))
            os.chdir(self.folder)
        return {}


def declaration(module):
    """What a revision declares, in a form that is read without running it."""

    def plain(value):
        if value is None or isinstance(value, str):
            return repr(None if value is None else str(value))
        return repr(tuple(str(item) for item in value))

    names = ("revision", "down_revision", "branch_labels", "depends_on")
    lines = [repr(str(module.__doc__ or ""))]
    lines += ["%s = %s" % (name, plain(getattr(module, name))) for name in names if hasattr(module, name)]
    return "\n".join(lines) + "\n"


def target_metadata(config, script):
    """The metadata that env.py hands to context.configure()."""
    from io import StringIO

    from alembic.runtime.environment import EnvironmentContext

    config.set_main_option("sqlalchemy.url", "postgresql://")
    found = []
    with EnvironmentContext(config, script, fn=lambda rows, context: [], as_sql=True,
                            output_buffer=StringIO()) as environment:
        configure = environment.configure

        def watched(*arguments, **options):
            given = options.get("target_metadata")
            for metadata in given if isinstance(given, (list, tuple)) else [given]:
                if metadata is not None and metadata not in found:
                    found.append(metadata)
            return configure(*arguments, **options)

        environment.configure = watched
        script.run_env()
    return found


def is_changing(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return CHANGING.search(file.read()) is not None


def other_need(error, path):
    """Errors that Alembic gives only because there is no connection, or because env.py was not run."""
    from alembic.util.exc import CommandError

    lines = module_frames(error, path)
    line = lines[-1] if lines else 0
    text = message_of(error)
    if isinstance(error, CommandError) and "--sql mode" in text:
        return {"reason": "it must look at the database (batch mode)", "line": line}
    if isinstance(error, AttributeError) and "'alembic.op'" in text:
        name = text.rsplit(" ", 1)[-1]
        return {"reason": "it uses the operation %s, which env.py makes known" % name, "line": line, "env": True}
    if isinstance(error, TypeError) and re.match(r"(upgrade|downgrade)\(\) missing", text):
        return {"reason": "it wants values that env.py gives: " + text, "line": line, "env": True}
    return None


# ---------------------------------------------------------------------------------------------------------------------
# The process


def end_everything():
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def read_requests(stream, requests):
    for line in stream:
        requests.put(line)
    end_everything()


def main():
    stream = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    for output in (sys.stdout, sys.stderr):
        output.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.dont_write_bytecode = True  # looking leaves no files in the project

    def answer(document):
        replies.write(json.dumps(document).encode("ascii") + b"\n")
        replies.flush()

    requests = queue.SimpleQueue()
    threading.Thread(target=read_requests, args=(stream, requests), daemon=True).start()
    bridge = Bridge(answer)
    known = {"hello": bridge.hello, "template": bridge.template, "render": bridge.render, "run": bridge.run,
             "identify": bridge.identify, "models": bridge.models}
    while True:
        request = json.loads(requests.get())
        try:
            reply = {"result": known[request["do"]](request)}
        except BaseException as error:
            reply = {"error": describe(error)}
        for output in (sys.stdout, sys.stderr):
            try:
                output.flush()
            except Exception:
                pass  # the project's code closed or replaced it
        answer(dict(reply, id=request["id"]))


if __name__ == "__main__":
    main()
