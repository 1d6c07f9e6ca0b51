"""A solved graph model on a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from backchannel.core.finding import Finding
from backchannel.core.words import percent, sentence
from backchannel.terminal import SHOWN, console, footer

SHORT = {"SEQ_or_SIM_per_DM": "SEQ|SIM", "SMR_or_SIM_per_DM": "SMR|SIM"}


def solve(found: Finding) -> None:
    """A state a row, a dot under each notion under which it lasts, and the sentences."""
    out = console()
    concepts = found.columns[found.columns.index("means") + 1 : -1]
    out.print(Text(sentence(found.title), style="bold"))
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    grid.add_column("state", justify="right")
    grid.add_column("", overflow="fold", max_width=12)
    for concept in concepts:
        grid.add_column(SHORT.get(concept, concept).replace("_", " "), justify="center")
    rows = [row for row in found.rows if any(row[c] for c in concepts)]
    for row in rows[:SHOWN]:
        grid.add_row(str(row["state"]), Text(str(row["pattern"])), *("•" if row[c] else "" for c in concepts))
    if rows:
        out.print(grid)
    if len(rows) > SHOWN:
        out.print(f"... and {len(rows) - SHOWN} more states; --csv or --json gives all")
    for text in found.sentences():
        out.print(Text(sentence(text)))
    footer(found)


FIRST = 4
"""Outcomes of a level on the screen."""


def stability(found: Finding) -> None:
    """For each level what most often lasts, with the shares of draws; then the sentences."""
    out = console()
    runs = int(found.manifest["runs"])
    out.print(Text(sentence(found.title), style="bold"))
    for level in dict.fromkeys(r["level"] for r in found.rows):
        out.print(Text(str(level).replace("_", " "), style="italic"))
        grid = Table(box=None, pad_edge=False, header_style="bold")
        for head in ("Nash", "SEQ"):
            grid.add_column(head, justify="right", width=8)
        grid.add_column("what lasts")
        for row in [r for r in found.rows if r["level"] == level][:FIRST]:
            nash, seq = (percent(float(row[c] or 0), runs) for c in ("Nash", "SEQ"))
            grid.add_row(nash, seq, Text(str(row["outcome"])))
        out.print(grid)
    for text in found.sentences():
        out.print(Text(sentence(text)))
