"""The map of the actors: who is linked to whom, who connects the sides, who must sign without a seat."""

from __future__ import annotations

from backchannel.core.words import within
from backchannel.report.document import Block, Bullets, Paragraph, Section, Table
from backchannel.report.material import Material
from backchannel.report.naming import NUMBERED
from backchannel.report.sections.laying import figure, on_paper


def section(m: Material) -> Section | None:
    """What the map says, with its picture and a table of the actors."""
    found = m.map
    if found is None:
        return None
    said = [one for text in found.sentences() for one in on_paper(m, text)]
    rows = tuple(
        (
            str(r["name"]), str(r["role"]), _side(r["side"]),
            _named(m, r["signs"]), _named(m, r["could_undo"]), _named(m, r["seats"]),
        )
        for r in found.rows
    )  # fmt: skip
    blocks: list[Block] = []
    if said:
        blocks.append(Bullets(tuple(said), kind="judgement"))
    alt = f"A map of {len(found.rows)} actors. {' '.join(said)}"
    blocks += [
        figure(m, "map", found, "Who is linked to whom, by ties and by shared seats", alt, "judgement"),
        Table("Actors", ("actor", "role", "side", "must sign", "could undo", "seats"), rows, kind="judgement"),
    ]
    if any("%" in one for one in said):
        counted = (
            "Shares of shortest ways are counted on the map: they have no Monte Carlo error, and a link is no sign "
        )
        blocks.append(Paragraph(f"{counted}that anything passes along it.", kind="method"))
    return Section("actors", "Actor map", tuple(blocks))


def _side(id: object) -> str:
    text = str(id or "-")
    return f"side {text.lstrip('s')}" if NUMBERED.fullmatch(text) else text.replace("_", " ")


def _named(m: Material, ids: object) -> str:
    return ", ".join(within(m.name(id)) for id in str(ids).split(", ")) if ids else "-"
