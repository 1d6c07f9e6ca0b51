"""Public words that cost something to take back: demands, crises and threats.

::

    demands   x_1 = (1 + k_1)/(2 + k_1 + k_2)
    crises    F_i(t) = a_j t/(v_j + a_j t),  hazard_i = a_j/(v_j + a_j t)
    threats   challenger fights with chance q = min(1, (M' + omega a_C)/(M + M')); defender yields iff
              q >= (v + omega a_D)/W;  omega = 1 in public, lambda in private

A demand missed by one unit costs side i k_i. In a crisis each side pays a_i t for giving way at t, and each concedes at
the rate that keeps the other indifferent. A challenger's gain from fighting is uniform on [-M, M'], and backing down
costs it omega a_C; yielding costs the defender v and omega a_D, being fought W.

Source: Muthoo (1996, J. Economic Theory 69:134-152), the linear case derived for this project; Fearon (1994, APSR
88:577-592) with linear audience costs, derived for this project as a war of attrition (Hendricks, Weiss & Wilson
1988, Int. Economic Review 29:663-680); Kurizaki (2007, APSR 101:543-558) in reduced form. Units: shares of stakes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backchannel.theory.breakeven import ROUNDING
from backchannel.theory.ranges import listed, within


@dataclass(frozen=True)
class RevocableCommitment:
    """Shares of the two sides."""

    x_1: float
    x_2: float


@dataclass(frozen=True)
class AttritionByAudience:
    """Chance that each side has given way by a time, and the rate at which it then does."""

    F_1: float
    F_2: float
    hazard_1: float
    hazard_2: float


@dataclass(frozen=True)
class ThreatTracks:
    """Whether a threat works in public and in private: chance of a fight, chance needed, and the defender's answer."""

    public_q: float
    public_threshold: float
    public_yields: bool
    private_q: float
    private_threshold: float
    private_yields: bool


def muthoo_revocable_commitment(k1: float, k2: float) -> RevocableCommitment:
    """Shares when both sides first demand in public and then pay ``k_i`` for each unit by which they fall short.

    ``k1``, ``k2`` >= 0; 0 and 0 give halves. Raises ValueError for a negative cost.

    Source: Muthoo (1996); linear costs and the symmetric Nash division after the demands, derived for this project.

    >>> round(muthoo_revocable_commitment(0.6, 0.2).x_1, 6)
    0.571429
    """
    first, second = (float(within(name, k, 0.0, np.inf)) for name, k in (("k1", k1), ("k2", k2)))
    own, other = 1.0 + first, 1.0 + second
    return RevocableCommitment(x_1=own / (own + other), x_2=other / (own + other))


def war_of_attrition_audience(a: npt.ArrayLike, v: npt.ArrayLike, t: float) -> AttritionByAudience:
    """Chances of having given way by ``t`` when conceding at t costs ``a_i t`` and winning is worth ``v_i``.

    ``a`` [2] >= 0 per unit of time, prize ``v`` [2] > 0 (one number for both), time ``t`` >= 0. Nobody gives way at
    time 0. Raises ValueError for a value out of range or lists that are not of two.

    Source: Fearon (1994), in linear form derived for this project; the side with the *stronger* audience concedes less.

    >>> found = war_of_attrition_audience([0.3, 0.6], 1.0, 5.0)
    >>> found.F_1, round(found.F_2, 6)
    (0.75, 0.6)
    """
    a_1, a_2 = listed("a", a, 0.0, np.inf, like=("two sides", 2)).tolist()
    v_1, v_2 = listed("v", v, 0.0, np.inf, like=("two sides", 2), lo_open=True).tolist()
    elapsed = float(within("t", t, 0.0, np.inf))
    at_1, at_2 = v_1 + a_1 * elapsed, v_2 + a_2 * elapsed
    return AttritionByAudience(
        F_1=a_2 * elapsed / at_2, F_2=a_1 * elapsed / at_1, hazard_1=a_2 / at_2, hazard_2=a_1 / at_1
    )


def kurizaki_reduced(M: float, M_prime: float, v: float, W: float, a_D: float, a_C: float, lam: float) -> ThreatTracks:
    """Whether a threat compels in public and in private, where both the threat and yielding to it are seen by fewer.

    ``M``, ``M_prime`` >= 0, not both 0: the challenger's gain from fighting is uniform on [-M, M']. ``v`` >= 0 what
    yielding loses, ``W`` > 0 what being fought loses, audience costs ``a_D`` of yielding and ``a_C`` of backing
    down >= 0, ``lam`` in [0, 1] chance that a private threat comes out. A q of 1 means that it always fights. Raises
    ValueError for a value out of range.

    Source: Kurizaki (2007), reduced form derived for this project.

    >>> found = kurizaki_reduced(1.0, 0.2, 0.1, 1.0, 0.4, 0.1, 0.1)
    >>> round(found.public_q, 6), found.public_yields, round(found.private_q, 6), found.private_yields
    (0.25, False, 0.175, True)
    """
    low, high = float(within("M", M, 0.0, np.inf)), float(within("M_prime", M_prime, 0.0, np.inf))
    if low + high == 0.0:
        raise ValueError("M and M_prime are both 0; expected a range of gains from fighting")
    loss = float(within("W", W, 0.0, np.inf, lo_open=True))
    concession = float(within("v", v, 0.0, np.inf))
    shame, backing = float(within("a_D", a_D, 0.0, np.inf)), float(within("a_C", a_C, 0.0, np.inf))
    leak = float(within("lam", lam, 0.0, 1.0))

    def track(omega: float) -> tuple[float, float, bool]:
        q = min(1.0, (high + omega * backing) / (low + high))
        threshold = (concession + omega * shame) / loss
        return q, threshold, q >= threshold - ROUNDING

    return ThreatTracks(*track(1.0), *track(leak))
