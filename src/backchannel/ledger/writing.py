"""One writer at a time: the transaction in which entries are appended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

WAIT = 30.0
"""Seconds that a writer waits for others."""

LOCK = 0x6261636B63686E6C
"""The advisory lock of PostgreSQL under which ledgers are written ("backchnl")."""


@contextmanager
def writing(engine: Engine, wait: float) -> Iterator[Connection]:
    """A transaction that no other writer of this ledger shares; given up whole when anything fails in it.

    SQLite: BEGIN IMMEDIATE, which waits for as long as the connection was told to. PostgreSQL: an advisory lock, held
    until the transaction is over.
    """
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{max(1, round(wait * 1000))}ms'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        yield connection
