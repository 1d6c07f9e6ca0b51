"""Where a ledger is and how it is opened: SQLite in the user's data folder unless said, PostgreSQL by its URL.

Opening brings an older ledger up to date and refuses one that a newer program has made.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from backchannel import __version__
from backchannel.core.errors import AskError
from backchannel.ledger.store import Ledger
from backchannel.ledger.tables import VERSION_TABLE
from backchannel.ledger.trouble import telling
from backchannel.ledger.writing import WAIT, writing

MAGIC = b"SQLite format 3\0"
FOLDER = Path(__file__).with_name("migrations")
FILE = "ledger.sqlite"


def default_path() -> Path:
    """Where a ledger is unless said: `BACKCHANNEL_LEDGER`, else the user's data folder."""
    said = os.environ.get("BACKCHANNEL_LEDGER")
    if said:
        return Path(said)
    home = Path.home()
    by_system = {"darwin": home / "Library" / "Application Support", "win32": home / "AppData" / "Local"}
    base = os.environ.get("XDG_DATA_HOME") or by_system.get(sys.platform, home / ".local" / "share")
    return Path(base) / "backchannel" / FILE


def open_ledger(where: str | Path | None = None, *, create: bool = False, wait: float = WAIT) -> Ledger:
    """The ledger at a path or URL, made if it is not there and ``create`` says so.

    ``wait``: seconds to wait for other writers. Raises AskError where there is none, where it cannot be opened, is
    something else or was made by a newer program.
    """
    said = str(default_path() if where is None else where)
    if "://" in said:
        return _by_url(said, create, wait)
    return _file(Path(said).expanduser(), create, wait)


def _by_url(said: str, create: bool, wait: float) -> Ledger:
    try:
        url = make_url(said)
    except (ArgumentError, ValueError):
        raise AskError("--ledger: that is no URL; expected postgresql://USER@HOST/DATABASE, or a path") from None
    if url.get_backend_name() == "sqlite" and url.database:
        return _file(Path(url.database), create, wait)
    if url.get_backend_name() != "postgresql":
        raise AskError(
            f"--ledger: {url.drivername} is no database that a ledger is kept in; "
            "expected a path, or postgresql://USER@HOST/DATABASE"
        )
    return _server(url.set(drivername="postgresql+psycopg"), wait)


def _server(url: URL, wait: float) -> Ledger:
    name = url.set(query={}).render_as_string(hide_password=True)
    try:
        import psycopg  # noqa: F401 - whether it is there
    except ImportError:
        raise AskError("a ledger on PostgreSQL needs the extra: pip install 'backchannel[postgresql]'") from None
    with telling(name):
        engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": max(2, int(min(wait, 30)))})
        _up_to_date(engine, name, wait, alone=False)
    return Ledger(engine, name, wait)


def _file(path: Path, create: bool, wait: float) -> Ledger:
    name = str(path)
    if not path.exists():
        if not create:
            raise AskError(f"{name}: there is no ledger; `backchannel ledger record` or `ledger add` makes one")
        _made(path)
    if path.is_dir():
        raise AskError(f"{name}: is a folder; expected the file of a ledger")
    try:
        with path.open("rb") as file:
            first = file.read(len(MAGIC))
    except OSError as error:
        raise AskError(f"{name}: cannot be read ({(error.strerror or 'refused').lower()})") from None
    if first not in (b"", MAGIC):
        raise AskError(f"{name}: is no ledger (not a database of SQLite); expected another path")
    with telling(name):
        engine = _engine(path, wait)
        _up_to_date(engine, name, wait, alone=True)
    return Ledger(engine, name, wait)


def _made(path: Path) -> None:
    """An empty file that its owner alone may read; what SQLite puts beside it takes over its rights."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        why = (error.strerror or "refused").lower()
        raise AskError(f"{path}: cannot be made ({why}); name another place with --ledger") from None


def _engine(path: Path, wait: float) -> Engine:
    writable = os.access(path, os.W_OK)
    mode = "rw" if writable else "ro"
    if not writable and not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists():
        mode = "ro&immutable=1"  # on a disk that cannot be written; else SQLite wants files beside it
    address = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, timeout=wait, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        if writable:
            _write_ahead(connection, wait)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        now = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if now else "BEGIN")

    return engine


def _write_ahead(connection: sqlite3.Connection, wait: float) -> None:
    """Readers and a writer side by side. SQLite does not wait by itself where several turn this on at once."""
    until = time.monotonic() + wait
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _up_to_date(engine: Engine, name: str, wait: float, *, alone: bool) -> None:
    """Bring the tables up to date. ``alone``: the database may hold nothing else."""
    with engine.connect() as connection:
        if _steps(connection, name, alone) == 0:
            return
    with writing(engine, wait) as connection:
        if _steps(connection, name, alone):  # nobody was faster
            _migrate(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
    return found[0] if len(found) == 1 else "unclear"


def _steps(connection: Connection, name: str, alone: bool) -> int:
    """How many migrations are missing. Raises AskError for a newer ledger and for another program's database."""
    known = _revisions()
    version = _version(connection)
    if version is None:
        if alone and inspect(connection).get_table_names():
            raise AskError(f"{name}: is a database of something else; expected a ledger, or a path where nothing is")
        return len(known)
    if version not in known:
        raise AskError(
            f"{name}: was made by a newer program than backchannel {__version__}, and nothing in it was touched; "
            "use that program"
        )
    return known.index(version)


def _revisions() -> list[str]:
    """The versions that this program knows, newest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()]


def _migrate(connection: Connection) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(FOLDER))

    def upgrade(revision: Any, _: object) -> Any:
        return steps._upgrade_revs("head", revision)

    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "fn": upgrade})
    with Operations.context(context):
        context.run_migrations()
