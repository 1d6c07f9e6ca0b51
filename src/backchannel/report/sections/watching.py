"""The watch list: which sign, who can see it, and what it would change."""

from __future__ import annotations

from backchannel.core.finding import Row
from backchannel.core.words import measured
from backchannel.report.document import Block, Section, Table
from backchannel.report.material import Material
from backchannel.report.sections.laying import chance, counted, heading, number, paragraphs

STATES = {
    "backers_converging": "backers coming closer in private", "corridor_agreed": "a text agreed in a corridor",
    "corridor_text": "a text held in a corridor", "corridor_meets": "a corridor that meets",
    "table_meets": "a table that all come to", "text_in_force": "a text in force",
}  # fmt: skip


def section(m: Material) -> Section | None:
    """Signs in the order of what they tell; where the game cannot be played, the signs alone."""
    if not m.case.indicators:
        return None
    found = m.watch
    if found is None:
        return Section("watch", "Watch list", (_signs(m),))
    best: dict[str, Row] = {}
    for row in found.rows:
        if row["bits"] is not None:
            best.setdefault(str(row["indicator"]), row)
    blocks: list[Block] = [_table(m, list(best.values()))] if best else [_signs(m)]
    blocks += paragraphs(m, found.sentences(), "Channels", "Alike", "Doubt")
    return Section("watch", "Watch list", tuple(blocks), runs=m.effort.game)


def _table(m: Material, rows: list[Row]) -> Table:
    asks = {q.id: q.ask for q in m.case.questions}
    cells = []
    for r in rows:
        sure = tells(r)
        about = f"{heading(r['question'])}. {asks[str(r['question'])]}" if sure else "-"
        shares = [chance(r[k], r[f"{k}_error"]) if sure else "-" for k in ("now", "if_seen", "if_not_seen")]
        told = measured(number(r["bits"]), number(r["bits_error"])) if sure else "hardly tells"
        window = f"{number(r['window_months']):g} months"
        cells.append((str(r["what"]), str(r["channel"]), str(r["visible_to"]), window, about, *shares, told))
    columns = ("sign", "where", "who can see it", "within", "tells most about", "now", "if seen", "if not", "bits")
    errors = [r[f"{k}_error"] for r in rows for k in ("now", "if_seen", "if_not_seen")]
    note = f"{counted(m, m.effort.game, 'simulated runs', errors)} Bits: what looking out for it is expected to tell."
    return Table("Signs, the most telling first", columns, tuple(cells), frozenset({5, 6, 7, 8}), note, "simulated")


def tells(row: Row) -> bool:
    """Whether a sign says more than chance would, and enough to move a chance that is printed."""
    apart = abs(number(row["if_seen"]) - number(row["if_not_seen"]))
    return number(row["bits"]) > 2 * number(row["bits_error"]) and apart > 2 * number(row["now_error"])


def _signs(m: Material) -> Table:
    """What to look out for, without what it would change."""
    cells = tuple(
        (one.what, STATES.get(one.state, one.state), one.visible_to, f"{one.window_months} months")
        for one in m.case.indicators
    )
    return Table("Signs", ("sign", "speaks of", "who can see it", "within"), cells, kind="judgement")
