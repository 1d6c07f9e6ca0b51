"""A bargaining problem with finitely many texts: who gains what by which, who must say yes, and who proposes next.

Surpluses are those of the acceptance inequality without ``Omega``: what a text is worth over going on as now. Nothing
else of the conference is in here, so a classic of the bargaining literature is a case at neutral settings whose
surpluses :func:`bargaining` reads off that inequality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from backchannel.conference.inequality import Setting, Terms, surplus_at, terms
from backchannel.conference.range import part_values
from backchannel.conference.signing import ALL, LEAF, QUOTA, Program, Row
from backchannel.conference.state import State
from backchannel.conference.texts import Texts
from backchannel.core.errors import AskError

Floats = npt.NDArray[np.float64]

MEDIATOR = -1
"""Proposes the text that suits the most reluctant needed signer best."""
NOBODY = -2
"""Nobody proposes: the round passes."""
ROUNDING = 1e-9
AT_ONCE = 4096
"""Texts judged together."""
BY_RUN = (
    *("ideal", "line", "salience", "credit", "status_quo", "outlook", "war", "audience", "betrayal", "trust"),
    *("fighting_ended", "frozen", "exposed", "weight_betrayal", "weight_audience", "benefit", "exit"),
)
"""Fields of the inequality's terms that have one entry a run."""


@dataclass(frozen=True)
class Bargaining:
    """Surpluses, patience, the rule and the order of proposers.

    ``surplus`` [player, text] in shares of stakes; ``patience`` [player] in [0, 1), weight of the next round;
    ``rule`` over the players; ``proposers`` [state] a player, ``MEDIATOR`` or ``NOBODY``; ``chain`` [state, state] the
    chance that one follows another; ``start`` [state] who begins. Raises AskError where any of it cannot be played.
    """

    surplus: Floats
    patience: Floats
    rule: Program
    proposers: tuple[int, ...]
    chain: Floats
    start: Floats

    def __post_init__(self) -> None:
        """Refuse what cannot be played."""
        n, states = len(self.patience), len(self.proposers)
        if self.surplus.ndim != 2 or self.surplus.shape[0] != n or self.surplus.shape[1] < 1 or n < 1:
            raise AskError(
                f"surplus has the shape {self.surplus.shape} and patience {n} players; expected one row a player and "
                "at least one text"
            )
        if not np.isfinite(self.surplus).all():
            raise AskError("a surplus is not a finite number; leave out texts that nobody can judge")
        if not ((self.patience >= 0) & (self.patience < 1)).all():
            raise AskError("patience must lie in [0, 1): the weight of the next round, below that of this one")
        if any(p not in (*range(n), MEDIATOR, NOBODY) for p in self.proposers) or not states:
            raise AskError(f"proposers must be players 0 .. {n - 1}, MEDIATOR or NOBODY, and at least one")
        if self.chain.shape != (states, states) or self.start.shape != (states,):
            raise AskError(f"with {states} proposers, chain must be {states} by {states} and start {states} long")
        for name, chances in (("each row of chain", self.chain), ("start", self.start[None])):
            if not ((chances >= 0).all() and np.allclose(chances.sum(axis=1), 1.0, rtol=0, atol=ROUNDING)):
                raise AskError(f"{name} must hold chances that add up to 1")
        used = {int(a) for code, a in self.rule.ops if code == LEAF}
        if max(used, default=-1) >= n:
            raise AskError(f"the rule names more players than the {n} there are")

    @property
    def players(self) -> int:
        """Number of players."""
        return int(self.surplus.shape[0])

    @property
    def texts(self) -> int:
        """Number of texts."""
        return int(self.surplus.shape[1])

    @property
    def states(self) -> int:
        """Number of states: proposers, each with what may follow it."""
        return len(self.proposers)


def margins(rule: Program, values: Floats) -> Floats:
    """What a rule over players makes of ``values`` [player, text]: [text], >= 0 exactly where it is met.

    >>> margins(unanimity(2), np.array([[0.2, -0.1], [0.1, 0.3]])).tolist()
    [0.1, -0.1]
    """
    texts = values.shape[1]
    if not len(rule.sizes):
        return np.asarray(part_values(rule, values.T).min(axis=1), dtype=np.float64)
    wide = replace(
        rule,
        weights=np.broadcast_to(rule.weights, (texts, *rule.weights.shape[1:])),
        needed=np.broadcast_to(rule.needed, (texts, *rule.needed.shape[1:])),
    )
    return np.asarray(part_values(wide, values.T).min(axis=1), dtype=np.float64)


def unanimity(players: int) -> Program:
    """The rule that all of so many players must accept."""
    return _program([*((LEAF, i) for i in range(players)), (ALL, players)], players, np.zeros((1, 0, 1)), 0.0)


def quota(weights: Sequence[float], needed: float) -> Program:
    """The rule that players of at least ``needed`` weight must accept. Raises AskError where all are too light.

    >>> margins(quota([1, 1, 1], 2), np.array([[0.4], [0.1], [-1.0]])).tolist()
    [0.1]
    """
    if min(weights, default=-1.0) < 0 or sum(weights) < needed - ROUNDING:
        raise AskError("a quota needs weights of at least 0 that can reach it together")
    n = len(weights)
    ops = [*((LEAF, i) for i in range(n)), (QUOTA, 0)]
    return _program(ops, n, np.array(weights, dtype=np.float64)[None, None, :], needed)


def _program(ops: list[tuple[int, int]], players: int, weights: Floats, needed: float) -> Program:
    sized = weights.shape[1] > 0
    return Program(
        rows=tuple(Row(f"player {i}") for i in range(players)),
        parts=("all",),
        ops=np.array(ops, dtype=np.int64),
        starts=np.array([0, len(ops)], dtype=np.int64),
        sizes=np.array([players] if sized else [], dtype=np.int64),
        weights=weights,
        needed=np.array([[needed]] if sized else np.zeros((1, 0))),
    )


def at_random(surplus: npt.ArrayLike, patience: npt.ArrayLike, rule: Program, chances: Sequence[float]) -> Bargaining:
    """Players propose with fixed ``chances`` [player] each round; where they add up to less than 1, else nobody does.

    Raises AskError as :class:`Bargaining` does.
    """
    given = np.asarray(chances, dtype=np.float64)
    rest = 1.0 - float(given.sum())
    who = tuple(range(len(given)))
    if rest > ROUNDING:
        given, who = np.append(given, rest), (*who, NOBODY)
    return _problem(surplus, patience, rule, who, np.tile(given, (len(given), 1)), given)


def in_turn(
    surplus: npt.ArrayLike, patience: npt.ArrayLike, rule: Program, order: Sequence[int] = (0, 1)
) -> Bargaining:
    """Players propose in turn, in the given ``order``, from the first. Raises AskError as :class:`Bargaining` does."""
    n = len(order)
    return _problem(surplus, patience, rule, tuple(order), np.roll(np.eye(n), 1, axis=1), np.eye(n)[0])


def mediated(surplus: npt.ArrayLike, patience: npt.ArrayLike, rule: Program, meets: float = 1.0) -> Bargaining:
    """A mediator proposes whenever there is a session, with the chance ``meets``. Raises AskError as above."""
    given = np.array([meets, 1.0 - meets])
    return _problem(surplus, patience, rule, (MEDIATOR, NOBODY), np.tile(given, (2, 1)), given)


def _problem(
    surplus: npt.ArrayLike, patience: npt.ArrayLike, rule: Program, who: tuple[int, ...], chain: Floats, start: Floats
) -> Bargaining:
    S = np.atleast_2d(np.asarray(surplus, dtype=np.float64))
    return Bargaining(S, np.atleast_1d(np.asarray(patience, dtype=np.float64)), rule, who, chain, start)


@dataclass(frozen=True)
class Judged:
    """What a case's actors make of a level's texts, in one run: who is who in a bargaining problem.

    ``actors`` [player]; ``surplus`` [player, text]; ``patience`` [player]; ``rule`` over the players.
    """

    actors: tuple[str, ...]
    surplus: Floats
    patience: Floats
    rule: Program


def bargaining(state: State, setting: Setting, texts: Texts, run: int = 0) -> Judged:
    """Surpluses of a level's texts on a track, through the acceptance inequality, in one run.

    ``setting`` from ``prepare``: its level, track and rule. The rule's actors come first, then all others that decide.
    Raises AskError where an actor's guarantee depends on somebody else's acceptance.
    """
    named = tuple(row.actor for row in setting.program.rows)
    if len(set(named)) < len(named):
        raise AskError("a guarantee with a condition makes two of one actor; ask without guarantees")
    if not 0 <= run < setting.runs:
        raise AskError(f"run {run}: there are runs 0 .. {setting.runs - 1}")
    rows = (*setting.program.rows, *(Row(a) for a in state.actors if a not in named))
    found = terms(state, setting.level, setting.track, rows)
    pieces = [_judge(found, texts, run, begin) for begin in range(0, texts.count, AT_ONCE)]
    rule = replace(
        setting.program,
        rows=rows,
        weights=setting.program.weights[run : run + 1],
        needed=setting.program.needed[run : run + 1],
    )
    actors = tuple(row.actor for row in rows)
    return Judged(actors, np.concatenate(pieces, axis=1), state.patience[run, [state.index(a) for a in actors]], rule)


def _judge(found: Terms, texts: Texts, run: int, begin: int) -> Floats:
    """Surplus [row, text] of some texts in one run: the run is repeated, once a text."""
    some = slice(begin, min(begin + AT_ONCE, texts.count))
    count = some.stop - some.start
    once: dict[str, Any] = {name: np.repeat(getattr(found, name)[run : run + 1], count, axis=0) for name in BY_RUN}
    return surplus_at(found._replace(**once), texts.terms[:, some].T, texts.waits[texts.pattern[some]]).T
