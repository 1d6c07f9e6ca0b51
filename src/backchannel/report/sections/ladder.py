"""The ladder of outcomes: what is on the agenda, who must sign, how likely it is signed and how long it stands."""

from __future__ import annotations

from backchannel.core.finding import Row
from backchannel.core.words import within
from backchannel.report.document import Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import chance, counted, number, paragraphs

HEADS = {
    "signed_year": "signed in 12 months", "signed_horizon": "signed in all", "in_force": "in force then",
    "held_1": "stands 1 month", "held_6": "stands 6 months",
}  # fmt: skip


def section(m: Material) -> Section | None:
    """Levels with their signers and, where the game can be played, their chances."""
    if not m.case.levels:
        return None
    blocks = [_agenda(m)]
    if m.forecast is None:
        return Section("ladder", "Outcomes on the agenda", tuple(blocks))
    rows = [r for part in m.forecast.parts if part.title == "The ladder of levels" for r in part.rows]
    rest = paragraphs(m, m.forecast.sentences(), "Levels", leads=False)
    if not rows:
        return Section("ladder", "The ladder of outcomes", (*blocks, *rest))
    return Section("ladder", "The ladder of outcomes", (_chances(m, rows), *rest, *blocks), runs=m.effort.game)


def _chances(m: Material, rows: list[Row]) -> Table:
    keys = [k for k in HEADS if any(r[k] is not None for r in rows)]
    if all(r["signed_year"] == r["signed_horizon"] for r in rows) and "signed_year" in keys:
        keys.remove("signed_year")
    cells = tuple((str(r["name"]), *(chance(r[k], r[f"{k}_error"]) for k in keys), _ended(r)) for r in rows)
    shares = counted(m, m.effort.game, "simulated runs", [r[f"{k}_error"] for r in rows for k in keys])
    note = f"{shares} What stands is counted among runs in which it was signed."
    columns = ("outcome", *(HEADS[k] for k in keys), "ends most often by")
    return Table("How likely, and how long", columns, cells, frozenset(range(1, 1 + len(keys))), note, "simulated")


def _ended(row: Row) -> str:
    ways = {k.removeprefix("ended_by_"): number(v) for k, v in row.items() if k.startswith("ended_by_")}
    most = max(ways, key=lambda k: ways[k], default="")
    return most.replace("_", " ") if most and ways[most] > 0 else "-"


def _agenda(m: Material) -> Table:
    cells = tuple(
        (
            m.name(one.id), ", ".join(within(m.name(i)) for i in one.opens),
            ", ".join(within(m.name(a)) for a in one.signers.actors()) or "-",
            ", ".join(within(m.name(a)) for a in one.ratifiers) or "-",
        )
        for one in m.case.levels
    )  # fmt: skip
    columns = ("outcome", "settles", "named as signers", "could undo it")
    return Table("What each outcome settles", columns, cells, kind="judgement")
