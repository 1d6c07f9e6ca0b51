"""What the answers hang on, and which conclusions one input alone turns."""

from __future__ import annotations

from backchannel.core.finding import Finding, Row
from backchannel.core.words import sentence
from backchannel.report.document import Block, Paragraph, Section, Table
from backchannel.report.material import TRIED, Material
from backchannel.report.sections.laying import chance, counted, figure, number, paragraphs, said_of

MOST = 12
MOST_ERROR = 0.05
"""Standard error above which a swing says too little to be told where others say more."""


def section(m: Material) -> Section | None:
    """Rank correlations of the ranges, then conclusions that turn when one input moves between its ends."""
    blocks: list[Block] = []
    if m.brief is not None:
        blocks += paragraphs(m, m.brief.sentences(), "What it hangs on")
    found = m.sensitivity
    if found is not None:
        fragile = [r for r in found.rows if r["fragile"] and r["input_in_words"]]
        if fragile:
            blocks.append(_table(m, fragile))
        tornado = next((p for p in found.parts if p.title == "One at a time"), None)
        if tornado is not None and tornado.rows:
            caption = "What moving one input between the ends of its range changes"
            blocks.append(figure(m, "sensitivity", found, caption, said_of(m, _alt(tornado))))
        blocks += paragraphs(m, found.sentences(), "Doubt")
    runs = m.effort.draws if found is None else m.effort.moved
    if not blocks:
        return None
    blocks.append(Paragraph(counted(m, runs, "runs or draws"), lead="How counted", kind="method"))
    return Section("sensitivity", "What it hangs on", tuple(blocks), runs=runs)


def _table(m: Material, rows: list[Row]) -> Table:
    chosen = _apart(rows)
    cells = tuple(
        (
            sentence(said_of(m, r["says"])), str(r["now"]), str(r["input_in_words"]), f"{r['end']} end",
            str(r["becomes"]), chance(r["share_there"], r["error_there"]),
        )
        for r in chosen
    )  # fmt: skip
    shares = counted(m, m.effort.moved, "runs at each end of a range, on the same chances")
    more = f" The {len(chosen)} of {len(rows)} turns that go furthest." if len(chosen) < len(rows) else ""
    columns = ("conclusion", "now", "turned by", "at its", "becomes", "share there")
    note = f"{shares} {TRIED} inputs were tried, those that answers go with most.{more}"
    return Table("Fragile conclusions", columns, cells, frozenset({5}), note, "simulated")


def _apart(rows: list[Row]) -> list[Row]:
    """Of each conclusion the turn that goes furthest."""
    best: dict[str, Row] = {}
    for r in rows:
        id = str(r["says"]).partition(" by ")[0]
        if id not in best or _far(r) > _far(best[id]):
            best[id] = r
    return sorted(best.values(), key=lambda r: -_far(r))[:MOST]


def _far(row: Row) -> float:
    return abs(number(row["share_there"]) - number(row["share"]))


def _alt(tornado: Finding) -> str:
    """The widest swing of each outcome."""
    moved = [r for r in tornado.rows if r["swing"] is not None]
    sure = [r for r in moved if number(r["swing_error"]) <= MOST_ERROR] or moved
    best: dict[str, Row] = {}
    for r in sure:
        id = str(r["says"])
        if id not in best or number(r["swing"]) > number(best[id]["swing"]):
            best[id] = r
    widest = sorted(best.values(), key=lambda r: -number(r["swing"]))[:6]
    said = [
        f"{r['says']} from {chance(r['at_low'], r['at_low_error'])} to {chance(r['at_high'], r['at_high_error'])} "
        f"with {r['input_in_words']}"
        for r in widest
    ]
    return f"The widest swings: {'; '.join(said)}."
