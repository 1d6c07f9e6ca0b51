"""Tables that are none: cells, rows and columns lost, too many or in disorder, and what spreadsheets make of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from random import Random
from typing import Literal

from tests.hostile.junk import IDS, word

Rows = list[list[str]]
NAMES = [
    "actor",
    "Actor",
    "issue",
    "private_low",
    "Private Best",
    "salience ",
    "",
    "=1+1",
    "actor\n",
    "x",
    "label",
    "#A",
]
OTHER_ROWS = [
    *("#D;north;border", "#A", "#M;border;x;y", "#D;nobody;border;1;1;1", "#O;a;b;c;d;e;f;g", "#X;a", "sep=|"),
    *(
        '"',
        '""',
        '"a',
        'a"b',
        '"a"b',
        ",,,,,,",
        ";;;;;;",
        "\t\t",
        "#",
        ",",
        "Actor,Description,Power,A,B",
        "a,b,1,1",
        "x,y,-1,1e9",
    ),
]


def other_cell(chance: Random, rows: Rows) -> None:
    """A cell holds something else."""
    row = chance.choice(rows)
    row[int(chance.random() * len(row))] = word(chance)


def blank_cell(chance: Random, rows: Rows) -> None:
    """A cell is blank."""
    row = chance.choice(rows)
    row[int(chance.random() * len(row))] = chance.choice(["", " ", "\u00a0", "?"])


def lost_cell(chance: Random, rows: Rows) -> None:
    """A row has a cell too few."""
    row = chance.choice(rows)
    row.pop(int(chance.random() * len(row)))


def extra_cell(chance: Random, rows: Rows) -> None:
    """A row has cells too many."""
    row = chance.choice(rows)
    at = chance.randint(0, len(row))
    row[at:at] = [word(chance)[:1000]] * chance.choice([1, 2, 400])


def other_column(chance: Random, rows: Rows) -> None:
    """A column has another name, is lost, or is there twice."""
    at = int(chance.random() * len(rows[0]))
    kind = chance.randrange(4)
    if kind == 0:
        rows[0][at] = chance.choice(NAMES + IDS)
    elif kind == 1:
        for row in rows:
            del row[at : at + 1]
    elif kind == 2:
        for row in rows:
            row.insert(at, row[at] if at < len(row) else "")
    else:
        rows[0] = [name.upper() if chance.random() < 0.5 else f" {name} " for name in rows[0]]


def other_row(chance: Random, rows: Rows) -> None:
    """A row is lost, doubled, moved or has nothing to do with the others."""
    at = chance.randrange(len(rows))
    kind = chance.randrange(4)
    if kind == 0 and len(rows) > 1:
        rows.pop(at)
    elif kind == 1:
        rows[at:at] = [list(rows[at])] * chance.choice([1, 3, 300])
    elif kind == 2:
        rows.insert(chance.randint(0, len(rows)), rows.pop(at))
    else:
        rows.insert(at, [chance.choice(OTHER_ROWS)])


CHANGES: tuple[Callable[[Random, Rows], None], ...] = (
    *(other_cell, other_cell, other_cell, other_cell, blank_cell, lost_cell, extra_cell, other_column, other_row),
)


def in_cells(chance: Random, text: str, separator: str) -> tuple[str, str]:
    """What is done to a table, and the text that comes of it."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    said = []
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        change = chance.choice(CHANGES)
        said.append(change.__name__)
        try:
            change(chance, rows)
        except IndexError:
            continue  # what came before left no such cell
    return " ".join(said), _written(chance, rows, separator)


def _written(chance: Random, rows: Rows, separator: str) -> str:
    """Rows as text, mostly as they should be written."""
    kind = chance.randrange(12)
    if kind == 0:
        return "\n".join(chance.choice([",", ";", "\t"]).join(row) for row in rows)  # no quotes, every row its own way
    if kind == 1:
        separator = chance.choice(";\t|:")
    out = io.StringIO()
    out.write(f"sep={separator}\n" if kind == 2 else "sep=" if kind == 3 else "")
    quotes: Literal[0, 1] = csv.QUOTE_ALL if kind == 4 else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=separator, quoting=quotes, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    if kind == 5:
        at = chance.randrange(len(text) + 1)
        return text[:at] + '"' + text[at:]
    return text


def large(chance: Random, text: str) -> tuple[str, str]:
    """A table with very many rows, very many columns, or a very long cell."""
    rows = text.splitlines()
    kind = chance.randrange(6)
    if kind == 0:
        row = chance.choice(rows)
        return "many rows", "\n".join([*rows, *[row] * (4_800_000 // (len(row.encode()) + 1))])
    if kind == 1:
        return "many other rows", "\n".join([*rows, *(f"a{n},i{n},0,1,2,3,100,,,,e{n},,"[:40] for n in range(110_000))])
    if kind == 2:
        return "many columns", rows[0] + "," * chance.choice([100_000, 4_000_000]) + "\n" + "\n".join(rows[1:])
    if kind == 3:
        return "a long cell", "\n".join([*rows, '"' + chance.choice(["x", "\n", '""', ","]) * 2_300_000 + '"'])
    if kind == 4:
        return "many blank lines", "\n".join([rows[0], "\n" * 4_000_000, *rows[1:]])
    return "a long row", "\n".join([*rows, chance.choice(["1,", ";", "a\t"]) * 1_600_000])
