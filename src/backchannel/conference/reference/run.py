"""The state of one run, what happened in it, and the small functions everything uses."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from backchannel.conference.plan import Plan
from backchannel.core.jit import compiled
from backchannel.core.rng import path_key, uniform

FORESIGHT = 40.0
DAMPING = 0.3
LEAST_ODDS, MOST_ODDS = 0.01, 99.0
CHOICE = 60.0
LEANING = 0.04
NEVER_QUITE = 1e-6
RETURN = 0.9
LEAST_STAKE = 0.01
ABSENT = -1.0
"""The vote of a member who did not come."""

UNIT_LOGISTIC = math.sqrt(3.0) / math.pi
"""A logistic shock times this has unit variance."""

ENDED = ("", "attack", "breach", "collapse")


@dataclass
class Text:
    """A text somebody proposes at a level: its number in the level's list, and how it comes to the table."""

    level: int
    index: int
    terms: list[float]
    waits: list[int]
    by: int  # the corridor that sponsors it, NONE = none
    exposure: float
    track: int


@dataclass
class Course:
    """What happened in one run. Rounds count from 0; -1 = never."""

    signed: list[int]  # [level] round of first signature
    signed_at: list[int]  # [level] track
    signed_text: list[int]  # [level] number of the text
    spells: list[int]  # [level] signatures
    ended: list[int]  # [level] how the first spell ended, index into ENDED
    lasted: list[int]  # [level] rounds of the first spell, so far
    force: list[list[bool]]  # [round][level]
    refused: list[list[int]]  # [level][actor] provisional votes against
    voted: list[int]  # [level] provisional votes taken
    sessions: list[list[bool]]  # [round][track] held
    agreed: list[list[bool]]  # [round][level] a corridor holds a text
    endorsed: list[int]  # [level] first round in which a corridor's text was tabled and all who agreed it stood by it
    endorsed_at: list[int]  # [level] the corridor it came from
    leaks: list[int]  # [track]
    leaked: list[int]  # [track] first round
    broke_off: list[int]  # [track] first round
    attacks: list[int]  # [group]
    gap: list[float]  # [round] mean private distance between backers of different sides
    trust: list[list[float]]  # [round][actor] what experience added, log-odds
    fighting: list[float]  # [round]
    represented: list[float]  # [round] least over bodies
    leaning: list[float]  # [round]
    present: list[list[bool]]  # [round][actor] came to a formal session
    shown: list[int]  # [indicator] first round


@dataclass
class Run:
    """The state of one run; ``p`` and ``d`` say of which plan and draw."""

    p: Plan
    number: int
    d: int = 0
    x: list[list[float]] = field(default_factory=list)
    x0: list[list[float]] = field(default_factory=list)
    s: list[list[float]] = field(default_factory=list)
    s0: list[list[float]] = field(default_factory=list)
    q: list[float] = field(default_factory=list)
    q0: list[float] = field(default_factory=list)
    w: list[float] = field(default_factory=list)
    w_cut: list[list[float]] = field(default_factory=list)
    outlook: list[list[float]] = field(default_factory=list)
    cut: list[float] = field(default_factory=list)
    cut_for: list[int] = field(default_factory=list)  # [tie] level whose refusal it answers
    L: list[float] = field(default_factory=list)
    good: list[list[bool]] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    v: float = 1.0
    F: float = 0.0
    stays: list[bool] = field(default_factory=list)
    line: list[list[float]] = field(default_factory=list)
    has_line: list[list[bool]] = field(default_factory=list)
    held: dict[tuple[int, int], Text] = field(default_factory=dict)
    shut: list[float] = field(default_factory=list)
    up: list[float] = field(default_factory=list)
    broken: list[bool] = field(default_factory=list)
    met_both: bool = False
    force: list[Text | None] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    imp: list[float] = field(default_factory=list)
    passing: list[float] = field(default_factory=list)
    worth: list[list[float]] = field(default_factory=list)
    chi: list[float] = field(default_factory=list)
    zeta: list[float] = field(default_factory=list)
    gap0: float = 0.0
    t: int = 0
    course: Course | None = None

    def chance(self, what: str, event: int) -> float:
        """The uniform of a chance in this run."""
        key = np.uint64(path_key(f"game.{what}"))
        return float(uniform(key, np.uint64(self.number), np.uint64(event), np.uint64(self.p.draws.seed)))


def logistic(a: float) -> float:
    """1 / (1 + e^-a) without overflow."""
    if a >= 0.0:
        return 1.0 / (1.0 + math.exp(-a))
    e = math.exp(a)
    return e / (1.0 + e)


def shock(u: float) -> float:
    """A logistic shock from a uniform."""
    return math.log(u) - math.log1p(-u)


@compiled
def clip(a: float, low: float, high: float) -> float:
    """``a`` held within low and high."""
    return low if a < low else high if a > high else a


def trusted(L: float, tau: float) -> float:
    """Trust of an actor whose prior is ``tau`` after evidence ``L`` in log-odds; certainty is not moved."""
    if L == 0.0 or tau <= 0.0 or tau >= 1.0:
        return tau
    prior = tau / (1.0 - tau)
    odds = prior * math.exp(L)
    least = prior if prior < LEAST_ODDS else LEAST_ODDS
    most = prior if prior > MOST_ODDS else MOST_ODDS
    odds = clip(odds, least, most)
    return odds / (1.0 + odds)


def ratio(good: float, other: float) -> float:
    """Log-likelihood ratio of what the good kind does with one chance and the other kind with another."""
    if good == other:
        return 0.0
    return math.log(clip(good, NEVER_QUITE, 1.0 - NEVER_QUITE)) - math.log(clip(other, NEVER_QUITE, 1.0 - NEVER_QUITE))
