"""Which combinations no other beats on cost and effect together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backchannel.case.schema import Lever

ALL = 100.0
"""All that one holder could spend."""


def efficient(costs: ArrayLike, effects: ArrayLike) -> NDArray[np.bool_]:
    """Whether each point is on the frontier: none costs no more and does no less, with one of the two strict.

    ``costs`` [point] or [point, holder], where no holder may pay more; ``effects`` [point], more is better. Equals stay
    together (Pareto 1906).

    >>> efficient([0, 10, 20, 20], [0.0, 0.3, 0.2, 0.3]).tolist()
    [True, True, False, False]
    """
    effect = np.asarray(effects, dtype=np.float64)
    cost = np.asarray(costs, dtype=np.float64).reshape(len(effect), -1)
    no_dearer = (cost[None, :, :] <= cost[:, None, :]).all(axis=2)
    no_worse = effect[None, :] >= effect[:, None]
    better = (cost[None, :, :] < cost[:, None, :]).any(axis=2) | (effect[None, :] > effect[:, None])
    return np.asarray(~(no_dearer & no_worse & better).any(axis=1))


def known_cost(levers: Sequence[Lever]) -> bool:
    """Whether somebody has said what each of some levers costs."""
    return all(one.cost is not None and not one.cost.unknown for one in levers)


def costs_of(levers: Sequence[Lever]) -> tuple[float, float, float]:
    """Lowest, best and highest cost of some levers together, a point of one holder taken for a point of another."""
    known = [one.cost for one in levers if one.cost is not None]
    low, high = (sum(one.bounds[n] for one in known) for n in (0, 1))
    return float(low), float(sum(one.central for one in known)), float(high)


def by_holder(levers: Sequence[Lever], holders: Sequence[str | None]) -> list[float]:
    """What each holder pays for some levers, by its best guess; a lever of nobody's is one of nobody in particular."""
    return [sum(one.cost.central for one in levers if one.holder == who and one.cost is not None) for who in holders]


def affordable(levers: Sequence[Lever]) -> bool:
    """Whether no holder would spend more than all it could."""
    holders = list(dict.fromkeys(one.holder for one in levers if one.holder is not None))
    return all(paid <= ALL for paid in by_holder(levers, holders))
