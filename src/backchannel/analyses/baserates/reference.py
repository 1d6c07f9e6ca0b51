"""Which wars of the past a case is beside, and what they say within a number of months."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import numpy as np

from backchannel.analyses.baserates.counting import MOST_GOING, dyad_class
from backchannel.analyses.baserates.figures import AGES, DEAL, PEACE, SIGNED, shipped, span
from backchannel.case.inputs import inputs, record_label
from backchannel.case.schema import Actor, Case, Level
from backchannel.core.errors import AskError
from backchannel.core.labels import Label, highest

EVENTS = (DEAL, PEACE, SIGNED)

MOST_FIGHTING = 0.5
"""Share of the fighting that a level must end to be beside the end of an episode: most of it."""

SPEAKS = {"principal", "leader", "faction", "armed"}
"""Roles of those who may fight for a side."""


@dataclass(frozen=True)
class BaseRate:
    """The share of comparable wars in which an event came within ``months``; None where too few were seen that long.

    ``low`` and ``high`` hold 95% of what other samples of ``conflicts`` would give. ``dyads`` and ``years`` name the
    class: `all` is no restriction.
    """

    event: str
    months: float
    value: float | None
    low: float | None
    high: float | None
    conflicts: int
    dyads: str
    years: str


def base_rate(case: Case, months: float, *, years: float | None = None) -> tuple[BaseRate, ...]:
    """How often comparable wars came to a deal, a peace agreement, or a signed agreement of any kind within ``months``.

    A comparable war is a dyad fighting on the 15th of a month in a conflict with as many fighting dyads as the case
    has; with ``years``, instead, one that had fought about as long (a case has no field for it). Between two months
    that were worked out a straight line is read. Raises AskError for months or years that are no positive number.

    >>> from backchannel.case.reading import find_case, read_case
    >>> deal = base_rate(read_case(find_case("geneva-ii")), 12)[0]
    >>> deal.event, deal.dyads, deal.low < deal.value < deal.high
    ('any deal', '2', True)
    """
    for name, number in (("months", months), ("years", years)):
        if number is not None and not 0 <= number < float("inf"):
            raise AskError(f"{name} {number:g}: expected a number from 0")
    if years is None:
        return tuple(_rate(event, months, fighting_dyads(case), "all") for event in EVENTS)
    age = next((span(low, high) for low, high in AGES if low <= years < high), span(*AGES[-1]))
    return tuple(_rate(event, months, "all", age) for event in EVENTS)


def _rate(event: str, months: float, dyads: str, years: str) -> BaseRate:
    rows = shipped().at("from_a_day", event, dyads, years)
    seen = [0.0, *(float(r["months"] or 0) for r in rows)]
    conflicts = int(rows[0]["conflicts"] or 0)
    if months > seen[-1]:
        return BaseRate(event, months, None, None, None, conflicts, dyads, years)
    value, low, high = (
        float(np.interp(months, seen, [0.0, *(float(r[k] or 0) for r in rows)])) for k in ("value", "low", "high")
    )
    return BaseRate(event, months, value, low, high, conflicts, dyads, years)


def default_clocks() -> tuple[float, float]:
    """Rates a month of the two-stage clock for a war of which nothing is known: (a of ripening, b of a deal once ripe).

    Wars since 1989 show no first stage in when their deals came, so b is the least that they allow: above one a day,
    which makes the clock one constant rate to within a month. An analyst who sees a war that is not ripe sets b.

    >>> a, b = default_clocks()
    >>> 0.005 < a < 0.015, b > 10
    (True, True)
    """
    (a,), (b,) = shipped().at("clock", "a"), shipped().at("clock", "b")
    return float(a["value"] or 0), float(b["low"] if b["value"] is None else b["value"])  # type: ignore[arg-type]


def opponents(case: Case) -> tuple[Actor, ...]:
    """The bodies that a government at war would be counted as fighting with, as dyads are.

    The government's side is taken to be that of the strongest body. On every other side each armed group counts; where
    a side has none, the first body that may fight for it. An armed group without a side counts.
    """
    mine = [a for a in case.actors if a.role in SPEAKS and (a.side is not None or a.role == "armed")]
    strongest = max(mine, key=lambda a: _capability(a), default=None)
    others = [a for a in mine if strongest is not None and a is not strongest and a.side != strongest.side]
    others += [a for a in mine if a.role == "armed" and a.side is None and a is not strongest and a not in others]
    armed = [a for a in others if a.role == "armed"]
    without = {a.side for a in others} - {a.side for a in armed}
    first = [next(a for a in others if a.side == side) for side in without]
    return tuple(a for a in case.actors if a in armed or a in first)


def _capability(actor: Actor) -> float:
    said = actor.capability
    return -1.0 if said is None or said.unknown or isnan(said.central) else said.central


def fighting_dyads(case: Case) -> str:
    """The class of the case by its number of fighting dyads; at least one."""
    return dyad_class(max(1, len(opponents(case))), MOST_GOING)


def comparable(case: Case) -> dict[str, str | None]:
    """What each level is comparable to in the files of UCDP, by id; None where nothing there is like it.

    A level that opens the leadership and ends most of the fighting: a peace agreement that ends it. One that ends most
    of the fighting and leaves the leadership alone: a peace agreement or a ceasefire. One that does not end it and
    opens only what a settlement settles and a ceasefire leaves out: an agreement of any kind, such as one on a process.
    """
    leadership = {i.id for i in case.issues if i.tag == "leadership"}
    ends = {lv.id: ends_fighting(lv) for lv in case.levels}
    settled = [set(lv.opens) for lv in case.levels if leadership & set(lv.opens)]
    paused = [set(lv.opens) for lv in case.levels if ends[lv.id] and not leadership & set(lv.opens)]
    political = set().union(*settled) - set().union(*paused) if settled and paused else leadership
    found: dict[str, str | None] = {}
    for level in case.levels:
        if ends[level.id]:
            found[level.id] = PEACE if leadership & set(level.opens) else DEAL
        else:
            found[level.id] = SIGNED if ends[level.id] is not None and set(level.opens) <= political else None
    return found


def ends_fighting(level: Level) -> bool | None:
    """Whether a level ends most of the fighting by its best guess; None where nobody knows."""
    phi = level.fighting_ended
    if phi is None:
        return True
    return None if phi.unknown or isnan(phi.central) else phi.central >= MOST_FIGHTING


def label_of(case: Case) -> Label:
    """The label of what is read from a case here: its fighters, their strength, what levels open and end."""
    read = {f"levels.{lv.id}.fighting_ended" for lv in case.levels} | {f"actors.{a.id}.capability" for a in case.actors}
    records = (*case.levels, *(a for a in case.actors if a.role in SPEAKS))
    return highest([
        *(i.label for i in inputs(case) if i.path in read),
        *(record_label(r, case.insiders) for r in records),
    ])  # fmt: skip
