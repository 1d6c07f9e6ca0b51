"""The table of stances: one row for an actor on an issue, as `stances.csv` in a case's folder holds it."""

from __future__ import annotations

import re
from typing import Any

from backchannel.case.cells import Row, number, number_fix, rows, separator, trimmed
from backchannel.case.problems import CaseError, Problem, did_you_mean, listing
from backchannel.case.shape import Path as TreePath
from backchannel.case.tree import MOST_PROBLEMS, Mark, Tree

NUMBERS = ("public", "private", "salience", "credit")
NEEDED = ("actor", "issue", "public", "private_best", "salience")
COLUMNS = (
    *("actor", "issue", "public", "private_low", "private_best", "private_high", "salience", "credit"),
    *("precondition", "refuses", "evidence", "note", "label"),
    *("public_low", "public_high", "salience_low", "salience_high", "credit_low", "credit_high"),
)
NAMED = 6
"""How many unknown columns are named."""

FLAGS = {"x": True, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def parse_stances(text: str, file: str) -> Tree:
    """Read a table of stances, separated by commas or (with decimal commas) semicolons or tabs. Raises CaseError.

    >>> parse_stances("actor,issue,public,private_best,salience\\na,i,0,?,100\\n", "stances.csv").data["stances"]
    [{'actor': 'a', 'issue': 'i', 'public': 0, 'private': '?', 'salience': 100}]
    """
    return _Stances(text, file).run()


def is_one(text: str) -> bool:
    """Whether the first row of a table is that of stances.

    >>> is_one("issue;actor;private_best\\n"), is_one("Actor,Description,Power\\n")
    (True, False)
    """
    try:
        first = next(rows(text, "", separator(text)), None)
    except CaseError:
        return False
    return first is not None and {"actor", "issue"} <= set(first.cells)


class _Stances:
    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.sep = separator(text)
        self.problems: list[Problem] = []
        self.records: list[dict[str, Any]] = []
        self.marks: dict[TreePath, Mark] = {}
        self.header: tuple[str, ...] = ()
        self.least = 0
        self.more = 0

    def run(self) -> Tree:
        try:
            for row in rows(self.text, self.file, self.sep):
                if self.header:
                    self.row(row)
                else:
                    self.columns(row)
        except CaseError as error:
            raise CaseError([*self.problems, *error.problems], self.more) from None
        if not self.header:
            self.wrong(1, "", "has no header", listing(COLUMNS, 20, "and"))
        if self.problems:
            raise CaseError(self.problems, self.more)
        return Tree(self.file, {"stances": self.records}, self.marks)

    def wrong(self, line: int, field: str, message: str, expected: str | None = None, fix: str | None = None) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            self.more += 1
            return
        self.problems.append(
            Problem(
                severity="error", file=self.file, line=line, field=field, message=message, expected=expected, fix=fix
            )
        )

    def columns(self, row: Row) -> None:
        names = trimmed(row.cells)
        self.header = names
        known = list(COLUMNS)
        unknown = [name for name in names if name not in known]
        missing = [name for name in NEEDED if name not in names]
        twice = sorted({name for name in names if name in known and names.count(name) > 1})
        # Where the header is lost the first row is a stance, of which nothing may be shown.
        is_header = len(set(names) & set(known)) > len(NEEDED) // 2
        said = []
        for name in unknown[:NAMED]:
            proper = is_header and re.fullmatch("[A-Za-z_][A-Za-z0-9_-]{0,40}", name)
            slip = did_you_mean(name, [c for c in known if c not in names], 1)
            shown = f" `{name}`" if proper else " without a proper name" if is_header else ""
            said.append(f"has an unknown column{shown}" + (f" ({slip})" if slip else ""))
        if len(unknown) > NAMED:
            said.append(f"has {len(unknown) - NAMED} more unknown columns")
        said += [f"lacks the column `{name}`" for name in missing]
        said += [f"has the column `{name}` twice" for name in twice]
        if said:
            expected = f"columns {listing(known, 20, 'and')}, separated by commas, semicolons or tabs"
            self.wrong(row.line, "", "the header " + ", ".join(said), expected)
            raise CaseError([])
        self.least = 1 + max(names.index(name) for name in NEEDED)

    def row(self, row: Row) -> None:
        """One stance. Excel writes blank columns at the end for some rows and leaves them out for others."""
        place, line = len(self.records), row.line
        where = f"stances[{place}]"
        cells = trimmed(row.cells)
        count, width = len(row.cells), len(self.header)
        if count < self.least or len(cells) > width:
            few = "fewer" if count < self.least else "more"
            fix = "put quotes around text that holds a separator" if few == "more" else "add separators for blank cells"
            self.wrong(line, where, f"has {few} cells than the header (got {count})", str(width), fix)
            self.records.append({})
            return
        given = {name: cell for name, cell in zip(self.header, cells, strict=False) if cell}
        record: dict[str, Any] = {}
        self.marks[("stances", place)] = Mark(self.file, line, 1)
        for name in ("actor", "issue", *NUMBERS, "precondition", "refuses", "evidence", "note", "label"):
            column = f"{name}_best" if name == "private" else name
            if name in NUMBERS:
                value = self.estimate(name, column, given, line, where)
            elif name in ("precondition", "refuses"):
                value = self.flag(name, given.get(name), line, where)
            else:
                value = given.get(name)
            if value is not None:
                record[name] = value
            if column in self.header:
                self.marks[("stances", place, name)] = Mark(self.file, line, self.header.index(column) + 1)
        self.records.append(record)

    def flag(self, name: str, cell: str | None, line: int, where: str) -> bool | None:
        if cell is None:
            return None
        if cell.lower() not in FLAGS:
            self.wrong(line, f"{where}.{name}", "is neither yes nor no, value not shown (team)", "yes, no or blank")
        return FLAGS.get(cell.lower())

    def estimate(self, name: str, column: str, given: dict[str, str], line: int, where: str) -> Any:
        low, high = f"{name}_low", f"{name}_high"
        cells = {key: given.get(key) for key in (low, column, high)}
        ends = [key for key in (low, high) if cells[key] is not None]
        best = cells[column]
        if best is None:
            if ends:
                self.wrong(
                    line, f"{where}.{column}", f"is blank while `{ends[0]}` is given", "a best guess, or all blank"
                )
            return None
        if best == "?":
            if ends:
                self.wrong(line, f"{where}.{ends[0]}", f"is given while `{column}` is `?`", "blank")
            return "?"
        if len(ends) == 1:
            other = high if ends[0] == low else low
            self.wrong(line, f"{where}.{other}", f"is blank while `{ends[0]}` is given", "both ends, or neither")
            return None
        numbers = [self.number(key, cells[key], line, where) for key in ((low, column, high) if ends else (column,))]
        return None if None in numbers else numbers if ends else numbers[0]

    def number(self, column: str, cell: str | None, line: int, where: str) -> int | float | None:
        found = number(cell or "", self.sep)
        if found is None:
            fix = number_fix(cell or "", self.sep)
            message = "is not a number, value not shown (team)"
            self.wrong(line, f"{where}.{column}", message, "a number, `?` or blank", fix)
        return found
