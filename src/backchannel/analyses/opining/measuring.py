"""How far forecasts lie apart: between models, over the doubts, and when one thing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCKS = 20


@dataclass(frozen=True)
class Split:
    """Spread of forecasts, in points of 100: ``between`` models, ``within`` them over the doubts (standard deviations).

    ``share`` is the part of the whole variance that lies between models, ``error`` its Monte Carlo error.
    """

    between: float
    within: float
    share: float
    error: float


def split(values: Floats, weights: Floats) -> Split:
    """Spread of ``values`` [model, draw] with ``weights`` [model] into between and within models.

    The error is a jackknife over blocks of draws (Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 11).

    >>> found = split(np.array([[0.0, 2.0], [4.0, 6.0]]), np.array([1.0, 1.0]))
    >>> found.between, found.within, found.share
    (2.0, 1.0, 0.8)
    """
    between, within = _variances(values, weights)
    blocks = [b for b in np.array_split(np.arange(values.shape[1]), BLOCKS) if b.size]
    left = [_share(*_variances(np.delete(values, b, axis=1), weights)) for b in blocks if len(blocks) > 1]
    n = len(left)
    error = float(np.sqrt((n - 1) / n * ((np.array(left) - np.mean(left)) ** 2).sum())) if n else 0.0
    return Split(float(np.sqrt(between)), float(np.sqrt(within)), _share(between, within), error)


def _variances(values: Floats, weights: Floats) -> tuple[float, float]:
    w = weights / weights.sum()
    means = values.mean(axis=1)
    return float(w @ (means - w @ means) ** 2), float(w @ values.var(axis=1))


def _share(between: float, within: float) -> float:
    return between / (between + within) if between + within > 0.0 else 0.0


@dataclass(frozen=True)
class Change:
    """What a change does to a forecast, in points: ``mean`` and its ``error``, ``size`` and its ``size_error``.

    ``size`` is the mean of the absolute change; ``low`` to ``high`` its 80% range; ``draws`` those that could be
    compared.
    """

    mean: float
    error: float
    size: float
    size_error: float
    low: float
    high: float
    draws: int


def change(before: Floats, after: Floats) -> Change | None:
    """From one forecast to another [draw], draw by draw; None where no draw has both.

    >>> change(np.array([10.0, 20.0]), np.array([13.0, 21.0])).mean
    2.0
    """
    moved = (after - before)[np.isfinite(before) & np.isfinite(after)]
    if not moved.size:
        return None
    low, high = (float(x) for x in np.quantile(moved, [0.1, 0.9]))
    root = np.sqrt(moved.size)
    return Change(
        float(moved.mean()), float(moved.std() / root), float(np.abs(moved).mean()), float(np.abs(moved).std() / root),
        low, high, int(moved.size),
    )  # fmt: skip


def middle(values: Floats) -> tuple[float, float, float, float]:
    """Median, its Monte Carlo error, and the 80% range of some draws.

    The error is half the width of the interval of order statistics one binomial standard deviation to either side
    (Woodruff 1952, J. American Statistical Association 47:635-646).
    """
    off = 0.5 / np.sqrt(len(values))
    points = np.quantile(values, [0.5, 0.1, 0.9, max(0.5 - off, 0.0), min(0.5 + off, 1.0)])
    return float(points[0]), float(points[4] - points[3]) / 2.0, float(points[1]), float(points[2])


def equally(groups: Sequence[str]) -> Floats:
    """Weights that give each group the same, shared among its members.

    >>> equally(["a", "a", "b"]).tolist()
    [0.25, 0.25, 0.5]
    """
    return np.array([1.0 / (len(set(groups)) * groups.count(g)) for g in groups])
