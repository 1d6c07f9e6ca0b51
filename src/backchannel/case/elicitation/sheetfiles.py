"""A sheet as it comes back, as a workbook or as a table: what it says of itself, and its cells by line and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backchannel.case.cells import rows, separator
from backchannel.case.elicitation.sheetbooks import ANSWERS, COLUMNS, FORMAT, KEY, ORIGIN
from backchannel.case.opening import read_bytes, read_table, trouble
from backchannel.case.workbook import cells as workbook_cells
from backchannel.case.workbook.package import sheets

MOST_LINES, MOST_COLUMNS, MOST_ORIGIN = 5000, 50, 50


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: its content, and whether it is shown as a percentage or worked out by a formula."""

    value: Any = None
    percent: bool = False
    formula: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing was written into it."""
        return not self.formula and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@dataclass(frozen=True)
class Filled:
    """A sheet as it came back: where, what it says of itself, and its rows by line."""

    file: str
    origin: Mapping[str, str]
    lines: tuple[tuple[int, Mapping[str, Cell]], ...]


def read_filled(path: Path) -> Filled:
    """A sheet in a workbook or in CSV as it stands. Raises CaseError where it is none."""
    if path.suffix.lower() == ".xlsx":
        return _book(path)
    if path.suffix.lower() == ".csv":
        return _table(path)
    raise trouble(str(path), "is no sheet", "a file ending in .xlsx or .csv")


# --- the two formats ---------------------------------------------------------------------------------------------


def _table(path: Path) -> Filled:
    text, name = read_table(path), str(path)
    return _laid_out(
        name, [(row.line, [Cell(_unguarded(cell)) for cell in row.cells]) for row in rows(text, name, separator(text))]
    )


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _book(path: Path) -> Filled:
    name, raw = str(path), read_bytes(path)
    pages = {page.title: sorted(page.rows.items()) for page in sheets(raw, name, (ANSWERS, ORIGIN).__contains__)}
    if ANSWERS not in pages or ORIGIN not in pages:
        raise trouble(name, f"lacks the page {ANSWERS} or {ORIGIN}", "a sheet made with `backchannel sheets`")
    if len(pages[ANSWERS]) > MOST_LINES:
        raise trouble(f"{name}, sheet {ANSWERS}", "has too many rows and was not read", f"at most {MOST_LINES}")
    lines = [(0, _across(cells)) for _, cells in pages[ORIGIN][:MOST_ORIGIN]]
    lines += [(number, _across(cells)) for number, cells in pages[ANSWERS]]
    return _laid_out(f"{name}, sheet {ANSWERS}", lines)


def _across(cells: Mapping[int, workbook_cells.Cell]) -> list[Cell]:
    """The cells of a row from its first column on, the blank ones with them."""
    return [_cell(cells.get(column)) for column in range(1, min(max(cells), MOST_COLUMNS) + 1)]


def _cell(cell: workbook_cells.Cell | None) -> Cell:
    if cell is None:
        return Cell()
    if cell.fault:
        return Cell(formula=True) if cell.fault == "formula" else Cell("#")
    return Cell(cell.said, cell.percent)


def _laid_out(file: str, lines: list[tuple[int, list[Cell]]]) -> Filled:
    """What a sheet says of itself stands above its table, whose header names the columns."""
    origin: dict[str, str] = {}
    header: list[str] = []
    found: list[tuple[int, Mapping[str, Cell]]] = []
    for line, cells in lines:
        words = [str(c.value).strip() if c.value is not None else "" for c in cells]
        if header:
            if any(words) or any(c.formula for c in cells):
                found.append((line, dict(zip(header, cells, strict=False))))
        elif {KEY, "lowest"} <= {w.lower() for w in words}:
            header = [w.lower() for w in words]
        elif len(words) > 1 and words[0] and words[1]:
            origin.setdefault(words[0].lower(), words[1])
    if origin.get("format") != FORMAT:
        raise trouble(file, "does not say that it is an expert's sheet", "a sheet made with `backchannel sheets`")
    missing = [name for name in COLUMNS if name not in header and name not in ("no", "from", "to", "comment")]
    if missing:
        raise trouble(file, f"lacks the columns {', '.join(missing)}", fix="send a new sheet")
    return Filled(file, origin, tuple(found))
