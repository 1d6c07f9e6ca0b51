"""Reading wide tables of decisions: a row an issue, two columns an actor, and what was decided.

Positions stand under a prefix and an actor's name, saliences under another prefix and the same name; both and outcomes
are on a scale from 0 to 100. A row without proposal and issue before the others holds capabilities, under positions.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.analyses.baserates.reading import Cells, records
from backchannel.core.errors import AskError
from backchannel.theory.ranges import Floats

SCALE = "a number from 0 to 100, or nothing"


@dataclass(frozen=True)
class Columns:
    """What the columns of a table are called; the defaults are those of Decision-making in the European Union III.

    ``position`` and ``salience`` are prefixes. Only ``proposal`` and ``issue`` and actors have to be there.
    """

    position: str = "p"
    salience: str = "s"
    outcome: str = "out"
    reference: str = "rp"
    proposal: str = "prnr"
    issue: str = "isnr"
    rule: str = "counvte"
    procedure: str = "proc"
    kind: str = "type"
    council: str = "council"


@dataclass(frozen=True)
class Decisions:
    """Issues as arrays: ``position`` and ``salience`` [issue, actor] in [0, 100], NaN position where an actor has none.

    ``outcome`` and ``reference`` [issue], NaN where there is none; ``capability`` [actor]; ``proposal`` and the
    ``classes`` by name (rule, procedure, kind, council) [issue] as words, "" where the file says nothing. ``manifest``
    says which file it was, ``notes`` what was done with what it lacks.
    """

    actors: tuple[str, ...]
    issue: tuple[str, ...]
    proposal: npt.NDArray[np.str_]
    position: Floats
    salience: Floats
    outcome: Floats
    reference: Floats
    capability: Floats
    classes: dict[str, npt.NDArray[np.str_]]
    manifest: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def of(self, which: npt.ArrayLike) -> Decisions:
        """Some of the issues."""
        pick = np.arange(len(self.issue))[np.asarray(which)]
        arrays = {
            name: getattr(self, name)[pick] for name in ("proposal", "position", "salience", "outcome", "reference")
        }
        classes = {name: words[pick] for name, words in self.classes.items()}
        return replace(self, issue=tuple(self.issue[n] for n in pick), classes=classes, **arrays)

    def unseen(self) -> Decisions:
        """The same issues without what was decided, for whoever must not know."""
        return replace(self, outcome=np.full_like(self.outcome, np.nan))

    @property
    def cluster(self) -> npt.NDArray[np.int64]:
        """The number of each issue's proposal, from 0."""
        return np.unique(self.proposal, return_inverse=True)[1].astype(np.int64)


def read_decisions(path: Path, columns: Columns | None = None) -> Decisions:
    """A table of decisions from a CSV file, which may be gzipped.

    Raises AskError with one message for the first thing that is wrong: file, line, column, value, what was expected.
    """
    names = columns or Columns()
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise AskError(f"{path}: {error.strerror or error}; expected a CSV file of decisions") from None
    _heads_differ(path.name, raw)
    rows = list(records(path.name, raw))
    if not rows:
        raise AskError(f"{path.name}: holds no record; expected the names of the columns and an issue a line")
    actors = _actors(rows[0], names)
    capability: Floats | None = None
    if not rows[0].text(names.proposal) and not rows[0].text(names.issue):
        capability = _capabilities(rows.pop(0), actors, names)
    if not rows:
        raise AskError(f"{path.name}: holds no issue after the row of capabilities; expected an issue a line")
    issues = _ids(rows, names.issue)
    position = np.array([[_point(of, names.position + a) for a in actors] for of in rows])
    salience = np.array([[_point(of, names.salience + a) for a in actors] for of in rows])
    blank = np.isnan(salience) & ~np.isnan(position)
    outcome = np.array([_point(of, names.outcome) if names.outcome in of.cells else np.nan for of in rows])
    reference = np.array([_point(of, names.reference) if names.reference in of.cells else np.nan for of in rows])
    words = {key: getattr(names, key) for key in ("rule", "procedure", "kind", "council")}
    classes = {
        key: np.array([of.text(name) if name in of.cells else "" for of in rows], dtype=np.str_)
        for key, name in words.items()
    }
    notes = []
    if capability is None:
        notes.append("The table has no row of capabilities: all actors count as equally capable.")
    if blank.any():
        notes.append(f"{blank.sum()} positions without a salience weigh nothing where salience counts.")
    return Decisions(
        actors=actors,
        issue=tuple(issues),
        proposal=np.array([of.text(names.proposal) or _missing(of, names.proposal) for of in rows], dtype=np.str_),
        position=position,
        salience=np.nan_to_num(salience),
        outcome=outcome,
        reference=reference,
        capability=np.ones(len(actors)) if capability is None else capability,
        classes=classes,
        manifest={"name": path.name, "sha256": hashlib.sha256(raw).hexdigest(), "issues": len(rows)},
        notes=tuple(notes),
    )


def _heads_differ(name: str, raw: bytes) -> None:
    """A column that is there twice would silently win over the first."""
    if raw[:2] == b"\x1f\x8b":
        return
    heads = next(csv.reader(io.StringIO(raw[:100_000].decode("utf-8-sig", errors="replace"), newline="")), [])
    twice = sorted({h for h in heads if h and heads.count(h) > 1})
    if twice:
        raise AskError(f"{name}:1: {twice[0]}: this column is there twice; expected each once; rename or remove one")


def _actors(first: Cells, names: Columns) -> tuple[str, ...]:
    for needed in (names.proposal, names.issue):
        first.text(needed)
    others = {getattr(names, key) for key in names.__dataclass_fields__ if key not in ("position", "salience")}
    size = len(names.position)
    found = tuple(
        head[size:]
        for head in first.cells
        if head.startswith(names.position)
        and head not in others
        and len(head) > size
        and names.salience + head[size:] in first.cells
    )
    if not found:
        raise AskError(
            f"{first.file}:1: no actor has a column of positions, {names.position}NAME, and one of saliences, "
            f"{names.salience}NAME; expected two columns an actor, or other prefixes named"
        )
    return found


def _ids(rows: Sequence[Cells], column: str) -> Iterable[str]:
    seen: dict[str, int] = {}
    for of in rows:
        name = of.text(column) or _missing(of, column)
        if name in seen:
            raise of.wrong(column, f"each issue once; this one is on line {seen[name]} already")
        seen[name] = of.line
    return seen


def _missing(of: Cells, column: str) -> str:
    raise of.wrong(column, "a name or number; only the row of capabilities, the first, has none")


def _number(of: Cells, column: str, expected: str, most: float) -> float:
    text = of.text(column)
    if not text:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        raise of.wrong(column, expected) from None
    if not 0.0 <= value <= most:
        raise of.wrong(column, expected)
    return value


def _point(of: Cells, column: str) -> float:
    return _number(of, column, SCALE, 100.0)


def _capabilities(of: Cells, actors: Sequence[str], names: Columns) -> Floats:
    expected = "a capability, a number of at least 0, for every actor in the row without proposal and issue"
    found = np.array([_number(of, names.position + a, expected, 1e12) for a in actors])
    for actor, value in zip(actors, found, strict=True):
        if np.isnan(value):
            raise of.wrong(names.position + actor, expected)
    if not found.any():
        raise of.wrong(names.position + actors[0], "at least one capability above 0")
    return found
