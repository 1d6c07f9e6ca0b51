"""What a mediator might propose: the points of Nash, of Kalai and Smorodinsky, and of Kalai.

Utilities u on a Pareto frontier, d what each side has without a deal::

    Nash              max prod_i (u_i - d_i)^alpha_i
    Kalai-Smorodinsky (u_1 - d_1)/(I_1 - d_1) = (u_2 - d_2)/(I_2 - d_2),  I_i the most i can have with u_j >= d_j
    egalitarian       (u_1 - d_1)/w_1 = (u_2 - d_2)/w_2

    frontiers         curved u_2 = 1 - u_1^k, k >= 1;  linear u_2 = c (1 - u_1);  pie of n: sum_i u_i = 1

Ideals I are over individually rational outcomes; over all outcomes they, and the point, may differ.

Source: Nash (1950, Econometrica 18:155-162), with weights as in Kalai (1977, Int. J. Game Theory 6:129-133); Kalai &
Smorodinsky (1975, Econometrica 43:513-518); egalitarian and proportional, Kalai (1977, Econometrica 45:1623-1630).
Units: utilities in [0, 1], on the linear frontier u_2 in [0, c].
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from backchannel.theory.ranges import listed, within

Point = tuple[float, float]
_TWO_SIDES = ("two sides", 2)


@dataclass(frozen=True)
class Solutions:
    """Points (u_1, u_2): the ideal, which is out of reach, and three that are on the frontier."""

    ideal: Point
    nash: Point
    kalai_smorodinsky: Point
    egalitarian: Point


def bargaining_solutions_curved_frontier(
    k: float, d: npt.ArrayLike = 0.0, alpha: npt.ArrayLike = 1.0, w: npt.ArrayLike = 1.0
) -> Solutions:
    """Three bargaining solutions on the frontier u_2 = 1 - u_1^k.

    ``k`` >= 1 (1 linear, above it curved outwards); disagreement ``d`` [2] in [0, 1), inside the frontier; Nash
    weights ``alpha`` [2] > 0; egalitarian weights ``w`` [2] > 0; one number stands for two equal ones. Raises
    ValueError for a value out of range and when no outcome is better than d for both.

    Source: Nash (1950), Kalai & Smorodinsky (1975), Kalai (1977); roots by Brent's method to the last digits.

    >>> found = bargaining_solutions_curved_frontier(2)
    >>> [round(u, 6) for u in found.nash], round(found.kalai_smorodinsky[0], 6)
    ([0.57735, 0.666667], 0.618034)
    """
    power = float(within("k", k, 1.0, np.inf))
    d_1, d_2 = listed("d", d, 0.0, 1.0, like=_TWO_SIDES, hi_open=True).tolist()
    (alpha_1, alpha_2), (w_1, w_2) = _weights("alpha", alpha), _weights("w", w)

    def other(u_1: float) -> float:
        return 1.0 - math.pow(u_1, power)

    gap = other(d_1) - d_2
    if not gap > 0.0:
        raise ValueError(_no_gain(d_1, d_2))
    ideal = (float((1.0 - d_2) ** (1.0 / power)), other(d_1))
    g_1, g_2 = ideal[0] - d_1, ideal[1] - d_2
    if not g_1 > 0.0:
        raise ValueError(_no_gain(d_1, d_2))

    def slope(u_1: float) -> float:  # of the weighted Nash product, times what is positive
        return float(alpha_1 * (other(u_1) - d_2) - alpha_2 * power * math.pow(u_1, power - 1.0) * (u_1 - d_1))

    def along(step_1: float, step_2: float) -> Point:
        most = min(g_1 / step_1, g_2 / step_2)
        t = _root(lambda t: other(d_1 + t * step_1) - d_2 - t * step_2, 0.0, most)
        return d_1 + t * step_1, d_2 + t * step_2

    best = _root(slope, d_1, ideal[0])
    return Solutions(
        ideal=ideal, nash=(best, other(best)), kalai_smorodinsky=along(g_1, g_2), egalitarian=along(w_1, w_2)
    )


def bargaining_solutions_linear_frontier(
    c: float, d: npt.ArrayLike = 0.0, alpha: npt.ArrayLike = 1.0, w: npt.ArrayLike = 1.0
) -> Solutions:
    """Three bargaining solutions on the frontier u_2 = c (1 - u_1).

    ``c`` > 0 what side 2 has when it gets everything; disagreement ``d`` [2] >= 0, inside the frontier; Nash weights
    ``alpha`` [2] > 0; egalitarian weights ``w`` [2] > 0; one number stands for two equal ones. Raises ValueError for a
    value out of range and when no outcome is better than d for both.

    Source: Nash (1950), Kalai & Smorodinsky (1975), Kalai (1977).

    >>> found = bargaining_solutions_linear_frontier(2)
    >>> found.nash, found.kalai_smorodinsky, [round(u, 6) for u in found.egalitarian]
    ((0.5, 1.0), (0.5, 1.0), [0.666667, 0.666667])
    """
    rate = float(within("c", c, 0.0, np.inf, lo_open=True))
    d_1, d_2 = listed("d", d, 0.0, np.inf, like=_TWO_SIDES).tolist()
    (alpha_1, alpha_2), (w_1, w_2) = _weights("alpha", alpha), _weights("w", w)
    gain = 1.0 - d_1 - d_2 / rate  # in units of u_1
    if not gain > 0.0:
        raise ValueError(_no_gain(d_1, d_2))
    part = alpha_1 / (alpha_1 + alpha_2)
    t = gain / (w_1 + w_2 / rate)
    return Solutions(
        ideal=(d_1 + gain, d_2 + rate * gain),
        nash=(d_1 + part * gain, d_2 + (1.0 - part) * rate * gain),
        kalai_smorodinsky=(d_1 + gain / 2.0, d_2 + rate * gain / 2.0),
        egalitarian=(d_1 + t * w_1, d_2 + t * w_2),
    )


def nash_linear_pie_n(d: npt.ArrayLike, alpha: npt.ArrayLike = 1.0) -> tuple[float, ...]:
    """Weighted Nash division [n] of a pie of size 1.

    Disagreement ``d`` [n] any sign, summing to at most 1; weights ``alpha`` [n] > 0, one number for equal ones. Raises
    ValueError for a value out of range, lists of different length, or a d that sums to more than the pie.

    Source: Nash (1950), with weights; u_i = d_i + alpha_i (1 - sum d)/sum alpha.

    >>> [round(u, 6) for u in nash_linear_pie_n([0.1, 0.2, 0.1])]
    [0.3, 0.4, 0.3]
    """
    without = listed("d", d, -np.inf, np.inf)
    weight = listed("alpha", alpha, 0.0, np.inf, like=("d", without.size), lo_open=True)
    left = 1.0 - float(without.sum())
    if left < -1e-9:
        raise ValueError(f"d sums to {1.0 - left:g}; expected at most 1, or no division is better than d for all")
    return tuple((without + max(left, 0.0) * weight / weight.sum()).tolist())


def _weights(name: str, value: npt.ArrayLike) -> Point:
    first, second = listed(name, value, 0.0, np.inf, like=_TWO_SIDES, lo_open=True).tolist()
    return first, second


def _no_gain(d_1: float, d_2: float) -> str:
    return f"d is [{d_1:g}, {d_2:g}], on or outside the frontier; expected a point that both can improve on"


def _root(function: Callable[[float], float], lo: float, hi: float) -> float:
    """Zero of a falling function that is positive at ``lo``; ``hi`` where rounding leaves it positive there."""
    if function(hi) >= 0.0:
        return hi
    return float(brentq(function, lo, hi, xtol=1e-300, rtol=8.9e-16, maxiter=500))
