"""Where private positions go when people who talk keep some of what they first thought.

::

    x(t+1) = A W x(t) + (I - A) x(0);  fixed point (I - A W)^-1 (I - A) x(0)

W_ij is the weight that i gives to j, A_ii how open i is. The fixed point is unique iff everybody fully open (A_ii = 1)
is led by weights to somebody who is not. A closed group of fully open people mixes by W alone: it comes to a consensus
that depends on x(0), unless it goes round in circles.

Source: Friedkin & Johnsen (1990, J. Mathematical Sociology 15:193-206; 1999, Advances in Group Processes 16:1-29); the
closed groups, DeGroot (1974, J. American Statistical Association 69:118-121). Units: positions on any one scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import breadth_first_order, connected_components

from backchannel.theory.ranges import Floats, listed, within

_SUM_TOLERANCE = 1e-9
_AGREED = 1e-12


@dataclass(frozen=True)
class Influence:
    """Where positions come to rest (None: never), and where they are after three rounds."""

    fixed_point: tuple[float, ...] | None
    x_after_3_rounds: tuple[float, ...]


def friedkin_johnsen(W: npt.ArrayLike, A_diag: npt.ArrayLike, x0: npt.ArrayLike) -> Influence:
    """Private positions in the end and after three rounds of talk, each keeping to x(0) as far as it is not open.

    ``W`` [n, n] >= 0 with rows summing to 1; ``A_diag`` [n] in [0, 1], one number for all; ``x0`` [n] positions. Where
    a closed group is fully open the fixed point is the limit that x(0) leads to; None when there is none because the
    group goes round in circles. Raises ValueError for a value out of range, a row that does not sum to 1 or lengths
    that differ.

    Source: Friedkin & Johnsen (1990).

    >>> found = friedkin_johnsen([[0.8, 0.2], [0.2, 0.8]], 0.9, [0.9, 0.1])
    >>> [round(x, 6) for x in found.fixed_point]
    [0.586957, 0.413043]
    """
    start = listed("x0", x0, -np.inf, np.inf)
    n = start.size
    weights = within("W", W, 0.0, 1.0)
    if weights.shape != (n, n):
        shape = " x ".join(map(str, weights.shape)) or "one number"
        raise ValueError(f"W is {shape}; expected {n} x {n}, a row and a column for each of x0")
    for row, total in enumerate(weights.sum(axis=1).tolist()):
        if abs(total - 1.0) > _SUM_TOLERANCE:
            raise ValueError(f"row {row} of W sums to {total:g}; expected 1, all the weight that somebody gives")
    openness = listed("A_diag", A_diag, 0.0, 1.0, like=("x0", n))
    moved = start
    for _ in range(3):
        moved = openness * (weights @ moved) + (1.0 - openness) * start
    rest = _resting(weights, openness, start)
    return Influence(None if rest is None else tuple(rest.tolist()), tuple(moved.tolist()))


def _resting(weights: Floats, openness: Floats, start: Floats) -> Floats | None:
    """Limit [n] of the positions: consensus within each closed group of fully open people, then the rest by algebra."""
    rest = np.full(start.size, np.nan)
    for group in _closed_groups(weights, openness):
        agreed = _consensus(weights[np.ix_(group, group)], start[group])
        if agreed is None:
            return None
        rest[group] = agreed
    known = np.isfinite(rest)
    others = ~known
    if others.any():
        pull = openness[others, None] * weights[others]
        held = (1.0 - openness[others]) * start[others] + pull[:, known] @ rest[known]
        rest[others] = np.linalg.solve(np.eye(int(others.sum())) - pull[:, others], held)
    return rest


def _closed_groups(weights: Floats, openness: Floats) -> list[npt.NDArray[np.intp]]:
    """Strongly connected sets of fully open people who give no weight to anybody outside."""
    count, label = connected_components((weights > 0.0).astype(np.int64), directed=True, connection="strong")
    groups = [np.flatnonzero(label == each) for each in range(count)]
    return [
        group
        for group in groups
        if (openness[group] == 1.0).all() and not np.delete(weights[group], group, axis=1).any()
    ]


def _consensus(weights: Floats, start: Floats) -> float | None:
    """What averaging within one closed group comes to; None if positions keep going round in it."""
    n = start.size
    balance = np.vstack([weights.T - np.eye(n), np.ones(n)])
    influence = np.linalg.lstsq(balance, np.r_[np.zeros(n), 1.0], rcond=None)[0]
    turn = _turn(weights)
    agreed = [
        float(influence[turn == each] @ start[turn == each] / influence[turn == each].sum()) for each in set(turn)
    ]
    if max(agreed) - min(agreed) > _AGREED * max(1.0, float(np.abs(start).max())):
        return None
    return float(influence @ start)


def _turn(weights: Floats) -> npt.NDArray[np.intp]:
    """Place [n] of each in the circle in which a connected group passes weight on; all 0 if there is no circle."""
    graph = (weights > 0.0).astype(np.int64)
    order, before = breadth_first_order(graph, 0, directed=True, return_predecessors=True)
    step = np.zeros(weights.shape[0], dtype=np.intp)
    for person in order[1:]:
        step[person] = step[before[person]] + 1
    giver, taker = np.nonzero(weights > 0.0)
    length = int(np.gcd.reduce(step[giver] + 1 - step[taker]))
    return step % length
