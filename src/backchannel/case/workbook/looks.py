"""How a workbook looks: widths, colours, questions above the columns, drop-downs and what may be typed where."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from backchannel.case.workbook.cells import escaped, letters
from backchannel.case.workbook.filling import Line
from backchannel.case.workbook.layout import FIELD, INSTRUCTIONS, VALUE, Column, Table, all_tables
from backchannel.case.workbook.packing import packed
from backchannel.case.workbook.text import COMMENT, Said

ROOM = 1000
"""Rows below the last one that drop-downs and checks reach."""

HEADING, HINTS, HEADER, FIRST = 1, 2, 3, 4
"""The rows of a sheet: what it holds, the questions, the header, the first record."""

PRIVATE = "Private: what stands here is team unless a label says otherwise; all that concerns insiders is secret."
ON_DARK = Font(bold=True, color="FFFFFF")
DARK, MILD = PatternFill("solid", fgColor="1F3B4D"), PatternFill("solid", fgColor="5B7B8C")
PALE, EXAMPLE = PatternFill("solid", fgColor="EEF3F6"), PatternFill("solid", fgColor="FFF6CC")
SMALL = Font(italic=True, size=8, color="555555")
BOLD = Font(bold=True, size=12)
LINK = Font(color="1F5FA8", underline="single")
TOP = Alignment(vertical="top", wrap_text=True)
TOP_CENTRE = Alignment(vertical="top", horizontal="center")
LEFT_EDGE = Border(left=Side(style="thin", color="B7C6CF"))
TABS = {True: "8C2D2D", False: "7A7A7A"}
NUMBER_WIDTHS = {"low": 9.0, "best": 11.0, "high": 9.0}
WIDTHS = {
    "day": 12.0,
    "flag": 9.0,
    "whole": 10.0,
    "number": 10.0,
    "numbers": 12.0,
    "list": 26.0,
    "rule": 34.0,
    "pairs": 30.0,
}
NAMES = {"id", "name", "short", "perspective", "date", "by", "group", "author", "locator", "who"}
"""The time of everything in the package, so that one case gives the same bytes each time."""


def book(sheets: Mapping[str, Sequence[Line]], instructions: Sequence[tuple[str, str]], example: bool = False) -> bytes:
    """A workbook of rows by title of their sheet, with lines of instructions in front."""
    workbook = Workbook()
    front = workbook.active
    assert isinstance(front, Worksheet)
    front.title = INSTRUCTIONS
    _instructions(front, instructions)
    for table in all_tables():
        sheet = workbook.create_sheet(table.title)
        if table.upright:
            _upright(sheet, table, sheets[table.title], example)
        else:
            _across(sheet, table, sheets[table.title], example)
        sheet.sheet_properties.tabColor = TABS[table.private]
        _print(sheet)
    return packed(workbook, "Backchannel case")


def _across(sheet: Worksheet, table: Table, lines: Sequence[Line], example: bool) -> None:
    _heading(sheet, table)
    _hints(sheet, table)
    for place, column in enumerate(table.columns, 1):
        letter = letters(place)
        head = _put(sheet.cell(HEADER, place), column.header)
        head.font, head.alignment, head.fill = ON_DARK, TOP, DARK if column.required else MILD
        width = sheet.column_dimensions[letter]
        width.width, width.alignment, width.number_format = _width(column), _alignment(column), _format(column)
        for row, line in enumerate(lines, FIRST):
            if column.header in line:
                _value(sheet.cell(row, place), line[column.header], column, example)
        _validate(sheet, column, f"{letter}{FIRST}:{letter}{FIRST + len(lines) + ROOM}", f"{letter}{FIRST}")
    last = letters(len(table.columns))
    sheet.freeze_panes = f"{letters(len(_kept(table)) + 1)}{FIRST}"
    sheet.auto_filter.ref = f"A{HEADER}:{last}{HEADER + max(len(lines), 1)}"
    sheet.print_title_rows = f"{HEADER}:{HEADER}"
    sheet.print_title_cols = "A:A"
    sheet.page_setup.fitToWidth = math.ceil(sum(_width(column) for column in table.columns) / 190)


def _hints(sheet: Worksheet, table: Table) -> None:
    """The question above each column; that of a number spans its three columns."""
    best = {column.field: column.hint for column in table.columns if column.part == "best"}
    lines = 1
    for place, column in enumerate(table.columns, 1):
        spans = column.part == "low"
        text = best[column.field] if spans else column.hint
        width = sum(NUMBER_WIDTHS.values()) if spans else _width(column)
        hint = sheet.cell(HINTS, place)
        if spans:
            sheet.merge_cells(start_row=HINTS, start_column=place, end_row=HINTS, end_column=place + 2)
        if spans or not column.part:
            _put(hint, f"{COMMENT} {text}".strip() if place == 1 else text or None)
            hint.font, hint.alignment, hint.fill = SMALL, TOP, PALE
            lines = max(lines, math.ceil(len(text) / (1.2 * width)) + 1)
    sheet.row_dimensions[HINTS].height = 11.0 * lines


def _upright(sheet: Worksheet, table: Table, lines: Sequence[Line], example: bool) -> None:
    _heading(sheet, table)
    for place, (title, width) in enumerate(((FIELD, 30.0), (VALUE, 60.0), (f"{COMMENT} what it is", 70.0)), 1):
        head = _put(sheet.cell(HINTS, place), title)
        head.font, head.fill = ON_DARK, DARK
        sheet.column_dimensions[letters(place)].width = width
    line = lines[0] if lines else {}
    for row, column in enumerate(table.columns, HEADER):
        name = _put(sheet.cell(row, 1), column.header)
        name.font, name.alignment = Font(bold=column.required), TOP
        hint = _put(sheet.cell(row, 3), column.hint or None)
        hint.font, hint.alignment = SMALL, TOP
        value = sheet.cell(row, 2)
        _value(value, line.get(column.header), column, example)
        value.alignment = Alignment(vertical="top", wrap_text=True, horizontal="left")
        _validate(sheet, column, f"B{row}", f"B{row}")
    sheet.freeze_panes = f"B{HEADER}"
    sheet.page_setup.fitToWidth = 1


def _heading(sheet: Worksheet, table: Table) -> None:
    label = f" {PRIVATE}" if table.private else ""
    _put(sheet.cell(HEADING, 1), f"{COMMENT} {table.title}. {table.about}{label}").font = BOLD


def _instructions(sheet: Worksheet, lines: Sequence[tuple[str, str]]) -> None:
    """Lines of two cells; one without a second is a heading, and the title of a sheet leads there."""
    titles = {table.title for table in all_tables()}
    sheet.column_dimensions["A"].width = 26.0
    sheet.column_dimensions["B"].width = 110.0
    for row, (name, text) in enumerate(lines, 1):
        head, body = _put(sheet.cell(row, 1), name or None), _put(sheet.cell(row, 2), text or None)
        head.alignment = body.alignment = TOP if text else Alignment(vertical="top")
        head.font = Font() if text else BOLD
        if name in titles:
            head.hyperlink = Hyperlink(ref=head.coordinate, location=f"'{name}'!A1")
            head.font = LINK
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.fitToWidth = 1
    _print(sheet)


# --- cells ------------------------------------------------------------------------------------------------------


def _put(cell: Cell | Any, said: Said | None) -> Cell:
    """A cell with its value; text is always text, whatever it starts with, and a number keeps all its digits."""
    if isinstance(said, float) and float(f"{said:.16g}") != said:
        said = repr(said)
    if isinstance(said, str):
        cell.value = escaped(said)
        cell.data_type = "s"
        if said[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True
    elif said is not None:
        cell.value = said
    assert isinstance(cell, Cell)
    return cell


def _value(cell: Any, said: Said | None, column: Column, example: bool) -> None:
    _put(cell, said)
    cell.alignment = _alignment(column)
    cell.number_format = "yyyy-mm-dd" if isinstance(said, dt.date) else _format(column)
    if column.part == "low":
        cell.border = LEFT_EDGE
    if example and said is not None:
        cell.fill = EXAMPLE


def _alignment(column: Column) -> Alignment:
    return TOP_CENTRE if column.part or column.kind in ("flag", "whole", "number") else TOP


def _format(column: Column) -> str:
    """Ids, words and lists are text, so that a spreadsheet leaves `1-2` and the like alone."""
    if column.kind == "day":
        return "yyyy-mm-dd"
    return "@" if column.kind in ("list", "rule", "pairs", "numbers") or _is_name(column) else "General"


def _is_name(column: Column) -> bool:
    return column.kind == "text" and bool(column.words or column.refers or column.header in NAMES or not column.field)


def _width(column: Column) -> float:
    if column.part:
        return NUMBER_WIDTHS[column.part]
    if column.kind == "text":
        return (
            15.0
            if column.words
            else 30.0
            if column.header == "name" or not column.field
            else 22.0
            if _is_name(column)
            else 48.0
        )
    return WIDTHS[column.kind]


def _kept(table: Table) -> list[Column]:
    """The columns that stay in sight while one scrolls: those that say which record a row is."""
    kept = []
    for column in table.columns:
        if column.header not in (*table.names, "number"):
            break
        kept.append(column)
    return kept or [table.columns[0]]


# --- what may be typed ------------------------------------------------------------------------------------------


def _validate(sheet: Worksheet, column: Column, cells: str, first: str) -> None:
    rule = _rule(column, first)
    if rule is None:
        return
    rule.errorTitle = column.header[:32]
    rule.error = (column.hint or "One of the words in the list.")[:255]
    rule.add(cells)
    sheet.add_data_validation(rule)


def _rule(column: Column, first: str) -> DataValidation | None:
    if column.kind == "flag":
        return DataValidation("list", '"yes,no"', allow_blank=True, showErrorMessage=True)
    if column.words and column.kind != "list":
        return DataValidation("list", f'"{",".join(map(str, column.words))}"', allow_blank=True, showErrorMessage=True)
    if column.refers and column.kind == "text":
        strict = " else " not in column.hint
        return DataValidation("list", _ids(column.refers), allow_blank=True, showErrorMessage=strict)
    if column.spec is not None:
        low, high = column.spec.lo, column.spec.hi
        within = f"{first}>={low:g}" + ("" if math.isinf(high) else f",{first}<={high:g}")
        test = f"AND(ISNUMBER({first}),{within})"
        test = f'OR({first}="?",{test})' if column.part == "best" else test
        return DataValidation("custom", test, allow_blank=True, showErrorMessage=True)
    low_end, high_end = column.span
    if low_end is None:
        return None
    kind: Literal["whole", "decimal"] = "whole" if column.kind == "whole" else "decimal"
    if high_end is None:
        return DataValidation(kind, f"{low_end:g}", operator="greaterThan", allow_blank=True, showErrorMessage=True)
    return DataValidation(
        kind, f"{low_end:g}", f"{high_end:g}", operator="between", allow_blank=True, showErrorMessage=True
    )


def _ids(group: str) -> str:
    """The ids of a sheet as a drop-down has them: as many as there are, with room to grow."""
    table = next(table for table in all_tables() if table.path[-1:] == (group,) and table.form == "list")
    letter = letters(next(place for place, column in enumerate(table.columns, 1) if column.header == "id"))
    column = f"'{table.title}'!${letter}${FIRST}"
    return f"OFFSET({column},0,0,MAX(1,COUNTA({column}:${letter}${FIRST + 2 * ROOM})),1)"


# --- print and package ------------------------------------------------------------------------------------------


def _print(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    foot = sheet.oddFooter
    assert foot is not None
    foot.left.text, foot.right.text = "&A", "&P / &N"
