"""The cells of a table as spreadsheets write it: which sign separates them, on which line they are, their numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from backchannel.case.opening import trouble
from backchannel.case.tree import MOST_VALUES

SEPARATORS = (",", ";", "\t")
DECLARED = re.compile('"?sep=([,;\t|])"?[\r\n]', re.IGNORECASE)
"""The first line by which Excel is told the separator."""

NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
GROUPED = re.compile("(?<=[0-9])[\u00a0\u202f](?=[0-9]{3}(?![0-9]))")
"""A space that cannot be broken, between thousands."""


@dataclass(frozen=True)
class Row:
    """A row that is not blank: the line it starts on, and its cells without the spaces around them."""

    line: int
    cells: tuple[str, ...]


def declared(text: str) -> str | None:
    """The separator that a first line `sep=;` declares, if there is one.

    >>> declared("sep=;\\na;b\\n"), declared("a;b\\n")
    (';', None)
    """
    found = DECLARED.match(text)
    return found.group(1) if found else None


def separator(text: str) -> str:
    """What separates the cells of a table: as declared, else the commonest of `,`, `;` and tab in its first row.

    >>> separator("name;note\\na;\\"x, y, z\\"\\n")
    ';'
    """
    bare = re.sub('"[^"]*"', "", text.lstrip("\r\n")[:10_000]).splitlines()
    return declared(text) or max(SEPARATORS, key=bare[0].count if bare else "".count)


def rows(text: str, file: str, sep: str) -> Iterator[Row]:
    """The rows of a table that are not blank, without a line that declares the separator.

    Raises CaseError naming the line where quotes do not match, and where there are more lines or cells than a case has
    values.

    >>> [row.cells for row in rows("a; b ;\\n;;\\n1,5;\\"x;y\\"\\n", "t.csv", ";")]
    [('a', 'b', ''), ('1,5', 'x;y')]
    """
    lines = io.StringIO(text, newline="")
    if declared(text):
        lines.readline()
    skipped = 1 if declared(text) else 0
    found = csv.reader(lines, delimiter=sep, strict=True, skipinitialspace=True)
    line, filled = 1 + skipped, 0
    try:
        for cells in found:
            start, line = line, found.line_num + skipped + 1
            if line > MOST_VALUES:
                raise trouble(file, "has too many lines", f"at most {MOST_VALUES}", line=line)
            stripped = tuple(cell.strip() for cell in cells)
            filled += sum(map(bool, stripped))
            if filled > MOST_VALUES:
                raise trouble(file, "holds too many values", f"at most {MOST_VALUES}", line=start)
            if any(stripped):
                yield Row(start, stripped)
    except csv.Error:
        at = max(found.line_num, 1) + skipped
        raise trouble(file, "is not a valid row", fix="check the quotes here and just above", line=at) from None


def trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Cells without the blank ones at the end.

    >>> trimmed(("a", "", "b", "", ""))
    ('a', '', 'b')
    """
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def number(cell: str, sep: str) -> int | float | None:
    """The finite number in a cell; None where there is none. A comma is a decimal one unless it separates the cells.

    >>> [number(*cell) for cell in (("1,5", ";"), ("1,5", ","), ("1\u00a0234.5", ","), ("1e999", ","), ("7.0", ","))]
    [1.5, None, 1234.5, None, 7]
    """
    text = GROUPED.sub("", cell).strip()
    if sep != ",":
        text = text.replace(",", ".")
    if len(text) > 40 or not NUMBER.fullmatch(text) or float(text) in (float("inf"), float("-inf")):
        return None
    found = float(text)
    return int(found) if found == int(found) and "e" not in text.lower() else found


def number_fix(cell: str, sep: str) -> str | None:
    """What to do about a cell that should hold a number and has a comma in it."""
    if "," not in cell:
        return None
    if sep == ",":
        return "write a decimal point, or separate the columns by semicolons"
    return "write thousands without a sign between them"
