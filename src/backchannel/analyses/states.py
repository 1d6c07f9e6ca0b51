"""The latent states that signs speak of, read off the courses of runs.

The game keeps what happens in every round, so a state is a yes or no by run and round. It is never asked what an
insider does: no state speaks of one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backchannel.analyses.asking import the_table
from backchannel.analyses.counting import apart
from backchannel.analyses.happening import chosen, full_sessions
from backchannel.case.schema import Indicator
from backchannel.conference.kernel import Courses
from backchannel.conference.plan import Plan
from backchannel.core.errors import AskError

Flags = NDArray[np.bool_]
CORRIDOR, TABLE = "corridor", "table"


@dataclass(frozen=True)
class State:
    """A state in words, the channel it is one of, and whether it is so [run, round], given the levels it is about."""

    says: str
    channel: str
    holds: Callable[[Courses, Plan, list[int]], Flags]


def _corridor_text(c: Courses, p: Plan, levels: list[int]) -> Flags:
    return np.asarray(c.agreed[:, :, levels].any(axis=2))


def _agreed(c: Courses, p: Plan, levels: list[int]) -> Flags:
    """A text that is put on the table in the month it is agreed is held no longer: its endorsement tells of it."""
    held = _corridor_text(c, p, levels)
    rounds = np.arange(held.shape[1])[None, :, None]
    endorsed = c.endorsed[:, None, levels]
    tabled = ((endorsed >= 0) & (endorsed <= rounds)).any(axis=2)
    return np.asarray(np.maximum.accumulate(held, axis=1) | tabled)


def _converging(c: Courses, p: Plan, levels: list[int]) -> Flags:
    held = _corridor_text(c, p, levels)
    if not any(p.side[a] != p.side[b] for a in p.backers for b in p.backers if a < b):
        return held
    before = apart(p, p.state.ideal)[np.arange(c.first, c.first + c.count) // p.inner, None] / 100.0
    return np.asarray(held | ((before > 0) & (c.gap < 0.5 * before)))


def _corridor_meets(c: Courses, p: Plan, levels: list[int]) -> Flags:
    corridors = [n for n, t in enumerate(p.tracks) if not t.formal]
    return np.asarray(c.sessions[:, :, corridors].any(axis=2))


def _table_meets(c: Courses, p: Plan, levels: list[int]) -> Flags:
    table = the_table(p.case)
    if table is None:
        raise AskError("an indicator speaks of the table (`state: table_meets`), and this case has no formal track")
    return full_sessions(c, p, [t.id for t in p.tracks].index(table.id))


def _in_force(c: Courses, p: Plan, levels: list[int]) -> Flags:
    return np.asarray(c.force[:, :, levels].any(axis=2))


STATES: dict[str, State] = {
    "backers_converging": State(
        "backers are privately less than half as far apart as today, or a corridor holds a text", CORRIDOR, _converging
    ),
    "corridor_agreed": State("a corridor has agreed a text by then", CORRIDOR, _agreed),
    "corridor_text": State("a corridor holds a text", CORRIDOR, _corridor_text),
    "corridor_meets": State("a corridor meets", CORRIDOR, _corridor_meets),
    "table_meets": State("the table meets and every member that decides comes", TABLE, _table_meets),
    "text_in_force": State("a text is in force", TABLE, _in_force),
}
"""By the name a case gives it."""


def window_rounds(sign: Indicator, p: Plan) -> int:
    """Rounds that the window of a sign makes, at least one and no more than are played."""
    return min(p.rounds, max(1, round(sign.window_months / p.months)))


def rounds_so(sign: Indicator, c: Courses, p: Plan) -> NDArray[np.int64]:
    """In how many rounds of a sign's window its state is so [run]."""
    levels = chosen([level.id for level in p.levels], sign.levels, range(len(p.levels)))
    so = STATES[sign.state].holds(c, p, levels)[:, : window_rounds(sign, p)]
    return np.asarray(so.sum(axis=1), dtype=np.int64)
