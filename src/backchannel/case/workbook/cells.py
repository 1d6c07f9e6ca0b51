"""The cells of a sheet: what stands in them, where, and how XLSX writes text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from backchannel.case.cells import number
from backchannel.case.workbook.text import Said

MOST_IN_CELL = 32_767
"""What Excel holds in one cell."""

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
PLACE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Cell:
    """What stands in one cell that is not blank; a formula or an error is a fault and has no value.

    ``percent`` says that its number is shown in per cent.
    """

    said: Said
    fault: Literal["", "formula", "error"] = ""
    percent: bool = field(default=False, compare=False)


Rows = dict[int, dict[int, Cell]]
"""Cells by row and column, both from 1; those that are not blank."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its place in the workbook, from 1, its title and its cells."""

    number: int
    title: str
    rows: Rows


def escaped(text: str) -> str:
    """A text as XLSX writes it: signs that XML cannot hold, and what looks like one of these, by their number.

    >>> escaped("a\\x07b"), escaped("_x0041_")
    ('a_x0007_b', '_x005F_x0041_')
    """
    text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return ILLEGAL.sub(lambda m: "\n" if m.group() == "\n" else f"_x{ord(m.group()):04X}_", text)


def unescaped(text: str) -> str:
    """The text that XLSX wrote.

    >>> unescaped("a_x0007_b"), unescaped("_x005F_x0041_")
    ('a\\x07b', '_x0041_')
    """
    return ESCAPED.sub(lambda m: m.group() if 0xD800 <= int(m[1], 16) < 0xE000 else chr(int(m[1], 16)), text)


def letters(column: int) -> str:
    """The letters of a column.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True)
class Styles:
    """The styles that show a number as a date, and those that show it in per cent."""

    dates: frozenset[int] = frozenset()
    percents: frozenset[int] = frozenset()


class Cells:
    """The cells of one sheet, gathered as its XML passes by; ``count`` sees each of them.

    ``strings`` are the texts that cells share, ``styles`` how they show numbers. Raises ValueError or IndexError where
    the XML is none of a sheet.
    """

    def __init__(self, strings: list[str], styles: Styles, from_1904: bool, count: Callable[[Cell], Cell]) -> None:
        self.strings, self.styles, self.from_1904, self.count = strings, styles, from_1904, count
        self.rows: Rows = {}
        self.row, self.column = 0, 0
        self.in_cell = self.formula = self.aside = self.listening = False
        self.kind, self.style = "n", 0
        self.said: list[str] = []

    def start(self, name: str, said: dict[str, str]) -> None:
        """An element begins."""
        if self.in_cell:
            self.formula = self.formula or name == "f"
            self.aside = self.aside or name == "rPh"
            self.listening = name in ("v", "t") and not self.aside
        elif name == "row":
            self.row, self.column = int(said.get("r", self.row + 1)), 0
        elif name == "c":
            self.in_cell, self.formula = True, False
            self.kind, self.style = said.get("t", "n"), int(said.get("s", "0"))
            self.said.clear()
            self.column += 1
            if "r" in said:
                place = PLACE.fullmatch(said["r"])
                if place is None:
                    raise ValueError("no place of a cell")
                self.row, self.column = int(place[2]), _column(place[1])

    def text(self, text: str) -> None:
        """A piece of text."""
        if self.listening:
            self.said.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        self.listening = False
        if name == "rPh":
            self.aside = False
        elif name == "c" and self.in_cell:
            self.in_cell = False
            cell = self._cell("".join(self.said))
            if cell is not None:
                self.rows.setdefault(self.row, {})[self.column] = self.count(cell)

    def _cell(self, text: str) -> Cell | None:
        if self.formula:
            return Cell("", "formula")
        if self.kind == "s" and text.strip():
            return _text(self.strings[int(text)])
        if self.kind in ("inlineStr", "str"):
            return _text(unescaped(text))
        text = text.strip()
        if not text:
            return None
        if self.kind == "b":
            return Cell(text in ("1", "true"))
        if self.kind == "d":
            return _day(dt.datetime.fromisoformat(text).replace(tzinfo=None))
        found = number(text, ",") if self.kind == "n" else None
        if found is None:
            return Cell("", "error")
        if self.style in self.styles.dates:
            return self._dated(found)
        return Cell(found, percent=self.style in self.styles.percents)

    def _dated(self, days: int | float) -> Cell:
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

        try:
            found = from_excel(days, MAC_EPOCH if self.from_1904 else WINDOWS_EPOCH)
        except (ValueError, OverflowError):
            return Cell("", "error")
        return _day(found) if isinstance(found, dt.datetime) else Cell(found if isinstance(found, dt.time) else days)


def _day(moment: dt.datetime) -> Cell:
    return Cell(moment.date() if moment.time() == dt.time() else moment)


def _text(text: str) -> Cell | None:
    return Cell(text) if text.strip() else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
