"""Forecast logs in and out: CSV and JSON lines in the columns that forecasters use, a row a forecast.

What has no column stays behind: labels, corrections and what they corrected, when entries were recorded, how a pool was
made, the model's manifest but for its id, and where an answer can be read. A file that was written here and read into
an empty ledger comes out again byte for byte.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from backchannel.case.problems import CaseError, Problem
from backchannel.case.tree import UNPRINTABLE
from backchannel.core.errors import AskError
from backchannel.core.files import write
from backchannel.core.labels import Label, highest
from backchannel.core.words import band
from backchannel.ledger.entries import (
    VOID,
    Draft,
    Forecast,
    ModelRun,
    Question,
    Resolution,
    question_id,
)
from backchannel.ledger.standing import Standing
from backchannel.ledger.times import day_or_instant, instant

COLUMNS = (
    "question_id", "question", "resolution_rule", "open", "close", "forecaster", "t", "p", "low", "high", "band",
    "confidence", "rationale", "evidence_ids", "model_run_id", "outcome", "resolved_at",
)  # fmt: skip
NUMBERS = ("p", "low", "high")
MOST_BYTES = 100_000_000
MOST_PROBLEMS = 20
FORMULA = ("=", "+", "-", "@", "'")
"""Signs at which a spreadsheet takes a text for a formula, or which this file puts before such a text."""

Line = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """What an export wrote and what its profile held back."""

    rows: int
    withheld: int
    label: Label


def export(standing: Standing, path: Path, *, profile: Label = Label.PUBLIC) -> Written:
    """Write what stands and is labelled no higher than ``profile`` to FILE.csv or FILE.jsonl, whole or not at all.

    Raises AskError for another ending, OSError where it cannot be written.
    """
    kind = _kind(path)
    rows, withheld, label = _rows(standing, profile)
    write(
        path,
        _as_csv(rows) if kind == "csv" else _as_lines(rows),
        mode=0o644 if label is Label.PUBLIC else 0o600,
        exact=True,
    )
    return Written(len(rows), withheld, label)


def _kind(path: Path) -> str:
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("csv", "jsonl"):
        raise AskError(f"{path}: expected a name ending in .csv or .jsonl")
    return kind


def _rows(standing: Standing, profile: Label) -> tuple[list[Line], int, Label]:
    open_to = {q for q, entry in standing.asked.items() if entry.label <= profile}
    shown = [s for s in standing.forecasts.values() if s.entry.question in open_to and s.entry.label <= profile]
    answers = {q: a for q, a in standing.answers.items() if q in open_to and a.entry.label <= profile}
    alone = [q for q in standing.asked if q in open_to and q not in {s.entry.question for s in shown}]
    rows = []
    for one in shown:
        f = one.forecast
        said = {
            "forecaster": f.forecaster, "t": f.t, "p": f.p, "low": f.low, "high": f.high, "band": f.band,
            "confidence": f.confidence, "rationale": f.rationale, "evidence_ids": list(f.evidence),
            "model_run_id": f.model.id if f.model else None,
        }  # fmt: skip
        rows.append(_line(one.entry.question, standing, said, answers))
    rows += [_line(question, standing, {}, answers) for question in alone]
    entries = [standing.asked[q] for q in open_to] + [s.entry for s in shown] + [a.entry for a in answers.values()]
    every = len(standing.asked) + len(standing.forecasts) + len(standing.answers)
    return rows, every - len(entries), highest(entry.label for entry in entries)


def _line(question: str, standing: Standing, said: Line, answers: Any) -> Line:
    asked, answer = standing.questions[question], answers.get(question)
    row: Line = dict.fromkeys(COLUMNS)
    row |= {"question_id": question, "question": asked.text, "resolution_rule": asked.whole_rule}
    row |= {"open": asked.open, "close": asked.close, "evidence_ids": []} | said
    if answer is not None:
        row |= {"outcome": answer.resolution.outcome, "resolved_at": answer.resolution.resolved_at}
    return row


def _as_lines(rows: Iterable[Line]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows)


def _as_csv(rows: Iterable[Line]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[column]) for column in COLUMNS] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    text = ";".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


# --- reading ------------------------------------------------------------------------------------------------------


def read_log(path: Path, *, label: Label) -> list[Draft]:
    """The entries that a file of such rows asks for: questions, forecasts in its order, then answers, all of one label.

    Raises AskError for another ending and CaseError with what is wrong, by line and column.
    """
    kind = _kind(path)
    text = _text(path)
    lines = _csv_lines(text, str(path)) if kind == "csv" else _json_lines(text, str(path))
    return _Log(str(path), label).drafts(lines)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _trouble(str(path), None, "is too large and was not read", f"at most {MOST_BYTES // 10**6} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise _trouble(str(path), None, f"cannot be read ({(error.strerror or 'refused').lower()})") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _trouble(str(path), line, "holds bytes that are not UTF-8", "text in UTF-8") from None
    bad = UNPRINTABLE.search(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        raise _trouble(str(path), line, "holds a character that is no text")
    return text


def _trouble(file: str, line: int | None, message: str, expected: str | None = None, field: str = "") -> CaseError:
    return CaseError([_problem(file, line, field, message, expected)])


def _problem(file: str, line: int | None, field: str, message: str, expected: str | None = None) -> Problem:
    return Problem(severity="error", file=file, line=line, field=field, message=message, expected=expected)


def _csv_lines(text: str, file: str) -> Iterator[tuple[int, Line]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = next(reader, None)
        if head is None or sorted(head) != sorted(COLUMNS):
            gone = [c for c in COLUMNS if c not in (head or [])]
            why = f"lacks {', '.join(gone)}" if gone else "has columns that are not known, or one twice"
            raise _trouble(file, 1, f"the first row {why}", f"the columns {', '.join(COLUMNS)}")
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not cells:
                continue
            if len(cells) != len(head):
                raise _trouble(file, line, f"has {len(cells)} cells", str(len(head)))
            row: Line = dict(zip(head, map(_uncelled, cells), strict=True))
            for name in NUMBERS:
                row[name] = _number(row[name], file, line, name)
            row["evidence_ids"] = row["evidence_ids"].split(";") if row["evidence_ids"] else []
            yield line, row
    except csv.Error:
        raise _trouble(
            file, reader.line_num, "is not CSV", "cells apart by commas, text with commas in quotes"
        ) from None


def _uncelled(cell: str) -> str | None:
    return None if cell == "" else cell[1:] if cell.startswith("'") else cell


def _number(cell: str | None, file: str, line: int, name: str) -> float | None:
    try:
        return None if cell is None else float(cell)
    except ValueError:
        raise _trouble(file, line, "is no number", "a number from 0 to 1 with a decimal point", name) from None


def _json_lines(text: str, file: str) -> Iterator[tuple[int, Line]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_constant=lambda _: _no_constant())
        except (ValueError, RecursionError):
            raise _trouble(file, number, "is not JSON", "one object a line") from None
        if not isinstance(row, dict) or set(row) != set(COLUMNS):
            raise _trouble(file, number, "does not hold the fields of a log", f"an object of {', '.join(COLUMNS)}")
        yield number, row


def _no_constant() -> None:
    raise ValueError


class _Log:
    """Rows on their way to entries, with what is wrong in them."""

    def __init__(self, file: str, label: Label) -> None:
        self.file = file
        self.label = label
        self.problems: list[Problem] = []
        self.asked: dict[str, Question] = {}
        self.answers: dict[str, Resolution | None] = {}

    def drafts(self, lines: Iterable[tuple[int, Line]]) -> list[Draft]:
        forecasts: list[Draft] = []
        for line, row in lines:
            if len(self.problems) >= MOST_PROBLEMS:
                break
            question = self._question(line, row)
            if question is None:
                continue
            if any(row[name] not in (None, []) for name in COLUMNS[5:15]):
                forecast = self._forecast(line, row)
                if forecast is not None:
                    forecasts.append(Draft(question, forecast, self.label))
            self._answer(line, question, row)
        if self.problems:
            raise CaseError(self.problems)
        questions = [Draft(name, says, self.label) for name, says in self.asked.items()]
        answers = [Draft(name, says, self.label) for name, says in self.answers.items() if says is not None]
        return questions + forecasts + answers

    def _question(self, line: int, row: Line) -> Any:
        try:
            name = question_id(row["question_id"] if isinstance(row["question_id"], str) else "")
        except ValueError as error:
            return self._wrong(line, "question_id", str(error))
        rule, void, void_if = str(row["resolution_rule"] or "").partition(VOID)
        said = {"text": row["question"], "rule": rule or None, "open": row["open"], "close": row["close"]}
        columns = {"text": "question", "rule": "resolution_rule", "void_if": "resolution_rule"}
        question = self._valid(line, Question, {**said, "void_if": void_if if void else None}, columns)
        if question is None:
            return None
        if self.asked.setdefault(name, question) != question:
            return self._wrong(line, "question_id", "stands above with another question, rule or date")
        return name

    def _forecast(self, line: int, row: Line) -> Any:
        run = row["model_run_id"]
        said = {
            "t": row["t"], "forecaster": row["forecaster"], "origin": "person" if run is None else "model",
            "p": row["p"], "low": row["low"], "high": row["high"], "confidence": row["confidence"],
            "rationale": row["rationale"], "evidence": row["evidence_ids"],
        }  # fmt: skip
        if run is not None:
            model = self._valid(line, ModelRun, {"id": run}, {"id": "model_run_id"})
            if model is None:
                return None
            said["model"] = model
        forecast = self._valid(line, Forecast, said, {"evidence": "evidence_ids", "": "low"})
        if forecast is not None and row["band"] not in (None, band(forecast.p)):
            return self._wrong(line, "band", "is not the band of ICD 203 that p lies in: expected it, or nothing")
        return forecast

    def _answer(self, line: int, question: str, row: Line) -> None:
        answer = None
        if row["outcome"] is not None or row["resolved_at"] is not None:
            asked = self.asked[question]
            said = {"outcome": row["outcome"], "resolved_at": row["resolved_at"], "rule": asked.whole_rule}
            answer = self._valid(line, Resolution, {**said, "source": "as imported"}, {})
            if answer is None:
                return
            if answer.outcome == "void" and asked.void_if is None:
                self._wrong(line, "outcome", f"is void, and the rule does not say when (`...{VOID}...`)")
        if self.answers.setdefault(question, answer) != answer:
            self._wrong(line, "outcome", "is another than above for the same question")

    def _valid(self, line: int, model: Any, said: Line, columns: dict[str, str]) -> Any:
        said = {name: value for name, value in said.items() if value is not None}
        for name in ("open", "close", "resolved_at", "t"):
            if name in said:
                try:
                    written = said[name] if isinstance(said[name], str) else ""
                    said[name] = (instant if name == "t" else day_or_instant)(written)
                except ValueError as error:
                    return self._wrong(line, name, str(error))
        try:
            return model.model_validate(said)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                step = str(item["loc"][0]) if item["loc"] else ""
                self._wrong(line, columns.get(step, step), _words(item))
        return None

    def _wrong(self, line: int, field: str, message: str) -> Any:
        start, _, expected = message.partition("expected ")
        message = start.strip(" :") or "is not right"
        self.problems.append(_problem(self.file, line, field, message, expected or None))
        return None


def _words(item: Any) -> str:
    if item["type"] == "missing":
        return "is empty"
    if item["type"] == "value_error":
        return str(item["ctx"]["error"])
    if item["type"] == "literal_error":
        return f"is not one of the known words: expected {item['ctx']['expected']}"
    return "is not right: expected text of at most 4000 characters" if "string" in item["type"] else "is not right"


def unrepeated(drafts: Sequence[Draft], standing: dict[str, Question], answers: dict[str, Resolution]) -> list[Draft]:
    """Drafts without the questions and answers that a ledger has already. Raises AskError where it has others."""
    out = []
    for draft in drafts:
        if isinstance(draft.says, Question) and draft.question in standing:
            if not draft.says.same(standing[draft.question]):
                raise AskError(f"{draft.question}: the ledger holds this question with another text, rule or date")
        elif isinstance(draft.says, Resolution) and draft.question in answers:
            there = answers[draft.question]
            if (there.outcome, there.resolved_at) != (draft.says.outcome, draft.says.resolved_at):
                raise AskError(f"{draft.question}: the ledger holds another answer; correct it with `ledger resolve`")
        else:
            out.append(draft)
    return out
