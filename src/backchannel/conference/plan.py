"""What the engines need of a case: all that stays put in a run, by draw of the analyst's doubts.

Arrays are indexed [draw, ...]; positions, saliences and chances are in [0, 1]; rates and chances are per round of the
case. What a case does not mention is at its neutral value, which takes its mechanism away.
Specification: docs/explanation/model.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws
from backchannel.case.schema import Case
from backchannel.conference.signing import Program, Row
from backchannel.conference.state import State
from backchannel.conference.texts import Texts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MONTHS = {"week": 12.0 / 52.0, "month": 1.0, "quarter": 3.0}
NONE = -1


@dataclass(frozen=True)
class LevelPlan:
    """One level: its texts, who must say yes, what holds it together and what breaks it. D draws, V rows, G groups."""

    id: str
    texts: Texts
    program: Program  # signers first, then ratifiers
    signer_parts: int
    rows: tuple[Row, ...]  # those of the program, then one for every other actor that decides
    actor: Ints  # [V]
    sides: tuple[int, ...]  # sides that sign
    opened: Flags  # [K]
    reference: Floats  # [K] the text by which its breakers are judged beforehand
    phi: Floats  # [D]
    frozen: Floats
    enforcement: Floats
    cover: Floats
    fragility: Floats
    lost: Floats
    telling: Floats
    trust: Floats  # [D, N] prior
    side_benefit: Floats  # [D, V]
    worth: Floats  # [D, V, 2] of the guarantees: alone, sponsored
    kept: Floats  # [D, V, 2] chance that one of those that cover an exit is kept
    group: Ints  # [G] index in Plan.groups
    attack: Floats  # [D, G]
    effect: Floats  # [D, G]


@dataclass(frozen=True)
class TrackPlan:
    """One track: who sits there, what is talked about and signed, who gets to see it."""

    id: str
    formal: bool
    open: bool
    members: Ints  # actors that decide
    mediated: bool
    agenda: Ints  # levels talked about
    signs: Ints  # levels that can be signed here
    meets: Floats  # [D]
    publicity: Floats
    leak: Floats
    premium: Floats
    cover: Floats
    cooling: Floats
    break_off: Floats
    resume: Floats


@dataclass(frozen=True)
class GroupPlan:
    """An armed group or other breaker."""

    id: str
    actor: int  # column among those that decide, or NONE
    side: int
    rent: Floats  # [D]
    feeds: Floats
    adds: Floats
    price: Floats  # [D]; nan = no choice


@dataclass(frozen=True)
class TiePlan:
    """Support from a backer to a client."""

    id: str
    source: int  # columns among all actors
    target: int
    support: Floats  # [D]
    withheld: Floats
    conditional: Floats


@dataclass(frozen=True)
class Sign:
    """An indicator of converging backers: how likely it shows in its window, in months, if they do and if not."""

    id: str
    window: float
    if_so: Floats  # [D]
    if_not: Floats


@dataclass(frozen=True)
class Globals:
    """Settings of the whole game, [D] each."""

    precision: Floats
    persistent: Floats
    hardship: Floats
    lookahead: Floats
    stops_good: Floats
    stops_other: Floats
    keeps_good: Floats
    keeps_other: Floats
    drift: Floats
    leak_harm: Floats
    lean: Floats
    pace: Floats
    by_exclusion: Floats
    by_enforcement: Floats
    by_progress: Floats


@dataclass(frozen=True)
class Plan:
    """A case ready to be played. D draws, N deciding actors, A all actors, K issues."""

    draws: Draws
    state: State
    inner: int
    rounds: int
    months: float
    levels: tuple[LevelPlan, ...]
    tracks: tuple[TrackPlan, ...]
    groups: tuple[GroupPlan, ...]
    ties: tuple[TiePlan, ...]
    settings: Globals
    side: Ints  # [N], NONE = none
    everyone: tuple[str, ...]  # [A]
    side_of: Ints  # [A]
    parent: Ints  # [A]
    column: Ints  # [A] among those that decide, NONE = none
    capability: Floats  # [D, A]
    grows: Ints  # [A] group whose strength counts, NONE = none
    power: Floats  # [D]
    imposed: Floats  # [D, S, K]
    own: Floats  # [D, N]; nan = not said
    optimism: Floats  # [D, N]
    cost: Floats
    rent: Floats
    intensity: Floats  # [D]
    openness: Floats  # [D, N]
    contact: Floats  # [D, N, N]
    attending_cost: Floats  # [D, N]
    attending_benefit: Floats
    exit: Floats  # [D, N, 6]: weight, survival, keeps, after, loses, betrayed
    leadership: int
    waits: bool  # whether what waiting is worth matters to anybody
    insider: Floats  # [D, N] weight of a class of insiders, else 0
    backers: Ints  # columns of backers that decide
    client_of: tuple[tuple[int, ...], ...]  # by tie: columns of those whose war it carries
    faction: tuple[tuple[int, int], ...]  # (all-actors index, parent's)
    tolerance: Floats  # [D, A]
    weight: Floats  # [D, A] in the parent
    command: Floats  # [D, A]
    narrative_cost: tuple[tuple[int, Floats, Floats, Floats, Floats], ...]  # column, mu0, trend, needed, effect
    narrative_backer: tuple[tuple[int, Floats, Floats, Floats, Floats], ...]
    indicators: tuple[Sign, ...]
    recognition: tuple[tuple[int, int, Floats], ...]  # of, by, [D, 5]: before, now, principle, effect, gain
    seat_row: Ints  # [track, level, N] row of an actor whose promises may hang on those who sit there

    @property
    def case(self) -> Case:
        """The case that is played."""
        return self.draws.case

    @property
    def draws_count(self) -> int:
        """Number of draws."""
        return self.draws.runs
