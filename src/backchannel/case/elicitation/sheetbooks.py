"""Sheets for experts as files: a workbook with an instruction page, or a table in CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from backchannel.case.elicitation.sheets import Row, Sheet, span
from backchannel.case.workbook.packing import packed

FORMAT = "backchannel expert sheet 1"
ANSWERS, HOW, ORIGIN = "Answers", "How to answer", "Origin"
ASKED = ("no", "about", "question", "scale", "from", "to")
ANSWERED = ("lowest", "highest", "best", "confidence", "comment")
KEY = "key"
COLUMNS = (*ASKED, *ANSWERED, KEY)
WIDTHS = {"no": 5, "about": 34, "question": 44, "scale": 48, "from": 8, "to": 10, "comment": 48, "key": 18}
HOW_TO = (
    "Please answer alone, before you talk about it with anybody, and leave a row blank where you do not know.",
    "For each row give four things, in this order:",
    "1. lowest: realistically, what could the lowest value be?",
    "2. highest: realistically, what could the highest value be?",
    "3. best: what is your best guess?",
    "4. confidence: how sure are you, from 50 % to 100 %, that the truth lies between your lowest and your highest? "
    "At 80 %, eight of ten such intervals would hold the truth.",
    "Then, if you can, say in `comment` why; name no person and no source that could be harmed.",
    "The scale says what the numbers mean; no number may lie outside from-to. Decimal commas will do.",
    "The rows stand in an order of your own. Nobody else sees your sheet; your answers are kept under your pseudonym "
    "and combined with those of others, each with the same weight.",
    "Write only in the columns lowest to comment. By the column key and the page Origin the sheet is known again.",
)


def origin(sheet: Sheet) -> list[tuple[str, str]]:
    """What a sheet says of itself, so that it can be told from a foreign or a stale one."""
    said = [
        ("format", FORMAT),
        ("case", sheet.case),
        ("title", sheet.title or ""),
        ("case hash", sheet.hash or ""),
        ("expert", sheet.expert),
        ("date", sheet.date.isoformat()),
        ("label", str(sheet.ceiling)),
    ]
    return [(name, value) for name, value in said if value]


def _row(number: int, row: Row) -> list[Any]:
    to = "no limit" if row.hi == float("inf") else row.hi
    return [number, row.about, row.question, row.scale, row.lo, to, *[None] * len(ANSWERED), row.path]


def csv_bytes(sheet: Sheet) -> bytes:
    """A sheet as CSV that a spreadsheet opens: instructions and origin on top, then the table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([name, _guarded(value)] for name, value in origin(sheet))
    writer.writerows(["how to", _guarded(text)] for text in HOW_TO)
    writer.writerow([])
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(cell) for cell in _row(n, row)] for n, row in enumerate(sheet.rows, 1))
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: Any) -> Any:
    """Text that a spreadsheet would take for a formula is quoted (OWASP, CSV injection)."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def book_bytes(sheet: Sheet) -> bytes:
    """A sheet as a workbook; only the cells to be answered can be written in, without a password."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    _how_to(first, sheet)
    _answers(book.create_sheet(ANSWERS), sheet)
    last = book.create_sheet(ORIGIN)
    for line, (name, value) in enumerate(origin(sheet), 1):
        _write(last, line, 1, name)
        _write(last, line, 2, value)
    last.column_dimensions["A"].width, last.column_dimensions["B"].width = 12, 60
    return packed(book, "Backchannel expert sheet", sheet.date)


def _write(page: Worksheet, line: int, column: int, value: Any) -> Any:
    cell = page.cell(line, column, value)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _how_to(page: Worksheet, sheet: Sheet) -> None:
    page.title = HOW
    page.column_dimensions["A"].width = 110
    about = sheet.title or sheet.case.replace("_", " ")
    for line, text in enumerate((f"Your judgement: {about}", f"Label: {sheet.ceiling}", "", *HOW_TO), 1):
        _write(page, line, 1, text)
    page["A1"].font = Font(bold=True, size=14)


def _answers(page: Worksheet, sheet: Sheet) -> None:
    line = Side(style="thin", color="999999")
    for column, name in enumerate(COLUMNS, 1):
        cell = _write(page, 1, column, name)
        cell.font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, 12)
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(_row(number, row), 1):
            cell = _write(page, number + 1, column, value)
            if COLUMNS[column - 1] in ANSWERED:
                cell.protection = Protection(locked=False)
                cell.fill = PatternFill("solid", fgColor="F2F2F2")
                cell.border = Border(line, line, line, line)
        key = page.cell(number + 1, len(COLUMNS))
        key.font = Font(color="808080", size=8)
        _limits(page, number + 1, row)
    page.freeze_panes = "D2"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # may be made wider
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _limits(page: Worksheet, line: int, row: Row) -> None:
    """What a spreadsheet may be told to refuse at once; `merge` checks everything again."""
    first, last = (get_column_letter(COLUMNS.index(name) + 1) for name in ("lowest", "best"))
    number = DataValidation(
        type="decimal",
        operator="greaterThanOrEqual" if row.hi == float("inf") else "between",
        formula1=f"{row.lo:g}",
        formula2=None if row.hi == float("inf") else f"{row.hi:g}",
        allow_blank=True,
        showErrorMessage=True,
        error=f"expected {span(row)}",
    )
    sure = DataValidation(
        type="decimal", operator="between", formula1="0.5", formula2="100", allow_blank=True, showErrorMessage=True,
        error="expected 50 to 100 (per cent)",
    )  # fmt: skip
    number.add(f"{first}{line}:{last}{line}")
    at = get_column_letter(COLUMNS.index("confidence") + 1)
    sure.add(f"{at}{line}")
    page.add_data_validation(number)
    page.add_data_validation(sure)
