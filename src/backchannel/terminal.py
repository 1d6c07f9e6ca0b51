"""Findings laid out for a terminal, at most 100 columns. Computes nothing."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Collection, Sequence
from typing import IO, TYPE_CHECKING, cast

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from backchannel.core.errors import ClosedPipe
from backchannel.core.words import percent, sentence

if TYPE_CHECKING:
    from backchannel.core.finding import Cell, Finding, Row

WIDTH = 100
SHOWN = 60
FEW = 30
Name = Callable[[str], str]


class _Out:
    """Standard output without blanks at line ends, which says when nobody reads any more."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        try:
            return sys.stdout.write(re.sub(r"[ \t]+(?=\n)", "", text))
        except BrokenPipeError:
            raise ClosedPipe from None

    def flush(self) -> None:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            raise ClosedPipe from None

    def isatty(self) -> bool:
        return sys.stdout.isatty()


def write(text: str) -> None:
    """Text on standard output as it is, and a line end."""
    out = _Out()
    out.write(f"{text}\n")
    out.flush()


def console() -> Console:
    """A console no wider than 100 columns; plain text where nobody watches."""
    stream = cast("IO[str]", _Out())
    width = min(WIDTH, Console(file=stream).width) if stream.isatty() else WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False)


def complain(message: str) -> None:
    """One message on standard error, never a traceback, never wrapped in the middle of a path."""
    print(message, file=sys.stderr)


def as_json(found: Finding) -> None:
    """A Finding as JSON on standard output."""
    write(json.dumps(found.to_json(), indent=2, ensure_ascii=False, allow_nan=False))


def as_csv(found: Finding) -> None:
    """A Finding's table as CSV on standard output, cells as numbers."""
    out = io.StringIO()
    writer = csv.DictWriter(out, found.columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in found.to_json()["rows"]:
        writer.writerow({c: _guarded(v) for c, v in row.items()})
    write(out.getvalue().removesuffix("\n"))


def _guarded(value: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula is quoted (OWASP, CSV injection)."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def cell(column: str, value: Cell, runs: int) -> str:
    """A number in few digits: shares as percentages, others to three places."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if column in SHARES:
        return percent(float(value), runs)
    if isinstance(value, int):
        return str(value)
    if column in ERRORS:
        return f"{100 * value:.1f}"
    if column in POINTS:
        return f"{value:.0f}"
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 100 else f"{value:.0f}"


SHARES = {
    "share", "ratified", "refuses_every_text", "last_to_refuse", "opens_if_it_signed", "accepts", "within_reach",
    "acceptable_texts", "single", "then",
}  # fmt: skip
ERRORS = {"se", "ratified_se"}
POINTS = {"public", "private", "masking"}
HEADS = {
    "se": "± pts", "ratified": "and undoers", "refuses_every_text": "refuses all", "last_to_refuse": "last to refuse",
    "opens_if_it_signed": "opens if signed", "within_reach": "within reach", "guarantees": "promises",
    "single": "best single",
    "hinges_on_in_words": "hinges most on",
}  # fmt: skip


def table(columns: Sequence[str], rows: Sequence[Row], runs: int) -> Table:
    """A table of some columns of some rows."""
    out = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        numeric = all(not isinstance(r.get(column), str) for r in rows)
        out.add_column(
            HEADS.get(column, column.replace("_", " ")), justify="right" if numeric else "left", overflow="fold"
        )
    for row in rows:
        out.add_row(*(Text(cell(c, row.get(c), runs)) for c in columns))
    return out


def layout(
    found: Finding,
    columns: Sequence[str] | None = None,
    *,
    rows: Sequence[Row] | None = None,
    by: Sequence[str] = (),
) -> None:
    """Print a Finding: title, table (one for each value of ``by``), sentences; a long table is cut and says so."""
    out = console()
    runs = int(found.manifest.get("runs", 0) or 0)
    shown = list(found.rows if rows is None else rows)
    out.print(Text(sentence(found.title), style="bold"))
    for key in dict.fromkeys(tuple(r.get(c) for c in by) for r in shown[:SHOWN]):
        if by:
            out.print(Text(", ".join(str(k).replace("_", " ") for k in key if k not in (None, "none")), style="italic"))
        mine = [r for r in shown[:SHOWN] if tuple(r.get(c) for c in by) == key]
        out.print(Padding(table(columns or found.columns, mine, runs), (0, 0, 0, 2 if by else 0)))
    if len(shown) > SHOWN:
        out.print(f"... and {len(shown) - SHOWN} more rows; --csv or --json gives all")
    for text in found.sentences():
        out.print(Text(sentence(text)))


def best_texts(found: Finding, tracks: Collection[str]) -> None:
    """The best texts on some tracks, an issue a line and a rule a column: median and 80% range of each term."""
    rows = [r for r in found.rows if r["track"] in tracks]
    rules = list(dict.fromkeys(str(r["rule"]) for r in rows))
    pivoted: list[Row] = []
    for row in rows:
        if row["rule"] == rules[0]:
            few = "" if int(row["draws"] or 0) >= FEW else f"; {row['draws']} draws only"
            pivoted.append({c: row[c] for c in ("level", "track", "guarantees", "issue")} | {"few": few})
        terms = f"{row['median']:.0f} ({row['low']:.0f}-{row['high']:.0f})"
        keys = ("level", "track", "guarantees", "issue")
        next(p for p in pivoted if all(p[k] == row[k] for k in keys))[str(row["rule"])] = terms
    for one in pivoted:
        one["guarantees"] = f"{one['guarantees']}{one.pop('few')}"
    layout(found, ("issue", *rules), rows=pivoted, by=("level", "track", "guarantees"))


def footer(found: Finding) -> None:
    """Label and provenance, one line."""
    m = found.manifest
    parts = [f"label: {found.label}"]
    if "runs" in m:
        parts.append(f"{m['runs']} draws, seed {m['seed']}, case {str(m['case'])[:12]}, {m['program']}")
    console().print(Text(" | ".join(parts), style="dim"))


def brief(found: Finding, name: Name, command: str) -> None:
    """One screen: the small table, then each section in plain words, then three next commands."""
    out = console()
    runs = int(found.manifest["runs"])
    out.print(Text(found.title, style="bold"))
    out.print(
        Text(f"In how many of {runs} draws of our doubts some text suits all who must sign (± one standard error)")
    )
    keys = [c for c in found.columns if f"{c}_se" in found.columns]
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("")
    for key in keys:
        grid.add_column(key.replace("insiders_guaranteed", "corridor, insiders guaranteed"), justify="right")
    marked = False
    for row in found.rows:
        mark = "†" if row["unseated"] else ""
        marked = marked or bool(mark)
        cells = [f"{percent(float(row[k] or 0), runs)} ±{100 * float(row[f'{k}_se'] or 0):.1f}" for k in keys]
        grid.add_row(Text(name(str(row["level"])) + mark), *map(Text, cells))
    out.print(grid)
    if marked:
        absent = dict.fromkeys(a for r in found.rows if r["unseated"] for a in str(r["unseated"]).split(", "))
        out.print(Text(f"† must sign and has no seat there: {', '.join(map(name, absent))}", style="dim"))
    out.print()
    section = ""
    side = Table(box=None, pad_edge=False, show_header=False)
    side.add_column(width=18, style="bold", no_wrap=True)
    side.add_column()
    for text in found.sentences():
        head, _, body = text.partition(": ")
        body = sentence(body)
        side.add_row(Text("" if head == section else head), Text(body))
        section = head
    for n, line in enumerate(
        (
            f"backchannel packages {command} --level {found.rows[-1]['level']}",
            f"backchannel claims {command}",
            f"backchannel litmus {command}",
        )
    ):
        side.add_row(Text("" if n else "Next"), Text(line))
    out.print(side)
