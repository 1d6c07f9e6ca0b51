"""Findings laid out for a terminal, at most 100 columns. Computes nothing."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Collection, Sequence
from typing import IO, TYPE_CHECKING, cast

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from backchannel.core.errors import ClosedPipe
from backchannel.core.words import percent, sentence

if TYPE_CHECKING:
    from backchannel.core.finding import Cell, Finding, Row

WIDTH = 100
SHOWN = 60
FEW = 30
COLUMNS = 4
Name = Callable[[str], str]


_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""What would move a cursor, change a terminal, or turn the direction of writing."""


def inert(text: str) -> str:
    """Text whose control characters are seen and do nothing; one column each, so that tables stay in line.

    >>> inert("name\x1b[31m \u202ered")
    'name\u241b[31m \ufffdred'
    """
    return _STEERING.sub(
        lambda m: chr(0x2400 + ord(m[0])) if m[0] < " " else "\u2421" if m[0] == "\x7f" else "\ufffd", text
    )


class _Inert:
    """What is laid out, with `inert` texts: colours and lines are the program's own, words may be anybody's."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for one in console.render(self._content, options):
            yield one if one.control else Segment(inert(one.text), one.style)


class _Hook(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Inert(one) for one in renderables]


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
    """Text on standard output, and a line end: as it is into a file or a pipe, `inert` where somebody watches."""
    out = _Out()
    out.write(f"{inert(text) if out.isatty() else text}\n")
    out.flush()


def console() -> Console:
    """A console no wider than 100 columns; plain text where nobody watches."""
    stream = cast("IO[str]", _Out())
    width = min(WIDTH, Console(file=stream).width) if stream.isatty() else WIDTH
    out = Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False)
    out.push_render_hook(_Hook())
    return out


def complain(message: str) -> None:
    """One message on standard error, never a traceback, never wrapped in the middle of a path."""
    print(inert(message), file=sys.stderr)


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
    "acceptable_texts", "single", "then", "decisive",
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


def review(found: Finding, most: int) -> None:
    """The first problems of a case, a row each: how grave, how much hangs on it, what and where, what to do."""
    out = console()
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("")
    grid.add_column("influence", justify="right")
    grid.add_column("on")
    grid.add_column("where and what")
    for row in found.rows[:most]:
        share = float(row["influence"] or 0)
        shown = {"decides": "all", "measured": f"{100 * share:.0f}%" if share >= 0.01 else "under 1%", "noise": "noise"}
        level = str(row["level"]) if row["basis"] in ("decides", "measured") else ""
        said = f"{row['field']}: {row['message']}" if row["field"] else str(row["message"])
        said += "".join(
            f"; {key}{row[name]}" for name, key in (("expected", "expected "), ("fix", "fix: ")) if row[name]
        )
        grid.add_row(str(row["severity"]), shown.get(str(row["basis"]), ""), Text(level), Text(said))
    if found.rows:
        out.print(grid)
    if len(found.rows) > most:
        out.print(f"... and {len(found.rows) - most} more; --all shows them")
    for text in found.sentences():
        out.print(Text(sentence(text)))


def actor_map(found: Finding) -> None:
    """Who is linked to whom, an actor a row, and in words who connects the sides and who has no seat."""
    out = console()
    out.print(Text(sentence(found.title), style="bold"))
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("actor", "role", "side", "bridges", "ties"):
        grid.add_column(head, justify="right" if head == "bridges" else "left")
    for row in found.rows:
        share = float(row["bridges"] or 0)
        bridging = f"{100 * share:.0f}%" if share >= 0.005 else ""
        words = (row["name"], row["role"], row["side"] or "", bridging, row["linked_to"] or "")
        grid.add_row(*(Text(str(word)) for word in words))
    out.print(grid)
    for text in found.sentences():
        out.print(Text(sentence(text)))


def footer(found: Finding) -> None:
    """Label and provenance, one line."""
    m = found.manifest
    parts = [f"label: {found.label}"]
    if "runs" in m:
        counted = f"{m['runs']:,} runs of {m['draws']:,} draws" if "draws" in m else f"{m['runs']} draws"
        parts.append(f"{counted}, seed {m['seed']}, case {str(m['case'])[:12]}, {m['program']}")
    console().print(Text(" | ".join(parts), style="dim"))


def brief(found: Finding, name: Name, command: str, *, claims: bool) -> None:
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
            f"backchannel {'claims' if claims else 'check'} {command}",
            f"backchannel litmus {command}",
        )
    ):
        side.add_row(Text("" if n else "Next"), Text(line))
    out.print(side)


def difference(found: Finding) -> None:
    """What moved between two versions, why, and the changes that did it."""
    out = console()
    told: tuple[str, ...] = ()
    out.print(Text(sentence(found.title), style="bold"))
    if found.parts[1:]:
        shared(found)
        told = found.parts[0].sentences()[:-1]  # the table says it
    for text in found.sentences():
        if text not in told:
            out.print(Text(text))
    for part, columns in zip(found.parts[1:], (("what", "before", "after", "label"), ()), strict=False):
        if part.rows:
            out.print()
            layout(part, columns, rows=[changed(r) for r in part.rows] if columns else None)
    footer(found)


def shared(found: Finding) -> None:
    """A column for each of the shares that moved most, from before to after, and a line for what each change did."""
    runs = int(found.manifest["runs"])
    rows = sorted((r for r in found.rows if r["kind"] == "text"), key=lambda r: -abs(float(r["change"] or 0)))
    heads = [r for r in rows if r["most"] is not None][:COLUMNS]
    if not heads:
        return
    grid = Table(box=None, pad_edge=False, header_style="bold", width=min(WIDTH, 44 + 14 * len(heads)))
    grid.add_column("Draws in which some text suits all who must sign")
    for row in heads:
        grid.add_column(sentence(str(row["what"])), justify="right", width=12)
    grid.add_row("before", *(percent(float(r["before"] or 0), runs) for r in heads))
    same = ("kind", "level", "track", "guarantees")
    parts = {tuple(p[c] for c in (*same, "change")): p for p in found.parts[0].rows}
    for change in dict.fromkeys(p["change"] for p in found.parts[0].rows):
        mine = [parts[(*(r[c] for c in same), change)] for r in heads]
        if any(p["part"] for p in mine):
            cells = [
                f"{100 * float(p['part'] or 0):+.1f} ±{100 * float(p['se'] or 0):.1f}" if p["part"] else ""
                for p in mine
            ]
            grid.add_row(Text(f"  {change}"), *cells)
    grid.add_row("after", *(percent(float(r["after"] or 0), runs) for r in heads))
    console().print(Padding(grid, (0, 0, 1, 0)))


def changed(row: Row) -> Row:
    """A change between two versions with its numbers as low, best and high in one cell each."""
    out: Row = {"what": row["what"], "label": row["label"]}
    for when in ("before", "after"):
        ends = [row[f"{when}{end}"] for end in ("_low", "", "_high")]
        if ends[1] is None:
            out[when] = row[f"said_{when}"] if row[f"said_{when}"] is not None else "-"
        else:
            best, *doubt = (cell("", end, 0) for end in (ends[1], ends[0], ends[2]))
            out[when] = best if doubt == [best, best] else f"{best} ({doubt[0]}-{doubt[1]})"
    return out


def history(found: Finding) -> None:
    """Versions of a case, or what paths held in each: a table for each path that changed, one for all that did not."""
    out = console()
    if "path" not in found.columns:
        layout(found, ("as_of", "version", "numbers", "words", "remarks", "note"))
    else:
        out.print(Text(found.title, style="bold"))
        by: dict[str, list[Row]] = {}
        for row in found.rows:
            by.setdefault(str(row["path"]), []).append({**row, "value": held(row)})
        for path, rows in by.items():
            if len(rows) > 1 or len(by) == 1:
                out.print(Text(path, style="italic"))
                for row, last in zip(rows[:0:-1], rows[-2::-1], strict=True):
                    row["note"] = "as before" if row["note"] and row["note"] == last["note"] else row["note"]
                columns = ("as_of", "version", "value", "evidence", "note", "label")
                out.print(Padding(table(columns, rows, 0), (0, 0, 0, 2)))
        same = [rows[0] for rows in by.values() if len(rows) == 1]
        if same and len(by) > 1:
            out.print(Text("unchanged since", style="italic"))
            out.print(Padding(table(("path", "as_of", "value", "label"), same[:SHOWN], 0), (0, 0, 0, 2)))
            if len(same) > SHOWN:
                out.print(f"... and {len(same) - SHOWN} more; --csv or --json gives all")
        for text in found.sentences():
            out.print(Text(text))
    for part in found.parts:
        out.print()
        layout(part, [c for c in part.columns if c != "label"])
    footer(found)


def held(row: Row) -> str:
    """What a path held: a number with its low and high, or a word."""
    if row["best"] is None:
        return cell("", row["said"], 0)
    low, best, high = (cell("", row[c], 0) for c in ("low", "best", "high"))
    return best if low == high else f"{best} ({low}-{high})"
