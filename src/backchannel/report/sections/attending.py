"""Who attends, who does not, and what they say they come for."""

from __future__ import annotations

from backchannel.core.words import sentence
from backchannel.report.document import Block, Bullets, Paragraph, Section, Table
from backchannel.report.material import Material

STATUS = {
    "attends": "attends", "attended_opening": "attended the opening", "refused": "refused", "disinvited": "disinvited",
    "not_invited": "not invited", "consulted": "consulted",
}  # fmt: skip


def section(m: Material) -> Section | None:
    """Attendance as coded, the tracks there are, and who is decided about without an actor of their own."""
    case, blocks = m.case, list[Block]()
    if case.case.summary:
        blocks.append(Paragraph(case.case.summary, kind="judgement"))
    if case.conference is not None and case.conference.attendance:
        cells = tuple(
            (m.name(one.actor), STATUS[one.status], str(one.on or "-"), one.aim or "-")
            for one in case.conference.attendance
        )
        blocks.append(Table("Attendance", ("actor", "status", "on", "what it comes for"), cells, kind="reported"))
    if case.absent:
        said = tuple(f"{sentence(a.who)}.{f' {a.why}' if a.why else ''}" for a in case.absent)
        blocks.append(Bullets(said, ("Decided about, no actor here",) * len(said), "judgement"))
    return Section("attending", "Who attends and who does not", tuple(blocks)) if blocks else None
