"""The litmus test: how far apart they show themselves and are, what they expect, what they will not talk about."""

from __future__ import annotations

from backchannel.analyses.positions import GAPS
from backchannel.core.finding import Row
from backchannel.core.words import listing, points, within
from backchannel.report.document import Block, Bullets, Paragraph, Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import figure, number, on_paper

MOST = 10


def section(m: Material) -> Section | None:
    """Gaps between those who sign first; where nothing private is left, public lines alone."""
    found = m.litmus
    blocks: list[Block] = []
    if found is not None:
        said = [one for text in found.sentences() for one in on_paper(m, text)]
        if said:
            blocks.append(Bullets(tuple(said), kind="simulated"))
        rows = _worth(m, [r for r in found.rows if r["kind"] == "gap" and r["item"] == "all issues"])
        if rows:
            blocks.append(_gaps(m, rows))
            blocks.append(figure(m, "gaps", found, "How far apart, in public and in private", _alt(m, rows)))
        blocks.append(
            Paragraph(
                "A gap is a distance on the scale of 0 to 100, weighted by what the two care for; it is a mean over "
                f"{m.effort.draws:,} draws of the doubts, under these inputs.",
                kind="method",
            )
        )
    else:
        parts = m.positions.parts if m.positions is not None else ()
        public = [r for part in parts if part.title == GAPS for r in part.rows]
        if public:
            blocks.append(_public(m, public))
        refused = _refusals(m)
        if refused:
            blocks.append(Bullets(tuple(refused), kind="reported"))
    return Section("litmus", "The litmus test", tuple(blocks)) if blocks else None


def _worth(m: Material, rows: list[Row]) -> list[Row]:
    """Pairs of those who must sign first, the widest gap on top."""
    signers = {a for one in m.case.levels for a in one.signers.actors()}
    shown = [r for r in rows if r["public"] is not None]
    return sorted(shown, key=lambda r: (-len({r["a"], r["b"]} & signers), -number(r["public"])))[:MOST]


def _pair(m: Material, row: Row) -> str:
    return f"{m.name(row['a'])} and {within(m.name(row['b']))}"


def _gaps(m: Material, rows: list[Row]) -> Table:
    cells = tuple((_pair(m, r), points(number(r["public"]), 0), points(number(r["private"]), 0)) for r in rows)
    return Table(
        "How far apart, points of 100", ("pair", "in public", "in private"), cells,
        numeric=frozenset({1, 2}), kind="simulated",
    )  # fmt: skip


def _alt(m: Material, rows: list[Row]) -> str:
    said = [
        f"{_pair(m, r)} {number(r['public']):.0f} in public and {number(r['private']):.0f} in private" for r in rows
    ]
    return f"Distances in points of 100: {'; '.join(said)}."


def _public(m: Material, rows: list[Row]) -> Table:
    signers = {a for one in m.case.levels for a in one.signers.actors()}
    first = sorted(rows, key=lambda r: (-len({r["a"], r["b"]} & signers), -number(r["apart"])))[:MOST]
    cells = tuple((m.name(r["issue"]), _pair(m, r), points(number(r["apart"]), 0)) for r in first)
    return Table(
        "How far apart their public lines are, points of 100", ("issue", "pair", "in public"), cells,
        numeric=frozenset({2}), note="Public lines only; this copy holds no private limits.", kind="reported",
    )  # fmt: skip


def _refusals(m: Material) -> list[str]:
    out: dict[str, list[str]] = {}
    for r in m.positions.rows if m.positions is not None else ():
        if r["refuses"]:
            out.setdefault(str(r["issue"]), []).append(m.name(r["actor"]))
    return [f"{listing(who)} will not have {within(m.name(item))} on the agenda." for item, who in out.items()]
