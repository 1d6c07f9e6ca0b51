"""A plain table of who wants what on one issue, how strong they are and how much they care.

The first row names the columns: `Actor`, `Capability`, `Position`, `Salience`, in any order. Positions are on any one
scale; saliences are 0-1, or 0-100 as soon as one of them is above 1. A file of KTAB says the same of one of its
dimensions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from backchannel.case import cells, ktab
from backchannel.case.opening import read_table, trouble
from backchannel.case.problems import CaseError, Problem, did_you_mean, listing
from backchannel.case.tree import MOST_PROBLEMS
from backchannel.core.errors import AskError

COLUMNS = ("actor", "capability", "position", "salience")
ALSO = {"power": "capability", "influence": "capability"}
FEWEST, MOST = 2, 250
LARGEST = 1e100
"""Of a capability and of a position on either side of 0; products of larger ones leave the range of numbers."""


@dataclass(frozen=True)
class ActorTable:
    """One issue (its name, if the file has one) as actors see it: names, capabilities >= 0, positions on the file's
    scale, saliences in [0, 1].
    """

    issue: str
    names: tuple[str, ...]
    capabilities: tuple[float, ...]
    positions: tuple[float, ...]
    saliences: tuple[float, ...]


@dataclass(frozen=True)
class _Line:
    line: int
    name: str
    capability: float
    position: float
    salience: float


def read_actors(path: Path, issue: str | None = None) -> ActorTable:
    """The table in a file, or one dimension of a scenario of KTAB (CSV or XML).

    Raises CaseError with all that is wrong in the file, and AskError where the issue asked for is not there or the file
    holds several and none was asked for.
    """
    if path.suffix.lower() != ".xml":
        text = read_table(path)
        if not ktab.is_one(text):
            return of_text(text, str(path), issue)
    scenario = ktab.read_scenario(path)
    place = _dimension(scenario.dimensions, issue, str(path))
    lines = [_Line(m.line, m.name, m.power, m.positions[place], m.saliences[place]) for m in scenario.members]
    return _checked(lines, str(path), scenario.dimensions[place], 100.0)


def of_text(text: str, file: str, issue: str | None = None) -> ActorTable:
    """The table in a text. Raises CaseError with all that is wrong.

    >>> of_text("Actor,Capability,Position,Salience\\nA,2,10,0.5\\nB,1,4,1\\n", "t.csv").positions
    (10.0, 4.0)
    """
    sep = cells.separator(text)
    found = list(cells.rows(text, file, sep))
    if not found:
        raise trouble(file, "is empty")
    head = [ALSO.get(cell.lower(), cell.lower()) for cell in cells.trimmed(found[0].cells)]
    for name in head:
        if name not in COLUMNS:
            fix = did_you_mean(name, COLUMNS) or "name the columns in the first row"
            raise trouble(file, "has a column that is not known", listing(COLUMNS, last="and"), fix, found[0].line)
    if len(set(head)) < len(head):
        raise trouble(file, "names a column twice", listing(COLUMNS, last="and"), line=found[0].line)
    if missing := [name for name in COLUMNS if name not in head]:
        raise trouble(file, f"has no column {listing(missing, last='and')}", line=found[0].line)
    if issue is not None:
        raise AskError(f"{file} is of one issue that has no name; leave out --issue {issue}")
    lines, problems = [], []
    for row in found[1:]:
        given = dict(zip(head, cells.trimmed(row.cells), strict=False))
        if len(cells.trimmed(row.cells)) > len(head):
            problems.append(_problem(file, row.line, "", "has more cells than there are columns", str(len(head))))
        numbers = {}
        for name in COLUMNS[1:]:
            cell = given.get(name, "")
            number = cells.number(cell, sep)
            if number is None:
                message = "is not a number, value not shown (team)" if cell else "is blank"
                problems.append(_problem(file, row.line, name, message, "a number", cells.number_fix(cell, sep)))
            numbers[name] = 0.0 if number is None else float(number)
        lines.append(_Line(row.line, given.get("actor", ""), **numbers))
    if problems:
        raise CaseError(problems[:MOST_PROBLEMS], max(0, len(problems) - MOST_PROBLEMS))
    percent = any(line.salience > 1.0 for line in lines)
    return _checked(lines, file, "", 100.0 if percent else 1.0)


def _dimension(names: tuple[str, ...], issue: str | None, file: str) -> int:
    if issue is None:
        if len(names) > 1:
            raise AskError(f"{file} has {len(names)} issues; choose one by --issue: {listing(names)}")
        return 0
    if issue not in names:
        fix = did_you_mean(issue, names)
        hint = f"; {fix}" if fix else ""
        raise AskError(f"--issue {issue}: {file} has no such issue; expected {listing(names)}{hint}")
    return names.index(issue)


def _checked(lines: list[_Line], file: str, issue: str, most: float) -> ActorTable:
    """The table of these lines, saliences from 0 to ``most``."""
    problems, seen = [], set()
    for one in lines:
        if not one.name:
            problems.append(_problem(file, one.line, "actor", "is blank", "a name"))
        elif one.name in seen:
            problems.append(_problem(file, one.line, "actor", "stands there twice", "each actor once"))
        seen.add(one.name)
        if one.capability < 0.0:
            problems.append(_problem(file, one.line, "capability", "is below 0, value not shown (team)", "0 or more"))
        for name, size in (("capability", one.capability), ("position", abs(one.position))):
            if size > LARGEST:
                expected = f"at most {LARGEST:g} on either side of 0" if name == "position" else f"at most {LARGEST:g}"
                problems.append(_problem(file, one.line, name, "is too large, value not shown (team)", expected))
        if not 0.0 <= one.salience <= most:
            expected = f"a number from 0 to {most:g}"
            problems.append(_problem(file, one.line, "salience", "is out of range, value not shown (team)", expected))
    if problems:
        raise CaseError(problems[:MOST_PROBLEMS], max(0, len(problems) - MOST_PROBLEMS))
    if not FEWEST <= len(lines) <= MOST:
        raise trouble(file, f"has {len(lines)} actors", f"{FEWEST} to {MOST}")
    if math.fsum(one.capability * one.salience for one in lines) <= 0.0:
        raise trouble(file, "has nobody with both a capability and a salience above 0", "at least one such actor")
    return ActorTable(
        issue=issue,
        names=tuple(one.name for one in lines),
        capabilities=tuple(one.capability for one in lines),
        positions=tuple(float(one.position) for one in lines),
        saliences=tuple(one.salience / most for one in lines),
    )


def _problem(
    file: str, line: int, field: str, message: str, expected: str | None = None, fix: str | None = None
) -> Problem:
    return Problem(severity="error", file=file, line=line, field=field, message=message, expected=expected, fix=fix)
