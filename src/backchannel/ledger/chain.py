"""The hash chain: each entry's hash covers the hash of the one before it and all that the entry says.

::

    hash_n = BLAKE2b-256( hash_{n-1} || canonical JSON of {number, kind, question, label, recorded, body} )

The hash before the first entry is 32 zero bytes. Canonical JSON: keys sorted, no blanks, UTF-8, numbers as Python's
shortest round-trip form. A second table holds each hash once more (its seal), so that an entry that is removed is
missed and one that is rewritten together with its hash is found. Whoever rewrites both tables from some entry onwards
makes another whole chain; only a hash noted down elsewhere can show that.

Source: Haber & Stornetta (1991, J. Cryptology 3:99-111); Saarinen & Aumasson (2015, RFC 7693).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

START = "00" * 32


def canonical(said: Any) -> str:
    """Data as JSON in the one way that is hashed. Raises ValueError for numbers that are not finite.

    >>> canonical({"b": 0.1, "a": [1, None]})
    '{"a":[1,null],"b":0.1}'
    """
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(previous: str, fields: Mapping[str, Any]) -> str:
    """The hash of an entry, in hexadecimal. Raises ValueError where ``previous`` is no hash.

    >>> one = digest(START, {"number": 1, "body": {"p": 0.5}})
    >>> len(one), one == digest(START, {"number": 1, "body": {"p": 0.6}}), one == digest(one, {"number": 1})
    (64, False, False)
    """
    before = bytes.fromhex(previous)
    if len(before) != 32:
        raise ValueError("expected 64 hexadecimal digits")
    return hashlib.blake2b(before + canonical(fields).encode(), digest_size=32).hexdigest()


@dataclass(frozen=True)
class Row:
    """An entry as the database holds it: nothing in it is believed yet."""

    number: int
    kind: str
    question: str
    label: str
    recorded: str
    body: str
    previous: str
    hash: str

    def fields(self) -> dict[str, Any]:
        """What is hashed. Raises ValueError where the body is not canonical JSON."""
        body = json.loads(self.body)
        if canonical(body) != self.body:
            raise ValueError("not canonical")
        return {"number": self.number, "body": body} | {
            name: getattr(self, name) for name in ("kind", "question", "label", "recorded")
        }


@dataclass(frozen=True)
class Fault:
    """What is wrong at one number of the chain; 0 for what is wrong with the whole."""

    number: int
    what: str


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found. ``standing`` are the numbers of entries that are as they were written."""

    entries: int
    last: int
    head: str
    standing: tuple[int, ...]
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(rows: Sequence[Row], seals: Mapping[int, str], noted: str | None = None) -> Verdict:
    """Recompute a chain. ``rows`` in order of number; ``seals`` the second record of each hash, by number.

    ``noted`` is a hash that somebody wrote down: it has to be that of an entry that stands. An entry stands iff its own
    hash comes out again, its seal is that hash, and it follows on the hash (or, where the entry before it is missing or
    damaged, the seal) before it.

    >>> check([], {}).whole
    True
    """
    by_number = {row.number: row for row in rows}
    last = max([*by_number, *seals], default=0)
    faults: list[Fault] = []
    standing: list[int] = []
    for number in sorted({*range(1, last + 1), *by_number, *seals} if last < 10**7 else {*by_number, *seals}):
        wrong = _wrong(number, by_number, seals, len(by_number) == 0)
        if wrong is None:
            standing.append(number)
        else:
            faults.append(Fault(number, wrong))
    if noted is not None and noted not in {by_number[n].hash for n in standing}:
        faults.append(Fault(0, "the hash that was noted is that of no entry that stands: the chain is another one"))
    newest = by_number[last].hash if last in by_number else seals.get(last, START)
    return Verdict(len(rows), last, newest, tuple(standing), tuple(faults))


def _wrong(number: int, rows: Mapping[int, Row], seals: Mapping[int, str], empty: bool) -> str | None:
    row = rows.get(number)
    if number < 1:
        return "is numbered below 1"
    if row is None:
        return "is missing" + (", and all others are" if empty else "")
    try:
        again = digest(row.previous, row.fields())
    except (ValueError, TypeError, RecursionError):
        return "cannot be read: what it says is not as it was written"
    if again != row.hash:
        return "does not match its hash: it was changed or moved"
    if number not in seals:
        return "has no seal: it was not appended by this program, or its seal was removed"
    if seals[number] != row.hash:
        return "is not the entry that was sealed: it was rewritten"
    before = {START} if number == 1 else {said for said in (seals.get(number - 1), _hash(rows.get(number - 1))) if said}
    if before and row.previous not in before:
        return f"does not follow on entry {number - 1}"
    return None


def _hash(row: Row | None) -> str | None:
    return None if row is None else row.hash
