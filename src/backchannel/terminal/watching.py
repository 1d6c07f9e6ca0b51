"""What to watch, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from backchannel.core.finding import Finding, Row
from backchannel.core.words import measured, rounded, sentence
from backchannel.terminal import console

NAME = 23
ACROSS = 6
"""Hypotheses side by side."""


def watch(found: Finding, *, hypotheses: bool = False) -> None:
    """One screen: the forecast where something is known, the signs most telling first, then the sentences."""
    out = console()
    out.print(Text(found.title, style="bold"))
    update, table = found.parts
    if found.manifest["saw"] or found.manifest["not_seen"]:
        out.print(Text("Chance before and after what is known (± one standard error)"))
        out.print(_updates(update))
        out.print()
    if hypotheses:
        _hypotheses(table)
    else:
        out.print(Text("Signs, each with the question it tells most of; the chance of a yes now, if seen, if not seen"))
        out.print(_signs(found.rows))
    out.print()
    side = Table(box=None, pad_edge=False, show_header=False)
    side.add_column(width=9, style="bold", no_wrap=True)
    side.add_column()
    last = ""
    for text in found.sentences():
        head, _, body = text.partition(": ")
        side.add_row(Text("" if head == last else head), Text(sentence(body)))
        last = head
    out.print(side)


def _grid(*heads: tuple[str, str]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for head, justify in heads:
        grid.add_column(head, justify=justify)  # type: ignore[arg-type]
    return grid


def _shares(row: Row, *columns: str) -> list[str]:
    """Shares to be held against each other, all in the steps that the least certain allows."""
    error = max(float(row[f"{column}_error"] or 0) for column in columns)
    return ["" if row[column] is None else rounded(float(row[column] or 0), error) for column in columns]


def _updates(update: Finding) -> Table:
    grid = _grid(
        ("question", "left"), ("by", "left"), ("before", "right"), ("after", "right"), ("change", "right"),
        ("doubts", "right"), ("", "left")
    )  # fmt: skip
    last = ""
    for row in update.rows:
        name = str(row["question"])
        change = ""
        if row["change"] is not None:
            change = f"{100 * float(row['change'] or 0):+.1f} ±{100 * float(row['change_error'] or 0):.1f}"
        doubts = (
            ""
            if row["after_low"] is None
            else f"{100 * float(row['after_low']):.0f}-{100 * float(row['after_high'] or 0):.0f}"
        )
        words = "too few to say" if row["after_band"] is None else str(row["after_band"])
        words += f", or {row['edge']}" if row["edge"] else ""
        cells = (
            "" if name == last else name.replace("_", " "), str(row["by"]), *_shares(row, "before", "after"), change,
            doubts, words,
        )  # fmt: skip
        grid.add_row(*map(Text, cells))
        last = name
    return grid


def _signs(rows: Sequence[Row]) -> Table:
    grid = _grid(
        ("sign", "left"), ("seen by", "left"), ("channel", "left"), ("tells of", "left"), ("ratio", "right"),
        ("now", "right"), ("if seen", "right"), ("if not", "right"), ("bits", "right"), ("±", "right")
    )  # fmt: skip
    done: set[str] = set()
    for row in rows:
        name = str(row["indicator"])
        if name in done:
            continue
        done.add(name)
        ratio = "" if row["likelihood_ratio"] is None else _ratio(row)
        of = f"{str(row['question']).replace('_', ' ')}, {row['by']}"
        if row["bits"] is None:
            told = str(row["known"] or f"counted with {str(row['counted_with']).replace('_', ' ')}")
            cells: tuple[str, ...] = (
                name.replace("_", " "), str(row["visible_to"]), str(row["channel"]), told, "", "", "", "", "", "",
            )  # fmt: skip
        else:
            cells = (
                name.replace("_", " "), str(row["visible_to"]), str(row["channel"]), of, ratio,
                *_shares(row, "now", "if_seen", "if_not_seen"), _bits(row, "bits"), _bits(row, "bits_error"),
            )  # fmt: skip
        grid.add_row(*map(Text, cells))
    return grid


def _ratio(row: Row) -> str:
    ratio = float(row["likelihood_ratio"] or 0)
    return measured(ratio, ratio * float(row["log_ratio_error"] or 0))


def _bits(row: Row, column: str) -> str:
    return measured(float(row[column] or 0), float(row["bits_error"] or 0))


def _hypotheses(table: Finding) -> None:
    """Signs by hypotheses: how a sighting speaks, with its logarithm; a few hypotheses side by side."""
    out = console()
    kinds = dict.fromkeys(str(r["kind"]) for r in table.rows)
    for kind in kinds:
        mine = [r for r in table.rows if r["kind"] == kind]
        ids = list(dict.fromkeys(str(r["hypothesis"]) for r in mine))
        head = "Furthest that anything is signed" if kind == "outcome" else "Answered with yes"
        for start in range(0, len(ids), ACROSS):
            few = ids[start : start + ACROSS]
            out.print(Text(f"{head}: how far seeing a sign speaks for it, as a logarithm", style="italic"))
            grid = _grid(("sign", "left"), *((id.replace("_", " "), "right") for id in few), ("bits", "right"))
            for name in dict.fromkeys(str(r["indicator"]) for r in mine):
                row = {str(r["hypothesis"]): r for r in mine if r["indicator"] == name}
                bits = next(iter(row.values())).get("diagnosticity")
                error = next(iter(row.values())).get("diagnosticity_error")
                told = "" if bits is None else measured(float(bits), float(error or 0))
                grid.add_row(Text(name.replace("_", " ")), *(Text(_cell(row[id])) for id in few), Text(told))
            out.print(grid)
            out.print()
    for text in table.sentences():
        out.print(Text(sentence(text)))


def _cell(row: Row) -> str:
    return "?" if row["log_ratio"] is None else f"{float(row['log_ratio']):+.2f} {row['sign']}"
