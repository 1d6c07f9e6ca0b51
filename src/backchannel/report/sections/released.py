"""Figures from above the profile that somebody released, with who, when and why."""

from __future__ import annotations

from backchannel.core.finding import Cell
from backchannel.report.document import Block, Bullets, Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import number, on_paper


def section(m: Material) -> Section | None:
    """The figures as they were released; nothing else of the full case is here."""
    found = m.released
    if found is None or not found.rows:
        return None
    said = tuple(one for text in found.sentences() for one in on_paper(m, text))
    blocks: list[Block] = [Bullets(said, kind="simulated")] if said else []
    rows = tuple(tuple(_cell(row.get(c)) for c in found.columns) for row in found.rows)
    note = (
        "Computed from the full case under these inputs and released by name; all else here is computed from this copy."
    )
    heads = tuple(c.replace("_", " ") for c in found.columns)
    blocks.append(Table("Released figures", heads, rows, note=note, kind="simulated"))
    return Section("released", "Released figures", tuple(blocks), runs=m.effort.released)


def _cell(value: Cell) -> str:
    if value is None:
        return "-"
    return f"{number(value):g}" if isinstance(value, float) else str(value)
