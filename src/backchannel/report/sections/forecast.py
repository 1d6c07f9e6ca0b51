"""The forecast: each question by its dates in bands, curves over time, and what became of comparable wars."""

from __future__ import annotations

from backchannel.core.finding import Finding, Row
from backchannel.core.words import within
from backchannel.report.document import Block, Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import chance, counted, figure, heading, number, over_doubts, paragraphs

CLOSING = "closing"


def section(m: Material) -> Section | None:
    """Questions, curves with two standard errors, base rates, and the backers' distance."""
    found = m.forecast
    if found is None:
        return None
    blocks: list[Block] = []
    if found.rows:
        blocks.append(_questions(m, found.rows))
    if m.case.levels:
        blocks.append(
            figure(
                m,
                "forecast",
                found,
                "Signed by, and in force at, month by month; shading: two standard errors",
                _alt(found),
            )
        )
    base = [r for part in found.parts if part.title == "Beside the base rate" for r in part.rows]
    if any(r["base"] is not None for r in base):
        blocks.append(_base(base))
    blocks += paragraphs(m, found.sentences(), "Base rate", "Backers", "Goes with", "Carried by")
    return Section("forecast", "Forecast", tuple(blocks), runs=m.effort.game)


def _by(row: Row) -> str:
    return "the end of the conference" if row["by"] == CLOSING else str(row["by"])


def _questions(m: Material, rows: tuple[Row, ...]) -> Table:
    cells, seen = [], set()
    for r in rows:
        ask = f"{heading(r['question'])}" if r["question"] in seen else f"{heading(r['question'])}. {r['ask']}"
        seen.add(r["question"])
        given = f" (if there is such a text by {r['given_by']})" if r["given_by"] else ""
        if r["probability"] is None:
            why = f": {r['why_not']}" if r["why_not"] else ""
            cells.append((ask, _by(r), f"no forecast{why}", "-", "-"))
            continue
        band = f"{r['band']}, on the edge of {r['edge']}" if r["edge"] else str(r["band"])
        short = "\u2020" if r["differs"] else ""
        cells.append((ask, f"{_by(r)}{given}", f"{band}{short}", chance(r["probability"], r["error"]), _doubt(r)))
    shares = counted(m, m.effort.game, "simulated runs", [r["error"] for r in rows])
    note = f"{shares} Over the doubts: 80% of what single readings of them give."
    note += " \u2020 What the game counts falls short of what is asked." * any(r["differs"] for r in rows)
    columns = ("question", "by", "likelihood", "share of runs", "over the doubts")
    return Table("Questions", columns, tuple(cells), frozenset({3, 4}), note, "simulated")


def _doubt(row: Row) -> str:
    return over_doubts(row["low"], row["high"])


def _base(rows: list[Row]) -> Table:
    cells = tuple(
        (
            str(r["name"]), chance(r["forecast"], r["error"]),
            "-" if r["base"] is None else f"{100 * number(r['base']):.0f} ({100 * number(r['low']):.0f} to "
            f"{100 * number(r['high']):.0f})",
            str(r["comparable"] or "nothing comparable on file"), str(r["lies"] or "-"),
        )
        for r in rows
    )  # fmt: skip
    note = "Base rates in hundredths of comparable fighting dyads, with 95% intervals; UCDP."
    columns = ("outcome", "forecast", "base rate", "of what", "the forecast lies")
    return Table("Beside comparable wars", columns, cells, frozenset({1, 2}), note, "simulated")


def _alt(found: Finding) -> str:
    """Where each curve stands after a year and at the end."""
    part = next(p for p in found.parts if p.title == "Over time")
    said = []
    for level in dict.fromkeys(str(r["level"]) for r in part.rows):
        mine = [r for r in part.rows if r["level"] == level]
        year = min(mine, key=lambda r: abs(number(r["months"]) - 12))
        at = [
            f"{chance(r['signed'], r['signed_error'])} by month {number(r['months']):g}" for r in _two(year, mine[-1])
        ]
        force = chance(mine[-1]["in_force"], mine[-1]["in_force_error"])
        said.append(f"{within(str(mine[0]['name']))} signed in {' and '.join(at)}, in force at the end in {force}")
    return f"Share of runs over time: {'; '.join(said)}."


def _two(year: Row, end: Row) -> list[Row]:
    return [end] if year is end else [year, end]
