"""Second opinions on a terminal: a model a line and an issue a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backchannel.core.finding import Finding, Row
from backchannel.core.words import points, sentence
from backchannel.terminal import FEW, best_texts, console, footer, layout

ACROSS = 4
"""Issues side by side."""


def opinions(found: Finding) -> None:
    """Forecasts, the ends of each issue, what separates the models, the best texts, who is decisive; then in words."""
    out = console()
    ends, separating, _, ours, *power = found.parts
    out.print(Text(found.title, style="bold"))
    out.print(Text("median and 80% range over the doubts, points of 100; an asterisk: in 5% of draws or more no rest"))
    issues = [str(r["issue"]) for r in ends.rows]
    models = list(dict.fromkeys(str(r["model"]) for r in found.rows))
    at = {(str(r["model"]), str(r["issue"])): r for r in found.rows}
    edges = {str(r["issue"]): r for r in ends.rows}
    for first in range(0, len(issues), ACROSS):
        shown = issues[first : first + ACROSS]
        grid = _grid("", shown)
        for model in models:
            grid.add_row(model, *(Text(_forecast(at[model, k])) for k in shown))
        grid.add_section()
        for name, words in (("status quo", _quo), ("lowest position", _lowest), ("highest position", _highest)):
            grid.add_row(name, *(Text(words(edges[k])) for k in shown), style="dim")
        out.print(grid)
        out.print()
    _pivot(separating, issues, "Points that a change moves a forecast by, all else equal", "switch", _size)
    if ours.rows:
        many = [r for r in ours.rows if int(r["draws"] or 0) >= min(FEW, int(found.manifest["runs"]))]
        best_texts(replace(ours, rows=tuple(many)), {str(r["track"]) for r in many})
        out.print()
    for part in power:
        layout(part, ("actor", "veto", "shapley_shubik", "accepts", "decisive", "se"), by=("level", "track"))
        out.print()
    for text in found.sentences():
        out.print(Text(sentence(text)))
    footer(found)


def _grid(head: str, issues: Sequence[str]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column(head)
    for issue in issues:
        grid.add_column(issue.replace("_", " "), justify="right")
    return grid


def _forecast(row: Row) -> str:
    if row["median"] is None:
        return "silent"
    restless = float(row["cycles"] or 0) + float(row["moving"] or 0) >= 0.05
    error = float(row["se"] or 0)
    middle, low, high = (points(float(row[c] or 0), error) for c in ("median", "low", "high"))
    return f"{'* ' if restless else ''}{middle} ({low}-{high})"


def _quo(row: Row) -> str:
    return f"{row['status_quo']:.0f} ({row['status_quo_low']:.0f}-{row['status_quo_high']:.0f})"


def _lowest(row: Row) -> str:
    return f"{row['lowest']:.0f}"


def _highest(row: Row) -> str:
    return f"{row['highest']:.0f}"


def _size(row: Row) -> str:
    return points(float(row["size"] or 0), float(row["size_se"] or 0))


def _pivot(found: Finding, issues: Sequence[str], title: str, key: str, words: Callable[[Row], str]) -> None:
    if not found.rows:
        return
    out = console()
    out.print(Text(title, style="bold"))
    at = {(str(r[key]), str(r["issue"])): r for r in found.rows}
    asks = {str(r[key]): str(r["asks"]) for r in found.rows}
    for first in range(0, len(issues), ACROSS):
        shown = issues[first : first + ACROSS]
        grid = _grid("", shown)
        for one, ask in asks.items():
            grid.add_row(Text(ask), *(Text(words(at[one, k]) if (one, k) in at else "") for k in shown))
        out.print(Padding(grid, (0, 0, 1, 0)))
