"""Levers laid out for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from backchannel.core.words import rounded, sentence
from backchannel.terminal import console

if TYPE_CHECKING:
    from backchannel.core.finding import Cell, Finding, Row

MOST = 3
"""Columns of chances in the table: those that some lever moves most."""


def levers(found: Finding) -> None:
    """Each lever alone, its cost and what it changes most, then the sentences by section."""
    out = console()
    out.print(Text(found.title, style="bold"))
    keys = _columns(found)
    out.print(Text("Change in points with 95% intervals, each lever pulled alone; * where the interval leaves out 0"))
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("lever", no_wrap=True)
    grid.add_column("cost", justify="right")
    for quantity, by in keys:
        head = str(quantity).replace("_", " ").replace(".", " ")
        grid.add_column(f"{head} {by}" if by else head, justify="right")
    rows = {(r["levers"], r["quantity"], r["by"]): r for r in found.rows if r["pulled"] == 1}
    grid.add_row(Text("(nothing)"), Text(""), *(Text(_without(rows, key)) for key in keys))
    for row in next(part for part in found.parts if part.title == "Levers").rows:
        cost = "?" if row["cost"] is None else f"{float(row['cost']):.0f}"
        cells = [_effect(rows.get((row["lever"], *key))) for key in keys]
        grid.add_row(Text(str(row["lever"])), Text(cost), *(Text(cell) for cell in cells))
    out.print(grid)
    out.print()
    side = Table(box=None, pad_edge=False, show_header=False)
    side.add_column(width=9, style="bold", no_wrap=True)
    side.add_column()
    section = ""
    for text in found.sentences():
        head, _, body = text.partition(": ")
        side.add_row(Text("" if head == section else head), Text(sentence(body)))
        section = head
    out.print(side)


def _columns(found: Finding) -> list[tuple[Cell, Cell]]:
    """The chances that some lever moves most, one date a question, in the order of the rows."""
    most: dict[tuple[Cell, Cell], float] = {}
    for row in found.rows:
        if row["pulled"] == 1 and row["effect"] is not None:
            key = (row["quantity"], row["by"])
            most[key] = max(most.get(key, 0.0), abs(float(row["effect"])))
    best: dict[Cell, tuple[Cell, Cell]] = {}
    for key in sorted(most, key=lambda key: -most[key]):
        best.setdefault(key[0], key)
    kept = list(best.values())[:MOST]
    return [key for key in most if key in kept]


def _without(rows: dict[tuple[Cell, Cell, Cell], Row], key: tuple[Cell, Cell]) -> str:
    row = next(r for (_, *mine), r in rows.items() if tuple(mine) == key)
    return rounded(float(row["without"] or 0.0), float(row["error"] or 0.0))


def _effect(row: Row | None) -> str:
    if row is None or row["effect"] is None:
        return ""
    if not row["moved"]:
        return "0"
    low, high = (100 * float(row[c] or 0.0) for c in ("low", "high"))
    digits = 1 if high - low < 2.0 else 0
    said = f"{100 * float(row['effect']):+.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
    return said + ("*" if row["clear"] else " ")
