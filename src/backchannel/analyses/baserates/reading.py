"""Reading the two UCDP files, with one clear message where a file is not what it should be."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from backchannel.case.problems import Problem
from backchannel.core.errors import AskError

T = TypeVar("T")

INTRASTATE = (3, 4)
"""Types of conflict: 3 intrastate, 4 intrastate in which foreign troops take part."""

SHOWN = 40
"""Characters of a wrong value that a message repeats."""


@dataclass(frozen=True)
class Source:
    """A file that was read: its name, SHA-256, number of records, version and what to cite."""

    name: str
    sha256: str
    records: int
    version: str
    cite: str


@dataclass(frozen=True)
class DyadYear:
    """A year in which a government and one armed group fought: at least 25 deaths in battle.

    ``began`` is the day on which the fighting crossed that line; ``ended`` is set in the last year of an episode,
    with ``outcome`` 1 peace agreement, 2 ceasefire, 3 government victory, 4 rebel victory, 5 low activity, 6 actor
    ceases to exist (None where the file does not say).
    """

    conflict: int
    dyad: int
    year: int
    kind: int
    began: date
    over: bool
    ended: date | None
    outcome: int | None


@dataclass(frozen=True)
class Agreement:
    """A peace agreement: 1 full, 2 partial, 3 process; ``ended`` says whether it ended, ``until`` when."""

    conflict: str
    dyads: tuple[int, ...]
    process: int
    kind: int
    signed: date
    ended: bool
    until: date | None


@dataclass(frozen=True)
class Files:
    """What the two files hold, and the last day each of them looks at."""

    years: tuple[DyadYear, ...]
    agreements: tuple[Agreement, ...]
    sources: tuple[Source, Source]
    last_year: date
    last_agreement: date


TERMINATION = ("ucdp-term-dyad", "UCDP Dyadic Conflict Termination; Kreutz 2010, Journal of Peace Research 47:243-250")
AGREEMENTS = (
    "ucdp-peace-agreements",
    "UCDP Peace Agreements; Pettersson, Högbladh & Öberg 2019, Journal of Peace Research 56:589-603",
)


def read_files(folder: Path) -> Files:
    """Both files from a folder. Raises AskError with one message for the first thing that is wrong."""
    if not folder.is_dir():
        raise AskError(f"{folder}: no such folder; expected one that holds the files of UCDP, see the documentation")
    years, first = _read(_find(folder, TERMINATION[0]), TERMINATION[1], _dyad_year)
    agreements, second = _read(_find(folder, AGREEMENTS[0]), AGREEMENTS[1], _agreement)
    return Files(
        tuple(years),
        tuple(one for one, _ in agreements),
        (first, second),
        date(max(y.year for y in years), 12, 31),
        max(last for _, last in agreements),
    )


def _find(folder: Path, stem: str) -> Path:
    found = sorted([*folder.glob(f"{stem}-*.csv"), *folder.glob(f"{stem}-*.csv.gz")])
    if len(found) != 1:
        held = f"{len(found)} files are" if found else "no file is"
        raise AskError(f"{folder}: {held} called {stem}-*.csv or {stem}-*.csv.gz; expected exactly one")
    return found[0]


class Cells:
    """A record's cells by column; each reader says where, what and what was expected if a cell is wrong."""

    def __init__(self, file: str, line: int, cells: dict[str, str]) -> None:
        self.file, self.line, self.cells = file, line, cells

    def wrong(self, column: str, expected: str) -> AskError:
        """The one message about a cell."""
        value = self.cells.get(column, "")[:SHOWN]
        problem = Problem(
            severity="error", file=self.file, line=self.line, field=column, message=f"got `{value}`", expected=expected
        )
        return AskError(str(problem))

    def text(self, column: str) -> str:
        """The cell without blanks around it. Raises AskError where the file has no such column."""
        try:
            return self.cells[column].strip()
        except KeyError:
            raise self.wrong(column, "this column in the first line of the file") from None

    def whole(self, column: str, among: range | tuple[int, ...], expected: str) -> int:
        """A whole number, which may be written 1.0."""
        try:
            number = float(self.text(column))
            if number != int(number) or int(number) not in among:
                raise ValueError
        except (ValueError, OverflowError):
            raise self.wrong(column, expected) from None
        return int(number)

    def maybe(self, column: str, among: range | tuple[int, ...], expected: str) -> int | None:
        """A whole number, or None where the cell is blank or a full stop."""
        return None if self.text(column) in ("", ".") else self.whole(column, among, f"{expected}, or nothing")

    def day(self, column: str) -> date:
        """A day; a time of day behind it is left out."""
        try:
            return date.fromisoformat(self.text(column)[:10])
        except ValueError:
            raise self.wrong(column, "a day, YYYY-MM-DD") from None

    def maybe_day(self, column: str) -> date | None:
        """A day, or None where the cell is blank or a full stop."""
        return None if self.text(column) in ("", ".") else self.day(column)


ANY = range(10**9)


def _dyad_year(of: Cells) -> DyadYear:
    year = of.whole("year", range(1900, 2200), "a year")
    found = DyadYear(
        conflict=of.whole("conflict_id", ANY, "a whole number"),
        dyad=of.whole("dyad_id", ANY, "a whole number"),
        year=year,
        kind=of.whole("type_of_conflict", (1, 2, 3, 4), "1, 2, 3 or 4"),
        began=of.day("start_date2"),
        over=of.maybe("dyadterm", (0, 1), "0 or 1") == 1,
        ended=of.maybe_day("ependdate"),
        outcome=of.maybe("outcome", range(1, 7), "a whole number from 1 to 6"),
    )
    if found.began.year > year:
        raise of.wrong("start_date2", f"a day not after the year of the record, {year}")
    return found


def _agreement(of: Cells) -> tuple[Agreement, date]:
    ended = of.text("ended")
    if ended not in ("True", "False", ""):
        raise of.wrong("ended", "True, False or nothing")
    try:
        dyads = tuple(int(d) for d in of.text("dyad_id").split(","))
    except ValueError:
        raise of.wrong("dyad_id", "whole numbers with commas between them") from None
    return (
        Agreement(
            conflict=of.text("conflict_id"),
            dyads=dyads,
            process=of.whole("procID", ANY, "a whole number"),
            kind=of.whole("pa_type", (1, 2, 3), "1, 2 or 3"),
            signed=of.day("pa_date"),
            ended=ended == "True",
            until=of.maybe_day("duration"),
        ),
        of.day("dateintervalend_meta"),
    )


def _read(path: Path, cite: str, parse: Callable[[Cells], T]) -> tuple[list[T], Source]:
    raw = path.read_bytes()
    parsed: list[T] = []
    version = ""
    for cells in records(path.name, raw):
        parsed.append(parse(cells))
        version = cells.text("version")
    if not parsed:
        raise AskError(f"{path.name}: holds no record; expected the names of the columns and a record a line")
    return parsed, Source(path.name, hashlib.sha256(raw).hexdigest(), len(parsed), version, cite)


def records(name: str, raw: bytes) -> Iterator[Cells]:
    """The records of a CSV file, gzipped or not. Raises AskError with one message for what is no such file."""
    try:
        content = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error):
        raise AskError(f"{name}: is no whole gzip file; expected the file as it was downloaded") from None
    except UnicodeDecodeError:
        raise AskError(f"{name}: is no text in UTF-8; expected a CSV file with commas") from None
    table = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        columns = next(table, [])
        for cells in table:
            if len(cells) != len(columns):
                raise AskError(
                    f"{name}:{table.line_num}: has {len(cells)} cells; expected {len(columns)}, as in the first line"
                )
            yield Cells(name, table.line_num, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise AskError(f"{name}:{table.line_num}: {error}; expected a CSV file with commas") from None
