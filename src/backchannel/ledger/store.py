"""The ledger itself: appended to, read and checked. No clock is read here; whoever appends says what time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, insert, select, text

from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.ledger.chain import START, Fault, Row, Verdict, canonical, check, digest
from backchannel.ledger.entries import MODELS, Draft, Entry
from backchannel.ledger.rules import admit
from backchannel.ledger.standing import Standing
from backchannel.ledger.tables import entries, seals
from backchannel.ledger.times import instant
from backchannel.ledger.trouble import telling
from backchannel.ledger.writing import writing

Build = Callable[["Reader"], Sequence[Draft]]
"""Makes drafts from what stands in the ledger at the moment at which they are appended."""


class Reader:
    """What stands in a ledger, seen within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, question: str) -> Standing:
        """All that stands about one question."""
        return Standing(_entry(row) for row in _rows(self._connection, question))

    def questions(self) -> dict[str, Label]:
        """The ids of all questions with their labels."""
        found = self._connection.execute(
            select(entries.c.question, entries.c.label).where(entries.c.kind == "question")
        )
        return {question: Label.parse(label) for question, label in found}


class Ledger:
    """A ledger that is open; ``name`` is what to call it in a message. Close it after use, or use it in a `with`."""

    def __init__(self, engine: Engine, name: str, wait: float) -> None:
        self.engine = engine
        self.name = name
        self._wait = wait

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def append(self, drafts: Sequence[Draft] | Build, *, now: dt.datetime, future: bool = False) -> tuple[Entry, ...]:
        """Append entries, all or none, and return them; ``drafts`` may be made from what stands at that moment.

        ``now`` is the time they are recorded at; ``future`` lets a forecast be dated after it. Raises AskError where a
        rule of the ledger refuses one of them, or the database cannot be written.
        """
        recorded = instant(now)
        with telling(self.name), writing(self.engine, self._wait) as connection:
            reader = Reader(connection)
            number, previous = _head(connection)
            out: list[Entry] = []
            for draft in drafts(reader) if callable(drafts) else drafts:
                admit(draft, reader, recorded, future=future)
                number += 1
                entry = _sealed(draft, number, recorded, previous)
                _insert(connection, entry)
                previous = entry.hash
                out.append(entry)
        return tuple(out)

    def entries(self, question: str | None = None) -> tuple[Entry, ...]:
        """All entries, or those about one question, in order. Raises AskError where one cannot be read."""
        with self._reading() as connection:
            return tuple(_entry(row) for row in _rows(connection, question))

    def standing(self) -> Standing:
        """All that stands in the ledger."""
        return Standing(self.entries())

    def questions(self) -> dict[str, Label]:
        """The ids of all questions with their labels."""
        with self._reading() as connection:
            return Reader(connection).questions()

    def head(self) -> tuple[int, str]:
        """Number and hash of the newest entry; 0 and zeros where there is none. Raises AskError where it is damaged."""
        with self._reading() as connection:
            return _head(connection)

    def verify(self, noted: str | None = None) -> Verdict:
        """Recompute the chain; ``noted`` is a hash that was written down elsewhere."""
        with self._reading() as connection:
            sound = self._sound(connection)
            # past the index, which may be damaged where the table is not
            unordered = connection.execute(select(entries)).all()
            rows = sorted((Row(*row) for row in unordered), key=lambda row: row.number)
            found = check(rows, {row.number: row.hash for row in connection.execute(select(seals))}, noted)
        if sound is None or found.faults:
            return found
        return Verdict(found.entries, found.last, found.head, found.standing, (Fault(0, sound),))

    def _sound(self, connection: Connection) -> str | None:
        """What SQLite finds wrong with its own file, if anything."""
        if self.engine.dialect.name != "sqlite":
            return None
        said = connection.execute(text("PRAGMA integrity_check(1)")).scalar()
        return None if said == "ok" else "the database's own check finds the file damaged outside the entries"

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        level: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if self._is_server else {}
        with telling(self.name), self.engine.connect().execution_options(**level) as connection, connection.begin():
            yield connection

    @property
    def _is_server(self) -> bool:
        return self.engine.dialect.name == "postgresql"


def _head(connection: Connection) -> tuple[int, str]:
    found = connection.execute(select(seals.c.number, seals.c.hash).order_by(seals.c.number.desc()).limit(1)).first()
    last = connection.execute(
        select(entries.c.number, entries.c.hash).order_by(entries.c.number.desc()).limit(1)
    ).first()
    if (found and tuple(found)) != (last and tuple(last)):
        raise AskError(
            "the end of the ledger is damaged, and nothing was appended; `backchannel ledger verify` says more"
        )
    return (int(last[0]), str(last[1])) if last else (0, START)


def _rows(connection: Connection, question: str | None) -> list[Row]:
    asked = select(entries).order_by(entries.c.number)
    if question is not None:
        asked = asked.where(entries.c.question == question)
    return [Row(*row) for row in connection.execute(asked)]


def _sealed(draft: Draft, number: int, recorded: str, previous: str) -> Entry:
    fields = {
        "number": number, "kind": draft.kind, "question": draft.question, "label": str(draft.label),
        "recorded": recorded, "body": draft.says.body(),
    }  # fmt: skip
    hash_ = digest(previous, fields)
    return Entry(number, draft.kind, draft.question, draft.label, recorded, draft.says, previous, hash_)


def _insert(connection: Connection, entry: Entry) -> None:
    said = {
        "number": entry.number, "kind": entry.kind, "question": entry.question, "label": str(entry.label),
        "recorded": entry.recorded, "body": canonical(entry.says.body()), "previous": entry.previous,
        "hash": entry.hash,
    }  # fmt: skip
    connection.execute(insert(entries), said)
    connection.execute(insert(seals), {"number": entry.number, "hash": entry.hash})


def _entry(row: Row) -> Entry:
    """An entry as it is read. What does not match its hash is not believed."""
    try:
        fields = row.fields()
        if digest(row.previous, fields) != row.hash:
            raise ValueError
        says: Any = MODELS[row.kind].model_validate(fields["body"])
        label = Label.parse(row.label)
    except (ValueError, TypeError, KeyError, ValidationError, RecursionError):
        raise AskError(
            f"entry {row.number} is not as it was written; `backchannel ledger verify` says which entries stand"
        ) from None
    return Entry(row.number, row.kind, row.question, label, row.recorded, says, row.previous, row.hash)
