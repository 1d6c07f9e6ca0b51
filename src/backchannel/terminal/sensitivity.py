"""What the answers hang on, on a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from backchannel.core.finding import Finding, Row
from backchannel.core.words import rounded, sentence
from backchannel.terminal import console

LINES = 8
"""Sentences of a section that fill the screen; all are in `--json`."""

WHOLE = {"Fragile", "Doubt"}
BARS = 3


def sensitivity(found: Finding) -> None:
    """Conclusions with their marks, the widest swings of each outcome, then the sentences."""
    out = console()
    out.print(Text(found.title, style="bold"))
    marks = [r for r in found.rows if r["fragile"] is not None]
    if marks:
        out.print(Text("Conclusions (± one standard error); fragile: turned by one input within its 80% range"))
        out.print(_marks(marks))
        out.print()
    tornado = next((p for p in found.parts if p.title == "One at a time" and p.rows), None)
    if tornado is not None:
        bars = _bars(tornado)
        if bars.row_count:
            out.print(Text("With one input at its 10th and 90th percentile; swing ± one standard error, in points"))
            out.print(bars)
        else:
            out.print(Text("One at a time: no input swings an outcome by more than two standard errors"))
        out.print()
    out.print(_sentences(found))


def _marks(rows: list[Row]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for head, justify in (("conclusion", "left"), ("", "left"), ("share", "right"), ("fragile", "left")):
        grid.add_column(head, justify=justify)  # type: ignore[arg-type]
    for name in dict.fromkeys(str(r["outcome"]) for r in rows):
        mine = [r for r in rows if r["outcome"] == name]
        first = mine[0]
        error = float(first["error"] or 0)
        share = f"{rounded(float(first['share'] or 0), error)} ±{100 * error:.1f}"
        mark = f"yes ({len({r['input'] for r in mine})})" if first["fragile"] else "no"
        edge = " (on the edge)" if first["edge"] else ""
        grid.add_row(Text(sentence(str(first["says"]))), Text(f"{first['now']}{edge}"), Text(share), Text(mark))
    return grid


def _bars(part: Finding) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    heads = (("outcome", "left"), ("input", "left"), ("low", "right"), ("high", "right"), ("swing", "right"))
    for head, justify in heads:
        grid.add_column(head, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for name in dict.fromkeys(str(r["outcome"]) for r in part.rows):
        mine = [r for r in part.rows if r["outcome"] == name and r["swing"] is not None]
        told = [r for r in mine if abs(float(r["swing"] or 0)) > 2 * float(r["swing_error"] or 0)][:BARS]
        for n, row in enumerate(told):
            grid.add_row(
                Text("" if n else sentence(str(row["says"]))),
                Text(str(row["input_in_words"])),
                *(Text(_share(row, key)) for key in ("at_low", "at_high")),
                Text(f"{100 * float(row['swing'] or 0):+.0f} ±{100 * float(row['swing_error'] or 0):.1f}"),
            )
    return grid


def _share(row: Row, key: str) -> str:
    return rounded(float(row[key] or 0), float(row[f"{key}_error"] or 0))


def _sentences(found: Finding) -> Table:
    side = Table(box=None, pad_edge=False, show_header=False)
    side.add_column(width=10, style="bold", no_wrap=True)
    side.add_column()
    sections: dict[str, list[str]] = {}
    for text in found.sentences():
        head, _, body = text.partition(": ")
        sections.setdefault(head, []).append(body)
    for head, bodies in sections.items():
        if head == "Hangs on":  # the table above says the same
            continue
        shown = bodies if head in WHOLE or len(bodies) <= LINES else [*bodies[: LINES - 1], bodies[-1]]
        for n, body in enumerate(shown):
            side.add_row(Text("" if n else head), Text(sentence(body)))
        if len(shown) < len(bodies):
            side.add_row(Text(""), Text(f"({len(bodies) - len(shown)} more in --json)"))
    return side
