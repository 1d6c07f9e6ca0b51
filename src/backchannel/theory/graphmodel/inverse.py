"""Which preferences would make a wanted state stable: counted exactly, and the least change that does it.

The inverse problem (Kinsara, Kilgour & Hipel 2015, IEEE Trans. SMC: Systems 45:1118-1129). For one actor, the others
as they are, stability of a state s depends only on which states are better for it than s: the set B. It holds if for
every move t of the actor from s

    t is not in B, or some alternative of t is disjoint from B

where an alternative is {u} for each sanction u of the others (GMR, SEQ, with improvements for SEQ) or {u} and all the
actor could escape to from u (SMR, SSEQ); under Nash there is none. With m states a set B of b states belongs to
b! (m-1-b)! strict rankings, so rankings are counted by counting such sets by their size: a generating polynomial, split
into parts that share no state, with what was counted once kept. No ranking is ever listed. Derived for this project;
the numbers of the Syria-Iraq case, and all small models of the tests, are those found by listing every ranking.

Whatever is taken out of B keeps the condition. So the least change of a ranking, by pairs of states whose order turns
(Kendall 1938), only raises s: had some x to fall below s while a worse y stays above, letting y fall as well costs one
pair and saves at least the pair (x, y).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, factorial

import numpy as np

from backchannel.theory.graphmodel.moves import Ints, TooLargeError
from backchannel.theory.graphmodel.paths import improving
from backchannel.theory.graphmodel.reaching import need_small, reach
from backchannel.theory.graphmodel.stability import CONCEPTS, Model

Clause = frozenset[int]
Demand = tuple[int, frozenset[Clause]]
MUST = -1
"""In place of the move of a demand: it holds whatever else."""

MOST_PARTS = 200_000
MOST_TOGETHER = 400
MOST_TIED = 16


@dataclass(frozen=True)
class Condition:
    """When a state is stable for an actor: each demand is a move and its alternatives, sets of states not better."""

    states: int
    wanted: int
    demands: tuple[Demand, ...]

    def holds(self, better: Iterable[int]) -> bool:
        """Whether the state is stable where just these states are better than it."""
        those = set(better)
        return all(t not in those or any(those.isdisjoint(c) for c in clauses) for t, clauses in self.demands)


def condition(model: Model, actor: int, wanted: int, concept: str) -> Condition:
    """When a state is stable for an actor, the others as they are. Raises ValueError for a concept there is not,
    TooLargeError for a model too large for tables of every two states.

    >>> from backchannel.theory.graphmodel.options import from_options
    >>> dilemma = Model(from_options(2, [[0], [1]], actors=2), np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> [(count(condition(dilemma, 0, 0, concept)), factorial(4)) for concept in ("Nash", "SEQ")]
    [(12, 24), (16, 24)]
    """
    if concept not in CONCEPTS:
        raise ValueError(f"no such concept: {concept}")
    need_small(model.states, "the inverse question")
    moves = model.moves.arcs()
    own = [int(t) for t in moves.of(actor, wanted)]
    if concept == "Nash":
        return Condition(model.states, wanted, tuple((t, frozenset()) for t in own))
    allowed = improving(moves, model.rank) if concept in ("SEQ", "SSEQ") else None
    sanctions = reach(moves, [j for j in range(model.actors) if j != actor], allowed)
    demands = []
    for t in own:
        clauses = set()
        for u in np.flatnonzero(sanctions[t]).tolist():
            clause = {u, *moves.of(actor, u).tolist()} if concept in ("SMR", "SSEQ") else {u}
            if t not in clause:
                clauses.add(frozenset(clause - {wanted}))
        if frozenset() not in clauses:
            demands.append((t, _least(clauses)))
    return Condition(model.states, wanted, tuple(demands))


def _least(clauses: set[Clause]) -> frozenset[Clause]:
    """The clauses that hold no other clause."""
    kept: list[Clause] = []
    for clause in sorted(clauses, key=len):
        if not any(other <= clause for other in kept):
            kept.append(clause)
    return frozenset(kept)


def count(asked: Condition) -> int:
    """The strict rankings under which the state is stable, of ``factorial(states)``; exact.

    Raises TooLargeError where the demands hang together in too many ways.

    >>> count(Condition(3, 0, ((1, frozenset()),)))  # one move, from state 0 to 1: no better in half of all
    3
    """
    spoken = {s for t, clauses in asked.demands for s in (t, *(u for c in clauses for u in c))}
    free = asked.states - 1 - len(spoken)
    found = _times(_Counting().sets(frozenset(asked.demands)), _binomial(free))
    others = asked.states - 1
    return sum(sets * factorial(size) * factorial(others - size) for size, sets in enumerate(found))


def _binomial(count: int) -> list[int]:
    return [comb(count, k) for k in range(count + 1)]


def _times(a: list[int], b: list[int]) -> list[int]:
    out = [0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    return out


def _plus(a: list[int], b: list[int]) -> list[int]:
    long, short = (a, b) if len(a) >= len(b) else (b, a)
    return [x + (short[n] if n < len(short) else 0) for n, x in enumerate(long)]


def _states(demands: Iterable[Demand]) -> set[int]:
    return {s for t, clauses in demands for s in (t, *(u for c in clauses for u in c))} - {MUST}


class _Counting:
    """Sets of better states that meet all demands, by size, over the states the demands speak of."""

    def __init__(self) -> None:
        self.known: dict[frozenset[Demand], list[int]] = {}

    def sets(self, demands: frozenset[Demand]) -> list[int]:
        out = [1]
        for part in _apart(demands):
            out = _times(out, self._part(frozenset(part)))
        return out

    def _part(self, demands: frozenset[Demand]) -> list[int]:
        if demands not in self.known:
            if len(self.known) >= MOST_PARTS:
                raise TooLargeError("the conditions hang together in too many ways to be counted; take a smaller model")
            self.known[demands] = self._count(demands)
        return self.known[demands]

    def _count(self, demands: frozenset[Demand]) -> list[int]:
        states = _states(demands)
        if len(demands) == 1:
            ((_, clauses),) = demands
            if all(len(c) == 1 for c in clauses):  # all sets but those that hold the move and every sanction
                every = _binomial(len(states))
                return [*every[:-1], 0] if len(states) else [0]
        if len(states) > MOST_TOGETHER:
            raise TooLargeError(
                f"{len(states)} states hang together in one condition, and at most {MOST_TOGETHER} are counted"
            )
        v = _next(demands)
        total = [0]
        for better in (False, True):
            left = _with(demands, v, better)
            if left is None:
                continue
            free = len(states) - 1 - len(_states(left))
            found = _times(self.sets(left), _binomial(free))
            total = _plus(total, [0, *found] if better else found)
        return total


def _next(demands: frozenset[Demand]) -> int:
    """The state to decide next: of a shortest alternative, so that what is decided settles something soon."""
    clauses = [c for _, those in demands for c in those]
    if not clauses:
        return min(t for t, _ in demands)
    return min((len(c), min(c)) for c in clauses)[1]


def _with(demands: frozenset[Demand], v: int, better: bool) -> frozenset[Demand] | None:
    """What is left of the demands where ``v`` is better than the wanted state, or is not; None if they cannot hold."""
    out = set()
    for t, clauses in demands:
        if t == v and not better:
            continue
        move = MUST if t == v else t
        left = frozenset(c for c in clauses if v not in c) if better else frozenset(c - {v} for c in clauses)
        if frozenset() in left:
            continue
        if move == MUST and not left:
            return None
        out.add((move, left))
    return frozenset(out)


def _apart(demands: Iterable[Demand]) -> list[list[Demand]]:
    """Demands sorted into parts that share no state."""
    parts: list[tuple[set[int], list[Demand]]] = []
    for one in demands:
        mine, held = _states([one]), [one]
        others = []
        for states, those in parts:
            if states.isdisjoint(mine):
                others.append((states, those))
            else:
                mine, held = mine | states, held + those
        parts = [*others, (mine, held)]
    return [held for _, held in parts]


@dataclass(frozen=True)
class Change:
    """The least change of a ranking: ``below`` are the states that fall below the wanted one, ``pairs`` turn.

    ``ranking`` is the new one, best first; ``exact`` is False where so many states are equally good that not every
    choice among them was looked at.
    """

    below: tuple[int, ...]
    pairs: int
    ranking: tuple[tuple[int, ...], ...]
    exact: bool


def least_change(asked: Condition, rank: Ints) -> Change:
    """The least change of a ranking [state] that makes the state stable, by pairs whose order is turned round.

    Equally good states are told apart at no cost.

    >>> from backchannel.theory.graphmodel.options import from_options
    >>> dilemma = Model(from_options(2, [[0], [1]], actors=2), np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> least_change(condition(dilemma, 0, 0, "Nash"), dilemma.rank[0])
    Change(below=(1,), pairs=1, ranking=((0,), (1,), (3,), (2,)), exact=True)
    """
    levels = [np.flatnonzero(rank == level).tolist() for level in np.unique(rank)[::-1]]
    now = next(n for n, level in enumerate(levels) if asked.wanted in level)
    above: list[int] = []
    depth = 0
    while depth < now and asked.holds([*above, *levels[depth]]):
        above += levels[depth]
        depth += 1
    if depth == now:
        return Change((), 0, tuple(tuple(level) for level in levels), True)
    kept, exact = _most_kept(asked, above, levels[depth])
    falls = [s for s in levels[depth] if s not in kept]
    rest = [[s for s in level if s != asked.wanted] for level in levels[depth + 1 :]]
    ranking = [*levels[:depth], kept, [asked.wanted], falls, *rest]
    below = (*falls, *(s for level in levels[depth + 1 : now] for s in level))
    return Change(below, len(below), tuple(tuple(level) for level in ranking if level), exact)


def _most_kept(asked: Condition, above: Sequence[int], tied: Sequence[int]) -> tuple[list[int], bool]:
    """The most of some equally good states that may stay above."""
    if len(tied) > MOST_TIED:
        kept: list[int] = []
        for s in tied:
            if asked.holds([*above, *kept, s]):
                kept.append(s)
        return kept, False
    for size in range(len(tied) - 1, 0, -1):
        for chosen in combinations(tied, size):
            if asked.holds([*above, *chosen]):
                return list(chosen), True
    return [], True
