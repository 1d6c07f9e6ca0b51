"""What the program is held against, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from backchannel.core.finding import Finding, Row
from backchannel.core.words import sentence
from backchannel.terminal import console

SOON = (6, 12, 24, 36, 60)
LONG = (3, 12, 36, 60, 120)


def base_rates(found: Finding) -> None:
    """Small tables, then the sentences."""
    out = console()
    out.print(Text(found.title, style="bold"))
    rows = found.rows
    _table("How an episode ended, by fighting dyads of its conflict", _of(rows, "ends"), "what", "dyads", rate=False)
    _table("From the first day of an episode, by month", _of(rows, "survival", LONG), "what", "months", rate=False)
    going = [r for r in _of(rows, "from_a_day", SOON) if r["years"] == "all" and r["what"] != "otherwise"]
    for what in dict.fromkeys(r["what"] for r in going):
        mine = [r for r in going if r["what"] == what]
        _table(f"Dyads found fighting, {what} within so many months", mine, "dyads", "months", rate=False)
    hazard = [r for r in _of(rows, "hazard") if r["dyads"] == "all"]
    _table("Share of months with an end, by years of fighting", hazard, "years", "what", rate=True)
    _table("Share of months, before and after a first agreement", _of(rows, "stages"), "what", "dyads", rate=True)
    _table("Agreements ended within so many months", _of(rows, "agreements", LONG), "what", "months", rate=False)
    for text in found.sentences():
        out.print(Text(sentence(text)))


def _of(rows: Iterable[Row], figure: str, months: Sequence[int] | None = None) -> list[Row]:
    return [r for r in rows if r["figure"] == figure and (months is None or r["months"] in months)]


def _table(title: str, rows: Sequence[Row], down: str, across: str, *, rate: bool) -> None:
    out = console()
    out.print(Text(title, style="italic"))
    grid = Table(box=None, pad_edge=False, header_style="bold")
    heads = list(dict.fromkeys(r[across] for r in rows))
    grid.add_column(down)
    for head in heads:
        grid.add_column(f"{head:g}" if isinstance(head, float) else str(head), justify="right")
    for name in dict.fromkeys(r[down] for r in rows):
        cells = {r[across]: r for r in rows if r[down] == name}
        grid.add_row(Text(str(name)), *(Text(_cell(cells.get(head), rate)) for head in heads))
    out.print(grid)
    out.print()


def _cell(row: Row | None, rate: bool) -> str:
    """A figure in percent with its interval."""
    if row is None:
        return ""
    digits = 1 if rate else 0
    value, low, high = (f"{100 * float(row[k] or 0):.{digits}f}" for k in ("value", "low", "high"))
    return f"{value} ({low}-{high})"
