"""What a database says when it cannot do something, in words for the person who asked. No value is ever shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, SQLAlchemyError

from backchannel.core.errors import AskError

NOTHING = "nothing was recorded"
SQLITE = {
    "BUSY": f"another process is writing to it and did not finish in time; {NOTHING}; try again",
    "LOCKED": f"another process is writing to it and did not finish in time; {NOTHING}; try again",
    "READONLY": f"it may only be read (its rights, its folder's or the disk's); {NOTHING}",
    "FULL": f"the disk is full; {NOTHING}, and what was recorded before stands",
    "IOERR": f"the disk refuses (full, or failing); {NOTHING}, and what was recorded before stands",
    "NOTADB": "it is no ledger: not a database of SQLite, or a damaged one",
    "CORRUPT": "the file is damaged; take a copy that was kept elsewhere and check it with `ledger verify`",
    "CANTOPEN": "it cannot be opened; check the path and its rights",
    "PERM": "it may not be opened; check its rights",
    "CONSTRAINT": "it refuses: the ledger is only ever appended to",
    "NOMEM": "there is not enough memory",
}
POSTGRESQL = {
    "55P03": f"another process is writing to it and did not finish in time; {NOTHING}; try again",
    "40001": f"another process was writing to it at the same time; {NOTHING}; try again",
    "53100": f"the server's disk is full; {NOTHING}, and what was recorded before stands",
    "25006": f"it may only be read; {NOTHING}",
    "42501": f"this user has no right to do that there; {NOTHING}",
    "P0001": "it refuses: the ledger is only ever appended to",
}


@contextmanager
def telling(name: str) -> Iterator[None]:
    """What a database refuses within, said as an AskError about the ledger of that name."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, UnicodeError) as error:  # the last two past SQLAlchemy, from a damaged file
        raise AskError(f"{name}: {_words(error)}") from None


def _words(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = str(getattr(cause, "sqlite_errorname", "")).removeprefix("SQLITE_")
    if code:
        return SQLITE.get(code.split("_")[0], f"the database cannot do that (SQLite: {code.lower()})")
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return POSTGRESQL.get(state, f"the database cannot do that (PostgreSQL: {state})")
    if isinstance(error, DBAPIError) and type(cause).__module__.startswith("psycopg"):
        return (
            "the server cannot be reached, or refuses; check its address, user, password and database, and that it runs"
        )
    if isinstance(error, DatabaseError | sqlite3.Error | UnicodeError):
        return SQLITE["CORRUPT"]
    return "the database cannot be used"
