"""A sheet's cells -> rows of named cells: which row is the header, which column is which field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backchannel.case.problems import Problem, did_you_mean, listing
from backchannel.case.tree import MOST_PROBLEMS, Mark
from backchannel.case.workbook.cells import Cell, Sheet, letters
from backchannel.case.workbook.layout import FIELD, VALUE, Column, Table, plainly
from backchannel.case.workbook.text import COMMENT

SHOWN = 8
"""How many cells with the same fault are named."""

FAULTS = {
    "formula": ("holds a formula", "copy the cells and paste them as values"),
    "error": ("holds an error such as #REF!, or what is no number", "type the value"),
}


@dataclass(frozen=True)
class Placed:
    """A cell, its row and column, and the column of the case that it is in."""

    cell: Cell
    row: int
    place: int
    column: Column


@dataclass(frozen=True)
class Row:
    """The cells of one record by header."""

    number: int | None
    cells: dict[str, Placed]


@dataclass
class Notes:
    """What is wrong with a workbook, each at its sheet, row and column; no value of a cell is shown."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def sheet(self, table: Table) -> str:
        """A sheet as messages name it."""
        return f"{self.file}, sheet {table.title}"

    def mark(self, table: Table, at: Placed) -> Mark:
        """The place of a cell."""
        return Mark(self.sheet(table), at.row, at.place)

    @property
    def full(self) -> bool:
        """Whether further problems are only counted."""
        return len(self.problems) >= MOST_PROBLEMS

    def note(self, file: str, message: str, expected: str | None = None, fix: str | None = None, **place: Any) -> None:
        """Add one problem; after very many the rest are counted."""
        if not self.full:
            one = Problem(severity="error", file=file, message=message, expected=expected, fix=fix, **place)
            self.problems.append(one)
        else:
            self.more += 1

    def blank(self, table: Table, row: int | None, header: str, expected: str) -> None:
        """Add a problem of a cell that is not there."""
        self.note(self.sheet(table), "is blank", expected, line=row, field=header)

    def wrong(
        self, table: Table, at: Placed, message: str, expected: str | None = None, fix: str | None = None
    ) -> None:
        """Add a problem of one cell."""
        name = f" ({at.column.header})" if at.column.header else ""
        where = f"column {letters(at.place)}{name}"
        self.note(self.sheet(table), message, expected, fix, line=at.row, column=at.place, field=where)


def named_rows(sheet: Sheet, table: Table, notes: Notes) -> list[Row]:
    """The records of a sheet. Rows that start with `#` are skipped; the first other one is the header."""
    lines = [(number, cells) for number, cells in sorted(sheet.rows.items()) if not _is_comment(cells)]
    if not lines:
        return []
    reader = _Grid(table, notes)
    (top, header), data = lines[0], lines[1:]
    if table.upright:
        known = (Column(FIELD, FIELD, "text"), Column(VALUE, VALUE, "text"))
        found = reader.upright(reader.header(top, header, known), data)
    else:
        found = reader.across(reader.header(top, header, table.columns), data)
    reader.faults()
    return found


def _is_comment(cells: dict[int, Cell]) -> bool:
    first = cells[min(cells)].said
    return isinstance(first, str) and first.lstrip().startswith(COMMENT)


NO_COLUMN = Column("", "", "text")


class _Grid:
    def __init__(self, table: Table, notes: Notes) -> None:
        self.table, self.notes = table, notes
        self.faulty: dict[str, list[Placed]] = {}
        self.bare: set[int] = set()
        self.skipped: set[int] = set()

    def wrong(
        self, row: int, place: int, message: str, expected: str | None, fix: str | None, column: Column = NO_COLUMN
    ) -> None:
        self.notes.wrong(self.table, Placed(Cell(""), row, place, column), message, expected, fix)

    def header(self, row: int, cells: dict[int, Cell], known: tuple[Column, ...]) -> dict[int, Column]:
        """Which column is which. Columns headed by `#` are none; an unknown one is said."""
        by_name = {plainly(column.header): column for column in known}
        found: dict[int, Column] = {}
        for place, cell in sorted(cells.items()):
            name = plainly(cell.said) if isinstance(cell.said, str) else ""
            if name.startswith(COMMENT):
                self.skipped.add(place)
                continue
            column = by_name.get(name)
            if column is None:
                free = [header for header, other in by_name.items() if other not in found.values()]
                slip = did_you_mean(name, free)
                expected = None if slip else listing((column.header for column in known), 12, "and")
                fix = slip or f"start its header with {COMMENT} to leave it out"
                self.wrong(row, place, "is no column of this sheet", expected, fix)
                self.skipped.add(place)
            elif column in found.values():
                fix = f"start one header with {COMMENT} to leave it out"
                self.wrong(row, place, "is there twice", None, fix, column)
                self.skipped.add(place)
            else:
                found[place] = column
        return found

    def across(self, columns: dict[int, Column], data: list[tuple[int, dict[int, Cell]]]) -> list[Row]:
        rows = []
        for number, cells in data:
            placed = [
                self.placed(columns[place], cell, number, place) for place, cell in self.known(columns, number, cells)
            ]
            if placed:
                rows.append(Row(number, {one.column.header: one for one in placed}))
        return rows

    def known(self, columns: dict[int, Column], number: int, cells: dict[int, Cell]) -> list[tuple[int, Cell]]:
        """The cells that stand below a header; those below none are said once a column."""
        for place in cells:
            if place not in columns and place not in self.skipped | self.bare:
                self.bare.add(place)
                self.wrong(number, place, "has no header", "a header above every column in use", "name it, or clear it")
        return [(place, cell) for place, cell in sorted(cells.items()) if place in columns]

    def placed(self, column: Column, cell: Cell, row: int, place: int) -> Placed:
        one = Placed(cell, row, place, column)
        if cell.fault:
            self.faulty.setdefault(cell.fault, []).append(one)
        return one

    def upright(self, columns: dict[int, Column], data: list[tuple[int, dict[int, Cell]]]) -> list[Row]:
        """The one record of a sheet whose fields are rows."""
        by_name = {plainly(column.header): column for column in self.table.columns}
        found: dict[str, Placed] = {}
        first = 0
        for number, cells in data:
            said = {columns[place].header: (place, cell) for place, cell in self.known(columns, number, cells)}
            if not said:
                continue
            place, cell = said.get(FIELD, (min(cells), None))
            name = plainly(cell.said) if cell is not None and isinstance(cell.said, str) else ""
            column = by_name.get(name)
            if column is None:
                free = [header for header, other in by_name.items() if other.header not in found]
                slip = did_you_mean(name, free)
                expected = None if slip else listing((c.header for c in self.table.columns), 12, "and")
                fix = slip or f"start the row with {COMMENT} to leave it out"
                self.wrong(number, place, "names no field of this sheet", expected, fix)
            elif column.header in found:
                self.wrong(number, place, "names a field a second time", None, "keep one of them", column)
            elif VALUE in said:
                place, cell = said[VALUE]
                found[column.header] = self.placed(column, cell, number, place)
                first = first or number
        return [Row(first, found)] if found else []

    def faults(self) -> None:
        """Formulas and errors, each kind said once for the sheet with its first cells."""
        for fault, cells in self.faulty.items():
            message, fix = FAULTS[fault]
            names = listing((f"{letters(one.place)}{one.row}" for one in cells), SHOWN, "and")
            first = cells[0]
            self.wrong(first.row, first.place, f"{message} ({names})", "values only", fix, first.column)
