"""Figures from above the profile that somebody released, with who, when and why."""

from __future__ import annotations

from backchannel.core.finding import Cell
from backchannel.report.document import Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import number, said_of


def section(m: Material) -> Section | None:
    """The figures as they were released; nothing else of the full case is here."""
    found = m.released
    if found is None or not found.rows:
        return None
    columns = [c for c in found.columns if c != "id"]
    rows = tuple(tuple(said_of(m, _cell(row.get(c))) for c in columns) for row in found.rows)
    note = (
        "Computed from the full case under these inputs and released by name; all else here is computed from this copy."
    )
    heads = tuple(c.replace("_", " ") for c in columns)
    table = Table("Released figures", heads, rows, note=note, kind="simulated")
    return Section("released", "Released figures", (table,), runs=m.effort.released)


def _cell(value: Cell) -> str:
    if value is None:
        return "-"
    return f"{number(value):g}" if isinstance(value, float) else str(value)
