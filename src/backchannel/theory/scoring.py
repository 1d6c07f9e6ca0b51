"""How good forecasts were, and how to make one of several.

::

    Brier  mean (f - o)^2 = REL - RES + UNC over groups k of identical forecasts, n_k of n
           REL = sum n_k (f_k - o_k)^2/n,  RES = sum n_k (o_k - o)^2/n,  UNC = o (1 - o)
    log    mean of ln f where it happened and ln(1 - f) where not; 0 is best
    skill  1 - score / score of the reference
    pool   logit P = a sum_i w_i logit p_i, or P = sum_i w_i p_i;  sum w = 1

The identity is exact for groups of identical forecasts, not for bins.

Source: Brier (1950, Monthly Weather Review 78:1-3); Good (1952, J. Royal Statistical Society B 14:107-114); Stone
(1961, Annals of Mathematical Statistics 32:1339-1342); Murphy (1973, J. Applied Meteorology 12:595-600); Satopaa et al.
(2014, Int. J. Forecasting 30:344-356). Units: chances in [0, 1].
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from backchannel.theory.ranges import Floats, listed, within


@dataclass(frozen=True)
class BrierParts:
    """Brier score and its parts: reliability (0 is best), resolution (high is best) and uncertainty."""

    brier: float
    REL: float
    RES: float
    UNC: float


def brier_decomposition(f: npt.ArrayLike, o: npt.ArrayLike) -> BrierParts:
    """Brier score of forecasts of events that happened or not, and Murphy's three parts of it.

    ``f`` [n] chances in [0, 1], ``o`` [n] outcomes, 1 or 0. Forecasts are one group iff they are the same number.
    Raises ValueError for a value out of range or lengths that differ.

    Source: Brier (1950), Murphy (1973).

    >>> found = brier_decomposition([0.1, 0.1, 0.7, 0.7, 0.7], [0, 0, 1, 1, 0])
    >>> round(found.brier, 6), round(found.REL, 6), round(found.RES, 6), round(found.UNC, 6)
    (0.138, 0.004667, 0.106667, 0.24)
    """
    said, came = _pairs(f, o)
    rate = math.fsum(came) / said.size
    groups = [(float(each), came[said == each]) for each in np.unique(said)]
    return BrierParts(
        brier=math.fsum((said - came) ** 2) / said.size,
        REL=math.fsum(c.size * (each - c.mean()) ** 2 for each, c in groups) / said.size,
        RES=math.fsum(c.size * (c.mean() - rate) ** 2 for _, c in groups) / said.size,
        UNC=rate * (1.0 - rate),
    )


def log_score(f: npt.ArrayLike, o: npt.ArrayLike) -> float:
    """Mean logarithm of the chance given to what came about; 0 is best, -inf where a chance of 0 came about.

    ``f`` [n] chances in [0, 1], ``o`` [n] outcomes, 1 or 0. Raises ValueError as :func:`brier_decomposition` does.

    Source: Good (1952).

    >>> round(log_score([0.8, 0.5], [1, 0]), 6), log_score([0.0, 0.5], [1, 0])
    (-0.458145, -inf)
    """
    said, came = _pairs(f, o)
    with np.errstate(divide="ignore"):
        return math.fsum(np.log(np.where(came == 1.0, said, 1.0 - said))) / said.size


def skill(score: float, reference: float) -> float | None:
    """By what share a score that is best at 0 improves on that of a reference; None where the reference is perfect.

    Source: Murphy (1973).

    >>> round(skill(0.138, 0.24), 3), skill(0.1, 0.0)
    (0.425, None)
    """
    return None if reference == 0.0 else 1.0 - score / reference


def linear_pool(p: npt.ArrayLike, weights: npt.ArrayLike = 1.0) -> float:
    """One chance out of several: their weighted mean.

    ``p`` [n] in [0, 1]; ``weights`` [n] >= 0, not all 0, scaled to sum to 1, one number for equal ones. Raises
    ValueError for a value out of range or lengths that differ.

    Source: Stone (1961).

    >>> round(linear_pool([0.6, 0.7, 0.65]), 6), linear_pool([0.0, 1.0], [3, 1])
    (0.65, 0.25)
    """
    chances = listed("p", p, 0.0, 1.0)
    share = _shares(weights, chances.size)
    return min(1.0, max(0.0, math.fsum(share * chances) / math.fsum(share)))


def logit_pool(p: npt.ArrayLike, a: float = 1.0, weights: npt.ArrayLike = 1.0) -> float:
    """One chance out of several: the weighted mean of their log-odds, made more extreme by ``a``.

    ``p`` [n] in (0, 1); ``a`` >= 0 (1: the geometric mean of odds; above 1 for forecasters who each know a part);
    ``weights`` [n] >= 0, not all 0, scaled to sum to 1, one number for equal ones. Raises ValueError for a value out of
    range or lengths that differ.

    Source: Satopaa et al. (2014).

    >>> round(logit_pool([0.6, 0.7, 0.65], 2.0), 6)
    0.776931
    """
    chances = listed("p", p, 0.0, 1.0, lo_open=True, hi_open=True)
    power = float(within("a", a, 0.0, np.inf))
    share = _shares(weights, chances.size)
    return float(expit(power * float(share @ logit(chances)) / float(share.sum())))


def _pairs(f: npt.ArrayLike, o: npt.ArrayLike) -> tuple[Floats, Floats]:
    said = listed("f", f, 0.0, 1.0)
    came = listed("o", o, 0.0, 1.0, like=("f", said.size))
    if not np.isin(came, (0.0, 1.0)).all():
        raise ValueError("o has a value that is neither 0 nor 1; expected 1 for happened, 0 for not")
    return said, came


def _shares(weights: npt.ArrayLike, count: int) -> Floats:
    weight = listed("weights", weights, 0.0, np.inf, like=("p", count))
    if not weight.any():
        raise ValueError("weights are all 0; expected at least one above 0")
    share: Floats = weight / weight.max()  # so that their sum is finite
    return share
