"""The two-stage clock: not ripe until rate a, then a deal at rate b; fitted to episodes censored or entered late.

Chance of a deal by month t, `F = 1 - (b e^{-at} - a e^{-bt}) / (b - a)`, as in `theory/clocks.py` (two exponential
waits: Cox 1962, Renewal Theory). Here are its logarithms on arrays, which a likelihood needs. F is the same with a and
b exchanged: the times of deals cannot say which stage is the slow one, and the slower is called a. An end without a
deal is censoring of the deal, so the clock says how fast deals come while there is fighting, and not how many episodes
end by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import chdtri

Floats = NDArray[np.float64]

FASTEST = 30.0
"""The greatest rate a month that is tried: a day on average."""


def log_not_yet(a: float, b: float, t: Floats) -> Floats:
    """Logarithm of the chance that there is no deal by t months; 0 < a < b.

    >>> round(1 - float(np.exp(log_not_yet(0.1, 0.5, np.array([6.0])))[0]), 6)
    0.326432
    """
    found: Floats = -a * t + np.log1p(-(a / (b - a)) * np.expm1(-(b - a) * t))
    return found


def log_density(a: float, b: float, t: Floats) -> Floats:
    """Logarithm of the density of a deal at t > 0 months; 0 < a < b."""
    found: Floats = log(a) + log(b) - log(b - a) - a * t + np.log(-np.expm1(-(b - a) * t))
    return found


@dataclass(frozen=True)
class Fit:
    """The clock that fits best. ``b`` is None where no second stage can be told apart; ``b_low`` its 95% lower limit.

    ``gain`` is how many units of log likelihood it fits better than one constant rate.
    """

    a: float
    b: float | None
    b_low: float
    gain: float


def fit(entry: Floats, exit: Floats, deal: NDArray[np.bool_], design: float) -> Fit:
    """The clock of greatest likelihood. Times in months; ``design``: how much clustering blows up the variance.

    The limit of b is one-sided, by profile likelihood with the likelihood divided by ``design``
    (Chandler & Bate 2007, Biometrika 94:167-183).
    """
    constant = float(deal.sum() / (exit - entry).sum())
    flat = float(deal.sum()) * log(constant) - constant * float((exit - entry).sum())

    def at(a: float, b: float) -> float:
        left = np.where(deal, log_density(a, b, exit), log_not_yet(a, b, exit))
        return float((left - log_not_yet(a, b, entry)).sum())

    def best(log_b: float) -> tuple[float, float]:
        b = float(np.exp(log_b))
        top = log(b) - 1e-4
        found = minimize_scalar(
            lambda log_a: -at(float(np.exp(log_a)), b),
            bounds=(min(log(constant), top) - 3, min(log(constant) + 3, top)),
            method="bounded",
            options={"xatol": 1e-9},
        )
        return -float(found.fun), float(np.exp(found.x))

    rates = np.linspace(log(2 * constant), log(FASTEST), 60)
    heights = [best(float(r))[0] for r in rates]
    peak = int(np.argmax(heights))
    inner = 0 < peak < len(rates) - 1 and heights[peak] > flat
    top, a, b = flat, constant, None
    if inner:
        found = minimize_scalar(
            lambda r: -best(float(r))[0], bounds=(rates[peak - 1], rates[peak + 1]), method="bounded"
        )
        if -float(found.fun) > flat:
            top, a, b = -float(found.fun), best(float(found.x))[1], float(np.exp(found.x))
    needed = top - design * float(chdtri(1, 0.10)) / 2
    over = next(n for n, height in enumerate(heights) if height >= needed)
    if over == 0:
        return Fit(a, b, float(np.exp(rates[0])), top - flat)
    limit = float(brentq(lambda r: best(r)[0] - needed, rates[over - 1], rates[over], xtol=1e-9))
    return Fit(a, b, float(np.exp(limit)), top - flat)
