"""The text of a table of stances with other stances in it: rows and cells that did not change stay as they are."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from backchannel.case.cells import declared, separator
from backchannel.case.writing import TABLE, table

Cells = dict[str, str]

COMMA = re.compile(r"\s*[-+]?[0-9]+,[0-9]+\s*")
NUMERIC = tuple(name for name in TABLE if name.split("_")[0] in ("public", "private", "salience", "credit"))


def retabled(text: str, old: list[Cells], new: list[Cells]) -> str:
    """A table with rows that say ``old`` changed into one with rows that say ``new``; cells by column.

    >>> one, other = ({"actor": "a", "issue": "i", "private_best": n, "salience": "100"} for n in ("1", "2"))
    >>> retabled('actor, issue,public,private_best,salience\\na , "i",,1,100.0\\n', [one], [other])
    'actor, issue,public,private_best,salience\\na , "i",,2,100.0\\n'
    """
    sheet = _Sheet.of(text)
    if sheet is None or len(sheet.rows) != len(old):
        return table(new)
    places = {(cells["actor"], cells["issue"]): i for i, cells in enumerate(old)}
    for name in TABLE:
        if name not in sheet.columns and any(name in cells for cells in new):
            sheet.add(name)
    out = [sheet.header]
    for cells in new:
        at = places.get((cells["actor"], cells["issue"]))
        if at is None:
            out.append(sheet.fresh(cells))
        else:
            out.append(sheet.rows[at] if old[at] == cells else sheet.changed(sheet.rows[at], old[at], cells))
    return sheet.preface + sheet.joined(out)


@dataclass
class _Sheet:
    """A table as it is written: what stands before its header, the header, its rows with the blank ones after each."""

    preface: str
    header: str
    rows: list[str]
    sep: str
    columns: list[str]
    line_end: str
    decimal_comma: bool

    @classmethod
    def of(cls, text: str) -> _Sheet | None:
        sep = separator(text)
        lines = io.StringIO(text, newline="").readlines()
        first = 1 if declared(text) else 0
        reader = csv.reader(lines[first:], delimiter=sep, strict=True, skipinitialspace=sep != "\t")
        preface = "".join(lines[:first])
        rows: list[str] = []
        columns: list[str] = []
        commas = False
        start = first
        for cells in reader:
            end = first + reader.line_num
            said = "".join(lines[start:end])
            start = end
            if any(cell.strip() for cell in cells):
                if rows:
                    pairs = zip(columns, cells, strict=False)
                    commas = commas or any(name in NUMERIC and COMMA.fullmatch(cell) for name, cell in pairs)
                else:
                    columns = [cell.strip() for cell in cells]
                rows.append(said)
            elif rows:
                rows[-1] += said
            else:
                preface += said
        if not rows:
            return None
        line_end = "\r\n" if "\r\n" in text else "\r" if "\n" not in text and "\r" in text else "\n"
        return cls(preface, rows[0], rows[1:], sep, columns, line_end, sep != "," and commas)

    def add(self, name: str) -> None:
        """A column at the end."""
        while self.columns and not self.columns[-1]:
            self.columns.pop()
        self.header = self._put(self.header, {len(self.columns): name})
        self.columns.append(name)

    def fresh(self, cells: dict[str, str]) -> str:
        said = [self._written(name, cells.get(name, "")) for name in self.columns]
        return self.sep.join(said) + self.line_end

    def changed(self, said: str, before: dict[str, str], after: dict[str, str]) -> str:
        names = [name for name in self.columns if before.get(name, "") != after.get(name, "")]
        return self._put(said, {self.columns.index(name): self._written(name, after.get(name, "")) for name in names})

    def joined(self, rows: list[str]) -> str:
        """Rows one below the other; the last line ends as that of the table did."""
        said = [one if one.endswith(("\n", "\r")) else one + self.line_end for one in rows]
        whole = "".join(said)
        ended = (self.rows or [self.header])[-1].endswith(("\n", "\r"))
        return whole if ended else whole.removesuffix(self.line_end)

    def _written(self, name: str, cell: str) -> str:
        if self.decimal_comma and name in NUMERIC:
            cell = cell.replace(".", ",")
        if any(sign in cell for sign in (self.sep, '"', "\n", "\r")):
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def _put(self, said: str, cells: dict[int, str]) -> str:
        """A row, which may have blank ones after it, with some cells in it replaced."""
        found = _cells(said, self.sep)
        rest = said[sum(map(len, found)) + len(found) - 1 :]
        found += [""] * (max(cells, default=-1) + 1 - len(found))
        for place, cell in cells.items():
            found[place] = cell
        return self.sep.join(found) + rest


def _cells(said: str, sep: str) -> list[str]:
    """The cells of a row as they are written, quotes and spaces among them, without the end of its line."""
    found = [""]
    quoted = False
    for sign in said:
        if not quoted and sign in "\r\n":
            break
        if not quoted and sign == sep:
            found.append("")
            continue
        if sign == '"' and (quoted or not found[-1].strip(" ") or found[-1].lstrip(" ").startswith('"')):
            quoted = not quoted
        found[-1] += sign
    return found
