"""Sheets filled in as an expert would, for the tests."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

FOUR = ("lowest", "highest", "best", "confidence")
Given = Mapping[str, tuple[Any, ...]]
"""By path: lowest, highest, best, confidence and, if there is one, a comment."""


def fill_book(path: Path, given: Given) -> Path:
    """Write answers into a workbook made by `sheets`."""
    book = openpyxl.load_workbook(path)
    page = book["Answers"]
    column = {cell.value: number for number, cell in enumerate(page[1], 1)}
    for line in range(2, page.max_row + 1):
        said = given.get(str(page.cell(line, column["key"]).value), ())
        for name, value in zip((*FOUR, "comment"), said, strict=False):
            page.cell(line, column[name]).value = value
    book.save(path)
    return path


def fill_csv(path: Path, given: Given, separator: str = ",") -> Path:
    """Write answers into a table made by `sheets`, and save it with another separator as a spreadsheet may."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    head = next(n for n, row in enumerate(rows) if "key" in row)
    for row in rows[head + 1 :]:
        for name, value in zip((*FOUR, "comment"), given.get(row[rows[head].index("key")], ()), strict=False):
            row[rows[head].index(name)] = "" if value is None else str(value)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    return path


def line_of(path: Path, key: str) -> int:
    """The line of a question in a workbook or a table."""
    if path.suffix == ".xlsx":
        page = openpyxl.load_workbook(path)["Answers"]
        column = next(cell.column for cell in page[1] if cell.value == "key")
        return next(n for n in range(2, page.max_row + 1) if page.cell(n, column).value == key)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    return next(n for n, row in enumerate(rows, 1) if key in row)
