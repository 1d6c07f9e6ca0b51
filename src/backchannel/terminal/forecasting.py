"""Forecasts and replays on a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from backchannel.core.finding import Finding, Row
from backchannel.core.words import rounded, sentence
from backchannel.terminal import console

IN_TABLES = {"Asked", "Levels"}
"""Sections of the sentences that only say again what the tables show."""


def forecast(found: Finding) -> None:
    """One screen: the questions with their bands, the ladder of levels, then the sentences."""
    out = console()
    out.print(Text(found.title, style="bold"))
    if found.rows:
        out.print(Text("Chance (± one standard error), and 80% of the chances that single readings of our doubts give"))
        out.print(_questions(found))
        out.print()
    ladder = found.parts[0]
    if ladder.rows:
        out.print(_ladder(ladder, float(found.manifest["settings"]["months"])))
        out.print()
    side = Table(box=None, pad_edge=False, show_header=False)
    side.add_column(width=11, style="bold", no_wrap=True)
    side.add_column()
    last = ""
    for text in found.sentences():
        head, _, body = text.partition(": ")
        if head not in IN_TABLES:
            side.add_row(Text("" if head == last else head), Text(sentence(body)))
            last = head
    out.print(side)


def _questions(found: Finding) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for head, justify in (("question", "left"), ("by", "left"), ("chance", "right"), ("doubts", "right"), ("", "left")):
        grid.add_column(head, justify=justify)  # type: ignore[arg-type]
    last = ""
    for row in found.rows:
        name = str(row["question"])
        grid.add_row(
            Text("" if name == last else name.replace("_", " ")), Text(str(row["by"])), *map(Text, _cells(row))
        )
        last = name
    return grid


def _cells(row: Row) -> tuple[str, str, str]:
    if row["probability"] is None:
        return "", "", str(row["why_not"])
    error = float(row["error"] or 0)
    chance = f"{rounded(float(row['probability']), error)} ±{100 * error:.1f}"
    doubts = "" if row["low"] is None else f"{100 * float(row['low']):.0f}-{100 * float(row['high'] or 0):.0f}"
    band = str(row["band"]) + (f", or {row['edge']}" if row["edge"] else "")
    return chance, doubts, band


def _ladder(ladder: Finding, months: float) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("level")
    heads = ["signed in 12", "in force then", "stands 1 month", "6 months"]
    keys = ["signed_horizon", "in_force", "held_1", "held_6"]
    heads[0] = f"signed in {months:g} months"
    if months > 12:
        heads.insert(0, "signed in 12 months")
        keys.insert(0, "signed_year")
    shown = [(head, key) for head, key in zip(heads, keys, strict=True) if _known(ladder, key)]
    for head, _ in shown:
        grid.add_column(head, justify="right")
    for row in ladder.rows:
        grid.add_row(Text(str(row["name"])), *(Text(_share(row, key)) for _, key in shown))
    return grid


def _known(ladder: Finding, key: str) -> bool:
    """Whether any level has an answer; where a round takes longer than a text is asked to stand for, none has."""
    return any(row[key] is not None for row in ladder.rows)


def _share(row: Row, key: str) -> str:
    share, error = row[key], float(row[f"{key}_error"] or 0)
    return "" if share is None else f"{rounded(float(share), error)} ±{100 * error:.1f}"


def replay(found: Finding) -> None:
    """A run told in sentences, a paragraph a month."""
    out = console()
    out.print(Text(found.title, style="bold"))
    for text in found.sentences():
        out.print(Text(sentence(text)))
