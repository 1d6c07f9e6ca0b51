"""A table of KTAB -> a scenario, every cell with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from backchannel.case.cells import SEPARATORS, Row, declared, number, number_fix, rows, trimmed
from backchannel.case.ktab.scenario import Member, Scenario, clean
from backchannel.case.opening import trouble
from backchannel.case.problems import CaseError, Problem
from backchannel.case.tree import MOST_PROBLEMS, MOST_VALUES, plain

COUNT = re.compile("[0-9]{1,6}")


def is_one(text: str) -> bool:
    """Whether a table looks like a scenario: two counts in its first row, or `Actor,Description` over the second.

    >>> is_one("Talks, on a border, 2, 1,\\nActor,Description,Power,Pstn1,Sal1,\\n")
    True
    """
    return _separator(text) is not None


def _separator(text: str) -> str | None:
    said = declared(text)
    for sep in (said,) if said else SEPARATORS:
        try:
            found = rows(text, "", sep)
            first, second = next(found, None), next(found, None)
        except CaseError:
            continue
        if first and len(first.cells) > 3 and all(COUNT.fullmatch(cell) for cell in first.cells[2:4]):
            return sep
        if second and [cell.lower() for cell in second.cells[:2]] == ["actor", "description"]:
            return sep
    return None


def of_table(text: str, file: str) -> Scenario:
    """The scenario in a table. Raises CaseError with all that is wrong.

    >>> of_table("Talks,,1,1\\nActor,Description,Power,Pstn1,Sal1\\nA,,9.5,30,80\\n", "t.csv").members[0].positions
    (30,)
    """
    return _Table(file, _separator(text) or ",").scenario(list(rows(text, file, _separator(text) or ",")))


@dataclass
class _Table:
    file: str
    sep: str
    problems: list[Problem] = field(default_factory=list)

    def stop(self, line: int, message: str, expected: str | None = None, fix: str | None = None) -> NoReturn:
        raise trouble(self.file, message, expected, fix, line)

    def scenario(self, table: list[Row]) -> Scenario:
        name, about, actors, dimensions = self.head(table[0] if table else Row(1, ()))
        if len(table) < 2:
            self.stop(1, "has no row with the names of its columns", "`Actor,Description,Power,...` in the second row")
        columns = self.columns(table[1], dimensions)
        members = table[2:]
        if len(members) != actors:
            message = f"says that it has {actors} actors and has {len(members)}"
            self.stop(table[0].line, message, fix="correct the third cell of the first row, or the rows below")
        found = tuple(self.member(number, row, columns) for number, row in enumerate(members))
        if self.problems:
            raise CaseError(self.problems)
        return Scenario(
            name, about, columns[3::2], found, labels=columns[:3], weighings=columns[4::2], line=table[1].line
        )

    def head(self, row: Row) -> tuple[str, str, int, int]:
        cells = trimmed(row.cells)
        expected = "NAME,DESCRIPTION,NUMBER OF ACTORS,NUMBER OF DIMENSIONS"
        if len(cells) > 4:
            fix = "put quotes around text that holds a separator"
            self.stop(row.line, f"has {len(cells)} cells in its first row", expected, fix)
        if len(cells) < 4 or not all(COUNT.fullmatch(cell) and int(cell) for cell in cells[2:]):
            self.stop(row.line, "does not say in its first row how many actors and dimensions it has", expected)
        actors, dimensions = int(cells[2]), int(cells[3])
        if actors * dimensions > MOST_VALUES:
            self.stop(row.line, "holds too many values", f"at most {MOST_VALUES}")
        return clean(cells[0]), clean(cells[1]), actors, dimensions

    def columns(self, row: Row, dimensions: int) -> tuple[str, ...]:
        names = tuple(clean(cell) for cell in trimmed(row.cells))
        width = 3 + 2 * dimensions
        if len(names) != width:
            message = f"names {len(names)} columns for {dimensions} dimensions"
            self.stop(row.line, message, f"{width}: actor, description, power, then position and salience by turns")
        if not all(names):
            self.stop(row.line, f"has no name for its column {names.index('') + 1}", "a name")
        return names

    def member(self, at: int, row: Row, columns: tuple[str, ...]) -> Member:
        cells = (*trimmed(row.cells), *("",) * (len(columns) - len(trimmed(row.cells))))
        if len(cells) > len(columns):
            fix = "put quotes around text that holds a separator"
            self.wrong(row, ("actors", at), f"has more cells than the second row (got {len(cells)})", fix=fix)
        name, about = clean(cells[0]), clean(cells[1])
        if not name:
            self.wrong(row, ("actors", at), "has no name", "the name of an actor in the first cell")
        dimensions = (len(columns) - 3) // 2
        power = self.number(row, ("actors", at, "capability"), cells[2])
        places = [("stances", at * dimensions + d) for d in range(dimensions)]
        positions = [self.number(row, (*place, "private"), cells[3 + 2 * d]) for d, place in enumerate(places)]
        saliences = [self.number(row, (*place, "salience"), cells[4 + 2 * d]) for d, place in enumerate(places)]
        return Member(name, about, power, tuple(positions), tuple(saliences), row.line)

    def number(self, row: Row, path: tuple[str | int, ...], cell: str) -> float:
        found = number(cell, self.sep)
        if found is None:
            message = "is not a number, value not shown (team)" if cell else "is blank"
            self.wrong(row, path, message, "a number", number_fix(cell, self.sep))
        return 0.0 if found is None else found

    def wrong(
        self, row: Row, path: tuple[str | int, ...], message: str, expected: str | None = None, fix: str | None = None
    ) -> None:
        self.problems.append(
            Problem(
                severity="error",
                file=self.file,
                line=row.line,
                field=plain(path),
                message=message,
                expected=expected,
                fix=fix,
            )
        )
        if len(self.problems) >= MOST_PROBLEMS:
            raise CaseError(self.problems)
