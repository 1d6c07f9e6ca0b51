"""Sums and differences of what was counted in several sweeps on the same chances, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from backchannel.analyses.counting import Counts
from backchannel.analyses.played import FEW, valued

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Contrast:
    """A sum of values with weights: its standard ``error`` and the 95% interval, clustered by draw.

    ``moved`` is the number of runs in which not all that is summed cancels. All are None, and ``moved`` 0, where some
    value has nothing it is counted among.
    """

    value: float | None
    error: float | None
    low: float | None
    high: float | None
    moved: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out nothing at all."""
        return self.low is not None and self.high is not None and (self.low > 0.0 or self.high < 0.0)


NOTHING = Contrast(None, None, None, None, 0)


def contrast(counts: Sequence[Counts], weights: Sequence[float], draw: NDArray[np.int64]) -> Contrast:
    """``sum(weight * value)`` over values counted on the same chances, each a ratio of totals (hits, tries) [run].

    The standard error is that of the linearised sum (Cochran 1977, Sampling Techniques, 6.13, for each ratio): a draw
    adds ``weight (hits - value tries) / all tries`` of each, and draws are the units. Where the runs agree to the last
    one the sum is no matter of chance: with weights that add up to nothing it is exactly 0, and so is its error. Where
    a value is counted among fewer than ``FEW`` runs, the error is at least that of unrelated values.

    >>> one, other = np.array([1.0, 1.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0])
    >>> found = contrast([(one, np.ones(4)), (other, np.ones(4))], (1, -1), np.arange(4))
    >>> found.value, round(found.error, 3), found.moved
    (0.25, 0.25, 1)
    >>> contrast([(one, np.ones(4)), (one, np.ones(4))], (1, -1), np.arange(4))
    Contrast(value=0.0, error=0.0, low=0.0, high=0.0, moved=0)
    """
    if any(tried.sum() == 0 for _, tried in counts):
        return NOTHING
    values = [float(hit.sum() / tried.sum()) for hit, tried in counts]
    value = sum(w * v for w, v in zip(weights, values, strict=True))
    apart = np.zeros(len(draw))
    hits, tries = np.zeros(len(draw)), np.zeros(len(draw))
    for (hit, tried), v, w in zip(counts, values, weights, strict=True):
        apart += w * (hit - v * tried) / tried.sum()
        hits += w * hit
        tries += w * tried
    moved = int(((np.abs(hits) > 0) | (np.abs(tries) > 0)).sum())
    if moved == 0:
        return Contrast(0.0, 0.0, 0.0, 0.0, 0)
    by_draw = np.bincount(draw, weights=apart)
    groups = len(by_draw)
    error = sqrt(float((by_draw**2).sum()) * groups / max(1, groups - 1))
    if min(int((tried > 0).sum()) for _, tried in counts) < min(FEW, len(draw)):
        alone = [valued(one, draw).error or 0.0 for one in counts]
        error = max(error, hypot(*(w * one for w, one in zip(weights, alone, strict=True))))
    reach = error * _reach(groups)
    return Contrast(value, error, value - reach, value + reach, moved)


def mean_of(values: NDArray[np.float64]) -> Counts:
    """A number of each run [run] as something to count.

    >>> mean_of(np.array([0.5, 1.5]))[1].tolist()
    [1.0, 1.0]
    """
    return values, np.ones(len(values))


@cache
def _reach(groups: int) -> float:
    """How many standard errors hold 95%, with so many draws (Student's t)."""
    return float(stdtrit(max(1, groups - 1), 0.5 + CONFIDENCE / 2))
