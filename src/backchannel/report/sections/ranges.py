"""Where a text exists: by level, at the table, in the corridor, and there with insiders guaranteed."""

from __future__ import annotations

from backchannel.core.finding import Finding
from backchannel.core.words import within
from backchannel.report.document import Block, Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import chance, counted, figure, paragraphs

HEADS = {
    "table": "at the table",
    "corridor": "in the corridor",
    "insiders_guaranteed": "in the corridor, insiders promised",
}


def section(m: Material) -> Section | None:
    """The brief's table with its picture and reasons."""
    found = m.brief
    if found is None:
        return None
    where = [c for c in HEADS if c in found.columns]
    rows = tuple(
        (m.name(r["level"]), *(chance(r[c], r[f"{c}_se"]) for c in where), _absent(m, r["unseated"]))
        for r in found.rows
    )
    note = counted(m, m.effort.draws, "draws of the doubts in which some text suits all who must sign")
    blocks: list[Block] = [
        Table(
            "In how many draws of the doubts some text suits all who must sign",
            ("outcome", *(HEADS[c] for c in where), "must sign, no seat there"),
            rows, frozenset(range(1, 1 + len(where))),
            f"{note} A share is no probability that anything is signed.", "simulated",
        ),
        figure(
            m, "ranges", found, "Where a text exists, and how near the most reluctant signer comes",
            _alt(m, found, where),
        ),
        *paragraphs(m, found.sentences(), "Why not", "Who could break it", "Who is absent"),
    ]  # fmt: skip
    return Section("ranges", "Ranges by track", tuple(blocks), runs=m.effort.draws)


def _absent(m: Material, ids: object) -> str:
    return ", ".join(within(m.name(id)) for id in str(ids).split(", ")) if ids else "-"


def _alt(m: Material, found: Finding, where: list[str]) -> str:
    said = []
    for r in found.rows:
        shares = [f"{HEADS[c]} in {chance(r[c], r[f'{c}_se'])}" for c in where]
        said.append(f"{within(m.name(r['level']))} {', '.join(shares)}")
    return f"Share of draws with a text for each outcome: {'; '.join(said)}."
