"""Who blocks each outcome at the table and in the corridor, how often and by how much; what would bring it round."""

from __future__ import annotations

from backchannel.core.finding import Row
from backchannel.core.words import within
from backchannel.report.document import Block, Paragraph, Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import chance, counted, number, paragraphs

NEAR = 8


def section(m: Material) -> Section | None:
    """Blockers by outcome, with votes in the game, and break-even values."""
    found, brief = m.blocking, m.brief
    if found is None or brief is None:
        return None
    blocks: list[Block] = list(paragraphs(m, brief.sentences(), "Who", "What opens it"))
    rows = [
        r for r in found.rows if number(r["refuses_every_text"]) > 2 * number(r["se"]) and r["guarantees"] == "none"
    ]
    if rows:
        blocks.append(_table(m, rows))
    evens = [r for part in brief.parts if part.title == "What would bring each blocker round" for r in part.rows]
    near = sorted((r for r in evens if r["needed"] is not None), key=lambda r: -number(r["then"]))[:NEAR]
    if near:
        blocks.append(_evens(m, near))
    if m.forecast is not None:
        blocks += paragraphs(m, m.forecast.sentences(), "Who refuses")
    if not blocks:
        return None
    note = counted(m, m.effort.draws, "draws of the doubts, at the table and in the corridor")
    blocks.append(Paragraph(note, lead="How counted", kind="method"))
    return Section("blockers", "Who blocks", tuple(blocks), runs=m.effort.draws)


def _who(m: Material, part: object) -> str:
    return " or ".join(within(m.name(a)) for a in str(part).split(" or "))


def _table(m: Material, rows: list[Row]) -> Table:
    cells = tuple(
        (
            m.name(r["level"]), within(m.name(r["track"])), _who(m, r["signer"]),
            chance(r["refuses_every_text"], r["se"]),
            "-" if r["short_by"] is None else f"{100 * number(r['short_by']):.0f}",
        )
        for r in rows
    )  # fmt: skip
    note = counted(m, m.effort.draws, "draws of the doubts")
    return Table(
        "Who would refuse every text", ("outcome", "where", "who", "refuses every text", "short by"), cells,
        frozenset({3, 4}), f"{note} Short by: hundredths of its stakes, median of draws in which it is last to refuse.",
        "simulated",
    )  # fmt: skip


def _evens(m: Material, rows: list[Row]) -> Table:
    cells = tuple(
        (
            m.name(r["level"]), within(m.name(r["track"])), within(m.name(r["actor"])), str(r["lever"]),
            f"{number(r['now']):.2f}", f"{number(r['needed']):.2f}", chance(r["then"], r["then_se"]),
        )
        for r in rows
    )  # fmt: skip
    note = (
        "Each alone, at the text nearest to acceptance; needed is where its actor accepts that text in half of draws."
    )
    return Table(
        "What would bring a blocker round", ("outcome", "where", "who", "what", "now", "needed", "a text then exists"),
        cells, frozenset({4, 5, 6}), note, "simulated",
    )  # fmt: skip
