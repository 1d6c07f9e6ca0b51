"""How good forecasts were, and how to make one of several.

::

    Brier  mean (f - o)^2 = REL - RES + UNC over groups k of identical forecasts, n_k of n
           REL = sum n_k (f_k - o_k)^2/n,  RES = sum n_k (o_k - o)^2/n,  UNC = o (1 - o)
    pool   logit P = a sum_i w_i logit p_i,  sum w = 1

The identity is exact for groups of identical forecasts, not for bins.

Source: Brier (1950, Monthly Weather Review 78:1-3); Murphy (1973, J. Applied Meteorology 12:595-600); Satopaa et al.
(2014, Int. J. Forecasting 30:344-356). Units: chances in [0, 1].
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from backchannel.theory.ranges import listed, within


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
    said = listed("f", f, 0.0, 1.0)
    came = listed("o", o, 0.0, 1.0, like=("f", said.size))
    if not np.isin(came, (0.0, 1.0)).all():
        raise ValueError("o has a value that is neither 0 nor 1; expected 1 for happened, 0 for not")
    rate = math.fsum(came) / said.size
    groups = [(float(each), came[said == each]) for each in np.unique(said)]
    return BrierParts(
        brier=math.fsum((said - came) ** 2) / said.size,
        REL=math.fsum(c.size * (each - c.mean()) ** 2 for each, c in groups) / said.size,
        RES=math.fsum(c.size * (c.mean() - rate) ** 2 for _, c in groups) / said.size,
        UNC=rate * (1.0 - rate),
    )


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
    weight = listed("weights", weights, 0.0, np.inf, like=("p", chances.size))
    if not weight.any():
        raise ValueError("weights are all 0; expected at least one above 0")
    share = weight / weight.max()  # first, so that the sum is finite
    return float(expit(power * float(share @ logit(chances)) / float(share.sum())))
