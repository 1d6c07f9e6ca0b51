"""What actors prefer: ranks from statements, rankings or payoffs; relations with strength and with unknowns.

A rank is a whole number 0 .. states-1, higher is better, equal is indifferent. Option statements in order of priority:
a state is preferred to another if at the first statement where they differ it holds (Hipel, Kilgour, Fang & Peng 1997,
IEEE SMC; the score is the sum of 2^(h-j) over statements that hold). Here statements are compared and never summed, so
there may be any number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backchannel.theory.graphmodel.moves import Flags, Ints

TOGETHER = 32
"""Statements packed into one number at a time."""


def by_payoff(payoff: ArrayLike) -> Ints:
    """Ranks from payoffs [..., state], any real numbers. Raises ValueError for one that is no number.

    >>> by_payoff([2.5, -1, 2.5, 0]).tolist()
    [2, 0, 2, 1]
    """
    values = np.asarray(payoff, dtype=np.float64)
    if np.isnan(values).any():
        raise ValueError("a payoff is missing; expected a number for every state")
    if values.ndim > 1:
        return np.stack([by_payoff(one) for one in values]) if len(values) else values.astype(np.int32)
    return np.unique(values, return_inverse=True)[1].astype(np.int32)


def by_statements(truth: ArrayLike) -> Ints:
    """Ranks from the truth of statements [statement, state], most important first; without any, all states are equal.

    >>> by_statements([[True, False, False], [False, True, False]]).tolist()
    [2, 1, 0]
    """
    holds = np.asarray(truth, dtype=np.bool_)
    rank = np.zeros(holds.shape[1], dtype=np.int64)
    for first in range(0, len(holds), TOGETHER):
        for row in holds[first : first + TOGETHER]:
            rank = rank << 1 | row
        rank = np.unique(rank, return_inverse=True)[1].astype(np.int64)  # small again: no width is ever exceeded
    return rank.astype(np.int32)


def by_ranking(ranking: Sequence[Sequence[int]], states: int) -> Ints:
    """Ranks from groups of equally good states, best group first, states numbered from 0.

    Raises ValueError for a state that is missing, named twice or not there.

    >>> by_ranking([[2], [0, 1]], 3).tolist()
    [0, 0, 1]
    """
    flat = [s for group in ranking for s in group]
    if sorted(flat) != list(range(states)):
        raise ValueError(f"a ranking names each of the {states} states once")
    rank = np.empty(states, dtype=np.int32)
    for n, group in enumerate(ranking):
        rank[list(group)] = len(ranking) - 1 - n
    return by_payoff(rank)


@dataclass(frozen=True)
class Relation:
    """A preference between every two states, for small models: three [state, state] tables.

    ``better[t, s]``: t is preferred to s; ``much[t, s]``: much preferred (and so preferred); ``unknown[t, s]``: not
    known how they compare. Else they are equally good.
    """

    better: Flags
    much: Flags
    unknown: Flags


def ranked(rank: ArrayLike, coarse: ArrayLike | None = None) -> Relation:
    """A ranking [state] as a relation; what differs in ``coarse`` [state] as well differs much.

    >>> bool(ranked([0, 1, 2], [0, 0, 1]).much[2, 1]), bool(ranked([0, 1, 2], [0, 0, 1]).much[1, 0])
    (True, False)
    """
    p = np.asarray(rank)
    c = np.zeros(len(p)) if coarse is None else np.asarray(coarse)
    better = p[:, None] > p[None, :]
    much = c[:, None] > c[None, :]
    if (much & ~better).any():
        raise ValueError("of two states one is much preferred and not preferred")
    return Relation(better, much, np.zeros_like(better))


def scored(payoff: ArrayLike, threshold: float) -> Relation:
    """Payoffs [state] as a relation; what differs by ``threshold`` or more differs much.

    >>> close = scored([0.0, 1.0, 3.0], 2.0)
    >>> bool(close.better[1, 0]), bool(close.much[1, 0]), bool(close.much[2, 1])
    (True, False, True)
    """
    p = np.asarray(payoff, dtype=np.float64)
    gap = p[:, None] - p[None, :]
    return Relation(gap > 0, (gap > 0) & (gap >= threshold), np.zeros(gap.shape, dtype=np.bool_))


class CycleError(ValueError):
    """A preference that goes round in a circle; ``states`` are those on it, each preferred to the next or its equal."""

    def __init__(self, states: list[int]) -> None:
        self.states = states
        super().__init__(f"the preferences go round in a circle through states {', '.join(map(str, states))}")


def from_pairs(
    states: int,
    better: Sequence[tuple[int, int]],
    equal: Sequence[tuple[int, int]] = (),
    much: Sequence[tuple[int, int]] = (),
) -> Relation:
    """A relation from what is known of pairs (the preferred state first); what does not follow from them is unknown.

    Raises CycleError where they contradict each other.

    >>> known = from_pairs(4, [(0, 1), (1, 2)])
    >>> bool(known.better[0, 2]), bool(known.unknown[0, 3])
    (True, True)
    """
    weak = np.eye(states, dtype=np.bool_)
    strict = np.zeros((states, states), dtype=np.bool_)
    far = np.zeros((states, states), dtype=np.bool_)
    for a, b in [*better, *much]:
        strict[a, b] = weak[a, b] = True
    for a, b in equal:
        weak[a, b] = weak[b, a] = True
    for a, b in much:
        far[a, b] = True
    for k in range(states):  # Warshall (1962): what follows by way of state k
        weak |= weak[:, [k]] & weak[[k], :]
    strict = _through(weak, strict)
    if strict.diagonal().any():
        raise CycleError(_circle(weak, strict, [*better, *much]))
    return Relation(strict, _through(weak, far), ~(weak | weak.T))


def _through(weak: Flags, step: Flags) -> Flags:
    """Pairs between which some way holds the step in question."""
    w = weak.astype(np.float32)
    return np.asarray(w @ step.astype(np.float32) @ w > 0, dtype=np.bool_)


def _circle(weak: Flags, strict: Flags, given: Sequence[tuple[int, int]]) -> list[int]:
    first, second = next((a, b) for a, b in given if weak[b, a])
    found = [first, second]
    loose = [(a, b) for a, b in given]
    while found[-1] != first and len(found) <= len(weak):
        here = found[-1]
        following = [b for a, b in loose if a == here and weak[b, first] and b not in found[1:]]
        if not following:
            break
        found.append(following[0])
    return found[:-1] if found[-1] == first else found


def doubted(payoff: NDArray[np.float64]) -> Ints:
    """Ranks [run, actor, state] from payoffs [run, actor, state] drawn from doubts.

    >>> doubted(np.array([[[0.1, 0.2]], [[0.2, 0.1]]])).tolist()  # two runs, one actor, two states
    [[[0, 1]], [[1, 0]]]
    """
    return by_payoff(payoff)
