"""What the program is held against, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from backchannel.core.finding import Finding, Row
from backchannel.core.words import sentence
from backchannel.terminal import SHOWN, console

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


FEWER = ("mean_salience", "mean", "best")
AGAINST = "mean_salience"


def deu(found: Finding) -> None:
    """All scores, three forecasts by kind of issue, differences to one baseline, the family, sentences."""
    out = console()
    out.print(Text(found.title, style="bold"))
    _scores(found.rows)
    kinds, gaps, family, _, *rest = found.parts
    out.print(Text("Mean absolute error by kind of issue, with 95%", style="italic"))
    grid = _grid("kind", "class", "issues", *FEWER)
    for kind, word in dict.fromkeys((r["kind"], r["class"]) for r in kinds.rows):
        mine = {r["model"]: r for r in kinds.rows if (r["kind"], r["class"]) == (kind, word)}
        most = max(int(r["n"] or 0) for r in mine.values())
        cells = (_between(mine[name], "mae", 1) if name in mine else "" for name in FEWER)
        grid.add_row(Text(str(kind)), Text(str(word)), str(most), *cells)
    out.print(grid)
    out.print()
    _gaps("Mean absolute error less that of the salience-weighted mean", gaps, "model", AGAINST)
    out.print(Text(f"{family.title}; difference to the salience-weighted mean", style="italic"))
    grid = _grid("", "candidate", "MAE", "difference", "picked")
    for row in family.rows:
        size = f"{row['mae']:.2f}"
        gap = f"{row['difference']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})"
        picked = f"{100 * float(row['picked'] or 0):.0f}%"
        grid.add_row("*" if row["chosen"] else "", Text(str(row["candidate"])), size, gap, picked)
    out.print(grid)
    out.print()
    for part in rest:
        out.print(Text(f"{part.title}, mean absolute error", style="italic"))
        grid = _grid("model", "here", "known", "")
        for row in part.rows:
            here = f"{row['here']:.1f} ({row['low']:.1f}-{row['high']:.1f})"
            grid.add_row(Text(str(row["model"])), here, f"{row['known']:.1f}", "" if row["agrees"] else "differs")
        out.print(grid)
        out.print()
    for text in found.sentences():
        out.print(Text(sentence(text)))


def predicted(found: Finding) -> None:
    """The first predictions, scores where outcomes are known, sentences."""
    out = console()
    out.print(Text(found.title, style="bold"))
    grid = _grid("issue", "prediction", "80%", "outcome")
    for row in found.rows[:SHOWN]:
        if row["prediction"] is None:
            grid.add_row(Text(str(row["issue"])), "none", "", "")
            continue
        outcome = "" if row["outcome"] is None else f"{row['outcome']:.0f}"
        grid.add_row(
            Text(str(row["issue"])), f"{row['prediction']:.0f}", f"{row['low']:.0f}-{row['high']:.0f}", outcome
        )
    out.print(grid)
    if len(found.rows) > SHOWN:
        out.print(f"... and {len(found.rows) - SHOWN} more; --csv or --json gives all")
    out.print()
    if found.parts:
        _scores(found.parts[0].rows)
        _gaps("Mean absolute error of the predictor less that of", found.parts[1], "baseline", None)
    for text in found.sentences():
        out.print(Text(sentence(text)))


def _grid(*heads: str) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    words = {"", "model", "kind", "class", "candidate", "issue", "baseline"}
    for head in heads:
        grid.add_column(head.replace("_", " "), justify="left" if head in words else "right", no_wrap=head == "model")
    return grid


def _between(row: Row, measure: str, digits: int, times: float = 1.0) -> str:
    value, low, high = (f"{times * float(row[f'{measure}{e}'] or 0):.{digits}f}" for e in ("", "_low", "_high"))
    return f"{value} ({low}-{high})" if row[f"{measure}_low"] is not None else value


def _scores(rows: Sequence[Row]) -> None:
    grid = _grid("model", "issues", "MAE", "RMSE", "within 10, %", "CRPS", "log score")
    for row in sorted(rows, key=lambda r: float(r["mae"] or 0)):
        sizes = (_between(row, "mae", 1), f"{row['rmse']:.1f}")
        near, chances = _between(row, "within_10", 0, 100.0), _between(row, "crps", 1)
        grid.add_row(Text(str(row["model"])), str(row["n"]), *sizes, near, chances, f"{row['log_score']:.2f}")
    out = console()
    out.print(grid)
    out.print()


def _gaps(title: str, part: Finding, down: str, baseline: str | None) -> None:
    out = console()
    out.print(Text(f"{title}, with 95%; below 0 is closer", style="italic"))
    grid = _grid(down, "issues", "difference", "beyond the interval")
    rows = [r for r in part.rows if baseline in (None, r["baseline"])]
    for row in sorted(rows, key=lambda r: float(r["mae"] or 0)):
        gap = f"{row['mae']:+.2f}"
        if row["mae_low"] is not None:
            gap += f" ({row['mae_low']:+.2f} to {row['mae_high']:+.2f})"
        grid.add_row(Text(str(row[down])), str(row["n"]), gap, Text(str(row["beyond"])))
    out.print(grid)
    out.print()
