"""How far two sides have come together in private, and how much of it their public lines hide.

::

    two backers   rho = alpha (1 - 2 w),  D_inf = (1 - alpha) D_0/(1 - rho),  D_t = D_inf + (D_0 - D_inf) rho^t
    convergence   CI = 1 - |xa - xb|/|xa0 - xb0|
    masking       |pia - pib| - |xa - xb|

The gap is that of :mod:`backchannel.theory.influence` for two who are equally open and give each other the weight w.

Source: Friedkin & Johnsen (1990, J. Mathematical Sociology 15:193-206), two actors; masking after Kuran (1995, Private
Truths, Public Lies), index derived for this project. Units: positions in [0, 1], rounds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from backchannel.theory.ranges import within


@dataclass(frozen=True)
class BackerGap:
    """How fast a private gap closes, where it stops, what it is after t rounds, and when it has reached a target."""

    rho: float
    D_inf: float | None
    D_t: float
    time_to_target: float | None


@dataclass(frozen=True)
class ConvergenceMasking:
    """Share of the private gap that has closed, and how much wider the public gap is than the private one."""

    CI: float
    masking: float


def two_backer_fj_gap(alpha: float, w: float, D_0: float, t: float, target_gap: float) -> BackerGap:
    """Private gap between two backers who are equally open and listen to each other.

    Openness ``alpha`` in [0, 1], weight on the other ``w`` in [0, 1], gap ``D_0`` >= 0 at first, ``t`` >= 0 rounds,
    ``target_gap`` >= 0. ``rho`` < 0 (w above 1/2) means that they overtake each other; ``t`` must then be whole, gaps
    are signed and the target is for their size. ``time_to_target`` interpolates between rounds where rho > 0 and is a
    whole round otherwise; None if never reached. ``D_inf`` is None when they change places for ever (alpha = w = 1).
    Raises ValueError for a value out of range.

    Source: Friedkin & Johnsen (1990), two actors.

    >>> found = two_backer_fj_gap(0.9, 0.2, 0.8, 10, 0.3)
    >>> round(found.D_inf, 6), round(found.D_t, 6), round(found.time_to_target, 2)
    (0.173913, 0.175233, 2.6)
    """
    openness, weight = float(within("alpha", alpha, 0.0, 1.0)), float(within("w", w, 0.0, 1.0))
    first, target = float(within("D_0", D_0, 0.0, np.inf)), float(within("target_gap", target_gap, 0.0, np.inf))
    rounds = float(within("t", t, 0.0, np.inf))
    rho = openness * (1.0 - 2.0 * weight)
    if rho < 0.0 and not rounds.is_integer():
        raise ValueError(f"t is {rounds:g}; expected a whole number of rounds where w is above 1/2")
    if rho == 1.0:  # fully open to nobody but themselves
        return BackerGap(rho, first, first, 0.0 if first <= target else None)
    limit = (1.0 - openness) * first / (1.0 - rho)
    return BackerGap(
        rho=rho,
        D_inf=None if rho == -1.0 else limit,
        D_t=limit + (first - limit) * rho**rounds,
        time_to_target=0.0 if first <= target else _reached(target, first - limit, limit, rho),
    )


def convergence_and_masking(xa0: float, xb0: float, xa: float, xb: float, pia: float, pib: float) -> ConvergenceMasking:
    """Convergence of two sides in private, and how far their public lines hide it.

    Private positions at first ``xa0``, ``xb0`` and now ``xa``, ``xb``, public positions ``pia``, ``pib``, in [0, 1].
    CI is 1 when they agree, 0 when nothing moved, below 0 when they moved apart. Raises ValueError for a value out of
    range and when there was no private gap at first.

    Source: derived for this project.

    >>> found = convergence_and_masking(0.9, 0.1, 0.6, 0.4, 1.0, 0.0)
    >>> round(found.CI, 6), round(found.masking, 6)
    (0.75, 0.8)
    """
    given = {"xa0": xa0, "xb0": xb0, "xa": xa, "xb": xb, "pia": pia, "pib": pib}
    a0, b0, a, b, said_a, said_b = (float(within(key, x, 0.0, 1.0)) for key, x in given.items())
    if a0 == b0:
        raise ValueError(f"xa0 and xb0 are both {a0:g}; expected a gap at first, of which a share can close")
    return ConvergenceMasking(CI=1.0 - abs(a - b) / abs(a0 - b0), masking=abs(said_a - said_b) - abs(a - b))


def _reached(target: float, excess: float, limit: float, rho: float) -> float | None:
    """Rounds until ``|limit + excess rho^t| <= target``, which is not so at the start."""
    if excess == 0.0 or rho == -1.0:
        return None
    if rho > 0.0:
        return math.log((target - limit) / excess) / math.log(rho) if target > limit else None
    if rho == 0.0:
        return 1.0 if limit <= target else None
    ratio = -rho
    # below the limit at odd rounds, above it at even ones; at an odd one the gap may also have changed its sign
    odd = _first_round((target + limit) / excess, ratio, 1)
    even = _first_round((target - limit) / excess, ratio, 2)
    if odd is not None and limit - excess * ratio**odd > target:
        odd = None
    found = [each for each in (odd, even) if each is not None]
    return float(min(found)) if found else None


def _first_round(most: float, ratio: float, first: int) -> int | None:
    """First of ``first``, ``first`` + 2, ... at which ``ratio^t <= most``."""
    if most <= 0.0:
        return None
    least = math.log(most) / math.log(ratio) - 1e-9
    return first + 2 * max(0, math.ceil((least - first) / 2.0))
