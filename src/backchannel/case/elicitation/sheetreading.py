"""Filled sheets read back: who answered what, and one message for each cell that cannot be taken."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backchannel.case.elicitation.pooling import Answer
from backchannel.case.elicitation.sheetbooks import ANSWERED, KEY
from backchannel.case.elicitation.sheetfiles import Cell, Filled, read_filled
from backchannel.case.elicitation.sheets import CODER, EXPERT, Row, rows, span
from backchannel.case.problems import CaseError, Problem
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case
from backchannel.core.labels import Label

LONGEST = 2000
SURE = 0.99
"""What a confidence of 100 % is kept as: no interval is certain."""

NUMBER = re.compile(r"[-+]?(\d{1,9}([.,]\d{0,12})?|[.,]\d{1,12})([eE][-+]?\d{1,2})?")


@dataclass
class Merging:
    """The answers of some sheets, what was wrong with them, and what is worth knowing."""

    answers: list[Answer] = field(default_factory=list)
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def experts(self) -> list[str]:
        """Whose answers there are."""
        return list(dict.fromkeys(answer.by for answer in self.answers))


def read_sheets(case: Case, paths: Iterable[Path], *, stale: bool = False) -> Merging:
    """The answers on some sheets, for a case. Raises CaseError with all that is wrong, by file, sheet and row.

    A sheet of another case is refused; so is an answer to a question that has changed since, unless ``stale``.
    """
    found = Merging()
    questions: dict[Label, dict[str, Row]] = {}
    seen: dict[tuple[str, str], str] = {}
    for path in paths:
        try:
            filled = read_filled(path)
        except CaseError as error:
            found.problems += error.problems
            continue
        reader = _Reader(case, filled, found, stale, seen)
        ceiling = reader.ceiling()
        if ceiling is None:
            continue
        if ceiling not in questions:
            questions[ceiling] = {row.path: row for row in rows(case, ceiling)[0]}
        reader.run(questions[ceiling])
    if found.problems:
        raise CaseError(found.problems)
    return found


# --- one sheet ---------------------------------------------------------------------------------------------------


class _Reader:
    """Takes the answers of one sheet; messages show rows and columns, and no value."""

    def __init__(
        self, case: Case, filled: Filled, into: Merging, stale: bool, seen: dict[tuple[str, str], str]
    ) -> None:
        self.case, self.filled, self.into, self.stale, self.seen = case, filled, into, stale, seen
        self.by = filled.origin.get("expert", "")

    def wrong(self, line: int | None, name: str, message: str, expected: str | None = None, fix: str = "") -> None:
        self.into.problems.append(
            Problem(
                severity="error", file=self.filled.file, line=line, field=name, message=message, expected=expected,
                fix=fix or None,
            )
        )  # fmt: skip

    def ceiling(self) -> Label | None:
        """The label up to which the sheet was written; None where the sheet cannot be taken."""
        said = self.filled.origin
        if said.get("case") != self.case.case.id:
            self.wrong(None, "", "was made for another case", fix="merge it into the case it was made for")
            return None
        if not EXPERT.fullmatch(self.by) or self.by == CODER:
            self.wrong(None, "", "does not say whose answers it holds", "a pseudonym beside `expert`")
            return None
        try:
            return Label.parse(said.get("label", ""))
        except ValueError as error:
            self.wrong(None, "", "does not say its label", str(error).removeprefix("expected "))
            return None

    def run(self, questions: Mapping[str, Row]) -> None:
        said = self.filled.origin.get("case hash")
        if said and said != case_hash(self.case):
            self.into.notes.append(
                f"{self.filled.file}: written before the case last changed; its questions are the same"
            )
        for line, cells in self.filled.lines:
            given = {name: cells.get(name, Cell()) for name in ANSWERED}
            four = [name for name in ANSWERED if name != "comment"]
            if all(given[name].blank for name in four):
                self.into.blank += 1
                continue
            row = self.question(line, cells, questions)
            if row is None:
                continue
            self.take(line, row, {name: self.number(line, name, given[name], row) for name in four}, given["comment"])

    def question(self, line: int, cells: Mapping[str, Cell], questions: Mapping[str, Row]) -> Row | None:
        """The question of the case that a row answers."""
        key = str(cells.get(KEY, Cell()).value or "").strip()
        row = questions.get(key)
        if row is None:
            self.wrong(line, KEY, "names no number of the case", fix="send a new sheet, or leave the row blank")
            return None
        asked = [_squeezed(cells.get(name, Cell()).value) for name in ("about", "question", "scale")]
        if not self.stale and asked != [_squeezed(text) for text in (row.about, row.question, row.scale)]:
            self.wrong(
                line, "question", "is worded otherwise in the case as it is now",
                fix="send a new sheet, or say --stale if only the wording changed",
            )  # fmt: skip
            return None
        if (self.by, key) in self.seen:
            self.wrong(line, KEY, f"is answered twice by {self.by}, also in {self.seen[self.by, key]}", "one answer")
            return None
        self.seen[self.by, key] = f"{self.filled.file}:{line}"
        return row

    def number(self, line: int, name: str, cell: Cell, row: Row) -> float | None:
        """A number of an answer in the unit of the case; None, with one message, where it is none."""
        sure = name == "confidence"
        expected = "50 to 100 per cent" if sure else span(row)
        if cell.blank:
            self.wrong(line, name, "is blank", expected, "fill in all four, or leave the whole row blank")
            return None
        found, why = _read(cell, share=sure or row.hi <= 1, most=100 if sure else row.hi)
        if found is None:
            self.wrong(line, name, f"{why}, value not shown ({row.label})", expected)
            return None
        if sure:
            found = found / 100 if found > 1 else found
            if not 0.5 <= found <= 1:
                self.wrong(line, name, f"is no such confidence, value not shown ({row.label})", expected)
                return None
        elif not row.lo <= found <= row.hi:
            way = "below" if found < row.lo else "above"
            self.wrong(line, name, f"is {way} its range, value not shown ({row.label})", expected)
            return None
        return found

    def take(self, line: int, row: Row, numbers: Mapping[str, float | None], comment: Cell) -> None:
        low, best, high, sure = (numbers[name] for name in ("lowest", "best", "highest", "confidence"))
        if low is None or best is None or high is None or sure is None:
            return
        if not low <= best <= high:
            which = "lowest" if best < low else "highest"
            message = f"is {'above' if which == 'lowest' else 'below'} the best guess, values not shown ({row.label})"
            self.wrong(line, which, message, "lowest <= best <= highest")
            return
        words = None if comment.blank or comment.formula else " ".join(str(comment.value).split())[:LONGEST]
        self.into.answers.append(Answer(row.path, self.by, low, best, high, min(round(sure, 6), SURE), words))


def _squeezed(text: Any) -> str:
    return " ".join(str(text or "").split())


def _read(cell: Cell, *, share: bool, most: float) -> tuple[float | None, str]:
    """A cell as a number, or why it is none. ``share``: it may be written in per cent."""
    value = cell.value
    if cell.formula:
        return None, "is worked out by a formula"
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return None, "is no number"
    if isinstance(value, int | float):
        if cell.percent and not share:
            return None, "is written in per cent"
        return float(value), ""
    text = re.sub(r"[\s\u00a0\u202f]", "", str(value))
    percent = text.endswith("%")
    text = text.removesuffix("%").replace("\u2212", "-")
    if not NUMBER.fullmatch(text):
        return None, "is no number"
    if percent and not share:
        return None, "is written in per cent"
    if most >= 1000 and re.fullmatch(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", text) and "," in text:
        return None, "may be a thousand or a decimal (write at most two decimals)"
    number = float(text.replace(",", "."))
    return (number / 100 if percent else number), ""
