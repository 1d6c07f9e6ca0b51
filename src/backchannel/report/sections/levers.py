"""Levers: what each would change alone, at what cost, and for whom."""

from __future__ import annotations

from backchannel.analyses.levers.telling import points, span
from backchannel.core.finding import Finding, Row
from backchannel.core.words import standard_error, within
from backchannel.report.document import Block, Section, Table
from backchannel.report.material import Material
from backchannel.report.naming import asked
from backchannel.report.sections.laying import chance, counted, figure, number, paragraphs


def section(m: Material) -> Section | None:
    """What each lever moves most, the picture, who gains and loses."""
    found = m.levers
    if found is None:
        return None
    blocks: list[Block] = [*paragraphs(m, found.sentences(), "Alone")]
    most = _most(found)
    if most:
        names = {str(r["lever"]): r for p in found.parts if p.title == "Levers" for r in p.rows}
        blocks.append(_table(m, most, names))
        blocks.append(
            figure(
                m,
                "levers",
                found,
                "What each lever changes alone, with 95% intervals",
                _alt(m, most, names),
            )
        )
    blocks += paragraphs(m, found.sentences(), "Gains", "Cost")
    blocks += paragraphs(m, found.sentences(), "Doubt")
    return Section("levers", "Levers", tuple(blocks), runs=m.effort.levers)


def _most(found: Finding) -> list[Row]:
    """For each lever the quantity it moves most beyond its interval, else the one it moves most."""
    out = []
    for id in dict.fromkeys(str(r["levers"]) for r in found.rows if r["pulled"] == 1):
        mine = [r for r in found.rows if r["levers"] == id and r["effect"] is not None]
        clear = [r for r in mine if r["clear"]] or mine
        if clear:
            out.append(max(clear, key=lambda r: abs(number(r["effect"]))))
    return out


def _called(row: Row | None, id: object) -> str:
    return str((row or {}).get("name") or str(id).replace("_", " "))


def _quantity(m: Material, row: Row) -> str:
    id, _, rest = str(row["quantity"]).partition(".")
    by = "" if row["by"] in (None, "closing") else f" by {row['by']}"
    if any(q.id == id for q in m.case.questions):
        return f"{asked(id)}{by}"
    return f"{within(m.name(id))} {rest.replace('_', ' ')}{by}".replace("  ", " ")


def _table(m: Material, rows: list[Row], levers: dict[str, Row]) -> Table:
    runs = m.effort.levers
    cells = []
    for r in rows:
        lever = levers.get(str(r["levers"]))
        cost = "not stated" if lever is None or lever["cost"] is None else f"{number(lever['cost']):.0f}"
        holder = "-" if lever is None or not lever["holder"] else within(m.name(lever["holder"]))
        moved = f"{_effect(r)} ({span(r)})" if r["clear"] else f"within its interval ({span(r)})"
        cells.append(
            (
                _called(lever, r["levers"]),
                holder,
                cost,
                _quantity(m, r),
                chance(r["without"], _error(r["without"], runs)),
                moved,
            )
        )
    columns = ("lever", "whose", "cost", "what it moves most", "without it", "change, points")
    shares = counted(m, runs, "runs, each lever alone on the same chances")
    note = f"{shares} Cost: hundredths of what its holder could spend."
    return Table("Levers one at a time", columns, tuple(cells), frozenset({2, 4}), note, "simulated")


def _error(share: object, runs: int) -> float:
    return standard_error(number(share) * runs, runs)


def _effect(row: Row) -> str:
    return points(row["effect"], row["error"])


def _alt(m: Material, rows: list[Row], levers: dict[str, Row]) -> str:
    names = [within(_called(levers.get(str(r["levers"])), r["levers"])) for r in rows]
    said = [f"{name}: {_quantity(m, r)} {_effect(r)} points ({span(r)})" for name, r in zip(names, rows, strict=True)]
    return f"What each lever moves most: {'; '.join(said)}."
