"""What would change the judgement: signs that would move it, inputs that would turn it, what nobody knows."""

from __future__ import annotations

from backchannel.core.finding import Row
from backchannel.core.words import listing, within
from backchannel.report.document import Block, Bullets, Section
from backchannel.report.material import Material
from backchannel.report.sections.laying import likelihood, said_of
from backchannel.report.sections.watching import tells

MOST = 5


def section(m: Material) -> Section | None:
    """Signs in both directions, the inputs that turn most conclusions, the unknowns."""
    blocks: list[Block] = []
    signs = _signs(m)
    turns = _turns(m)
    unknown = _unknown(m)
    if signs:
        blocks.append(Bullets(tuple(signs), ("What would be seen",) * len(signs), "simulated"))
    if turns:
        blocks.append(Bullets(tuple(turns), ("What would have to be otherwise",) * len(turns), "simulated"))
    if not signs and m.case.indicators:
        said = tuple(f"'{one.what}', within {one.window_months} months." for one in m.case.indicators)
        blocks.append(Bullets(said, ("A sign",) * len(said), "judgement"))
    if unknown:
        blocks.append(Bullets(unknown, ("What nobody knows",) * len(unknown), "judgement"))
    return Section("changing", "What would change the judgement", tuple(blocks), runs=m.effort.game) if blocks else None


def _signs(m: Material) -> list[str]:
    """The question that each telling sign moves into another band."""
    best: dict[str, Row] = {}
    for r in m.watch.rows if m.watch else ():
        if r["bits"] is not None and r["in_time"] and tells(r):
            best.setdefault(str(r["indicator"]), r)
    out = []
    for r in list(best.values())[:MOST]:
        ask = next(q.ask for q in m.case.questions if q.id == r["question"])
        now, seen, missed = (likelihood(r[k], r[f"{k}_error"]) for k in ("now", "if_seen", "if_not_seen"))
        out.append(
            f"'{r['what']}': seen, '{ask}' goes from {now} to {seen}; not seen, to {missed}; under these inputs."
        )
    return out


def _turns(m: Material) -> list[str]:
    """The inputs that turn most conclusions."""
    turned: dict[str, list[str]] = {}
    for r in m.sensitivity.rows if m.sensitivity else ():
        if r["fragile"] and r["input_in_words"]:
            turned.setdefault(str(r["input_in_words"]), []).append(said_of(m, r["says"]).partition(" by ")[0])
    most = sorted(turned, key=lambda k: -len(set(turned[k])))[:MOST]
    return [
        f"{name[0].upper()}{name[1:]}, at an end of its range, turns {listing(list(dict.fromkeys(turned[name])))}, "
        "under these inputs."
        for name in most
    ]


def _unknown(m: Material) -> tuple[str, ...]:
    names = [within(str(r["input"])) for r in m.register.rows if r["unknown"]]
    if not names:
        return ()
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return (f"{len(names)} numbers stand on wide priors: {'; '.join(names[:MOST])}{more}.",)
