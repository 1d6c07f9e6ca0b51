"""The ledger on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from backchannel.core.finding import Finding, Row
from backchannel.core.words import rounded, sentence
from backchannel.terminal import SHOWN, console


def appended(found: Finding, where: str) -> None:
    """A line for each entry, and where it went."""
    out = console()
    out.print(Text(found.title, style="bold"))
    rows = [row for row in found.rows if row["kind"] != "question"]
    if rows:
        out.print(_entries(rows[:SHOWN], question=True))
    if len(rows) > SHOWN:
        out.print(f"... and {len(rows) - SHOWN} more; --json gives all")
    _sentences(found)
    out.print(Text(f"label: {found.label} | {where}", style="dim"))


def show(found: Finding) -> None:
    """The questions, or the entries about one."""
    out = console()
    out.print(Text(found.title, style="bold"))
    rows = found.rows
    if "number" in found.columns:
        _sentences(found)
        out.print(_entries(rows[:SHOWN], question=False))
    else:
        shown = rows[:SHOWN]
        cells = {
            "question": _short([str(row["question"]) for row in shown]),
            "forecasts": [str(row["forecasts"]) for row in shown],
            "latest": ["" if row["latest"] is None else _chance(float(row["latest"]), None) for row in shown],
            "band": [str(row["band"] or "") for row in shown],
            "came out": [_outcome(row) for row in shown],
            "label": [str(row["label"]) for row in shown],
        }
        if shown:
            out.print(_columns(cells, right=("forecasts", "latest")))
        _sentences(found)
    if len(rows) > SHOWN:
        out.print(f"... and {len(rows) - SHOWN} more; --csv or --json gives all")


def score(found: Finding) -> None:
    """Forecasters, then each question, then the sentences."""
    out = console()
    out.print(Text(found.title, style="bold"))
    heads = ("forecaster", "questions", "yes", "Brier", "95%", "= reliability", "- resolution", "+ uncertainty", "log")
    grid = _grid(heads, right=heads[1:])
    for row in found.rows:
        log = "no limit" if row["log_score"] is None else f"{float(row['log_score']):.2f}"
        parts = (f"{float(row[name] or 0):.3f}" for name in ("reliability", "resolution", "uncertainty"))
        _add(
            grid, row["forecaster"], row["questions"], row["yes"], f"{float(row['brier'] or 0):.3f}",
            _between(row, "brier"), *parts, log,
        )  # fmt: skip
    out.print(grid)
    out.print()
    by = found.parts[0]
    shown = by.rows[:SHOWN]
    cells = {
        "question": _short([str(row["question"]) for row in shown]),
        "by": [str(row["forecaster"]) for row in shown],
        "chance": [_chance(float(row["p"] or 0), None) for row in shown],
        "band": [str(row["band"]) for row in shown],
        "came out": [_outcome(row) for row in shown],
        "Brier": [f"{float(row['brier'] or 0):.2f}" for row in shown],
        "daily": [f"{float(row['brier_daily'] or 0):.2f}" for row in shown],
    }
    out.print(_columns(cells, right=("chance", "Brier", "daily")))
    if len(by.rows) > SHOWN:
        out.print(f"... and {len(by.rows) - SHOWN} more; --json gives all")
    out.print()
    _sentences(found)


def verified(found: Finding) -> None:
    """Whether the chain is whole, and what is wrong."""
    out = console()
    out.print(Text(found.title, style="bold"))
    _sentences(found)
    for row in found.rows[1:SHOWN]:
        out.print(Text(f"  entry {row['number']} {row['what']}" if row["number"] else f"  {row['what']}"))
    if len(found.rows) > SHOWN:
        out.print(f"... and {len(found.rows) - SHOWN} more; --json gives all")


def _entries(rows: Sequence[Row], *, question: bool) -> Table:
    """A row an entry. What is the same for all stands in the head."""
    cells: dict[str, list[str]] = {
        "no.": [str(row["number"]) for row in rows],
        "what": [_kind(row) for row in rows],
        **({"question": _short([str(row["question"]) for row in rows])} if question else {}),
        "by": [str(row["forecaster"] or "") for row in rows],
        "dated": [_day(row) for row in rows],
        "chance": [_said(row) for row in rows],
        "band": [str(row["band"] or "") for row in rows],
        "label": [str(row["label"]) for row in rows],
    }
    return _columns(cells, right=("no.", "chance"))


def _columns(cells: dict[str, list[str]], *, right: Sequence[str]) -> Table:
    """A table without the columns that say the same in each row; its title says them once."""
    count = len(next(iter(cells.values()), []))
    same = {head for head, column in cells.items() if len(set(column)) == 1 and (count > 1 or not column[0])}
    said = [f"{head} {cells[head][0]}" for head in cells if head in same and cells[head][0]]
    grid = _grid([head for head in cells if head not in same], right=right)
    grid.title, grid.title_justify, grid.title_style = ", ".join(said) or None, "left", "italic"
    for row in zip(*(column for head, column in cells.items() if head not in same), strict=True):
        _add(grid, *row)
    return grid


def _short(names: Sequence[str]) -> list[str]:
    """Ids of questions without the case, where they are all of one."""
    cases = {name.partition("/")[0] for name in names}
    return [name.partition("/")[2] or name for name in names] if len(cases) == 1 else list(names)


def _kind(row: Row) -> str:
    what = str(row["kind"])
    if row["kind"] == "forecast" and row["pool_of"] is not None:
        what = f"pool of {row['pool_of']}"
    if row["corrects"] is not None:
        what += f", corrects {row['corrects']}"
    if row["corrected_by"] is not None:
        what += f", corrected by {row['corrected_by']}"
    if row["afterwards"]:
        what += ", recorded afterwards"
    return what


def _day(row: Row) -> str:
    said = str(row["resolved_at"] or row["t"])
    return said.removesuffix("T00:00:00Z")


def _said(row: Row) -> str:
    if row["kind"] == "resolution":
        return str(row["outcome"])
    if row["p"] is None:
        return ""
    return _chance(float(row["p"]), None if row["error"] is None else float(row["error"]))


def _chance(p: float, error: float | None) -> str:
    """A chance with its Monte Carlo error where it has one; a person's as it was given, to a point."""
    if error is not None:
        return f"{rounded(p, error)} ±{100 * error:.1f}"
    return rounded(p, 0.0)


def _outcome(row: Row) -> str:
    return "" if row["outcome"] is None else f"{row['outcome']}, {row['resolved_at']}"


def _between(row: Row, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "" if low is None or high is None else f"{float(low):.2f}-{float(high):.2f}"


def _grid(heads: Sequence[str], *, right: Sequence[str]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        grid.add_column(head, justify="right" if head in right else "left", overflow="fold")
    return grid


def _add(grid: Table, *cells: object) -> None:
    grid.add_row(*(Text("" if cell is None else str(cell)) for cell in cells))


def _sentences(found: Finding) -> None:
    out = console()
    for text in found.sentences():
        out.print(Text(sentence(text)))
