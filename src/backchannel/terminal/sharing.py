"""What the author of a shared case is told, on a terminal."""

from __future__ import annotations

from collections import Counter

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backchannel.core.finding import Finding, Row
from backchannel.core.words import sentence
from backchannel.terminal import console

SHOWN = 4
"""Paths named for one thing that could be inferred."""


def account(found: Finding) -> None:
    """What stays behind by group and label, the names that go out, what could still be inferred."""
    out = console()
    out.print(Text(sentence(found.title), style="bold"))
    for text in found.sentences():
        out.print(Text(text))
    stays, goes, tells = ([r for r in found.rows if r["kind"] == kind] for kind in _kinds(found.rows))
    if stays:
        out.print(_counts(stays))
    out.print(Text("Names that go out", style="italic"))
    groups: dict[str, list[str]] = {}
    for row in goes:
        groups.setdefault(str(row["path"]).split(".")[0], []).append(str(row["said"]))
    for group, names in groups.items():
        out.print(Padding(Text(f"{group}: {'; '.join(names)}"), (0, 0, 0, 2)))
    out.print(Text("What could still be inferred (for your eyes)", style="italic"))
    whole: dict[tuple[str, str], list[str]] = {}
    for row in tells:
        whole.setdefault((str(row["said"]), str(row["label"])), []).append(str(row["path"]))
    for (said, label), paths in whole.items():
        more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
        out.print(Padding(Text(f"- {said} ({label}): {', '.join(paths[:SHOWN])}{more}"), (0, 0, 0, 2)))


def _kinds(rows: tuple[Row, ...]) -> tuple[str, str, str]:
    from backchannel.analyses.shared import GOES, STAYS, TELLS

    return STAYS, GOES, TELLS


def _counts(rows: list[Row]) -> Table:
    labels = [one for one in ("public", "partners", "team", "secret") if any(r["label"] == one for r in rows)]
    count = Counter((str(r["path"]).split(".")[0], str(r["label"])) for r in rows)
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    grid.add_column("stays behind")
    for label in labels:
        grid.add_column(label, justify="right")
    for group in dict.fromkeys(str(r["path"]).split(".")[0] for r in rows):
        grid.add_row(group, *(str(count[group, label] or "") for label in labels))
    return grid
