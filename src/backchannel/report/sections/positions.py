"""Positions by issue: public lines and private limits with their doubt."""

from __future__ import annotations

from itertools import groupby

from backchannel.core.finding import Row
from backchannel.core.labels import Label
from backchannel.core.words import listing, within
from backchannel.report.document import Block, Bullets, Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import figure, number

PUBLIC_STEPS = "Positions stand at the middle of fifths of the scale. "


def section(m: Material) -> Section | None:
    """One faceted picture, then a table an issue with what its ends mean."""
    found = m.positions
    if found is None or not any(r["public"] is not None or r["private"] is not None for r in found.rows):
        return None
    blocks: list[Block] = []
    private = any(r["private"] is not None for r in found.rows)
    caption = f"Public lines{' and private limits' if private else ''} by issue; bars: range as coded"
    if found.sentences():
        blocks.append(Bullets(tuple(found.sentences()), kind="judgement"))
    blocks.append(figure(m, "positions", found, caption, _alt(m, found.rows), "judgement"))
    blocks += [_table(m, issue, list(rows)) for issue, rows in groupby(found.rows, key=lambda r: str(r["issue"]))]
    return Section("positions", "Positions by issue", tuple(blocks))


def _table(m: Material, id: str, rows: list[Row]) -> Table:
    issue = m.case.issue(id)
    private = any(r["private"] is not None for r in rows)
    ends = "; ".join(f"{at}: {text}" for at, text in sorted(issue.anchors.items()))
    cells = []
    for r in rows:
        marks = [w for w, on in (("its condition", r["precondition"]), ("refuses to discuss", r["refuses"])) if on]
        shown = (_spread(r, "public"), *((_spread(r, "private"),) if private else ()))
        care = "-" if r["salience"] is None else f"{number(r['salience']):.0f}"
        cells.append((str(r["actor_name"]), *shown, care, ", ".join(marks) or "-"))
    columns = ("actor", "public line", *(("private limit",) if private else ()), "care, of 100", "remarks")
    last = len(columns) - 1
    duty = f" {issue.obligation}" if issue.obligation else ""
    note = (
        f"{ends}.{duty} {PUBLIC_STEPS if m.profile is Label.PUBLIC else ''}In brackets the range as coded; "
        "a dash where nothing is said or known."
    )
    return Table(m.name(id), columns, tuple(cells), frozenset(range(1, last)), note, "judgement")


def _spread(row: Row, seen: str) -> str:
    if row[seen] is None:
        return "-"
    low, best, high = (number(row[f"{seen}{end}"]) for end in ("_low", "", "_high"))
    return f"{best:.0f}" if low == high else f"{best:.0f} ({low:.0f} to {high:.0f})"


def _alt(m: Material, rows: tuple[Row, ...]) -> str:
    said = []
    for id, group in groupby(rows, key=lambda r: str(r["issue"])):
        marks = []
        for r in group:
            seen = [f"{seen} {_spread(r, seen)}" for seen in ("public", "private") if r[seen] is not None]
            if seen:
                marks.append(f"{within(str(r['actor_name']))} {listing(seen)}")
        said.append(f"{m.name(id)}: {'; '.join(marks)}")
    return f"{'. '.join(said)}."
